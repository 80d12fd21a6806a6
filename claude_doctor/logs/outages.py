"""The outages that this machine saw, put together from its own checks and from Claude Code's
transcripts. Pure but for reading the transcripts: rows and signs in, outages out.

Who pays for an outage is told by evidence, so everything here keeps apart what was seen (a failure,
a good answer) from what lies between two looks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from ..outside.history_row import LEVELS, Row
from ..records import dataclass
from . import sources
from .files import Files
from .sources import Looked

#: Sides that can be an outage. A refused key or a spent limit tells nothing of the service.
SIDES: Final = ("server", "network", "unknown")
# Failures this near belong together, whatever works in between: an overload lets some through.
JOIN: Final = timedelta(minutes=30)
# Further apart they do so only where nothing worked in between: nobody looked, or all failed.
JOIN_UNSEEN: Final = timedelta(hours=2)
# Fewer failures of Claude Code's own, with no verdict beside them, are no outage but bad luck.
LEAST: Final = 3
# The page may admit it later: it was posted 13 minutes after in the median of 2026, and a tenth of
# that year's incidents more than 45. What it posted long before the first failure is another one.
ADMITTED_AFTER: Final = timedelta(hours=2)
ADMITTED_BEFORE: Final = timedelta(hours=1)
IDS: Final = 200  # request ids that are kept of one outage

_ANSWERS: Final = {
    "cut": "cut", "none": "no answer", "unreached": "not reached", "web-page": "web page",
    "empty": "empty", "foreign": "foreign answer", "relay-error": "gateway's error",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """One failure that Claude Code wrote down. `retry`: the request was sent again."""

    at: datetime
    side: str
    cause: str
    kind: str
    retry: bool = False
    request_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outage:
    """What was seen of one outage; times are in UTC.

    It lasted at least from `first` to `last`, and at most from `good_before` to `good_after` (None:
    no good answer was seen on that side). `pings` of ours fell into it and `failed` of them, by
    kind. `page` looks at the status page were made, `page_green` of them showed nothing; `admitted`
    is when the page says it posted, or was first seen to show it (`admitted_seen`).
    """

    first: datetime
    last: datetime
    good_before: datetime | None
    good_after: datetime | None
    side: str
    causes: Counter[str]
    pings: int
    failed: int
    kinds: Counter[str]
    sources: Counter[str]
    page: int
    page_green: int
    admitted: datetime | None
    admitted_seen: bool
    crowd: str | None
    routes: tuple[str, ...]
    request_ids: tuple[str, ...]
    more_ids: int

    @property
    def lag(self) -> timedelta | None:
        """From the first failure to the page's word; below zero where the page was earlier."""
        return None if self.admitted is None else self.admitted - self.first


def transcripts(claude_dir: Path, since: datetime | None, now: datetime) -> list[Sign]:
    """The failures and retries in Claude Code's transcripts that can be an outage's."""
    files, seen, found = Files(now), set[int](), list[Sign]()
    written = None if since is None else since.timestamp()
    for source in sources.default(claude_dir, written, Looked()):
        for event in files.events(source):
            side = "unknown" if event.row.side == "either" else event.row.side
            if event.at is None or side not in SIDES or event.row.category == "unknown":
                continue
            if (written is not None and event.at < written) or event.at > now.timestamp():
                continue
            if event.key is not None:  # a resumed conversation holds copies
                if event.key in seen:
                    continue
                seen.add(event.key)
            kind = str(event.status) if event.status else event.row.category.replace("_", " ")
            at = datetime.fromtimestamp(event.at, UTC)
            found.append(Sign(at, side, event.row.id, kind, event.retry, event.request_ids))
    return found


