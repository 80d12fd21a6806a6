"""The clock that ran: only seconds in which an answer would have been heard."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from claude_doctor.outside import pulse


def beside(work: Callable[[pulse.Pulse], Coroutine[None, None, float]]) -> float:
    """What the work returns, with a pulse that beats meanwhile."""

    async def go() -> float:
        own = pulse.Pulse()
        beats = pulse.start(own)
        try:
            return await work(own)
        finally:
            beats.cancel()

    return asyncio.run(go())


@pytest.fixture(params=["schedstat", "none"], autouse=True)
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what Linux tells of waiting threads, and on a system that tells nothing."""
    if request.param == "none":
        monkeypatch.setattr(pulse, "_SCHEDSTAT", Path("/nowhere"))


def test_a_loop_that_comes_round_listens() -> None:
    """A waiting loop listens all the time, or as much of it as this machine gives."""

    async def work(own: pulse.Pulse) -> float:
        started = time.monotonic()
        await asyncio.sleep(0.4)
        return own.heard / (time.monotonic() - started) / own.share

    assert 0.5 < beside(work) < 1.5


def test_a_process_that_stood_still_heard_nothing() -> None:
    """Half a second without the processor is no listening, whatever the wall says."""

    async def work(own: pulse.Pulse) -> float:
        await asyncio.sleep(0.1)
        before = own.heard
        time.sleep(0.5)
        inside = own.heard - before
        await asyncio.sleep(0)
        return max(inside, own.heard - before)

    assert beside(work) <= pulse.LATE_S + pulse.BEAT_S


def test_what_came_during_own_work_counts() -> None:
    """Its own work is no deafness: what arrives meanwhile lies ready."""

    async def work(own: pulse.Pulse) -> float:
        await asyncio.sleep(0.1)
        before, share, ran = own.heard, own.share, time.thread_time()
        while time.thread_time() - ran < 0.3:
            pass
        return (own.heard - before) / share

    assert beside(work) > 0.25


def test_patience_outlasts_a_stop() -> None:
    """An answer that comes after the process stood still is in time; `asyncio.timeout` is over."""

    async def work(own: pulse.Pulse) -> float:
        async with pulse.patience(0.3):
            await asyncio.sleep(0.01)
            time.sleep(0.5)
            await asyncio.sleep(0.02)
        return own.heard

    assert beside(work) < 0.3


def test_patience_ends() -> None:
    """After its seconds of listening, and at the deadline whatever was listened to."""

    async def work(own: pulse.Pulse) -> float:
        before = own.heard
        with pytest.raises(TimeoutError):
            async with pulse.patience(0.2) as timed:
                await asyncio.sleep(30)
        assert timed.expired()
        assert own.heard - before >= 0.2
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            async with pulse.patience(30, at_most=0.2):
                await asyncio.sleep(30)
        return time.monotonic() - started

    assert 0.2 <= beside(work) < 5


def test_slowness_may_be_this_machines() -> None:
    """What took long is slow; unless with the whole processor it would have been in time."""

    async def work(own: pulse.Pulse) -> float:
        assert (False, True) == (pulse.slower(10, 20), pulse.slower(2000, 20))
        own._ran, own._waited = 0.1, 0.9
        assert (False, None, True) == (
            pulse.slower(10, 20), pulse.slower(40, 20), pulse.slower(2000, 20)
        )  # fmt: skip
        return 0

    beside(work)
