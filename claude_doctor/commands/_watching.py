"""The run of `watch`: ask, take down, show, tell of a change, sleep."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..border import dates
from ..engine.judge import facts_of
from ..engine.model import EXIT_CODES, Severity, Side
from ..outside import interrupt, terminal
from ..outside.background import Background
from ..probes import ping
from ..records import dataclass
from ..render import waiting, when
from ..render.dashboard import Picture, lines
from ..render.formats.json import document
from ..render.paint import Paint
from ..render.progress import console, drawn
from ..watch.timeline import Entry, Timeline, kind
from . import _here
from ._rounds import FINE, ROUND_S, Round, Rounds

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.live import Live

# What a command of --exec may still take at the end, and where this is told to end.
_LAST_WORD_S, _LAST_BREATH_S = 10.0, 0.3
_SCREEN, _CURSOR = "\x1b[?1049", "\x1b[?25"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What the command line asked for. Times in seconds."""

    interval: float
    count: int | None
    ping: bool
    json: bool
    command: str | None


def run(rounds: Rounds, how: How) -> int:
    """Watch; the exit code."""
    interrupt.take()
    watching = _Watching(rounds, how)
    with watching.screen():
        watching.until_an_end()
    watching.leave()
    if rounds.note:
        print(f"claude-doctor: {rounds.note}", file=sys.stderr)
    if interrupt.seen() or watching.last is None:
        return interrupt.exit_code()
    verdict = watching.last.report.verdict
    failing = verdict.severity is Severity.DOWN or verdict.side is Side.UNKNOWN
    return EXIT_CODES[verdict.side] if failing else 0


