"""Gauges for Prometheus: for node_exporter's textfile collector and for a scrape alike.

Both read it: only gauges, no time stamps, one `# EOF`, which is a comment to the older format.
Whatever is one of several states has a series for each of them, 0 or 1, so that no state is told
by the absence of a series; a number that was not measured has no series. Labels are words of this
program: nothing that a stranger wrote is in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from ... import __version__
from ...engine.judge import facts_of
from ...engine.model import Confidence, Outcome, Report, Severity, Side
from ...probes import all_probes, ping, status
from ...rules import all_rules
from ...sources.crowd import all_sources
from ...sources.crowd._counting import LEVELS
from ..overload import Overload, overload
from ..screen import Screen

_PREFIX = "claude_doctor_"
_PAGE = (
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance",
)  # fmt: skip
_UNKNOWN = "unknown"
_RETRY = {True: "yes", False: "no", None: "depends"}

#: Labels of a series in the order in which they are written, and its value.
_Sample = tuple[Mapping[str, str], float]


def render(report: Report, screen: Screen) -> str:
    """The whole exposition, the same for every screen."""
    lines = [line for family in _families(report) for line in family]
    return "\n".join((*lines, "# EOF")) + "\n"


def _families(report: Report) -> Iterator[list[str]]:
    verdict, facts = report.verdict, facts_of(report.probes)
    yield _family("build_info", "The version that wrote this.", [({"version": __version__}, 1)])
    yield _family(
        "check_timestamp_seconds", "When it was checked, since 1970.",
        _number(_moment(report.checked_at)),
    )  # fmt: skip
    yield _family(
        "check_duration_seconds", "How long the check took.", _number(report.duration_ms, 1000)
    )
    yield _states("side", "Whose fault it is.", Side, verdict.side)
    yield _states(
        "severity", "Whether it works from here: none, degraded or down.", Severity,
        verdict.severity,
    )  # fmt: skip
    yield _states("confidence", "How sure the verdict is.", Confidence, verdict.confidence)
    causes = sorted({(str(rule.side), rule.id) for rule in all_rules()})
    yield _family(
        "cause", "The verdict's cause, with its side.",
        [({"side": side, "cause": id_}, float(id_ == verdict.cause)) for side, id_ in causes],
    )  # fmt: skip
    yield _states(
        "retryable", "Whether the same request, sent again, is likely to work.", _RETRY.values(),
        _RETRY[verdict.retryable],
    )  # fmt: skip
    yield _family(
        "retry_after_seconds", "How long to wait, where that was told.",
        _number(verdict.retry_after_s),
    )  # fmt: skip
    yield _states(
        "http_529", "Whether the metered request met an overload.", Overload, overload(facts),
        label="state",
    )  # fmt: skip
    yield from _ping(facts)
    yield _states("status_page", "The API on the status page.", (*_PAGE, _UNKNOWN),
                  status.API_COMPONENT.of(facts), label="state")  # fmt: skip
    yield _crowd(facts)
    yield from _probes(report)


def _ping(facts: Mapping[str, object]) -> Iterator[list[str]]:
    """What the metered request measured."""
    for name, text, value, per in (
        ("ping_http_status", "The HTTP status of its answer.", ping.HTTP_STATUS.of(facts), 1),
        ("ping_first_token_seconds", "Time to its first token.", ping.TTFT_MS.of(facts), 1000),
        ("ping_seconds", "Time to the end of its answer.", ping.TOTAL_MS.of(facts), 1000),
        ("ping_input_tokens", "Tokens sent.", ping.INPUT_TOKENS.of(facts), 1),
        ("ping_output_tokens", "Tokens received.", ping.OUTPUT_TOKENS.of(facts), 1),
        ("ping_cost_dollars", "What it cost.", ping.COST_USD.of(facts), 1),
    ):
        yield _family(name, text, _number(value, per))


def _crowd(facts: Mapping[str, object]) -> list[str]:
    samples: list[_Sample] = []
    for source in sorted(all_sources(), key=lambda one: one.name):
        found = source.level.of(facts)
        level = found if found in LEVELS else _UNKNOWN
        samples += [
            ({"source": source.name, "level": one}, float(one == level))
            for one in (*LEVELS, _UNKNOWN)
        ]
    return _family("crowd", "How many others report trouble.", samples)


def _probes(report: Report) -> Iterator[list[str]]:
    """Every probe's outcome; one that this report has not is skipped."""
    found = {probe.name: probe for probe in report.probes}
    outcomes: list[_Sample] = []
    times: list[_Sample] = []
    for name in sorted(probe.name for probe in all_probes()):
        outcome = found[name].outcome if name in found else Outcome.SKIPPED
        outcomes += [({"probe": name, "outcome": o}, float(o is outcome)) for o in Outcome]
        if outcome is not Outcome.SKIPPED:
            times.append(({"probe": name}, found[name].duration_ms / 1000))
    yield _family("probe_outcome", "What became of each probe.", outcomes)
    yield _family("probe_duration_seconds", "How long each probe took.", times)


def _states(
    name: str, text: str, values: Iterable[str], state: object, label: str | None = None
) -> list[str]:
    """A series a value; where the state is none of them, that of `unknown` if there is one."""
    known = list(values)
    now = state if state in known else _UNKNOWN
    return _family(name, text, [({label or name: one}, float(one == now)) for one in known])


def _number(value: object, per: int = 1) -> list[_Sample]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    number = float(value) / per if abs(value) < 1e15 else math.inf
    return [({}, number)] if math.isfinite(number) else []


def _moment(at: str) -> float | None:
    """Seconds since 1970; None for a year that a saved report made up."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _family(name: str, text: str, samples: Iterable[_Sample]) -> list[str]:
    """The lines of a gauge; none without a series."""
    lines = []
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels.items())
        braces = f"{{{inside}}}" if inside else ""
        lines.append(f"{_PREFIX}{name}{braces} {f'{value:.6f}'.rstrip('0').rstrip('.')}")
    head = [f"# HELP {_PREFIX}{name} {text}", f"# TYPE {_PREFIX}{name} gauge"]
    return [*head, *lines] if lines else []


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
