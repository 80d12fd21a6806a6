"""Past checks for programs: JSON and CSV, and the figures that every view shows.

The document of `history --json`, schema version 1; keys are added, never renamed:

- `schema_version`, `tool`; `since` (null: everything) and `until`, the time that was asked for
- `checks`: how many; `by_side`: how many of which verdict; `first`, `last`
- `ttft_ms`: time to first token in ms: `count`, and `p50`, `p90`, `p95`, `p99`, `max` (null: none)
- `availability`: `tested` (checks that tell whether Claude worked: not those that failed for a key,
  a limit or the request), `worked`, `share` (null: none tested), and the same for each hour of the
  day, in UTC, under `by_hour`
- `rows`: oldest first; `at`, `source` (check, watch, wait, hook), `side`, `severity`, `cause`,
  `confidence`, `summary`, `ttft_ms`, `http_status`, `error_type`, `model`, `answer`, `request_id`,
  `page` (the status page's word; `incident`: green, with an open one), `crowd` (the highest level
  of any source), `route`, `cost_usd`, `duration_ms`, `page_since`; null is: not measured

With `--outages` instead of `rows`: `outages`, oldest first:

- `first`, `last` failure; `good_before`, `good_after`: the good answers beside them, null where
  none was seen; `at_least_s`, `at_most_s`: how long it lasted; `over`: a good answer came after it
- `side`, `causes`, `kinds`: of our pings that failed, by status or by how they ended; `pings`,
  `failed`, `failed_share`; `sources`: how many failures from where
- `page`: `looks`, `green`, `admitted`, `admitted_by` (page: its own word; seen: when this machine
  first saw it), `lag_s` (from the first failure; below zero: the page was earlier)
- `crowd`, `routes`, `request_ids`, `more_request_ids`
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from .. import __version__
from ..border import dates
from ..border.redact import plain
from ..logs.outages import Outage, fails, works
from ..outside.history_row import COLUMNS, Row
from ..records import dataclass

SCHEMA_VERSION: Final = 1
PERCENTILES: Final = (50, 90, 95, 99)
# A spreadsheet takes a cell that begins so for a formula, the wide forms too.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠|%")


@dataclass(frozen=True, slots=True)
class Asked:
    """The time that was asked for; `since` None: everything."""

    since: datetime | None
    until: datetime


def to_json(rows: Sequence[Row], asked: Asked, found: Sequence[Outage] | None = None) -> str:
    """One JSON document; strings are ASCII-escaped. With outages these instead of the rows."""
    shown: dict[str, Any] = {"rows": [_row(row) for row in rows]}
    if found is not None:
        shown = {"outages": [_outage(one) for one in found]}
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "claude-doctor", "version": __version__},
        "since": iso(asked.since),
        "until": iso(asked.until),
        "checks": len(rows),
        "by_side": dict(Counter(row.side or "unknown" for row in rows).most_common()),
        "first": iso(rows[0].at) if rows else None,
        "last": iso(rows[-1].at) if rows else None,
        "ttft_ms": percentiles(times(rows)),
        "availability": {
            **_available(tested(rows)),
            "by_hour": [
                {"hour": hour, **_available(found)} for hour, found in by_hour(rows).items()
            ],
        },
        **shown,
    }
    return json.dumps(document, indent=1) + "\n"


def to_csv(rows: Sequence[Row]) -> str:
    """A line a check under a line of names; RFC 4180, and no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_cell(value) for value in _row(row).values())
    return text.getvalue()


def times(rows: Sequence[Row]) -> list[float]:
    """The times to first token that were measured, in ms."""
    return [row.ttft_ms for row in rows if row.ttft_ms is not None and row.ttft_ms > 0]


def percentiles(values: Sequence[float]) -> dict[str, Any]:
    """The nearest-rank percentiles: each is a time that was measured."""
    ordered = sorted(values)
    found: dict[str, Any] = {"count": len(ordered)}
    for percent in PERCENTILES:
        rank = math.ceil(percent / 100 * len(ordered))
        found[f"p{percent}"] = ordered[rank - 1] if ordered else None
    return {**found, "max": ordered[-1] if ordered else None}


def tested(rows: Iterable[Row]) -> list[Row]:
    """The checks that tell whether Claude worked."""
    return [row for row in rows if works(row) or fails(row)]


def by_hour(
    rows: Iterable[Row], local: Callable[[datetime], datetime] | None = None
) -> dict[int, list[Row]]:
    """The same by the hour of the day, in UTC or as `local` tells the time."""
    hours: dict[int, list[Row]] = {hour: [] for hour in range(24)}
    for row in tested(rows):
        hours[(local(row.at) if local else row.at).hour].append(row)
    return hours


def share(rows: Sequence[Row]) -> float | None:
    """How many of these that tell it saw Claude work, from 0 to 1; None of none."""
    return sum(map(works, rows)) / len(rows) if rows else None


def clean(text: str) -> str:
    """The text without control characters; the file may have been written by others."""
    return text if text.isprintable() else plain(text)


def iso(at: datetime | None) -> str | None:
    """A moment as JSON has it."""
    return None if at is None else dates.iso(at)


def _available(rows: Sequence[Row]) -> dict[str, Any]:
    ratio = share(rows)
    return {
        "tested": len(rows),
        "worked": sum(map(works, rows)),
        "share": None if ratio is None else round(ratio, 4),
    }


def _row(row: Row) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in COLUMNS}
    return {name: _scalar(value) for name, value in values.items()}


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return clean(value) if isinstance(value, str) else value


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run gets a mark before it; the mark is not shown there."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" '\"").startswith(_FORMULA) else value


def _outage(one: Outage) -> dict[str, Any]:
    least, most = one.last - one.first, None
    if one.good_before is not None and one.good_after is not None:
        most = one.good_after - one.good_before
    lag = one.lag
    return {
        "first": iso(one.first),
        "last": iso(one.last),
        "good_before": iso(one.good_before),
        "good_after": iso(one.good_after),
        "over": one.good_after is not None,
        "at_least_s": round(least.total_seconds()),
        "at_most_s": None if most is None else round(most.total_seconds()),
        "side": one.side,
        "causes": {clean(cause): count for cause, count in one.causes.most_common()},
        "pings": one.pings,
        "failed": one.failed,
        "failed_share": round(one.failed / one.pings, 4) if one.pings else None,
        "kinds": {clean(kind): count for kind, count in one.kinds.most_common()},
        "sources": dict(one.sources.most_common()),
        "page": {
            "looks": one.page,
            "green": one.page_green,
            "admitted": iso(one.admitted),
            "admitted_by": None
            if one.admitted is None
            else "seen"
            if one.admitted_seen
            else "page",
            "lag_s": None if lag is None else round(lag.total_seconds()),
        },
        "crowd": one.crowd,
        "routes": [clean(route) for route in one.routes],
        "request_ids": [clean(name) for name in one.request_ids],
        "more_request_ids": one.more_ids,
    }
