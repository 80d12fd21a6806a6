"""A run of `check`, the only file that knows every part: probes, judge, formats."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..engine import saved
from ..engine.judge import facts_of, judge
from ..engine.model import (
    EXIT_CODES,
    INTERRUPTED,
    Evidence,
    Outcome,
    Probe,
    Report,
    Severity,
    Side,
    Verdict,
)
from ..engine.runner import Collected, collect
from ..fallbacks import all_probes as all_peers
from ..fallbacks._ranking import by_check, rank
from ..fixes import table
from ..outside import history, interrupt, terminal
from ..probes import all_probes
from ..render import formats
from ..render.formats.json import document
from ..render.progress import progress
from ..render.screen import Screen
from ..rules import all_remarks, all_rules

if TYPE_CHECKING:
    from ..border.settings import Settings

#: Seconds of the time-out that judging, printing and leaving need.
_LEAVING = 0.15


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
    at = now()
    probes, asked = all_probes(), settings
    peers: tuple[Probe, ...] = ()
    if settings.fallbacks:
        peers = all_peers()
        if settings.only:  # chooses among the check's own probes
            names = (*settings.only, *(peer.name for peer in peers))
            asked = settings.model_copy(update={"only": names})
    found = collected(asked, probes + peers, started, show.quiet)
    taken = int((time.monotonic() - started) * 1000)
    own, others = found.evidence[: len(probes)], found.evidence[len(probes) :]
    report = conclude(at, taken, own)
    if settings.fallbacks:
        ranked = rank(others, settings, by_check(own, report.verdict))
        report = replace(report, fallbacks=ranked)
    try:
        terminal.out(shown(report, show))
    finally:  # also where its reader is gone; behind it, so that nobody waits for a disk
        if not settings.offline and not found.interrupted:
            _remember(settings, report, started)
    if found.interrupted or interrupt.seen():
        return INTERRUPTED
    return exit_code(report.verdict, show)


def now() -> str:
    """The moment as a report states it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def collected(
    settings: Settings, probes: Sequence[Probe], started: float, quiet: bool = False
) -> Collected:
    """The evidence of these probes, also where Ctrl-C comes before the loop can take it. Progress
    is drawn meanwhile, unless `quiet`."""
    try:
        with progress(wanted=not quiet) as observer:
            return collect(settings, probes, started + settings.timeout - _LEAVING, observer)
    except KeyboardInterrupt:
        note = "interrupted before it began"
        evidence = (Evidence(p.name, Outcome.TIMED_OUT, note=note) for p in probes)
        return Collected(tuple(evidence), interrupted=True)


def replay(text: str, show: Show) -> int:
    """Judge a saved report again. Raises saved.NotAReport."""
    report = conclude(*saved.read(text))
    terminal.out(shown(report, show))
    return exit_code(report.verdict, show)


def conclude(checked_at: str, duration_ms: int, evidence: Sequence[Evidence]) -> Report:
    """The report over this evidence."""
    judgement = judge(evidence, all_rules(), all_remarks())
    return Report(
        checked_at,
        duration_ms,
        judgement.verdict,
        table.named(judgement.fixes, facts_of(evidence)),
        judgement.findings,
        tuple(evidence),
        judgement.missing,
        judgement.context,
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
    """The report in the format asked for, for this terminal."""
    screen = Screen(
        width=terminal.width(),
        color=terminal.color(),
        ascii=not terminal.encodes("●▲✗✓"),
        quiet=show.quiet,
        verbose=show.verbose,
    )
    return formats.render(show.format, report, screen)


def _remember(settings: Settings, report: Report, started: float) -> None:
    """Keep the check in the history, in what is left of the time-out. What keeps it from that is
    said on stderr, and changes neither report nor exit code."""
    left = started + settings.timeout - time.monotonic()
    note = history.record(
        settings.data_dir, document(report), "check", settings.secrets, max(0.25, min(5.0, left))
    )
    if note is not None:
        with contextlib.suppress(Exception):  # nobody there to read it
            print(f"claude-doctor: {note}", file=sys.stderr)
