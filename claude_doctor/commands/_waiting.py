"""The run of `wait`: ask, say what has changed, sleep, until there is an end."""

from __future__ import annotations

import math
import os
import sys
import time

from ..border import dates
from ..engine.model import EXIT_CODES, Side
from ..outside import interrupt, notice, terminal
from ..render import waiting, when
from ..render.paint import Paint
from ..render.waiting import Standing
from . import _here
from ._rounds import ROUND_S, Round, Rounds


def until_it_answers(rounds: Rounds, timeout: float | None, notify: str) -> int:
    """Wait; the exit code. The time-out counts from here, and from the first question."""
    interrupt.take()
    run = _Run(rounds, math.inf if timeout is None else timeout)
    code = run.until_an_end()
    if code is None:
        run.say(f"Interrupted ({waiting.spent(run.standing())}).\n" if run.last else "")
        return interrupt.exit_code()
    if rounds.note:
        print(f"claude-doctor: {rounds.note}", file=sys.stderr)
    if notify != "off" and rounds.asked > _needs(code):
        title = waiting.READY if code == 0 else waiting.GIVEN_UP
        env = os.environ if notify == "auto" else {"TERM": "dumb"}
        notice.give(env, sys.stderr, title, run.last.report.verdict.summary if run.last else "")
    return code


def _needs(code: int) -> int:
    """How many questions need no notice: who got the answer at once has not looked away."""
    return 2 if code == 0 else 0


class _Run:
    """One wait: its clock, its last round, its line in place."""

    def __init__(self, rounds: Rounds, timeout: float) -> None:
        self.rounds = rounds
        self.last: Round | None = None
        self._began = time.monotonic()
        self._ends = self._began + timeout
        self._paint = Paint(_here.screen())
        self._told_zone = False
        self._drawn = ""

    def until_an_end(self) -> int | None:
        """Ask and sleep; the exit code, or None where a signal ended it."""
        while True:
            self._draw(None)
            asked = self.rounds.ask(min(ROUND_S, self._left()))
            if asked.interrupted or interrupt.seen():
                return None
            self._tell(asked)
            if (code := self._end(asked)) is not None:
                return code
            seconds = self.rounds.pause(asked, left_s=self._left())
            if seconds is None:
                later = asked.told_s if (asked.told_s or 0) > self._left() else None
                self.say(f"{waiting.gave_up(self.standing(), later)}\n")
                return EXIT_CODES[asked.report.verdict.side] or EXIT_CODES[Side.UNKNOWN]
            if self._sleep(seconds):
                return None

    def _end(self, asked: Round) -> int | None:
        best = asked.ranked.best if asked.ranked else None
        if self.rounds.course.well:
            name = f"{best.name} ({best.reason})" if best and not asked.works else None
            self.say(f"{waiting.ready(self.standing(), asked.untested, name)}\n")
            return 0
        if not asked.incurable or best is not None:
            return None
        fixes = asked.report.fixes
        self.say(f"{waiting.stopped(self.standing(), fixes[0].title if fixes else None)}\n")
        return EXIT_CODES[asked.report.verdict.side]

    def _tell(self, asked: Round) -> None:
        """A line where the verdict is another than that of the last round."""
        before, self.last = self.last, asked
        report = asked.report
        if before is None and asked.untested:
            self.say(waiting.keyless(self._at(report.checked_at), asked.untested))
        if before is None or _kind(before) != _kind(asked):
            at = self._at(report.checked_at)
            self.say(waiting.change(at, report.verdict, asked.works, self._paint))

    def _at(self, checked_at: str) -> str:
        """When it was: in a log as reports write it, on a terminal this machine's time of day,
        the first one with its zone and UTC."""
        at = dates.of_iso(checked_at)
        if terminal.piped() or at is None:
            return checked_at
        first, self._told_zone = not self._told_zone, True
        return when.clock_both(at) if first else when.clock(at)

    def say(self, line: str) -> None:
        """Print a line that stays, in the place of the one that is drawn; on a terminal it is
        broken between words, in a log it is one line."""
        self._clear()
        if not terminal.piped():
            line = waiting.folded(line, self._paint)
        terminal.out(line)

    def standing(self, next_s: float | None = None) -> Standing:
        """How far it is. Only where something was asked."""
        assert self.last is not None
        return Standing(
            verdict=self.last.report.verdict,
            works=self.last.works,
            asked=self.rounds.asked,
            waited_s=time.monotonic() - self._began,
            failing_s=self.rounds.failing_s(),
            cost_usd=self.rounds.cost_usd,
            next_s=next_s,
        )

    def _left(self) -> float:
        return max(0.0, self._ends - time.monotonic())

    def _sleep(self, seconds: float) -> bool:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._draw(left)
            if interrupt.sleep(min(left, 1.0)):
                return True
        return interrupt.seen()

    def _draw(self, next_s: float | None) -> None:
        """The line in place, on a terminal alone."""
        if self.last is None or not sys.stderr.isatty() or terminal.dumb():
            return
        self._paint = Paint(_here.screen())  # it may have another size now
        line = waiting.progress(self.standing(next_s), self._paint)
        if line != self._drawn:
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
            self._drawn = line

    def _clear(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = ""


def _kind(asked: Round) -> tuple[str, str, bool]:
    verdict = asked.report.verdict
    return verdict.cause, verdict.severity, asked.works
