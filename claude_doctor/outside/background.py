"""Work in a thread of its own, which never holds up the exit.

Not by `threading`: that waits for a new thread to say that it runs, and one that finds no memory at
its beginning never does (CPython 3.11 to 3.14).
"""

from __future__ import annotations

import _thread
import time

TYPE_CHECKING = False  # `typing` takes longer to load than a status bar has
if TYPE_CHECKING:
    from collections.abc import Callable


class Background:
    """Work that runs from now on. RuntimeError where no thread can be begun."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._running = _thread.allocate_lock()
        self._running.acquire()
        _thread.start_new_thread(self._run, (work,))

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            self._running.release()

    def ended(self, seconds: float) -> bool:
        """Whether it has ended, or does so within these seconds."""
        over = self._running.acquire(timeout=max(0.0, seconds))
        if over:
            self._running.release()
        return over


def after(seconds: float, act: Callable[[], object]) -> None:
    """Do it when so much time has passed."""

    def wait() -> None:
        time.sleep(max(0.0, seconds))
        act()

    Background(wait)
