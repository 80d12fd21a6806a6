"""Past checks for a terminal: figures and list, or plots. Times are UTC, as on the status page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Final

from ..border import dates
from ..logs.outages import fails, kind, works
from ..outside.history import Row
from .history import PERCENTILES, Asked, by_hour, clean, percentiles, share, times

#: Everything beside ASCII that these screens draw.
SIGNS: Final = "●▲✗·█▁▂▃▄▅▆▇…"
_ASCII: Final = str.maketrans("●▲✗·█▁▂▃▄▅▆▇…", "+!x.#..::===~")
_STEPS: Final = " ▁▂▃▄▅▆▇█"
_ROWS: Final = 6  # of the plot of times
_ALL: Final = 70  # columns from which on the list has all of its own
_SOME: Final = 42  # columns from which on there is room for a word over the verdict
_EDGE: Final = 10  # columns that stand left of a plot
_MARKS: Final = {"none": "●", "degraded": "▲", "down": "✗"}
# Rather the worse: a column of the time line stands for many checks.
_WORST: Final = ("none", "degraded", "down")


def listed(rows: Sequence[Row], asked: Asked, limit: int, width: int, ascii_only: bool) -> str:
    """The figures, and the newest checks, newest last: beside the next prompt."""
    lines = _head(rows, asked, width)
    if rows:
        head = f"  {'WHEN (UTC)':<16}  {'PING':<12}  "
        if width >= _ALL:
            head = f"  {'WHEN (UTC)':<16}  {'FROM':<5}  {'PING':<12} {'TOKEN':>8}  "
        lines += ["", head + "VERDICT" * (width >= _SOME)]
        lines += (_line(row, width) for row in rows[-limit:])
        if len(rows) > limit:
            lines += ["", f"  {len(rows) - limit} older: --limit {len(rows)} shows all."]
        lines += ["", *_wrapped("--plot draws them, --outages puts the outages together.", width)]
    return _text(lines, ascii_only)


def plots(rows: Sequence[Row], asked: Asked, width: int, ascii_only: bool) -> str:
    """The figures, the verdicts over time, time to first token, availability by hour."""
    lines = _head(rows, asked, width)
    if rows:
        begins = asked.since or rows[0].at
        columns = max(20, width - _EDGE - 4)
        slots = _slots(rows, begins, asked.until, columns)
        lines += ["", *_timeline(slots, begins, asked.until, width)]
        lines += ["", *_first_tokens(slots, begins, asked.until, width)]
        lines += ["", *_hours(rows, width)]
    return _text(lines, ascii_only)


def moment(at: datetime) -> str:
    """A moment as people read it."""
    return f"{at:%Y-%m-%d %H:%M}"


def _text(lines: Sequence[str], ascii_only: bool) -> str:
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return text.translate(_ASCII) if ascii_only else text


def _wrapped(text: str, width: int, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, max(40, width), initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    )  # fmt: skip


def _head(rows: Sequence[Row], asked: Asked, width: int) -> list[str]:
    """How many of which verdict, how often Claude worked, how fast it was."""
    if not rows:
        since = f" since {moment(asked.since.astimezone(UTC))} UTC" if asked.since else ""
        return _wrapped(f"No check is kept{since}. Each claude-doctor check adds one.", width, "")
    since = moment(asked.since.astimezone(UTC) if asked.since else rows[0].at)
    newest = dates.age((asked.until - rows[-1].at).total_seconds())
    sides = [row.side or "unknown" for row in rows]
    counts = sorted({(-sides.count(side), side) for side in set(sides)})
    named = ", ".join(f"{-count} {clean(side)}" for count, side in counts)
    many = "1 check" if len(rows) == 1 else f"{len(rows)} checks"
    lines = _wrapped(f"{many} since {since} UTC, the newest {newest} ago: {named}.", width, "")
    tested = [row for row in rows if works(row) or fails(row)]
    ratio = share(tested)
    if ratio is not None:
        told = f"Claude worked in {sum(map(works, tested))} of {len(tested)} ({_percent(ratio)})."
        lines += _wrapped(told, width)
    if measured := times(rows):
        found = percentiles(measured)
        parts = [f"p{one} {_ms(found[f'p{one}'])}" for one in PERCENTILES[1:]]
        told = f"Time to first token ({found['count']}): median {_ms(found['p50'])}, "
        lines += _wrapped(told + ", ".join(parts) + ".", width)
    return lines


def _line(row: Row, width: int) -> str:
    ping = kind(row) if row.severity == "down" else "ok" if row.answer == "complete" else "-"
    token = _ms(row.ttft_ms) if row.ttft_ms else "-"
    verdict = f"{_MARKS.get(row.severity or '', '·')} {clean(row.cause or 'unknown')}"
    if row.side not in (None, row.cause):
        verdict += f" ({clean(row.side or '')})"
    head = f"  {moment(row.at)}  {clean(ping):<12.12}  "
    if width >= _ALL:
        head = f"  {moment(row.at)}  {clean(row.source):<5.5}  {clean(ping):<12.12} {token:>8}  "
    room = width - len(head)
    return head + (verdict if len(verdict) <= room else verdict[: room - 1] + "…")


def _slots(rows: Sequence[Row], begins: datetime, ends: datetime, columns: int) -> list[list[Row]]:
    """The checks by the column of a plot that they fall into."""
    slots: list[list[Row]] = [[] for _ in range(columns)]
    whole = max(1.0, (ends - begins).total_seconds())
    for row in rows:
        at = (row.at - begins).total_seconds() / whole
        slots[min(columns - 1, max(0, int(at * columns)))].append(row)
    return slots


def _timeline(
    slots: Sequence[Sequence[Row]], begins: datetime, ends: datetime, width: int
) -> Iterator[str]:
    one = dates.lasting((ends - begins).total_seconds() / len(slots))
    told = f"Verdicts, {one} a column: ● works ▲ with a warning ✗ does not · not looked"
    yield from _wrapped(told, width)
    yield " " * _EDGE + "".join(_worst(slot) for slot in slots)
    yield _axis(len(slots), begins, ends)


def _worst(slot: Sequence[Row]) -> str:
    found = [row.severity for row in slot if row.severity in _WORST]
    return _MARKS[max(found, key=_WORST.index)] if found else "·"


def _axis(columns: int, begins: datetime, ends: datetime) -> str:
    left, right = (moment(at.astimezone(UTC)) for at in (begins, ends))
    if columns < len(left) + len(right) + 2:  # without the year, then
        left, right = left[5:], right[5:]
    return " " * _EDGE + left + right.rjust(columns - len(left))


def _first_tokens(
    slots: Sequence[Sequence[Row]], begins: datetime, ends: datetime, width: int
) -> Iterator[str]:
    """The median of each column as a bar, from zero; the highest fills the plot."""
    found = [times(slot) for slot in slots]
    middles = [median(one) if one else None for one in found]
    highest = max((one for one in middles if one is not None), default=None)
    if highest is None:
        yield "  Time to first token: none was measured."
        return
    yield from _wrapped("Time to first token, the median of a column", width)
    for number in range(_ROWS, 0, -1):
        label = _ms(highest * number / _ROWS)
        cells = "".join(_cell(one, highest, number) for one in middles)
        yield f"{label:>{_EDGE - 2}}  {cells}"
    yield _axis(len(slots), begins, ends)


def _cell(value: float | None, highest: float, number: int) -> str:
    """What of a bar stands in this row, counted from below; eight steps a row."""
    if value is None:
        return " "
    eighths = round(value / highest * _ROWS * 8) - (number - 1) * 8
    eighths = max(eighths, 1 if number == 1 else 0)  # a short time is still a time
    return _STEPS[min(8, max(0, eighths))]


def _hours(rows: Sequence[Row], width: int) -> Iterator[str]:
    yield from _wrapped("Claude worked, by hour of the day (UTC)", width)
    room = max(10, min(40, width - 34))
    for hour, tested in by_hour(rows).items():
        ratio = share(tested)
        if ratio is None:
            yield f"{hour:>6}:00  ·"
            continue
        bar = "█" * round(ratio * room) or "▁"
        good = sum(map(works, tested))
        yield f"{hour:>6}:00  {bar:<{room}} {_percent(ratio):>6}  {good} of {len(tested)}"


def _percent(ratio: float) -> str:
    """Never rounded up to all, or down to nothing."""
    shown = f"{100 * ratio:.0f} %"
    if (shown == "100 %" and ratio < 1) or (shown == "0 %" and ratio > 0):
        return f"{100 * ratio:.1f} %"
    return shown


def _ms(value: float) -> str:
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.1f} s"
