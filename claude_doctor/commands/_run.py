"""A run of `check`, the only file that knows every part: probes, judge, formats.

What sends packets is loaded first, and what judges and prints them while they are on their way.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .. import phrases
from ..border.redact import inert, plain
from ..engine.model import EXIT_CODES, Evidence, Later, Outcome, Probe, Report, Verdict
from ..engine.runner import Collected, Observer, collect
from ..outside import interrupt, terminal
from ..probes import later
from ..records import dataclass
from . import _here

if TYPE_CHECKING:
    from ..border.settings import Settings
    from ..render.screen import Screen

#: Seconds of the time-out that judging, printing and leaving need.
LEAVING = 0.15
#: Seconds for the history behind the time-out; the contract has half a second for all.
_MOMENT = 0.3
#: The exit code where a file could not be written: as for a usage error, and where the format has
#: codes of its own UNKNOWN.
_UNWRITTEN = {False: 2, True: 3}


@dataclass(frozen=True, slots=True)
class Show:
    """How a report is shown and turned into an exit code."""

    format: str = "text"
    quiet: bool = False
    verbose: bool = False
    strict: bool = False
    fail_on: frozenset[str] | None = None
    output: Path | None = None


def check(settings: Settings, show: Show, started: float) -> int:
    """Measure, judge, print; the exit code. `started`: when the process began (monotonic)."""
    at = now()
    probes, asked = later(), settings
    peers: tuple[Probe, ...] = ()
    if settings.fallbacks:
        from ..fallbacks import all_probes as all_peers

        peers = all_peers()
        if settings.only:  # chooses among the check's own probes
            names = (*settings.only, *(peer.name for peer in peers))
            asked = replace(settings, only=names)
    found = collected(asked, probes + peers, started, show.quiet, partial(_load, show))
    taken = int((time.monotonic() - started) * 1000)
    own = sorted(found.evidence[: len(probes)], key=lambda one: one.name)
    report = conclude(at, taken, own, found.interrupted)
    if settings.fallbacks:
        from ..fallbacks._ranking import by_check, rank

        ranked = rank(found.evidence[len(probes) :], settings, by_check(own, report.verdict))
        report = replace(report, fallbacks=ranked)
    try:
        code = deliver(report, show)
    finally:  # also where its reader is gone; behind it, so that nobody waits for a disk
        if not settings.offline and not found.interrupted:
            _remember(settings, report, started)
    interrupted = found.interrupted or interrupt.seen()
    return interrupt.exit_code() if interrupted and not own_codes(show) else code


def now() -> str:
    """The moment as a report states it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


#: What reads answers and judges them, in the order in which it is needed.
_MEANWHILE = (
    "sources.crowd._shapes", "sources.statuspage.from_json", "sources.crowd._filter",
    "failures.reader", "engine.judge", "engine.fill", "fixes.table", "rules",
    "outside.history_file", "outside.files", "border.system", "border.redact",
)  # fmt: skip


def _load(show: Show) -> None:
    """Load all that is needed once answers are there; in a thread, while they are waited for."""
    for name in _MEANWHILE:
        phrases.compile_all(import_module(f"..{name}", __package__))
    import_module("xml.etree.ElementTree")  # for Reddit's feed
    from .. import rules
    from ..render import formats
    from ..sources import crowd

    for source in crowd.all_sources():
        if source.shape:
            source.shape()
    rules.all_rules(), rules.all_remarks(), rules.all_gates()
    formats.load(show.format)


def collected(
    settings: Settings,
    probes: Sequence[Probe | Later],
    started: float,
    quiet: bool = False,
    meanwhile: Callable[[], None] | None = None,
) -> Collected:
    """The evidence of these probes, also where Ctrl-C comes before the loop can take it. Progress
    is drawn meanwhile, unless `quiet`. `meanwhile`: as in `collect`."""
    try:
        with _progress(quiet) as observer:
            ends = started + settings.timeout - LEAVING
            return collect(settings, probes, ends, observer, meanwhile)
    except KeyboardInterrupt:
        from ..sources.network.facts import INTERRUPTED

        note = "interrupted before it began"
        known = {"network": {INTERRUPTED.name: True}}
        evidence = (
            Evidence(p.name, Outcome.TIMED_OUT, note=note, facts=known.get(p.name, {}))
            for p in probes
        )
        return Collected(tuple(evidence), interrupted=True)


