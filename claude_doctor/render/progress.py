"""Progress on a terminal: an observer of the runner that draws on stderr and leaves no trace."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..engine.model import Evidence, Outcome
from ..engine.runner import Observer

if TYPE_CHECKING:
    from rich.text import Text


class _Board:
    """Which probes run, which have ended. Rich asks it for a line some times a second."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.waiting: dict[str, None] = {}
        self.done: list[tuple[str, bool]] = []

    def observe(self, name: str, what: Evidence | None) -> None:
        if what is None:
            self.waiting[name] = None
        else:
            self.waiting.pop(name, None)
            self.done.append((name, what.outcome is Outcome.MEASURED))

    def __rich__(self) -> Text:
        from rich.text import Text

        line = Text(
            f"{time.monotonic() - self.started:4.1f} s  ", overflow="ellipsis", no_wrap=True
        )
        for name in list(self.waiting):  # who is slow stands first
            line.append(f"… {name}  ")
        for name, measured in self.done:
            line.append(f"{'●' if measured else '?'} {name}  ", "green" if measured else "dim")
        return line


@contextmanager
def progress(wanted: bool) -> Iterator[Observer | None]:
    """An observer that draws while the block runs; None where stderr is no terminal."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live

    board = _Board()
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with Live(board, console=console, transient=True, refresh_per_second=8):
        yield board.observe
