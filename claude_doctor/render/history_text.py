"""Past checks for a terminal: figures and list, or plots. Times are local, with UTC once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median
from typing import Final

from ..border import dates
from ..logs.outages import kind, works
from ..outside.history_row import Row
from . import when
from .history import PERCENTILES, Asked, by_hour, clean, percentiles, share, tested, times
from .paint import BARS, Paint, column, width_of

_ROWS: Final = 6  # of the plot of times
_EDGE: Final = 10  # columns that stand left of a plot
_KINDS: Final = {"none": "good", "degraded": "warn", "down": "bad"}
# Rather the worse: a column of the time line stands for many checks.
_WORST: Final = ("none", "degraded", "down")


def listed(rows: Sequence[Row], asked: Asked, limit: int, paint: Paint) -> str:
    """The figures, and the newest checks, newest last: beside the next prompt."""
    lines = _head(rows, asked, paint)
    if rows:
        zone = when.zone(rows[-1].at)
        head = f"  {f'WHEN ({zone})':<16}  {'FROM':<5}  {'PING':<12} {'TOKEN':>8}  VERDICT"
        if paint.stacked:
            head = f"  {f'WHEN ({zone})':<11}  VERDICT"
        lines += ["", paint.bold(head)]
        lines += (_line(row, paint) for row in rows[-limit:])
        if len(rows) > limit:
            option = paint.command(f"--limit {len(rows)}")
            more = f"{len(rows) - limit} older: {option} shows all."
            lines += ["", *paint.wrap(more, "  ")]
        plot, outages = paint.command("--plot"), paint.command("--outages")
        lines += ["", *paint.wrap(f"{plot} draws them, {outages} lists the outages.", "  ")]
    return paint.text(lines)


def plots(rows: Sequence[Row], asked: Asked, paint: Paint) -> str:
    """The figures, the verdicts over time, time to first token, availability by hour."""
    lines = _head(rows, asked, paint)
    if rows:
        begins = asked.since or rows[0].at
        columns = max(20, paint.width - _EDGE - 4)
        slots = _slots(rows, begins, asked.until, columns)
        lines += ["", *_timeline(slots, begins, asked.until, paint)]
        lines += ["", *_first_tokens(slots, begins, asked.until, paint)]
        lines += ["", *_hours(rows, paint)]
    return paint.text(lines)


def _head(rows: Sequence[Row], asked: Asked, paint: Paint) -> list[str]:
    """How many of which verdict, how often Claude worked, how fast it was."""
    if not rows:
        since = f" since {when.both(asked.since)}" if asked.since else ""
        return paint.wrap(f"No check is kept{since}. Each claude-doctor check adds one.")
    since = when.both(asked.since or rows[0].at)
    newest = dates.age((asked.until - rows[-1].at).total_seconds())
    sides = [row.side or "unknown" for row in rows]
    counts = sorted({(-sides.count(side), side) for side in set(sides)})
    named = ", ".join(f"{-count} {clean(side)}" for count, side in counts)
    many = "1 check" if len(rows) == 1 else f"{len(rows)} checks"
    told = f"{paint.bold(many)} since {since}, the newest {newest} ago: {paint.bold(named)}."
    lines = paint.wrap(told)
    telling = tested(rows)
    ratio = share(telling)
    if ratio is not None:
        told = f"Claude worked in {sum(map(works, telling))} of {len(telling)} ({_percent(ratio)})."
        lines += paint.wrap(told, "  ")
    if measured := times(rows):
        found = percentiles(measured)
        parts = [f"p{one} {when.ms(found[f'p{one}'])}" for one in PERCENTILES[1:]]
        told = f"Time to first token ({found['count']}): median {when.ms(found['p50'])}, "
        lines += paint.wrap(told + ", ".join(parts) + ".", "  ")
    return lines


def _line(row: Row, paint: Paint) -> str:
    ping = kind(row) if row.severity == "down" else "ok" if row.answer == "complete" else "-"
    token = when.ms(row.ttft_ms) if row.ttft_ms else "-"
    verdict = clean(row.cause or "unknown")
    if row.side not in (None, row.cause):
        verdict += f" ({clean(row.side or '')})"
    source = paint.pad(paint.cut(clean(row.source), 5), 5)
    at, answer = when.day(row.at), paint.pad(paint.cut(clean(ping), 12), 12)
    head = f"  {at}  {source}  {answer} {token:>8}  "
    if paint.stacked:
        head = f"  {at[5:]}  "
    head += f"{_sign(row.severity, paint)} "
    return head + paint.cut(verdict, paint.width - width_of(head))


def _sign(severity: str | None, paint: Paint) -> str:
    """The sign of a verdict; a point where there is none."""
    found = _KINDS.get(severity or "")
    return paint.sign(found) if found else paint.plain("·")


def _slots(rows: Sequence[Row], begins: datetime, ends: datetime, columns: int) -> list[list[Row]]:
    """The checks by the column of a plot that they fall into."""
    slots: list[list[Row]] = [[] for _ in range(columns)]
    whole = max(1.0, (ends - begins).total_seconds())
    for row in rows:
        at = (row.at - begins).total_seconds() / whole
        slots[min(columns - 1, max(0, int(at * columns)))].append(row)
    return slots


def _timeline(
    slots: Sequence[Sequence[Row]], begins: datetime, ends: datetime, paint: Paint
) -> Iterator[str]:
    one = dates.lasting((ends - begins).total_seconds() / len(slots))
    good, warn, bad = (_sign(severity, paint) for severity in _WORST)
    told = f"{good} works {warn} with a warning {bad} does not · not looked"
    yield from paint.wrap(f"{paint.bold('Verdicts')}, {one} a column: {told}", "  ")
    yield " " * _EDGE + "".join(_sign(_worst(slot), paint) for slot in slots)
    yield _axis(len(slots), begins, ends)


def _worst(slot: Sequence[Row]) -> str | None:
    return max((row.severity for row in slot if row.severity in _WORST),
               key=_WORST.index, default=None)  # fmt: skip


def _axis(columns: int, begins: datetime, ends: datetime) -> str:
    left, right, zone = when.day(begins), when.day(ends), f" {when.zone(ends)}"
    if columns < len(left + right + zone) + 2:  # without the year, then
        left, right = left[5:], right[5:]
    if columns >= len(left + right + zone) + 2:
        right += zone
    return " " * _EDGE + left + right.rjust(columns - len(left))


def _first_tokens(
    slots: Sequence[Sequence[Row]], begins: datetime, ends: datetime, paint: Paint
) -> Iterator[str]:
    """The median of each column as a bar, from zero; the highest fills the plot."""
    found = [times(slot) for slot in slots]
    middles = [median(one) if one else None for one in found]
    highest = max((one for one in middles if one is not None), default=None)
    if highest is None:
        yield "  Time to first token: none was measured."
        return
    title = paint.bold("Time to first token")
    yield from paint.wrap(f"{title}, the median of a column", "  ")
    for number in range(_ROWS, 0, -1):
        label = when.ms(highest * number / _ROWS)
        cells = "".join(f" {BARS}"[column(one, highest, number, _ROWS)] for one in middles)
        yield f"{label:>{_EDGE - 2}}  {cells}"
    yield _axis(len(slots), begins, ends)


def _hours(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    """Availability by the hour of the day, as this machine counts the hours."""
    title = paint.bold("Claude worked, by hour of the day")
    yield from paint.wrap(f"{title} ({when.zone(rows[-1].at)})", "  ")
    room = max(10, min(40, paint.width - 34))
    for hour, those in by_hour(rows, when.local).items():
        ratio = share(those)
        if ratio is None:
            yield f"{hour:>6}:00  ·"
            continue
        bar = "█" * round(ratio * room) or "▁"
        good = sum(map(works, those))
        yield f"{hour:>6}:00  {bar:<{room}} {_percent(ratio):>6}  {good} of {len(those)}"


def _percent(ratio: float) -> str:
    """Never rounded up to all, or down to nothing."""
    shown = f"{100 * ratio:.0f} %"
    if (shown == "100 %" and ratio < 1) or (shown == "0 %" and ratio > 0):
        return f"{100 * ratio:.1f} %"
    return shown