class _Watching:
    """One watch: what it has seen, and its screen."""

    def __init__(self, rounds: Rounds, how: How) -> None:
        self.rounds = rounds
        self.last: Round | None = None
        self._how = how
        self._timeline = Timeline()
        self._metered, self._metered_at = 0, 0.0
        self._due: float | None = None
        self._live: Live | None = None
        self._told: Background | None = None
        self._running: subprocess.Popen[str] | None = None
        self._ascii = not terminal.encodes("●▲✗·─█")

    def until_an_end(self) -> None:
        """Ask and sleep until the count is full, a signal comes or nobody reads any more."""
        while True:
            self._due = None
            metered = self._wants_metered()
            self._show()
            asked = self.rounds.ask(ROUND_S, metered)
            if asked.interrupted or interrupt.seen():
                return
            changed = self._take_down(asked)
            self._show()
            if not self._print(asked, changed):
                return
            if changed and self._how.command:
                self._tell(asked, self._how.command)
            if self._how.count is not None and self.rounds.asked >= self._how.count:
                return
            seconds = self.rounds.pause(asked, calm_s=self._how.interval)
            self._due = time.monotonic() + (seconds or self._how.interval)
            if self._sleep():
                return

    def _wants_metered(self) -> bool:
        if self._how.ping or self.last is None or not self.rounds.course.well:
            return True
        calm = self.last.report.verdict.side in FINE
        return not calm or time.monotonic() - self._metered_at >= self.rounds.pace.most

    def _take_down(self, asked: Round) -> bool:
        """Into the time line; whether the verdict has changed."""
        facts, at = facts_of(asked.report.probes), datetime.now(UTC)
        works, ttft = ping.WORKS.of(facts), ping.TTFT_MS.of(facts)
        if works is not None:
            self._metered, self._metered_at = self._metered + 1, time.monotonic()
        word = kind(
            asked.report.verdict, asked.works, works is True, ping.SLOW.of(facts) is True
        )  # fmt: skip
        time_ms = float(ttft) if isinstance(ttft, int | float) and works else None
        self.last = asked
        return self._timeline.add(Entry(at, word, time_ms), asked.report.verdict)

    def _print(self, asked: Round, changed: bool) -> bool:
        """Where there is no dashboard: a document, or a line of a change. Whether anybody reads."""
        if self._live is not None:
            return True
        if self._how.json:
            return terminal.out(json.dumps(self._document(asked)) + "\n")
        if changed or self.rounds.asked == 1:
            report = asked.report
            paint = Paint(_here.screen())
            line = waiting.change(_at(report.checked_at), report.verdict, asked.works, paint)
            return terminal.out(line)
        return True

    def _document(self, asked: Round) -> dict[str, object]:
        since = self._timeline.since
        return document(asked.report) | {
            "watch": {
                "asked": self.rounds.asked,
                "metered": self._metered,
                "cost_usd": round(self.rounds.cost_usd, 9),
                "kind": self._timeline.entries[-1].kind,
                "since": None if since is None else dates.iso(since),
            }
        }

    def _tell(self, asked: Round, command: str) -> None:
        """Run the command of --exec beside the watch; the one before is let end first."""
        if self._told is not None:
            self._told.ended(_LAST_WORD_S)
        text = json.dumps(self._document(asked))
        quiet = subprocess.DEVNULL if self._live is not None else sys.__stderr__
        env = os.environ | _verdict(asked, self._timeline.since)

        def work() -> None:
            with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
                self._running = subprocess.Popen(
                    command, shell=True, stdin=subprocess.PIPE, encoding="utf-8", env=env,
                    stdout=quiet, stderr=quiet,
                )  # fmt: skip
                self._running.communicate(text)

        self._told = Background(work)

    def leave(self) -> None:
        """Let a command of --exec end; told to end, tell it so as well."""
        if self._told is None:
            return
        ended = self._told.ended(_LAST_BREATH_S if interrupt.seen() else _LAST_WORD_S)
        if interrupt.seen() and self._running is not None and not ended:
            self._running.terminate()

    def _sleep(self) -> bool:
        while self._due is not None and (left := self._due - time.monotonic()) > 0:
            if interrupt.sleep(left):
                return True
        return interrupt.seen()

    @contextlib.contextmanager
    def screen(self) -> Iterator[None]:
        """The dashboard, on a terminal that can show one; it is taken away at the end."""
        stream = sys.stdout
        if self._how.json or stream is None or not stream.isatty() or terminal.dumb():
            yield
            return
        from rich.live import Live

        where = console(terminal.color())
        try:
            with (
                interrupt.lent(stream.fileno(), f"{_CURSOR}h{_SCREEN}l", f"{_SCREEN}h{_CURSOR}l"),
                Live(self, console=where, screen=True, auto_refresh=False) as live,
                drawn(live, 0.5),
            ):
                self._live = live
                yield
        except OSError:
            if not interrupt.hung_up():  # the terminal has gone, and with it all to restore
                raise
        self._live = None
        if self.last is not None and not interrupt.hung_up():
            report = self.last.report
            paint = Paint(_here.screen())
            at = _at(report.checked_at)
            terminal.out(waiting.change(at, report.verdict, self.last.works, paint))

    def _show(self) -> None:
        """Draw at once; the clock and another size of the terminal are drawn by themselves."""
        if self._live is not None:
            self._live.refresh()

    def _picture(self) -> Picture:
        last, due = self.last, self._due
        return Picture(
            now=datetime.now(UTC),
            report=last.report if last else None,
            works=last.works if last else False,
            since=self._timeline.since,
            entries=tuple(self._timeline.entries),
            asked=self.rounds.asked,
            metered=self._metered,
            cost_usd=self.rounds.cost_usd,
            next_s=None if due is None else max(0.0, due - time.monotonic()),
            keyless=last.untested if last else None,
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = console.size
        yield from lines(self._picture(), width, height, self._ascii)


def _at(checked_at: str) -> str:
    """In a log as reports write it, on a terminal in this machine's time with UTC."""
    at = dates.of_iso(checked_at)
    return checked_at if terminal.piped() or at is None else when.both(at, seconds=True)


def _verdict(asked: Round, since: datetime | None) -> dict[str, str]:
    verdict = asked.report.verdict
    words = {
        "SIDE": verdict.side.value,
        "SEVERITY": verdict.severity.value,
        "CAUSE": verdict.cause,
        "CONFIDENCE": verdict.confidence.value,
        "SUMMARY": verdict.summary,
        "RETRYABLE": {True: "yes", False: "no", None: "depends"}[verdict.retryable],
        "SINCE": "" if since is None else dates.iso(since),
    }
    return {f"CLAUDE_DOCTOR_{name}": value for name, value in words.items()}
