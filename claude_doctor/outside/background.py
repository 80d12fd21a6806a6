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

#: Bytes of a thread's stack. In a third of them a document nested too deep ends CPython 3.13.
_STACK = 4 * 1024 * 1024
#: glibc's name for the number of arenas (malloc.h).
_ARENA_MAX = -8
#: Bytes of address space to end with: a check takes 100 MB, `fallbacks` 150 (CPython 3.11, x86-64).
_LEAST = 160_000_000
_room: bool | None = None


def _has_room() -> bool:
    """Whether threads fit into the address space; where it is limited (`ulimit -v`), from now on
    they take less of it.

    glibc reserves 64 MiB for what each new thread allocates, and 8 for its stack. So under a limit
    of 100 to 400 MB a check ended in memory errors anywhere, or never: a thread that finds no
    memory while it loads a module keeps the module's lock (CPython 3.11).
    """
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit == resource.RLIM_INFINITY:
            return True
        if limit < _LEAST:
            return False
        _thread.stack_size(_STACK)
        import ctypes

        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
        return True
    except Exception:  # no such limit, or no such allocator, on this system
        return True


class Background:
    """Work that runs from now on. RuntimeError where no thread can be begun."""

    def __init__(self, work: Callable[[], object]) -> None:
        global _room
        if _room is None:
            _room = _has_room()
        if not _room:
            raise RuntimeError("can't start new thread")  # as Python says it
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


def perhaps(work: Callable[[], object]) -> Background | None:
    """The same for what a run can do without: None where no thread can be begun."""
    try:
        return Background(work)
    except RuntimeError:
        return None


def after(seconds: float, act: Callable[[], object]) -> None:
    """Do it when so much time has passed."""

    def wait() -> None:
        time.sleep(max(0.0, seconds))
        act()

    Background(wait)
