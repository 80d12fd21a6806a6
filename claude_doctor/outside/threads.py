"""Daemon threads for what cannot be cancelled, such as a name that is looked up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from .background import Background

T = TypeVar("T")

#: Calls whose thread has not begun, or has ended without telling how, as one does that finds no
#: memory: its silence is this machine's.
_LOST: set[Future[Any]] = set()


def lost() -> bool:
    """Whether a call waits for a thread that may never answer."""
    told = (call.done() and not call.cancelled() for call in tuple(_LOST))  # these are just leaving
    return not all(told)


class DaemonThreads(ThreadPoolExecutor):
    """A thread for each call, which never holds up the exit.

    asyncio resolves names in its default executor and joins it at the end, so one dead resolver
    would hold the process for its whole time-out; `use` keeps it from that. The loop insists on
    this base class.
    """

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Start it at once."""
        future: Future[T] = Future()

        def work() -> None:
            wanted = future.set_running_or_notify_cancel()
            _LOST.discard(future)
            if not wanted:
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # the future is how it reaches the caller
                _LOST.add(future)
                future.set_exception(error)
            else:
                _LOST.add(future)
                future.set_result(result)
            _LOST.discard(future)

        _LOST.add(future)
        try:
            Background(work)
        except RuntimeError:  # the caller is told
            _LOST.discard(future)
            raise
        return future


def use(loop: asyncio.AbstractEventLoop) -> None:
    """Let the loop run what blocks in such threads."""
    loop.set_default_executor(DaemonThreads())
    # At its end asyncio would join them in one thread more, and wait for ever for that to begin
    # where it finds no memory.
    loop.shutdown_default_executor = _nothing_to_join  # type: ignore[method-assign]


async def _nothing_to_join(timeout: float | None = None) -> None:
    """In the place of asyncio's own."""
