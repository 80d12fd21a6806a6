"""What came of the questions so far: one entry each, the oldest forgotten."""

from __future__ import annotations

from collections import deque
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Final

from ..engine.model import Severity, Side, Verdict
from ..records import dataclass

KEPT: Final = 500  # entries; wider than every terminal, and four days of calm questions are no leak


class Kind(StrEnum):
    """What one question met. `answers`: without a completion, which nobody asked for."""

    OK = "ok"
    ANSWERS = "answers"
    SLOW = "slow"
    OVERLOADED = "overloaded"
    CUT = "cut"
    ERROR = "error"
    LIMIT = "limit"
    YOURS = "yours"
    PATH = "path"
    UNKNOWN = "unknown"


_BY_CAUSE = {
    "overloaded": Kind.OVERLOADED,
    "incomplete-response-loop": Kind.OVERLOADED,
    "incomplete-stream": Kind.CUT,
}
_BY_SIDE = {
    Side.SERVER: Kind.ERROR,
    Side.ACCOUNT: Kind.LIMIT,
    Side.CLIENT: Kind.YOURS,
    Side.NETWORK: Kind.PATH,
}


def kind(verdict: Verdict, works: bool, completed: bool, slow: bool) -> Kind:
    """`completed`: a completion came back whole; `works`: all that was asked for did."""
    if works and completed:
        return Kind.SLOW if slow else Kind.OK
    if works:
        return Kind.ANSWERS
    if verdict.severity is Severity.NONE:
        return Kind.UNKNOWN
    return _BY_CAUSE.get(verdict.cause) or _BY_SIDE.get(verdict.side, Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question. `ttft_ms` None: no token came, or none was asked for."""

    at: datetime
    kind: Kind
    ttft_ms: float | None


@dataclass(slots=True)
class Timeline:
    """The entries, the newest last, and since when the verdict is what it is."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT))
    since: datetime | None = None
    _verdict: tuple[str, str] | None = None

    def add(self, entry: Entry, verdict: Verdict) -> bool:
        """Take in a question; whether the verdict is another than before. The first is none."""
        self.entries.append(entry)
        word = (verdict.cause, verdict.severity.value)
        if word == self._verdict:
            return False
        first, self._verdict, self.since = self._verdict is None, word, entry.at
        return not first
