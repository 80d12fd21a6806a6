"""The main screen as blocks of lines: the verdict, the way, why, what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from ..border import dates
from ..engine.judge import facts_of
from ..engine.model import EXIT_CODES, Report, Severity, Side
from ..fixes.fix import Fix
from ..records import dataclass
from . import fallbacks, strip, when, why
from .cost import spent
from .paint import Paint, width_of
from .provenance import notes

NOW = 3  # fixes that are shown; a stressed person reads no more
WIDEST = 100  # columns; longer lines are hard to read
FITS = 22  # lines that a terminal of 24 shows beside its prompt
_ASIDE = 18  # columns that the confidence takes
_MARKS = {Severity.NONE: "healthy", Severity.DEGRADED: "warn", Severity.DOWN: "bad"}


def card(report: Report, paint: Paint) -> list[str]:
    """All blocks with a blank line between them: as much as fits on a small terminal. What does not
    goes in the order of `_Fit`, and is shown by `-v`."""
    fixed = _Fixed(strip.block(report, paint), _now(report, paint), _meanwhile(report, paint))
    lines: list[str] = []
    for fit in _FITS:
        lines = _card(report, paint, fixed, fit)
        fits = _rows(lines, paint) <= FITS + len(notes(report))  # these are for rare reports
        if paint.stacked or paint.screen.verbose or fits:
            break
    return lines


def _rows(lines: Sequence[str], paint: Paint) -> int:
    """Rows of a terminal that the lines take, which folds those that are longer than it is wide."""
    return sum(max(1, -(-width_of(line) // paint.width)) for line in lines)


@dataclass(frozen=True, slots=True)
class _Fit:
    """How much is shown: sentences beside the verdict, the hint how to share, letters of a
    quotation in the sentence, rows that say why, however long the rest is, and the time in this
    machine's zone beside UTC."""

    context: int = 4
    share: bool = True
    quote: int = 90
    least: int = 2
    local: bool = True


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The blocks that are the same however much fits."""

    way: list[str]
    now: list[str]
    meanwhile: list[str]


_FITS = (
    _Fit(), _Fit(share=False), _Fit(1, share=False, quote=60), _Fit(0, False, 40, 1),
    _Fit(0, False, 40, 1, local=False),
)  # fmt: skip


def _card(report: Report, paint: Paint, fixed: _Fixed, fit: _Fit) -> list[str]:
    head, foot = _verdict(report, paint, fit), _foot(report, paint, fit)
    others = (head, fixed.way, fixed.now, fixed.meanwhile, foot)
    taken = sum(_rows(block, paint) + 1 for block in others if block)
    room = None if paint.stacked or paint.screen.verbose else FITS - taken - 1
    rows = why.block(report, paint, room, fit.least)
    foot = [line for words in notes(report) for line in paint.wrap(words, "  ")] + foot
    blocks = (head, fixed.way, rows, fixed.now, fixed.meanwhile, foot)
    return [line for block in blocks if block for line in (*block, "")][:-1]


def _verdict(report: Report, paint: Paint, fit: _Fit) -> list[str]:
    """The sentence, how sure it is, and what else is true."""
    said = report.verdict
    kind = "unknown" if said.side is Side.UNKNOWN else _MARKS[said.severity]
    sure = paint.style(f"{said.confidence} confidence", "dim")
    room = paint.width if paint.stacked else paint.width - _ASIDE
    sentence = paint.bold(_quoting_less(said.summary, fit.quote))
    lines = paint.wrap(sentence, f"{paint.sign(kind)} ", "  ", width=room)
    if paint.stacked:
        lines.append(f"  {sure}")
    else:
        lines[0] = paint.pad(lines[0], room) + paint.pad(sure, _ASIDE, right=True)
    beside = " ".join(report.context[: fit.context])
    return lines + (paint.wrap(beside, "  ") if beside else [])


def _quoting_less(sentence: str, most: int) -> str:
    """The sentence with each long quotation in brackets cut to so many letters; the whole one is
    in the evidence."""
    made, depth, start = "", 0, 0
    for at, letter in enumerate(sentence):
        if letter == "(":
            depth += 1
            if depth == 1:
                start = at + 1
        elif letter == ")" and depth:
            depth -= 1
            if depth == 0:
                made += f"({_cut(sentence[start:at], most)})"
        elif depth == 0:
            made += letter
    return made + (f"({sentence[start:]}" if depth else "")


def _cut(quote: str, most: int) -> str:
    if len(quote) <= most + 10:
        return quote
    head = quote[:most]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:.(") + "…"


def _now(report: Report, paint: Paint) -> list[str]:
    if not report.fixes:
        return []
    lines = ["  " + paint.bold("Do now")]
    for number, fix in enumerate(report.fixes[:NOW], 1):
        lines += fix_lines(number, fix, paint)
    if (more := len(report.fixes) - NOW) > 0:
        steps_ = "step" if more == 1 else "steps"
        command = paint.command(f"claude-doctor fixes --for {report.verdict.cause}")
        lines += paint.wrap(f"{more} more {steps_}: {command}", "  ", "    ")
    return lines


def fix_lines(number: int, fix: Fix, paint: Paint) -> list[str]:
    """What to do, and below it what to type or where to go."""
    lines = paint.wrap(fix.title, f"  {number} ", "    ")
    if typed := fix.code or fix.command:  # in one line, which a terminal may fold: it is copied
        lines.append(f"      {paint.command(typed)}")
    elif fix.url:
        lines.append(f"      {paint.link(fix.url)}")
    return lines


def _meanwhile(report: Report, paint: Paint) -> list[str]:
    said = fallbacks.line(report)
    return paint.wrap(said, "  ", "  ") if said else []


def _foot(report: Report, paint: Paint, fit: _Fit) -> list[str]:
    """When, how long, what it cost, the exit code, and where there is more."""
    verdict, screen = report.verdict, paint.screen
    code = EXIT_CODES[verdict.side] if screen.fails(verdict) else 0
    ended = report.interrupted and not report.replayed  # by a signal, which has a code of its own
    said = [
        "" if report.replayed else _moment(report.checked_at, fit.local),
        f"{report.duration_ms / 1000:.1f} s",
        spent(facts_of(report.probes)), "" if ended else f"exit {code}",
    ]  # fmt: skip
    if not screen.verbose:
        more = why.hidden(report) if fit.share else 0
        remarks = "1 remark, " if more == 1 else f"{more} remarks, " if more > 1 else ""
        said.append(f"{remarks}why: {paint.command('-v')}")
    if fit.share:
        said.append(f"share: {paint.command('--format markdown')}")
    room = paint.width - 2
    held = (paint.whole(part) if width_of(part) <= room else part for part in said if part)
    return paint.wrap(" · ".join(held), "  ")


def _moment(at: str, local: bool) -> str:
    """The time in this machine's zone, with UTC beside it where that is another; or UTC alone."""
    moment = dates.of_iso(at)
    if moment is None:
        return at
    return when.clock_both(moment) if local else f"{moment.astimezone(UTC):%H:%M:%S} UTC"
