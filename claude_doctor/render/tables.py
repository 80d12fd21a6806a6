"""What the tables hold, for `rules` and `fixes`: the data itself in words."""

from __future__ import annotations

import textwrap

from ..engine.facts import fill, sentence
from ..engine.model import Rule
from ..fixes import table as recipes
from ..rules import all_rules

_WIDTH = 79


def rules(only: str | None) -> str:
    """One rule, or all of them."""
    chosen = [rule for rule in all_rules() if only in (None, rule.id)]
    return "\n".join(_rule(rule) for rule in chosen)


def _rule(rule: Rule) -> str:
    lines = [f"{rule.id} · {rule.side}"]
    for case in rule.cases:
        head = f"{case.severity}, confidence {case.confidence}, when "
        where = f" (where {sentence(case.on)})" if case.on else ""
        lines += _wrapped(head + sentence(case.when) + where, "  ")
        lines += _wrapped(f"→ {fill(case.says, {})}", "    ")
        if case.fixes:
            lines += _wrapped("fixes: " + ", ".join(case.fixes), "    ")
    if rule.retryable is not None:
        lines.append(f"  retry: {'yes, with back-off' if rule.retryable else 'no'}")
    if rule.fixes:
        lines += _wrapped("fixes: " + ", ".join(rule.fixes), "  ")
    by = sorted({*rule.explained_by, *(i for case in rule.cases for i in case.explained_by)})
    if by:
        lines += _wrapped("explained by: " + ", ".join(by), "  ")
    return "\n".join(lines) + "\n"


def fixes(only: str | None) -> str:
    """One fix, or all of them."""
    chosen = [fix for fix in recipes.FIXES if only in (None, fix.id)]
    return "\n".join(_fix(fix) for fix in chosen)


def _fix(fix: recipes.Fix) -> str:
    lines = [f"{fix.id} · {fix.title}", *_wrapped(fix.detail, "  ")]
    own = f"claude-doctor fixes {fix.id}"  # a fix that points at this very page says nothing new
    if fix.command and fix.command != own:
        lines.append(f"  $ {fix.command}")
    if fix.url:
        lines.append(f"  {fix.url}")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
