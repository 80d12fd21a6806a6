"""What `logs` found, for people and for programs.

The document of `logs --json`, schema version 1; keys are added, never renamed:

- `schema_version`, `tool`; `since` (null: everything) and `until`, the time that was asked for
- `failures`, `retries`: how many; `by_side`: the failures by whose side they are on
- `first`, `last`: when the first and the last of both were seen; null where no time is known
- `requests`: `failed` and `recovered` (sent again, and no failure recorded after that), how often
  they were `sent` in all, `sent_times` (how many requests were sent so many times), and `ids`, the
  distinct request ids of all answers (each attempt has its own)
- `route`, `route_from`: the cloud that Claude Code's calls go to from here, and the setting that
  says so, where a cause in its records does not name who serves Claude; else null
- `causes`: by number of failures: `id`, `category`, `side`, `failures`, `retries`, `statuses` (of
  the record, else of its text, else the one that the cause always has), `first`, `last`, `example`;
  `route` and `fixes`: the cloud that Claude Code's records are about, and what to do there
- `timeline`: `width_s` and the `bins` that are not empty, 500 at most: `at`, `failures`, `retries`,
  `causes` (the failures by id)
- `loop`: `fed` (null: no request was retried often enough to tell), `judged` and `steady`
  requests (those without growing pauses), and the `worst`: `sent`, `pauses_ms`, `at`
- `read`: `transcripts`, `logs`, `bytes`; what could not be: `unreadable` (path and why, the first
  20; a packed file that is broken is named here, and what stands before the break is counted) and
  `unreadable_count`, `broken_lines` (they hold the mark of a failure and are no JSON; lines without
  it are not parsed), `half_lines` (the last of a transcript, without its end and no JSON, whatever
  it holds), `long_lines`, `not_text`; what was left out: `copies` of records, `undated` failures
  and retries (outside the counts only with `since`), `outside` the time asked for, `older` files,
  `passed_over` files that are no logs, `covered` debug logs (their transcript was read);
  `partial`: interrupted
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from .. import __version__
from ..border import dates
from ..border.redact import plain
from ..logs.collect import Collected
from ..logs.tally import WIDTHS, Cause, coarser, wider
from . import when
from .logs_routes import Routes

SCHEMA_VERSION = 1
NAMED = 20  # unreadable files that are named
MOST_BINS = 500  # of the timeline in JSON: a day in steps of 5 minutes, a month of 3 hours
MOST_BARS = 24  # lines of the plot: it fits on a terminal's screen beside the rest
YEAR = 366 * 86400  # seconds; the plot goes no further back from the newest

#: A side in words, as in "31 of them Anthropic's".
WHOSE = {
    "server": "Anthropic's",
    "client": "your request's or key's",
    "account": "your account's",
    "network": "the network's",
    "either": "not certain whose",
    "none": "no API failure",
    "unknown": "not recognized",
}


def to_json(found: Collected, secrets: tuple[str, ...] = (), routes: Routes | None = None) -> str:
    """One JSON document; strings are ASCII-escaped."""
    return json.dumps(document(found, secrets, routes), indent=1) + "\n"


def document(
    found: Collected, secrets: tuple[str, ...] = (), routes: Routes | None = None
) -> dict[str, Any]:
    """The shape of schema version 1, as above."""
    routes = routes or Routes()
    tally, counts, looked = found.tally, found.counts, found.looked
    causes = ordered(found)
    first, last = span(causes)
    worst = tally.worst
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "claude-doctor", "version": __version__},
        "since": None if found.since is None else iso(found.since.timestamp()),
        "until": iso(found.until.timestamp()),
        "failures": sum(c.failures for c in causes),
        "retries": sum(c.retries for c in causes),
        "by_side": dict(sides(causes)),
        "first": iso(first),
        "last": iso(last),
        "requests": {
            "failed": tally.failed,
            "recovered": tally.recovered,
            "sent": sum(times * count for times, count in tally.sent.items()),
            "sent_times": {str(times): tally.sent[times] for times in sorted(tally.sent)},
            "ids": tally.request_ids,
        },
        "route": routes.active and routes.active.id,
        "route_from": routes.active and routes.active.source,
        "causes": [
            {
                "id": c.row.id,
                "category": c.row.category,
                "side": c.row.side,
                "failures": c.failures,
                "retries": c.retries,
                "statuses": {str(status): c.statuses[status] for status in sorted(c.statuses)},
                "first": iso(c.first),
                "last": iso(c.last),
                "example": plain(c.example, secrets),
                "route": route.id if (route := routes.of.get(c.row.id)) else None,
                "fixes": [fix.document() for fix in routes.fixes(c)],
            }
            for c in causes
        ],
        "timeline": _timeline(found),
        "loop": {
            "fed": tally.steady > 0 if tally.chains else None,
            "judged": tally.chains,
            "steady": tally.steady,
            "worst": worst and {"sent": worst.sent, "pauses_ms": worst.pauses, "at": iso(worst.at)},
        },
        "read": {
            "transcripts": counts.transcripts,
            "logs": counts.logs,
            "bytes": counts.bytes,
            "unreadable": [
                {"path": plain(path, secrets), "why": plain(why)}
                for path, why in found.unreadable[:NAMED]
            ],
            "unreadable_count": len(found.unreadable),
            "broken_lines": counts.broken,
            "half_lines": counts.half,
            "long_lines": counts.long,
            "not_text": [plain(path, secrets) for path in counts.not_text[:NAMED]],
            "copies": tally.copies,
            "undated": tally.undated,
            "outside": found.outside,
            "older": looked.older,
            "passed_over": looked.passed_over,
            "covered": looked.covered,
            "partial": found.partial,
        },
    }


def ordered(found: Collected) -> list[Cause]:
    """The causes, the most frequent first."""
    causes = found.tally.causes.values()
    return sorted(causes, key=lambda c: (-c.failures, -c.retries, c.row.id))


def span(causes: list[Cause]) -> tuple[float | None, float | None]:
    """When the first and the last of them were seen."""
    first = min((c.first for c in causes if c.first is not None), default=None)
    return first, max((c.last for c in causes if c.last is not None), default=None)


def sides(causes: list[Cause]) -> Counter[str]:
    """The failures by whose side they are on, the most first."""
    counts: Counter[str] = Counter()
    for cause in causes:
        if cause.failures:
            counts[cause.row.side] += cause.failures
    return Counter(dict(counts.most_common()))


def iso(at: float | None) -> str | None:
    """A moment as JSON has it."""
    return None if at is None else dates.iso(at)


def clock(at: float | None) -> str:
    """A moment as people read it, in local time."""
    return "-" if at is None else when.day(moment(at))


def moment(at: float) -> datetime:
    """Seconds since 1970 as a moment."""
    return datetime.fromtimestamp(at, UTC)


def _timeline(found: Collected) -> dict[str, Any]:
    tally = found.tally
    numbers, width = {number for number, _, _ in tally.bins}, tally.width
    while len(numbers) > MOST_BINS:
        width = wider(width)
        numbers = {number * tally.width // width for number, _, _ in tally.bins}
    rows: dict[int, dict[str, Any]] = {
        number: {"at": iso(number * width), "failures": 0, "retries": 0, "causes": {}}
        for number in sorted(numbers)
    }
    for (number, row, retry), count in sorted(coarser(tally.bins, width // tally.width).items()):
        into = rows[number]
        into["retries" if retry else "failures"] += count
        if not retry:
            into["causes"][row] = count
    return {"width_s": width, "bins": list(rows.values())}


def plotted(found: Collected) -> tuple[int, int, list[tuple[int, int, int]]]:
    """Width of a bar's time, what stands before the plot, and its bars: time, failures, retries.
    Bars begin at the hours and days of this machine's zone."""
    tally = found.tally
    if not tally.bins:
        return tally.width, 0, []
    newest = max(number for number, _, _ in tally.bins) * tally.width
    early = 0
    kept: Counter[tuple[int, bool]] = Counter()
    for (number, _, retry), count in tally.bins.items():
        if newest - number * tally.width > YEAR:
            early += count
        else:
            kept[number * tally.width, retry] += count
    oldest = min(at for at, _ in kept)
    width = next(
        (w for w in WIDTHS if w >= tally.width and newest // w - oldest // w < MOST_BARS),
        max(tally.width, YEAR),
    )
    east = _east(newest)
    bars: Counter[tuple[int, bool]] = Counter()
    for (at, retry), count in kept.items():
        bars[(at + east) // width, retry] += count
    numbers = range((oldest + east) // width, (newest + east) // width + 1)
    return width, early, [(n * width - east, bars[n, False], bars[n, True]) for n in numbers]


def _east(at: float) -> int:
    """How many seconds this machine's clocks are ahead of UTC then."""
    ahead = when.local(moment(at)).utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds())
