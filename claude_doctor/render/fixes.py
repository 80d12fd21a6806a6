"""What the fixes say, in words, for `fixes` without a recipe's name."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from ..fixes import recipe
from ..fixes.fix import Fix

_WIDTH = 79


def listed(fixes: Iterable[Fix]) -> str:
    """These fixes one after another: what to do, why, the command, the recipes behind it."""
    return "\n".join(in_words(fix) for fix in fixes)


def in_words(fix: Fix) -> str:
    """One fix, and how its recipes are printed."""
    lines = [f"{fix.id} · {fix.title}", *wrapped(fix.detail, "  ")]
    own = f"claude-doctor fixes {fix.id}"  # a fix that points at this very page says nothing new
    if fix.command and fix.command != own:
        lines.append(f"  $ {fix.command}")
    if fix.url:
        lines.append(f"  {fix.url}")
    lines += [_offer(name) for name in recipe.behind(fix.id)]
    return "\n".join(lines) + "\n"


def _offer(name: str) -> str:
    return f"  recipe: claude-doctor fixes {name} ({languages(name)})"


def languages(name: str) -> str:
    """The languages of a recipe, with commas."""
    return ", ".join(one.language for one in recipe.of(name))


def wrapped(text: str, indent: str) -> list[str]:
    """The lines of a text in a list: below its first words, no word broken in two."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