def _progress(quiet: bool) -> AbstractContextManager[Observer | None]:
    if quiet or terminal.dumb() or not sys.stderr.isatty():
        return contextlib.nullcontext()
    from ..render.progress import progress

    return progress(_here.screen())


def replay(text: str, show: Show) -> int:
    """Judge a saved report again. Raises saved.NotAReport."""
    return deliver(judged_again(text), show)


def judged_again(text: str) -> Report:
    """The report over the evidence of a saved one. Raises saved.NotAReport."""
    from ..engine import saved

    return replace(conclude(*saved.read(text)), replayed=True)


def conclude(
    checked_at: str, duration_ms: int, evidence: Sequence[Evidence], interrupted: bool = False
) -> Report:
    """The report over this evidence."""
    from ..engine.judge import facts_of, judge, known_by
    from ..fixes import table
    from ..rules import all_gates, all_remarks, all_rules

    judgement = judge(evidence, all_rules(), all_remarks(), all_gates())
    return Report(
        checked_at,
        duration_ms,
        judgement.verdict,
        table.named(judgement.fixes, known_by(judgement, facts_of(evidence)), _here.system()),
        judgement.findings,
        tuple(evidence),
        judgement.missing,
        judgement.context,
        interrupted=interrupted,
    )


def exit_code(verdict: Verdict, show: Show) -> int:
    """By the contract: the side's code at `down`, and for `unknown` always; 0 for the rest."""
    return EXIT_CODES[verdict.side] if _screen(show).fails(verdict) else 0


def own_codes(show: Show) -> bool:
    """Whether the format asked for has exit codes of its own."""
    from ..render import formats

    return formats.load(show.format).exit_code is not None


def shown(report: Report, show: Show) -> str:
    """The report in the format asked for, for this terminal."""
    from ..render import formats

    return formats.load(show.format).render(report, _screen(show))


def deliver(report: Report, show: Show) -> int:
    """Print the report, or write it where it was asked for, and what its format adds to other
    files; the exit code. What could not be written is told, and the report printed all the same."""
    from ..outside import files
    from ..render import formats

    form, screen = formats.load(show.format), _screen(show)
    failed = None
    if show.output is not None:
        text = form.render(report, replace(screen, color=False, ascii=False))
        # a build may print the file that it has written
        text = text if form.commands else inert(text)
        failed = _failure("--output", show.output, files.replace, text)
    if show.output is None or failed:
        terminal.out(form.render(report, screen), commands=form.commands)
    added = form.files(report, screen, os.urandom(16).hex()) if form.files else {}
    for variable, text in added.items():
        if path := os.environ.get(variable):
            most = form.most.get(variable)
            failed = _failure(variable, Path(path), files.append, text, most) or failed
    if failed:
        return _UNWRITTEN[form.exit_code is not None]
    return form.exit_code(report, screen) if form.exit_code else exit_code(report.verdict, show)


def _failure(name: str, path: Path, write: Callable[..., None], *what: object) -> str | None:
    """Why it could not be written, told on stderr; None where it was."""
    try:
        write(path, *what)
    except (OSError, ValueError) as error:
        why = plain(f"{path}: {getattr(error, 'strerror', None) or 'cannot be written'}")
        print(f"claude-doctor: {name}: {why}", file=sys.stderr)
        return why
    return None


def _screen(show: Show) -> Screen:
    return _here.screen(
        quiet=show.quiet, verbose=show.verbose, strict=show.strict, fail_on=show.fail_on
    )


def _remember(settings: Settings, report: Report, started: float) -> None:
    """Keep the check in the history. What keeps it from that is said on stderr, and changes neither
    report nor exit code. Others that write at the same time are waited for as long as the time-out
    lasts, and for a moment behind it: in an outage all checks end there. Then it is left for the
    next one to write."""
    from ..outside import history
    from ..render.formats.json import document

    left = max(_MOMENT, started + settings.timeout - time.monotonic())
    note = history.record(
        settings.data_dir, document(report), "check", settings.secrets, left, soon=True
    )
    if note is not None:
        with contextlib.suppress(Exception):  # nobody there to read it
            print(f"claude-doctor: {note}", file=sys.stderr)
