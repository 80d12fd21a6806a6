"""A check again and again in one process, as `wait` and `watch` ask it."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from ..border.addresses import is_loopback
from ..border.settings import Asked
from ..engine.judge import facts_of
from ..engine.model import Outcome, Report, Severity, Side
from ..engine.rounds import Loop
from ..fallbacks import all_probes as all_peers
from ..fallbacks._ranking import by_check, rank
from ..outside import history
from ..probes import all_probes, ping, transcripts
from ..records import dataclass
from ..render.formats.json import document
from ..watch.schedule import Course, Pace, incurable, pause
from . import _options, _run

if TYPE_CHECKING:
    from ..border.settings import Settings
    from ..engine.fallback import Ranked

ROUND_S = 20.0  # as long as a check may take
#: Faster than this only a world on this machine may be asked (`chaos`).
_SLOW_ENOUGH_S = 5.0
#: What is one's own, and no sign that the service does not answer.
FINE = (Side.HEALTHY, Side.CLIENT, Side.ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One question and what came of it. `works`: Claude answered completely; where no completion
    could be asked for (`untested` says why), the service answers and nobody reports trouble."""

    report: Report
    works: bool
    untested: str | None
    told_s: float | None
    cost_usd: float | None
    interrupted: bool
    ranked: Ranked | None = None

    @property
    def incurable(self) -> bool:
        """Whether waiting cures nothing."""
        return incurable(self.report.verdict, self.told_s)


class Rounds:
    """The rounds of one run: what they found so far, and when the next one is due."""

    def __init__(
        self, settings: Settings, pace: Pace, source: str, loop: Loop, peers: bool = False
    ) -> None:
        """`source`: the command that asks, for the history; `peers`: fallbacks are asked, too."""
        self.settings = settings
        self.note: str | None = None  # what keeps the rounds out of the history
        self._source = source
        self._loop = loop
        self.pace = pace
        self.course = Course()
        self.asked = 0
        self.cost_usd = 0.0
        self._peers = all_peers() if peers else ()
        self._at: float | None = None

    def ask(self, seconds: float, metered: bool = True) -> Round:
        """Ask once, for at most so many seconds."""
        began, at = time.monotonic(), _run.now()
        pings = self.settings.ping and metered
        settings = replace(self.settings, timeout=seconds, ping=pings)
        probes = all_probes()
        found = self._loop.collect(
            settings, (*probes, *self._peers), began + seconds - _run.LEAVING
        )
        own, others = found.evidence[: len(probes)], found.evidence[len(probes) :]
        taken = int((time.monotonic() - began) * 1000)
        report = _run.conclude(at, taken, own, found.interrupted)
        ranked = rank(others, settings, by_check(own, report.verdict)) if self._peers else None
        done = replace(_round(report, found.interrupted), ranked=ranked)
        if not found.interrupted:
            self._count(done, began)
            kept = history.record(
                settings.data_dir, document(report), self._source, settings.secrets
            )
            self.note = kept or self.note
        return done

    def _count(self, done: Round, began: float) -> None:
        usable = done.ranked is not None and done.ranked.best is not None
        passed = 0.0 if self._at is None else began - self._at
        self.course = self.course.after(done.works or usable, passed)
        self._at = began
        self.asked += 1
        self.cost_usd += done.cost_usd or 0.0

    def failing_s(self) -> float:
        """For how long it has failed, in seconds; 0 where it does not."""
        if not self.course.failed or self._at is None:
            return 0.0
        return self.course.failing_s + time.monotonic() - self._at

    def pause(
        self, last: Round, calm_s: float | None = None, left_s: float | None = None
    ) -> float | None:
        """Seconds until the next one is due; None where it would come too late."""
        return pause(
            self.course, self.pace, random.random, told_s=last.told_s, calm_s=calm_s, left_s=left_s
        )


def _round(report: Report, interrupted: bool) -> Round:
    facts, verdict = facts_of(report.probes), report.verdict
    works, cost = ping.WORKS.of(facts), ping.COST_USD.of(facts)
    measured = any(p.name == "ping" and p.outcome is Outcome.MEASURED for p in report.probes)
    fails = verdict.severity is Severity.DOWN or verdict.side is Side.UNKNOWN
    untested = None if works is not None else ping.UNTESTED.of(facts)
    told = verdict.retry_after_s
    if verdict.cause == "subscription-limit" and told is None:
        reset = transcripts.RESETS_IN_S.of(facts)
        told = float(reset) if isinstance(reset, int) else None
    return Round(
        report=report,
        works=not fails and (works is True if works is not None else measured and _fine(report)),
        untested=str(untested) if untested else None,
        told_s=told,
        cost_usd=float(cost) if isinstance(cost, int | float) else None,
        interrupted=interrupted,
    )


def _fine(report: Report) -> bool:
    return report.verdict.side in FINE


def settings_of(model: str | None, surface: str | None, route: str) -> Settings:
    """The settings of these options: one model, so that each round sends one request at most."""
    return _options.settings_of(
        Asked(
            models=(model,) if model else (),
            single=True,
            surface=surface,
            route=None if route == "auto" else route,
        )
    )


def pace(first: float, settings: Settings, option: str = "--every", times: int = 1) -> Pace:
    """The pace with this first window. A usage error, where it would be too fast for a service
    that others use; the option takes so many times as much."""
    if first < _SLOW_ENOUGH_S and not is_loopback(settings.base_url):
        raise typer.BadParameter(
            f"{option}: at least {_SLOW_ENOUGH_S * times:g} seconds, except against this machine "
            "(chaos)"
        )
    return Pace(first)
