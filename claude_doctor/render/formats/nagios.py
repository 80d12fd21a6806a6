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
    facts = facts_of(report.probes)
    seen = {Overload.SEEN: 1, Overload.NOT_SEEN: 0, Overload.NOT_MEASURED: None}[overload(facts)]
    times = ping.TTFT_MS.of(facts), ping.TOTAL_MS.of(facts), report.duration_ms
    return _line(exit_code(report, screen), said, seen, *times)


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


def unknown(words: str) -> str:
    """The line where there is no report, in these words."""
    return _line(3, words, None, None, None, None)


def _line(
    state: int, words: str, overloaded: object, ttft: object, answer: object, taken: object
) -> str:
    """Every label is always there, so that a graph keeps its lines; `U` is "not determined"."""
    numbers = (
        f"'http_529'={_value(overloaded)};;0;0;1",
        f"'ttft'={_value(ttft, 'ms')};{ping.SLOW_MS};;0",
        f"'answer'={_value(answer, 'ms')};;;0",
        f"'check'={_value(taken, 'ms')};;;0",
    )
    return f"CLAUDE {_STATES[state]} - {words.translate(_SAFE)} | {' '.join(numbers)}\n"


def _value(value: object, unit: str = "") -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "U"
    return f"{max(0, value):.0f}{unit}"
