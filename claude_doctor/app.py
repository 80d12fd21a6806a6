"""The only file that knows every part: probes run, the judge judges, a renderer renders."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from . import fixes, history, saved, screen
from .judge import judge
from .live import progress
from .model import EXIT_CODES, Evidence, Outcome, Report, Severity, Side, Verdict
from .probes import all_probes
from .rules import all_rules
from .runner import Collected, collect

if TYPE_CHECKING:
    from .settings import Settings

#: Seconds of the time-out that judging, printing and leaving need.
_LEAVING = 0.15

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Show:
    """How a report is shown and turned into an exit code."""

    format: str = "text"
    quiet: bool = False
    verbose: bool = False
    strict: bool = False
    fail_on: frozenset[str] | None = None


def check(settings: Settings, show: Show, started: float) -> int:
    """Measure, judge, print; the exit code. `started`: when the process began (monotonic)."""
    at = datetime.now(UTC)
    try:
        with progress(wanted=not show.quiet) as observer:
            collected = collect(
                settings, all_probes(), started + settings.timeout - _LEAVING, observer
            )
    except KeyboardInterrupt:  # before or after the loop could take it
        note = "interrupted before it began"
        probes = (Evidence(p.name, Outcome.TIMED_OUT, note=note) for p in all_probes())
        collected = Collected(tuple(probes), interrupted=True)
    taken = int((time.monotonic() - started) * 1000)
    report = conclude(f"{at:%Y-%m-%dT%H:%M:%SZ}", taken, collected.evidence)
    if not settings.offline and not collected.interrupted:
        _remember(settings, report)
    screen.out(shown(report, show))
    return INTERRUPTED if collected.interrupted else exit_code(report.verdict, show)


def replay(text: str, show: Show) -> int:
    """Judge a saved report again. Raises saved.NotAReport."""
    report = conclude(*saved.read(text))
    screen.out(shown(report, show))
    return exit_code(report.verdict, show)


def conclude(checked_at: str, duration_ms: int, evidence: Sequence[Evidence]) -> Report:
    """The report over this evidence."""
    judgement = judge(evidence, all_rules())
    return Report(
        checked_at,
        duration_ms,
        judgement.verdict,
        fixes.named(judgement.fixes),
        judgement.findings,
        tuple(evidence),
        judgement.missing,
    )


def exit_code(verdict: Verdict, show: Show) -> int:
    """By the contract: the side's code at `down`, and for `unknown` always; 0 for the rest."""
    if show.fail_on is not None and verdict.side not in show.fail_on:
        return 0
    failing = verdict.severity is Severity.DOWN or verdict.side is Side.UNKNOWN
    if verdict.severity is Severity.DEGRADED and show.strict:
        failing = True
    return EXIT_CODES[verdict.side] if failing else 0


def shown(report: Report, show: Show) -> str:
    """The report in the format asked for."""
    if show.format == "json":
        from .render import json

        return json.render(report)
    from .render import text

    if show.quiet:
        return text.quiet(report)
    return text.render(
        report,
        width=screen.width(),
        color=screen.color(),
        verbose=show.verbose,
        plain_signs=not screen.encodes("●▲✗✓"),
    )


def _remember(settings: Settings, report: Report) -> None:
    ping: dict[str, object] = next((p.facts for p in report.probes if p.name == "ping"), {})
    verdict = report.verdict
    history.remember(
        settings.data_dir,
        {
            "checked_at": report.checked_at,
            "side": verdict.side,
            "severity": verdict.severity,
            "cause": verdict.cause,
            "confidence": verdict.confidence,
            "ttft_ms": ping.get("ttft_ms"),
        },
    )


def probe_names() -> tuple[str, ...]:
    """The names that --only and --skip take."""
    return tuple(probe.name for probe in all_probes())


def unknown_names(names: Iterable[str]) -> tuple[str, ...]:
    """Which of these are no probes."""
    known = probe_names()
    return tuple(name for name in names if name not in known)
