"""Text for a person: one card, and with `-v` everything behind it. Color only doubles what the
words and signs say."""

from __future__ import annotations

from dataclasses import replace

from ...engine.model import Report
from ..card import WIDEST, card
from ..details import details
from ..paint import Paint
from ..screen import Screen


def render(report: Report, screen: Screen) -> str:
    """The report for a person at this screen; the one-sentence verdict alone if it is `quiet`."""
    if screen.quiet:
        return report.verdict.summary + "\n"
    paint = Paint(replace(screen, width=min(screen.width, WIDEST)))
    lines = card(report, paint)
    if screen.verbose:
        lines += ["", *details(report, paint)]
    return paint.text(lines)
