"""A line for Nagios, Icinga and their kin, by the plugin guidelines: state, sentence, and after
the bar what was measured. What could not be measured is UNKNOWN, in the state as in the numbers.

Guidelines: nagios-plugins.org/doc/guidelines.html.
"""

from __future__ import annotations

from ...engine.judge import facts_of
from ...engine.model import Report, Severity, Side
from ...probes import ping
from ..overload import Overload, overload
from ..screen import Screen

_STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
# The bar would end the sentence; the brackets would be tags where a page shows them unescaped.
_SAFE = str.maketrans({"|": "¦", "<": "‹", ">": "›", "\n": " ", "\r": " "})


def render(report: Report, screen: Screen) -> str:
    """One line, whatever the screen."""
    said = report.verdict.summary
    names = [entry.partition(":")[0] for entry in report.missing]
    if names:
        said += f" Not measured: {', '.join(dict.fromkeys(names))}."
    state = _STATES[exit_code(report, screen)]
    return f"CLAUDE {state} - {said.translate(_SAFE)} | {' '.join(_numbers(report))}\n"


def exit_code(report: Report, screen: Screen) -> int:
    """0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN: the evidence does not decide."""
    verdict = report.verdict
    if not screen.counts(verdict):
        return 0
    if verdict.side is Side.UNKNOWN:
        return 3
    if screen.fails(verdict):
        return 2
    return 1 if verdict.severity is Severity.DEGRADED else 0


def _numbers(report: Report) -> list[str]:
    """Every label is always there, so that a graph keeps its lines; `U` is "not determined"."""
    facts = facts_of(report.probes)
    seen = {Overload.SEEN: 1, Overload.NOT_SEEN: 0, Overload.NOT_MEASURED: None}[overload(facts)]
    return [
        f"'http_529'={_value(seen)};;0;0;1",
        f"'ttft'={_value(ping.TTFT_MS.of(facts), 'ms')};{ping.SLOW_MS};;0",
        f"'answer'={_value(ping.TOTAL_MS.of(facts), 'ms')};;;0",
        f"'check'={_value(report.duration_ms, 'ms')};;;0",
    ]


def _value(value: object, unit: str = "") -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "U"
    return f"{max(0, value):.0f}{unit}"
