"""Lines of a log put together: those that are equal but for times, ids and counters."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import count

from .unpack import SMALL

SAMPLE = 200  # lines that show whether the others have few forms
MANY = 4000  # lines of a slice: for fewer a pass over their forms does not pay

_STATUS = r"(?:(?<=[45])\d\d|(?<=2)00)(?!\w|[:.T-]\d)"  # after its first digit


@functools.cache
def varies() -> re.Pattern[str]:
    """What differs between lines of one kind: times, ids, counters. A status does not.

    It begins with one class of characters, so that the engine passes over all others: 10 MB take
    0.1 to 0.3 s; with one alternative for each form they took 0.6 to 1.1 s (CPython 3.11).
    """
    number = rf"(?<=\d)(?<!\d\d)(?!{_STATUS})[\da-f:.,T-]*"
    return re.compile(rf"[\dr](?:{number}|(?<=r)eq_\w{{6,64}})")


# Zeros for digits; a status is held in control characters meanwhile, so it stays different.
_ZEROS = bytes.maketrans(b"0123456789", b"0" * 10)
_HELD = bytes.maketrans(b"0123456789", bytes(range(0x10, 0x1A)))


@functools.cache
def _statuses() -> re.Pattern[bytes]:
    return re.compile(rb"[245](?<!\d\d)" + _STATUS.encode())


@functools.cache
def _held(status: bytes) -> bytes:
    return status.translate(_HELD)


def _forms(lines: list[str]) -> list[bytes]:
    """The lines with zeros for digits, but for those of statuses: equal where lines are alike.

    `varies` makes a substitution for each number. Bytes are translated in one pass, and at one
    speed whatever letters are among them: lines full of numbers take a third of the time.
    """
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    held = _statuses().sub(lambda match: _held(match[0]), content)
    return held.translate(_ZEROS).split(b"\n")


@dataclass(slots=True)
class Lines:
    """Lines in order, each the newest of its like; `times` is how many it stands for."""

    lines: list[str]
    times: list[int] = field(default_factory=list)  # none: one each

    def merged(self, keys: Sequence[Hashable]) -> list[int]:
        """Keep the newest line of each key; the rows that were kept, in order."""
        total: Counter[Hashable] = Counter()
        if not self.times:
            total = Counter(keys)
        else:
            for key, times in zip(keys, self.times, strict=True):
                total[key] += times
        rows = sorted(dict(zip(keys, count())).values())
        self.lines = [self.lines[row] for row in rows]
        self.times = [total[keys[row]] for row in rows]
        return rows


def together(text: str) -> tuple[Lines, list[str]]:
    """The newest line of each kind, and what each has in common with its kind.

    A few passes in C over the whole text, because logs repeat themselves: equal lines first, then
    those of one form, so that the slowest pass has the fewest lines.
    """
    kept = Lines(text.split("\n"))
    if len(set(kept.lines)) < len(kept.lines) // 2:
        kept.merged(kept.lines)
    if len(kept.lines) > MANY and len(set(_forms(kept.lines[:SAMPLE]))) < SAMPLE // 2:
        kept.merged(_forms(kept.lines))
    common = _common(kept.lines)
    return kept, [common[row] for row in kept.merged(common)]


def _common(lines: list[str]) -> list[str]:
    """What each line has in common with its kind. A line without end is of a kind of its own."""
    if not any(len(line) > SMALL for line in lines):
        return varies().sub("", "\n".join(lines)).split("\n")
    return [line if len(line) > SMALL else varies().sub("", line) for line in lines]
