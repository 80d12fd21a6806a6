"""Why the verdict is what it is: the rows that decided, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..engine.facts import Fact
from ..engine.judge import facts_of
from ..engine.model import Report, Severity, Side
from ..probes import environment, network, ping, quota
from ..rules import places
from ..rules.places import Place
from . import crowd
from .paint import Paint, width_of
from .step import Step
from .steps import steps

REMARKS = 2  # that are shown unasked
_TITLE = 13  # columns of a title
#: The rows that speak for a verdict of each side, the weightiest first; the others only where they
#: show trouble.
_DECIDING: dict[Side, tuple[str, ...]] = {
    Side.HEALTHY: (),
    Side.SERVER: ("error", "ping", "crowd", "status", "cloud"),
    Side.CLIENT: ("error", "ping"),
    Side.ACCOUNT: ("error", "ping", "quota"),
    Side.NETWORK: ("error", "own", "ping"),
    Side.UNKNOWN: ("error", "ping", "status", "cloud", "crowd", "own", "quota"),
}


def block(report: Report, paint: Paint, room: int | None, least: int) -> list[str]:
    """The rows that decided, in so many lines; None: in as many as they take."""
    also = [_row(Step("", "Also", "warn", "", words), paint, 4) for words in _advice(report)]
    missing = _unmeasured(report)
    if report.verdict.side is Side.HEALTHY:
        lines = paint.wrap(f"Not measured: {missing}", "  ", "  ") if missing else []
        return [line for row in also for line in row] + lines
    made = [_row(row, paint) for row in _deciding(report)] + also
    if missing:
        made.append(_row(Step("", "Not measured", "unknown", "", missing), paint))
    lines = []
    for number, row in enumerate(made):
        if room is not None and number >= least and len(lines) + len(row) > room:
            continue
        lines += row
    return ["  " + paint.bold("Why"), *lines] if lines else []


def _deciding(report: Report) -> Sequence[Step]:
    """The rows that speak for the verdict, then those that show trouble beside it. What works, and
    what the picture of the way shows already, is left out."""
    rows = {row.key: row for row in steps(report)}
    first = _DECIDING[report.verdict.side]
    if report.verdict.side is Side.SERVER and report.verdict.severity is Severity.DEGRADED:
        # it works from here; others say why that is a warning
        first = ("error", "status", "cloud", "crowd", *first)
    trouble = [key for key, row in rows.items() if row.mark in ("bad", "warn")]
    order = [key for key in dict.fromkeys((*first, *trouble)) if key in rows]
    at = places.place(report.verdict.cause, facts_of(report.probes))
    idle = {"own"} if at in (Place.YOU, Place.GATEWAY) else set()
    if report.verdict.side is not Side.UNKNOWN:
        idle |= {key for key, row in rows.items() if row.mark == "unknown"}
        good = {key for key, row in rows.items() if row.mark == "good"}
        idle |= good & {"crowd"} if report.verdict.side is Side.SERVER else good
    order = [key for key in order if key not in idle]
    return [row for key in order for row in _spread(rows[key], report)]


def _spread(row: Step, report: Report) -> Sequence[Step]:
    """The crowd's row as one a source that reports trouble; others without what stands in the
    picture of the way."""
    if row.key == "crowd":
        return crowd.rows(report) or (row,)
    if row.key == "ping":
        model = ping.MODEL.of(facts_of(report.probes))
        return (replace(row, detail=row.detail.replace(f" · {model}", "")),)
    if row.key == "quota" and report.verdict.retry_after_s is not None:
        # one time in a report: when there is enough, not when the limit is full again
        full = f", full again in {quota.RESETS_IN.of(facts_of(report.probes))}"
        return (replace(row, detail=row.detail.replace(full, "")),)
    if row.key == "own":
        path = next((probe for probe in report.probes if probe.name == "network"), None)
        return (replace(row, state="", detail=(path.summary or path.note or "") if path else ""),)
    return (row,)


def _row(row: Step, paint: Paint, most: int = 2) -> list[str]:
    """So many lines at most; `-v` shows them whole."""
    head = f"  {paint.sign(row.mark)} "
    words = row.words
    if row.link:
        words += f" {paint.link(row.link, 'link')}" if paint.screen.links else ""
    if paint.stacked:
        return [*paint.wrap(row.title, head, "    "), *paint.wrap(words, "    ")]
    first = head + paint.pad(row.title, _TITLE)
    lines = paint.wrap(words, first, " " * width_of(first))
    if len(lines) > most:
        last = paint.cut(lines[most - 1] + " …", paint.width - 2).rstrip()
        lines = [*lines[: most - 1], last if last.endswith("…") else last + "…"]
    return lines


def remarks(report: Report, own: Fact[list[str]] = environment.REMARKS) -> list[str]:
    """What is odd though it may work, in the environment (`own`: all of it, or the advice alone)
    and on the path."""
    facts = facts_of(report.probes)
    found = (own.of(facts), network.REMARKS.of(facts))
    return [str(remark) for one in found if isinstance(one, list) for remark in one]


def _advice(report: Report) -> list[str]:
    """Those with something to type against them, as many as are shown unasked."""
    return remarks(report, environment.ADVICE)[:REMARKS]


def hidden(report: Report) -> int:
    """How many remarks only `-v` tells."""
    return len(remarks(report)) - len(_advice(report))


def _unmeasured(report: Report) -> str:
    """What could not be measured, and why; each reason once."""
    names = {row.key: row.title for row in steps(report)} | crowd.TITLES
    reasons: dict[str, list[str]] = {}
    for entry in report.missing:
        probe, _, why = entry.partition(": ")
        reasons.setdefault(why, []).append(names.get(probe, probe.capitalize()))
    return ", ".join(f"{', '.join(who)} ({why})" for why, who in reasons.items())
