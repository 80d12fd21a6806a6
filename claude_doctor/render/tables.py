"""What the table of rules holds: the data itself in words."""

from __future__ import annotations

from ..engine.facts import fill, sentence
from ..engine.model import Rule
from ..rules import all_rules
from .fixes import wrapped


def rules(only: str | None) -> str:
    """One rule, or all of them."""
    chosen = [rule for rule in all_rules() if only in (None, rule.id)]
    return "\n".join(_rule(rule) for rule in chosen)


def _rule(rule: Rule) -> str:
    lines = [f"{rule.id} · {rule.side}"]
    for case in rule.cases:
        head = f"{case.severity}, confidence {case.confidence}, when "
        where = f" (where {sentence(case.on)})" if case.on else ""
        lines += wrapped(head + sentence(case.when) + where, "  ")
        lines += wrapped(f"→ {fill(case.says, {})}", "    ")
        if case.fixes:
            lines += wrapped("fixes: " + ", ".join(case.fixes), "    ")
    if rule.retryable is not None:
        lines.append(f"  retry: {'yes, with back-off' if rule.retryable else 'no'}")
    if rule.fixes:
        lines += wrapped("fixes: " + ", ".join(rule.fixes), "  ")
    by = sorted({*rule.explained_by, *(i for case in rule.cases for i in case.explained_by)})
    if by:
        lines += wrapped("explained by: " + ", ".join(by), "  ")
    return "\n".join(lines) + "\n"
