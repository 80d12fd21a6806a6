"""What was probably meant by a name that is not known, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence

#: So many names are listed in full.
FEW = 20
#: So many characters of what was typed are repeated.
CUT = 60


def near(value: str, known: Sequence[str]) -> list[str]:
    """The names that are near, at most three, the nearest first."""
    from difflib import get_close_matches  # a typo is rare

    typed = value.lower().strip().replace("_", "-").replace(" ", "-")
    found = [typed] if typed in known else get_close_matches(typed, known, n=3)
    if not found and len(typed) > 2:
        found = [name for name in known if typed in name][:3]
    return found


def meant(value: str, known: Sequence[str]) -> str:
    """The names that are near, as a question; empty where none is."""
    found = near(value, known)
    return f"did you mean {' or '.join(found)}?" if found else ""


def instead(value: str, known: Sequence[str], listing: str) -> str:
    """What to type instead: the names that are near, and all where they are few; of a long list
    without one that is near, the command that prints it."""
    question = meant(value, known)
    if len(known) <= FEW:
        return f"{question} known: {', '.join(known)}".strip()
    return question or f"`{listing}` lists all {len(known)}"
