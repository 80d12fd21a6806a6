"""The model that a mistyped id was meant to be: the known one whose name is nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...phrases import phrase

#: Edits (a letter more, less, changed, or swapped with the next) that a typo has at most.
_MOST = 2
_DATED = phrase(r"-20\d{6}\Z")


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The id that differs least; of several the first. None where none is near: then it may be a
    model of which nobody here knows."""
    typed = _plain(wanted)
    best: tuple[int, str] | None = None
    for one in dict.fromkeys(known):
        away = distance(typed, _plain(one))
        if best is None or away < best[0]:
            best = away, one
    most = min(_MOST, len(typed.removeprefix("claude-")) // 3)  # of a short name fewer
    return best[1] if best is not None and best[0] <= most else None


def _plain(name: str) -> str:
    """The id as Anthropic writes it: `Sonnet 5.5` is `claude-sonnet-5-5`, `claude-5-5-sonnet` too.
    A date is no part of it."""
    words = re.findall(r"[a-z]+|\d+", _DATED.sub("", name.strip().lower()))
    if "claude" not in words and not any(distance(word, "claude") <= _MOST for word in words):
        words.insert(0, "claude")
    return "-".join(sorted(words, key=str.isdigit))


def distance(one: str, other: str) -> int:
    """How many edits lead from one to the other."""
    older: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            edits = min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                edits = min(edits, older[j - 2] + 1)
            row.append(edits)
        older, above = above, row
    return above[-1]
