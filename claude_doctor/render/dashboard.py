"""The live picture of `watch`: a pure function from what is known to the lines of a screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..border import dates
from ..engine.facts import Fact, Facts
from ..engine.judge import facts_of
from ..engine.model import Report
from ..probes import ping
from ..records import dataclass
from ..sources.network import facts as network
from ..watch.timeline import Entry, Kind
from . import waiting, when
from .paint import BARS, STACKED, Paint, column
from .screen import Screen
from .steps import steps

if TYPE_CHECKING:
    from rich.text import Text

#: Of signs alone (see `paint`); words are bold or as they are.
_GOOD, _WARN, _BAD, _DIM = "green", "yellow", "bold red", "dim"
#: Each kind's sign, in ASCII, its style and its word.
SIGNS: dict[Kind, tuple[str, str, str, str]] = {
    Kind.OK: ("●", "o", _GOOD, "ok"),
    Kind.ANSWERS: ("○", ".", _GOOD, "answers (keyless)"),
    Kind.SLOW: ("▲", "!", _WARN, "slow"),
    Kind.OVERLOADED: ("✗", "x", _BAD, "529"),
    Kind.CUT: ("╱", "/", _BAD, "cut"),
    Kind.ERROR: ("■", "#", _BAD, "error"),
    Kind.LIMIT: ("▼", "v", _BAD, "limit"),
    Kind.YOURS: ("◆", "&", _BAD, "yours"),
    Kind.PATH: ("~", "~", _BAD, "path"),
    Kind.UNKNOWN: ("?", "?", "", "unknown"),
}
_MARK = {"good": ("●", "*", _GOOD), "warn": ("▲", "!", _WARN), "bad": ("✗", "x", _BAD)}
_NO_MARK = ("?", "?", "")
_IN_ASCII = {"·": "|", "–": "-", "—": "-", "…": ".", "“": '"', "”": '"', "’": "'"}
_LEFT = 10  # columns of the words before a line of the time
_LINK: tuple[tuple[str, Fact[str]], ...] = (
    ("DNS", network.DNS), ("TCP", network.TCP), ("TLS", network.TLS), ("proxy", network.PROXY),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that is shown. `report` None: the first question is still out."""

    now: datetime
    report: Report | None = None
    works: bool = False
    since: datetime | None = None
    entries: Sequence[Entry] = ()
    asked: int = 0
    metered: int = 0
    cost_usd: float = 0.0
    next_s: float | None = None
    keyless: str | None = None  # why no completion was asked for last


def lines(picture: Picture, width: int, height: int, ascii_only: bool = False) -> list[Text]:
    """The screen, no line longer than `width` and no more of them than `height`."""
    from rich.text import Text

    head = Text("claude-doctor watch", "bold")
    here, there = _now(picture.now, width - len(head))
    made = [head.append(here), Text(there.rjust(width) if there else "")]
    report = picture.report
    if report is None:
        made += [Text("asking …" if not ascii_only else "asking ..."), Text()]
    else:
        made += _verdict(picture, report, width, ascii_only)
        made += [_path(report, ascii_only), *_rows(report, width, ascii_only), Text()]
    made += _pings(picture.entries, width, ascii_only)
    foot = _foot(picture, ascii_only)
    made += _plot(picture.entries, width, height - len(made) - len(foot) - 2, ascii_only)
    made += [Text(), *foot]
    for line in made:
        line.truncate(width, overflow="crop" if ascii_only else "ellipsis")
        if ascii_only:  # as many signs, so that the styles stay where they are
            line.plain = "".join(c if c.isascii() else _IN_ASCII.get(c, "?") for c in line.plain)
    return made[:height]


def _now(now: datetime, room: int) -> tuple[str, str]:
    """The time at the right, and UTC for the line below where there is no room beside it."""
    for told in (when.both(now, seconds=True), when.clock_both(now)):
        if len(told) < room - 1:
            return told.rjust(room), ""
    zone = when.zone(now)
    told = f"{when.clock(now)} {zone}".rjust(room)
    return told, "" if zone == "UTC" else f"{now.astimezone(UTC):%H:%M:%S} UTC"


