"""The clock that ran: how long this process could have heard an answer.

Silence on a machine that is busy with other work is the machine's own. So seconds of listening are
not read off the wall: they run only while the event loop comes round in time, and they run slower
where the processor is shared. With a fifth of the processor, here and probably for every peer on
this machine, an answer takes five times as long, and a second of silence says as little as 0.2 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextvars import ContextVar
from pathlib import Path

_SCHEDSTAT = Path("/proc/thread-self/schedstat")

BEAT_S = (
    0.02  # between two looks at the clock; finer than the shortest silence that means something
)
LATE_S = 0.05  # the most that one beat adds without work: what came later was not listening
BURST_S = 0.005  # of work in one beat; less is only the beat's own, and its delay says little
MEMORY_S = 0.5  # of work: the share is that of about so much, and new load shows within as much


class Pulse:
    """One loop's pulse. `beats` keeps it going; `heard` may be read at any time."""

    def __init__(self) -> None:
        self._heard = 0.0
        self._at = time.monotonic()
        self._ran, self._waited = 0.0, 0.0
        self._own = time.thread_time()
        self._totals = _totals()
        if self._totals is not None:  # what loading this program took
            self._learn(*self._totals)

    async def beats(self) -> None:
        """Look at the clock for ever."""
        while True:
            await asyncio.sleep(BEAT_S)
            self._beat()

    @property
    def share(self) -> float:
        """The part of the processor that this process got when it wanted all of one, 0 to 1."""
        return (self._ran + BURST_S) / (self._ran + self._waited + BURST_S)

    @property
    def heard(self) -> float:
        """Seconds so far in which an answer would have been heard."""
        passed, ran = time.monotonic() - self._at, time.thread_time() - self._own
        return self._heard + self._worth(passed, ran)

    def _worth(self, passed: float, ran: float) -> float:
        # What arrives during its own work lies ready when it is done; that time counts.
        return min(passed, max(LATE_S, BEAT_S + ran)) * self.share

    def _beat(self) -> None:
        now, own, totals = time.monotonic(), time.thread_time(), _totals()
        passed, ran = now - self._at, own - self._own
        if totals is not None and self._totals is not None:
            waited = totals[1] - self._totals[1]
        else:
            waited = max(0.0, passed - BEAT_S - ran)
        if ran >= BURST_S:
            self._learn(ran, waited)
        self._at, self._own, self._totals = now, own, totals
        self._heard += self._worth(passed, ran)

    def _learn(self, ran: float, waited: float) -> None:
        self._ran, self._waited = self._ran + ran, self._waited + waited
        if self._ran > MEMORY_S:
            fade = MEMORY_S / self._ran
            self._ran, self._waited = self._ran * fade, self._waited * fade


def _totals() -> tuple[float, float] | None:
    """Seconds that this thread has run, and that it was ready to and had to wait.

    None where the system does not tell: only Linux does, and not every one.
    """
    try:
        with _SCHEDSTAT.open("rb") as file:
            ran, waited, *_ = file.read().split()
        return int(ran) / 1e9, int(waited) / 1e9
    except (OSError, ValueError):
        return None


_current: ContextVar[Pulse | None] = ContextVar("pulse", default=None)


def start(pulse: Pulse) -> asyncio.Task[None]:
    """Let this pulse be the clock of the running task and of those that it creates."""
    _current.set(pulse)
    return asyncio.create_task(pulse.beats(), name="pulse")


def heard() -> float:
    """Seconds of listening so far; only differences mean something. The wall's without a pulse."""
    pulse = _current.get()
    return time.monotonic() if pulse is None else pulse.heard


def slower(taken: float, bound: float) -> bool | None:
    """Whether something took longer than the bound; None where that may be this machine's work."""
    pulse = _current.get()
    if pulse is not None and taken >= bound > taken * pulse.share:
        return None
    return taken >= bound


@contextlib.asynccontextmanager
async def patience(seconds: float, at_most: float | None = None) -> AsyncIterator[asyncio.Timeout]:
    """`asyncio.timeout`, by seconds of listening; in any case after `at_most` seconds."""
    loop, began = asyncio.get_running_loop(), heard()
    ends = None if at_most is None else loop.time() + at_most
    timer: asyncio.Handle

    def look() -> None:
        nonlocal timer
        left = seconds - (heard() - began)
        if ends is not None:
            left = min(left, ends - loop.time())
        if left <= 0:
            timed.reschedule(loop.time())
        else:
            timer = loop.call_later(max(left, BEAT_S / 4), look)

    async with asyncio.timeout(None) as timed:
        timer = loop.call_soon(look)
        try:
            yield timed
        finally:
            timer.cancel()
