"""All probes at once, one deadline, nothing escapes."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from claude_doctor.border import settings
from claude_doctor.engine.facts import Fact
from claude_doctor.engine.model import Evidence, Outcome, Probe
from claude_doctor.engine.runner import collect
from claude_doctor.engine.sheet import Sheet, Skipped
from claude_doctor.outside.transport import Unavailable, Unreached
from claude_doctor.outside.world import Slot, World

SEEN: Fact[str] = Fact("one", "seen", "something measured early")


def probe(run: Callable[[World, Sheet], Awaitable[None]], name: str = "one") -> Probe:
    return Probe(name, "?", run)


def collected(*probes: Probe, seconds: float = 30, **flags: Any) -> dict[str, Evidence]:
    found = collect(settings.read({}, settings.Asked(**flags)), probes, time.monotonic() + seconds)
    return {evidence.name: evidence for evidence in found.evidence}


@pytest.mark.parametrize(
    ("error", "outcome", "note"),
    [
        (Skipped("no key"), Outcome.SKIPPED, "no key"),
        (Unavailable("blocked"), Outcome.UNAVAILABLE, "blocked"),
        (Unreached("connect", "refused"), Outcome.UNAVAILABLE, "refused"),
        (Unreached("silent", "no answer"), Outcome.TIMED_OUT, "no answer"),
        (TimeoutError(), Outcome.TIMED_OUT, "no answer"),
        (ZeroDivisionError("oops"), Outcome.FAILED, "ZeroDivisionError: oops"),
        (asyncio.CancelledError(), Outcome.TIMED_OUT, "no answer"),
    ],
)
def test_every_end_is_evidence_with_a_reason(
    error: BaseException, outcome: Outcome, note: str
) -> None:
    """Whatever a probe raises becomes its outcome; what it measured before stays."""

    async def run(world: World, sheet: Sheet) -> None:
        sheet.put(SEEN, "this")
        raise error

    evidence = collected(probe(run))["one"]
    assert (outcome, {"seen": "this"}) == (evidence.outcome, evidence.facts)
    assert note in (evidence.note or "")


def test_a_blocked_thread_does_not_hold_the_run() -> None:
    """A call that cannot be cancelled, such as a dead resolver, is left behind."""
    release = threading.Event()

    async def stuck(world: World, sheet: Sheet) -> None:
        await world.in_thread(release.wait, 20)

    started = time.monotonic()
    evidence = collected(probe(stuck), seconds=0.3)["one"]
    release.set()
    assert Outcome.TIMED_OUT == evidence.outcome
    assert time.monotonic() - started < 10


def test_a_probe_that_swallows_its_cancellation_is_left_behind() -> None:
    """Bad manners cost the probe its result, not the user the verdict."""

    async def stubborn(world: World, sheet: Sheet) -> None:
        ends = time.monotonic() + 1.5
        while time.monotonic() < ends:
            try:
                await asyncio.sleep(0.1)
            except asyncio.CancelledError:
                continue

    async def quick(world: World, sheet: Sheet) -> None:
        sheet.put(Fact("two", "seen", "?"), 1)

    found = collected(probe(stubborn), probe(quick, "two"), seconds=0.3)
    assert Outcome.TIMED_OUT == found["one"].outcome
    assert {"seen": 1} == found["two"].facts


def test_all_start_at_once() -> None:
    """Two probes that wait for each other both end: there is no order between them."""
    one: Slot[int] = Slot("from first")
    two: Slot[int] = Slot("from second")

    async def first(world: World, sheet: Sheet) -> None:
        world.share(one, 1)
        assert await world.shared(two) == 2

    async def second(world: World, sheet: Sheet) -> None:
        assert await world.shared(one) == 1
        world.share(two, 2)

    found = collected(probe(first), probe(second, "two"))
    assert [Outcome.MEASURED] * 2 == [e.outcome for e in found.values()]


def test_only_skip_and_offline() -> None:
    """What was not asked for is skipped with its reason and never runs."""

    async def run(world: World, sheet: Sheet) -> None:
        sheet.put(SEEN, "ran")

    async def other(world: World, sheet: Sheet) -> None:
        raise AssertionError("must not run")

    both = (probe(run), probe(other, "two"))
    assert "--only" in (collected(*both, only=("one",))["two"].note or "")
    assert "--skip" in (collected(*both, skip=("two",))["two"].note or "")
    assert "--offline" in (collected(*both, offline=True)["two"].note or "")


def test_secrets_in_facts_and_notes_are_masked() -> None:
    """A credential of the environment never enters evidence, not even through a bug's text."""

    async def run(world: World, sheet: Sheet) -> None:
        sheet.put(SEEN, "key hunter2-hunter2 here")
        sheet.says("hunter2-hunter2")
        raise RuntimeError("hunter2-hunter2")

    env = {"ANTHROPIC_API_KEY": "hunter2-hunter2"}
    found = collect(settings.read(env), (probe(run),), time.monotonic() + 30).evidence[0]
    assert "hunter2" not in repr(found)


def test_a_time_out_that_loading_took_starts_nothing() -> None:
    """Nobody is asked after the deadline, and the probe says why it knows nothing; what lies on
    this machine is read."""

    async def run(world: World, sheet: Sheet) -> None:
        raise AssertionError("must not run")

    async def local(world: World, sheet: Sheet) -> None:
        sheet.put(Fact("two", "seen", "?"), 1)

    found = collected(probe(run), Probe("two", "?", local, network=False), seconds=0)
    assert [Outcome.TIMED_OUT, Outcome.MEASURED] == [e.outcome for e in found.values()]
    assert "gone before the first request" in (found["one"].note or "")
