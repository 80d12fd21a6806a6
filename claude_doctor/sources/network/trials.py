"""What is tried after a failure, or beside a long silence: each once, each with a bound."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

from ...engine import patience
from ...outside import pulse
from . import resolvers, way_out
from .phases import Attempt
from .resolvers import Said

T = TypeVar("T")

# A system's resolver that takes so long has asked a server that is silent, and then the next; of
# others, too, so long a silence is unusual.
WAITED_MS = 2000


async def bounded(trial: Callable[..., Coroutine[Any, Any, T]], *args: Any, **how: Any) -> T | None:
    """A trial that may take `patience.CHANGE`; None: it was not over by then. It is begun here: a
    coroutine that somebody else has made would be left behind where this is cancelled before."""
    try:
        async with pulse.patience(patience.CHANGE):
            return await trial(*args, **how)
    except TimeoutError:
        return None


class Asked:
    """What the second look asks. Each question is asked once, however often it is wanted: most
    begin beside a first look that stays silent, so that the two take no longer than one."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    async def once(self, what: str, ask: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> T:
        """Ask, or wait for what was asked under this name before."""
        if what not in self._tasks:
            self._tasks[what] = asyncio.create_task(ask(*args))
        answer: T = await asyncio.shield(self._tasks[what])
        return answer

    async def names(self) -> None:
        """Ask the nameservers, and where all are silent for the number."""
        if not any(one.answered for one in await self.servers()):
            await self.literal()

    async def servers(self) -> tuple[Said, ...]:
        """What each nameserver says."""
        return await self.once("servers", resolvers.ask_all, self._host, resolvers.configured())

    async def literal(self) -> Attempt:
        """A connection to the API by its number."""
        return await self.once("literal", way_out.literal)

    def known(self, what: str) -> Any:
        """The answer that is there already, or None."""
        task = self._tasks.get(what)
        done = task is not None and task.done() and not task.cancelled()
        return task.result() if task is not None and done and not task.exception() else None

    def end(self) -> None:
        """Ask no further."""
        for task in self._tasks.values():
            task.cancel()


@contextlib.asynccontextmanager
async def beside(ask: Callable[[], Coroutine[Any, Any, object]] | None) -> AsyncIterator[None]:
    """While something stays silent: after a while, begin to ask for the reason."""

    async def later() -> None:
        await asyncio.sleep(WAITED_MS / 1000)
        if ask is not None:
            await ask()

    task = asyncio.create_task(later())
    try:
        yield
    finally:
        task.cancel()