def outages(rows: Sequence[Row], signs: Iterable[Sign] = ()) -> list[Outage]:
    """All of them, oldest first. `rows` in the order of their times."""
    good = sorted(row.at for row in rows if works(row))
    bad: list[Row | Sign] = [row for row in rows if fails(row)]
    bad = sorted([*bad, *signs], key=lambda one: one.at)
    groups: list[list[Row | Sign]] = []
    for one in bad:
        if groups and _together(groups[-1][-1].at, one.at, good):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_outage(group, rows, good) for group in groups if _is_outage(group)]


def works(row: Row) -> bool:
    """Whether the check saw Claude work: a whole answer, or by all other signs where none was
    asked for."""
    return row.severity != "down" and (row.answer == "complete" or row.side == "healthy")


def fails(row: Row) -> bool:
    """Whether the check saw a failure that can be an outage's."""
    return row.severity == "down" and row.side in SIDES


def kind(row: Row) -> str:
    """How a ping failed, in a word or two: 529, cut, no answer."""
    if row.http_status is not None and row.http_status >= 400:
        return str(row.http_status)
    if row.answer in _ANSWERS:
        return _ANSWERS[row.answer]
    return row.error_type or row.cause or "unknown"


def _together(before: datetime, at: datetime, good: Sequence[datetime]) -> bool:
    if at - before <= JOIN:
        return True
    return at - before <= JOIN_UNSEEN and bisect_right(good, before) == bisect_left(good, at)


def _is_outage(group: Sequence[Row | Sign]) -> bool:
    return any(isinstance(one, Row) for one in group) or len(group) >= LEAST


def _outage(group: Sequence[Row | Sign], rows: Sequence[Row], good: Sequence[datetime]) -> Outage:
    first, last = group[0].at, group[-1].at
    times = [row.at for row in rows]
    inside = rows[bisect_left(times, first) : bisect_right(times, last)]
    pings = [row for row in inside if row.source != "hook" and (works(row) or fails(row))]
    failed = [row for row in pings if fails(row)]
    sides = Counter(one.side for one in group if one.side is not None)
    ids = list(dict.fromkeys(name for one in group for name in _ids(one)))
    admitted, seen = _admitted(
        rows[bisect_left(times, first) : bisect_right(times, last + ADMITTED_AFTER)], first
    )
    crowd = [row.crowd for row in inside if row.crowd in LEVELS]
    return Outage(
        first=first,
        last=last,
        good_before=good[before - 1] if (before := bisect_left(good, first)) else None,
        good_after=next(iter(good[bisect_right(good, last) :][:1]), None),
        side=max(SIDES, key=lambda side: sides[side]),
        causes=Counter(one.cause for one in group if one.cause),
        pings=len(pings),
        failed=len(failed),
        kinds=Counter(map(kind, failed)),
        sources=Counter(_source(one) for one in group),
        page=sum(row.page is not None for row in inside),
        page_green=sum(row.page == "operational" for row in inside),
        admitted=admitted,
        admitted_seen=seen,
        crowd=max(crowd, key=LEVELS.index, default=None),
        routes=tuple(sorted({row.route for row in inside if row.route})),
        request_ids=tuple(ids[:IDS]),
        more_ids=max(0, len(ids) - IDS),
    )


def _ids(one: Row | Sign) -> tuple[str, ...]:
    if isinstance(one, Sign):
        return one.request_ids
    return (one.request_id,) if one.request_id else ()


def _source(one: Row | Sign) -> str:
    if isinstance(one, Row):
        return one.source
    return "retry" if one.retry else "transcript"


def _admitted(rows: Sequence[Row], first: datetime) -> tuple[datetime | None, bool]:
    """When the page admitted it: by its own word, else when it was first seen so (True)."""
    shown = [row for row in rows if row.page not in (None, "operational", "under_maintenance")]
    told = [row.page_since for row in shown if row.page_since is not None]
    if near := [at for at in told if at >= first - ADMITTED_BEFORE]:
        return min(near), False
    unsaid = [row.at for row in shown if row.page_since is None]
    return min(unsaid, default=None), bool(unsaid)
