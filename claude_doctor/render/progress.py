"""Progress on a terminal: an observer of the runner that draws on stderr and leaves no trace."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ..engine.model import Evidence, Outcome
from ..engine.runner import Observer
from ..outside.background import perhaps
from ..outside.interrupt import lent
from ..sources import crowd
from .paint import Paint
from .screen import Screen

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

#: Seconds before the first line: packets leave before Rich is loaded, and what is over by then
#: needs none.
FIRST_S = 0.15

#: What a user calls what is measured, and the probes of each; every other one is a fallback's.
PARTS = {
    "network": ("network",),
    "status page": ("status", "cloud"),
    "crowd": crowd.names(),
    "API": ("ping",),
    "quota": ("quota",),
    "setup": ("environment", "transcripts", "error"),
}
_PART = {probe: part for part, probes in PARTS.items() for probe in probes}
OTHER = "fallbacks"
_CLEAR, _CURSOR = "\x1b[K", "\x1b[?25"


class Board:
    """What is measured, and what has been. Rich asks it for a line some times a second."""

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._started = time.monotonic()
        self._waiting: dict[str, set[str]] = {}
        self._measured: dict[str, bool] = {}

    def observe(self, name: str, what: Evidence | None) -> None:
        """A probe has begun (None), or has ended with this."""
        part = _PART.get(name, OTHER)
        running = self._waiting.setdefault(part, set())
        if what is None:
            running.add(name)
        else:
            running.discard(name)
            told = what.outcome is Outcome.MEASURED
            self._measured[part] = self._measured.get(part, False) or told

    def line(self) -> str:
        """How long it takes so far, what is still out, and what has come: a part is there when all
        of its probes have ended, and not measured where none could be."""
        out = [part for part, running in self._waiting.items() if running]
        came = [part for part in self._waiting if part not in out]
        order = [part for part in (*PARTS, OTHER) if part in out]
        order += [part for part in (*PARTS, OTHER) if part in came]
        parts = [f"{time.monotonic() - self._started:4.1f} s"]
        for part in order:  # who is slow stands first
            sign = ("." if self._paint.screen.ascii else "…") if part in out else self._sign(part)
            parts.append(f"{sign} {part}")
        return "  ".join(parts)

    def _sign(self, part: str) -> str:
        return self._paint.sign("healthy" if self._measured.get(part) else "none")

    def __rich__(self) -> Text:
        from rich.text import Text

        line = Text.from_ansi(self.line())
        line.no_wrap, line.overflow = True, "ellipsis"
        return line


class _Drawing:
    """Draws the board from a thread of its own on, which loads Rich."""

    def __init__(self, board: Board, screen: Screen) -> None:
        self._board, self._screen = board, screen
        self._over, self._lock = threading.Event(), threading.Lock()
        self._live: Live | None = None
        perhaps(self._draw)  # without a thread nothing is drawn

    def _draw(self) -> None:
        if self._over.wait(FIRST_S):
            return
        from rich.live import Live

        where = console(self._screen.color, stderr=True)
        with self._lock:
            if self._over.is_set():
                return
            self._live = Live(self._board, console=where, transient=True, auto_refresh=False)
            self._live.start()
        _refresh(self._live, 1 / 8, self._over, self._lock)

    def end(self) -> None:
        """Leave no trace of it."""
        with self._lock:
            self._over.set()
            if self._live is not None:
                self._live.stop()


@contextmanager
def progress(screen: Screen) -> Iterator[Observer]:
    """An observer that draws on stderr, a terminal, while the block runs."""
    board = Board(Paint(screen))
    drawing = _Drawing(board, screen)
    try:
        with lent(sys.stderr.fileno(), f"\r{_CLEAR}{_CURSOR}h", ""):
            yield board.observe
    finally:
        drawing.end()


@contextmanager
def drawn(live: Live, pause_s: float) -> Iterator[None]:
    """Draw it anew again and again while the block runs."""
    over, lock = threading.Event(), threading.Lock()
    perhaps(lambda: _refresh(live, pause_s, over, lock))
    try:
        yield
    finally:
        with lock:
            over.set()


def _refresh(live: Live, pause_s: float, over: threading.Event, lock: threading.Lock) -> None:
    """Rich's own thread for this is one of `threading`."""
    with suppress(OSError):  # the terminal has gone
        while not over.is_set():
            with lock:
                if not over.is_set():
                    live.refresh()
            over.wait(pause_s)


def console(color: bool, stderr: bool = False) -> Console:
    """Where rich draws: what it gets is drawn as it is, for it may hold brackets of strangers."""
    from rich.console import Console

    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, no_color=not color
    )  # fmt: skip
