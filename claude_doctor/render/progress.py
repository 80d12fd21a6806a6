"""Progress on a terminal: an observer of the runner that draws on stderr and leaves no trace."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..engine.model import Evidence, Outcome
from ..engine.runner import Observer
from ..sources.crowd import all_sources
from .paint import Paint
from .screen import Screen

if TYPE_CHECKING:
    from rich.text import Text


#: What a user calls what is measured, and the probes of each; every other one is a fallback's.
PARTS = {
    "network": ("network",),
    "status page": ("status", "cloud"),
    "crowd": tuple(source.name for source in all_sources()),
    "API": ("ping",),
    "quota": ("quota",),
    "setup": ("environment", "transcripts", "error"),
}
_PART = {probe: part for part, probes in PARTS.items() for probe in probes}
OTHER = "fallbacks"


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


@contextmanager
def progress(wanted: bool, screen: Screen) -> Iterator[Observer | None]:
    """An observer that draws while the block runs; None where stderr is no terminal."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live

    board = Board(Paint(screen))
    console = Console(
        stderr=True, highlight=False, markup=False, emoji=False, no_color=not screen.color
    )  # fmt: skip
    with Live(board, console=console, transient=True, refresh_per_second=8):
        yield board.observe
