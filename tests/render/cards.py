"""What holds for the main screen of any report."""

from __future__ import annotations

from claude_doctor.engine.judge import facts_of
from claude_doctor.engine.model import Report, Severity, Side
from claude_doctor.render.card import FITS
from claude_doctor.render.formats import text
from claude_doctor.render.paint import width_of
from claude_doctor.render.screen import Screen
from claude_doctor.render.way import way
from claude_doctor.rules.places import Place, place

WIDTHS = (40, 80, 120)
_SIDES = {
    Side.CLIENT: (Place.YOU,),
    Side.ACCOUNT: (Place.YOU,),
    Side.SERVER: (Place.SERVICE, Place.MODEL, Place.GATEWAY),
    Side.NETWORK: (Place.INTERNET, Place.PROXY, Place.GATEWAY, Place.YOU, Place.SERVICE),
}
_FAULTS = {Severity.DEGRADED: "warn", Severity.DOWN: "bad"}


def rows(shown: str, width: int) -> int:
    """Rows of a terminal, which folds long lines."""
    return sum(max(1, -(-width_of(line) // width)) for line in shown.splitlines())


def looked_at(report: Report) -> None:
    """Assert of the card: it fits on a small terminal, no line is wider than the screen but for a
    word, an address or a command, and the fault is marked where the verdict puts it."""
    for width in WIDTHS:
        shown = text.render(report, Screen(width=width))
        commands = {typed for fix in report.fixes for typed in (fix.command, fix.code)}
        for line in shown.splitlines():
            words = line.strip().split()
            whole = line.strip() in commands or len([w for w in words if len(w) > 2]) <= 1
            whole = whole or line.strip().startswith("claude-doctor fixes --for ")
            assert width_of(line) <= width or whole, (width, line)
    assert rows(text.render(report, Screen(width=80)), 80) <= FITS
    _marked(report)


def _marked(report: Report) -> None:
    verdict = report.verdict
    stops = way(report)
    marked = {stop.place for stop in stops if stop.mark in ("bad", "warn")}
    if verdict.side in (Side.HEALTHY, Side.UNKNOWN):
        assert set() == marked
        return
    assert 1 == len(marked), (verdict.cause, stops)
    assert marked <= set(_SIDES[verdict.side]), (verdict.cause, stops)
    assert {_FAULTS[verdict.severity]} == {s.mark for s in stops if s.place in marked} - {"good"}
    at = place(verdict.cause, facts_of(report.probes))
    assert at is not None
    if any(stop.place is at for stop in stops):
        assert {at} == marked