def _verdict(picture: Picture, report: Report, width: int, ascii_only: bool) -> list[Text]:
    from rich.text import Text

    verdict = report.verdict
    unicode, plain, style = _MARK.get(waiting.kind(verdict, picture.works), _NO_MARK)
    paint = Paint(Screen(width=width))
    said = [line.replace("\0", " ") for line in paint.wrap(verdict.summary, width=width - 2)][:3]
    made = [Text("  ").append(line, "bold") for line in said]
    made[0] = Text().append(f"{plain if ascii_only else unicode} ", style).append(said[0], "bold")
    since = picture.since or picture.now
    lasted = dates.lasting(max(0.0, (picture.now - since).total_seconds()))
    today = when.local(since).date() == when.local(picture.now).date()
    begun = when.clock(since) if today else when.day(since)
    words = f"since {begun} ({lasted}), {verdict.cause}, confidence"
    return [*made, Text(f"  {words} {verdict.confidence}"), Text()]


def _path(report: Report, ascii_only: bool) -> Text:
    """The way to the API, station by station, up to what the ping met."""
    from rich.text import Text

    facts, strip = facts_of(report.probes), Text("Path".ljust(_LEFT))
    arrow = " - " if ascii_only else " ─ "
    for name, state in (*_stations(facts), ("API", _api(facts))):
        unicode, plain, style = _MARK.get(state, _NO_MARK)
        if len(strip) > _LEFT:
            strip.append(arrow, _DIM)
        strip.append(f"{plain if ascii_only else unicode} ", style).append(name)
    return strip


def _stations(facts: Facts) -> list[tuple[str, str]]:
    found = []
    for name, fact in _LINK:
        value = fact.of(facts)
        if value not in (None, "none"):
            found.append((name, "good" if value in ("ok", "works") else "bad"))
    return found


def _api(facts: Facts) -> str:
    works = ping.WORKS.of(facts)
    if works is None:
        return "good" if ping.FRONT_DOOR.of(facts) is True else "unknown"
    return "good" if works else "bad"


def _rows(report: Report, width: int, ascii_only: bool) -> list[Text]:
    """Page, crowd, ping, quota, one's own side: a line each. On a narrow screen the details of
    what is not well stand below."""
    from rich.text import Text

    made = []
    for step in steps(report):
        unicode, plain, style = _MARK.get(step.mark, _NO_MARK)
        line = Text(step.title.ljust(14)).append(f"{plain if ascii_only else unicode} ", style)
        if width >= STACKED:
            made.append(line.append(f"{step.state:14} ").append(step.detail))
            continue
        made.append(line.append(step.state))
        if step.mark != "good" and step.detail:
            made.append(Text(f"  {step.detail}"))
    return made


def _pings(entries: Sequence[Entry], width: int, ascii_only: bool) -> list[Text]:
    """A sign a question, the newest at the right, and what the signs mean."""
    from rich.text import Text

    shown = entries[len(entries) - (width - _LEFT) :] if len(entries) > width - _LEFT else entries
    line, legend = Text("Asked".ljust(_LEFT)), Text("".ljust(_LEFT))
    for entry in shown:
        unicode, plain, style, _ = SIGNS[entry.kind]
        line.append(plain if ascii_only else unicode, style)
    met = {entry.kind for entry in shown}
    for kind, (unicode, plain, style, word) in SIGNS.items():
        if kind in met:
            legend.append(plain if ascii_only else unicode, style).append(f" {word}  ")
    if shown:
        legend.append(f"from {when.clock(shown[0].at)}")
    return [line, legend]


def _plot(entries: Sequence[Entry], width: int, height: int, ascii_only: bool) -> list[Text]:
    """Time to first token, a column a question below its sign. Empty where none was measured."""
    from rich.text import Text

    shown = list(entries)[-(width - _LEFT) :]
    times = [entry.ttft_ms for entry in shown]
    top = max((t for t in times if t is not None), default=0.0)
    rows = min(height - 1, 12)
    if not top or rows < 2:
        return []
    made, steps = [Text("Time to first token")], " ########" if ascii_only else f" {BARS}"
    for row in range(rows, 0, -1):
        cells = "".join(steps[column(time, top, row, rows)] for time in times)
        label = {rows: when.ms(top), 1: "0"}.get(row, "").rjust(_LEFT - 2) + "  "
        made.append(Text(label).append(cells))
    return made


def _foot(picture: Picture, ascii_only: bool) -> list[Text]:
    from rich.text import Text

    between = " | " if ascii_only else " · "
    then = "asking" if picture.next_s is None else f"asks in {waiting.clock(picture.next_s)}"
    asked = f"asked {picture.asked}, metered {picture.metered}"
    parts = [then, asked, f"${picture.cost_usd:.6f}", "Ctrl-C ends it"]
    made = [Text(between.join(parts))]
    if picture.keyless:
        made.insert(0, Text(f"No completion was tested: {picture.keyless}."))
    return made
