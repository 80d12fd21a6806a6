"""Counting failures, retries and requests: by cause, over time, with a bound on memory.

A request that Claude Code sends again leaves one retry record each time, with the number of the
attempt, and a final failure if it gives up. So a chain of retries is one request: it was sent
once more than its highest attempt. A chain without a failure at its end went through, or was
given up by the user.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from ..failures.classify import ApiError
from .events import Event

#: Seconds of one bin of the time line; each divides the next.
WIDTHS = (60, 300, 900, 3600, 10800, 21600, 43200, 86400, 604800, 2419200)
BINS = 5_000  # in memory, about 1 MB, ten for each that is shown; beyond them they become wider
KEYS = 200_000  # ids that are remembered, about 15 MB; beyond them copies cannot be told
CHAIN = 900  # seconds; a request's time-out of 10 minutes and its pause fit in
STEADY = 3  # pauses that a judgement needs
# Claude Code's pauses double, with a quarter of jitter: after two steps they have grown at
# least 2.4-fold. Twice is the line between growing and not.
GROWTH = 2.0
FIRST_PARTY = (
    "req_0"  # ids of Anthropic's own API; through clouds they are `req_vrtx_` and the like
)
PATIENT = 10_000  # ms; who waits so long each time feeds nothing (`retry-after`, or the cap)

#: Of each bin: its number since 1970, the row's id, and whether retries are counted.
Bins: TypeAlias = Counter[tuple[int, str, bool]]


@dataclass(slots=True)
class Cause:
    """One row of the catalogue, and how often it came. Times are seconds since 1970. `recorded`: so
    often by records of Claude Code's (only these have a thread) that Anthropic's own API did not
    answer."""

    row: ApiError
    failures: int = 0
    retries: int = 0
    first: float | None = None
    last: float | None = None
    statuses: Counter[int] = field(default_factory=Counter)
    example: str = ""
    recorded: int = 0


@dataclass(slots=True)
class Chain:
    """One request that is sent again and again."""

    row: ApiError
    at: float | None
    attempt: int = 0
    pauses: list[float] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many times: the first time, and once for each attempt."""
        return self.attempt + 1


@dataclass(slots=True)
class Tally:
    """All counts of a run."""

    causes: dict[str, Cause] = field(default_factory=dict)
    bins: Bins = field(default_factory=Counter)
    width: int = WIDTHS[0]
    undated: int = 0
    copies: int = 0
    failed: int = 0
    recovered: int = 0
    sent: Counter[int] = field(default_factory=Counter)
    chains: int = 0
    steady: int = 0
    worst: Chain | None = None
    _ids: set[int] = field(default_factory=set)
    _keys: set[int] = field(default_factory=set)
    _open: dict[str, Chain] = field(default_factory=dict)

    @property
    def request_ids(self) -> int:
        """Distinct ids that the API gave: every answer has its own, retries too."""
        return len(self._ids)

    @property
    def complete(self) -> bool:
        """Whether all ids could be remembered."""
        return len(self._keys) < KEYS and len(self._ids) < KEYS

    def is_copy(self, key: int) -> bool:
        """Whether a record with this key was there before."""
        if key in self._keys:
            self.copies += 1
            return True
        if len(self._keys) < KEYS:
            self._keys.add(key)
        return False

    def failure(self, event: Event, at: float | None) -> None:
        """Count a final failure; it ends the chain of its thread."""
        cause = self._cause(event, at)
        cause.failures += event.times
        if event.text and (at is None or at == cause.last or not cause.example):
            cause.example = event.text
        chain = self._open.pop(event.thread, None) if self._open else None
        others = event.times
        if chain is not None:
            ended = _near(chain.at, at)
            self._close(chain, failed=ended)
            others -= ended
        if others:
            self.failed += others
            self.sent[1] += others

    def retry(self, event: Event, at: float | None) -> None:
        """Count a request that is sent again."""
        cause = self._cause(event, at)
        cause.retries += event.times
        cause.example = cause.example or event.text
        chain = self._open.get(event.thread)
        number = event.attempt or (chain.attempt if chain else 0) + event.times
        if chain is None or number <= chain.attempt or not _near(chain.at, at):
            if chain is not None:
                self._close(chain, failed=False)
            chain = self._open[event.thread] = Chain(event.row, at)
            number = event.attempt or event.times
        chain.attempt, chain.at = number, at
        if event.pause_ms is not None and len(chain.pauses) < 20:
            chain.pauses += [event.pause_ms] * min(event.times, 20)

    def file_ends(self) -> None:
        """Close the chains: no request goes on in another file."""
        for chain in self._open.values():
            self._close(chain, failed=False)
        self._open.clear()

    def _cause(self, event: Event, at: float | None) -> Cause:
        row, times, ids = event.row, event.times, event.request_ids
        cause = self.causes.get(row.id)
        if cause is None:
            cause = self.causes[row.id] = Cause(row)
        if event.thread and not (ids and any(one.startswith(FIRST_PARTY) for one in ids)):
            cause.recorded += times
        # Where neither the record nor its text tells a status, the meaning may have only one.
        status = event.status or row.http_status
        if status is not None:
            statuses = cause.statuses
            if status in statuses or len(statuses) < 20:
                statuses[status] += times
        if ids and len(self._ids) < KEYS:
            self._ids.update(map(hash, ids))
        if at is None:
            self.undated += times
            return cause
        if cause.first is None or at < cause.first:
            cause.first = at
        if cause.last is None or at > cause.last:
            cause.last = at
        bins, key = self.bins, (int(at // self.width), row.id, event.retry)
        bins[key] = bins.get(key, 0) + times  # `+=` would call a method for each new one
        if len(bins) > BINS:
            self._widen()
        return cause

    def _widen(self) -> None:
        width = wider(self.width)
        self.bins, self.width = coarser(self.bins, width // self.width), width

    def _close(self, chain: Chain, failed: bool) -> None:
        self.failed += failed
        self.recovered += not failed
        self.sent[chain.sent] += 1
        if len(chain.pauses) >= STEADY:
            self.chains += 1
            if is_steady(chain.pauses):
                self.steady += 1
                if self.worst is None or chain.sent > self.worst.sent:
                    self.worst = chain


def coarser(bins: Bins, by: int) -> Bins:
    """The same counts in bins that are so many times as wide."""
    found: Bins = Counter()
    for (number, row, retry), count in bins.items():
        found[number // by, row, retry] += count
    return found


def wider(width: int) -> int:
    """The next width of bins."""
    return next((w for w in WIDTHS if w > width), width * 4)


def is_steady(pauses: list[float]) -> bool:
    """Whether somebody knocks again and again without waiting longer."""
    if pauses[-1] >= GROWTH * max(pauses[0], 1):
        return False
    ordered, middle = sorted(pauses), len(pauses) // 2
    return (ordered[middle] + ordered[~middle]) / 2 < PATIENT  # their median


def _near(before: float | None, at: float | None) -> bool:
    return before is None or at is None or -CHAIN <= at - before <= CHAIN
