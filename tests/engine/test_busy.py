"""A busy machine is not an outage: what this process could not hear, nobody left unsaid."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from claude_doctor.border import settings
from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.wire import Wire
from claude_doctor.engine import patience
from claude_doctor.engine.judge import judge
from claude_doctor.engine.model import Outcome, Probe
from claude_doctor.engine.runner import collect
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.world import World
from claude_doctor.probes import all_probes
from claude_doctor.rules import all_rules

HEALTHY = by_name("healthy")
pinned = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system pins no process to a processor"
)


def test_every_patience_ends_before_a_run() -> None:
    """Each silence of the table is over within a run's default time-out."""
    table = {name: value for name, value in vars(patience).items() if isinstance(value, float)}
    assert len(table) > 10
    whole = settings.Asked().timeout
    assert {} == {name: value for name, value in table.items() if not 0 < value < whole}


@pytest.mark.parametrize("seconds", [1.0, 2.0])
def test_a_stopped_process_measures_no_silence(seconds: float) -> None:
    """A process that gets no processor from its first question to its deadline has heard nobody:
    that is nobody's fault, and each probe says why it knows nothing."""

    async def stop(world: World, sheet: Sheet) -> None:
        await asyncio.sleep(0)
        time.sleep(world.left() + 0.05)

    stopper = Probe("stopper", "?", stop)
    with serve(HEALTHY) as running:
        asked = settings.read(running.environ(), settings.Asked(timeout=seconds))
        found = collect(asked, (stopper, *all_probes()), time.monotonic() + seconds).evidence
    verdict = judge(found, all_rules()).verdict
    assert ("unknown", "none", "not-enough-evidence") == (
        verdict.side, verdict.severity, verdict.cause
    )  # fmt: skip
    assert "busy" in verdict.summary
    silent = [e for e in found if e.name in ("network", "ping", "status")]
    assert [Outcome.TIMED_OUT] * 3 == [e.outcome for e in silent]
    assert all("this machine was too busy" in (e.note or "") for e in silent)


@contextlib.contextmanager
def crowded(running: Running, nowhere: dict[str, str], loops: int) -> Iterator[Any]:
    """`check` on one processor with so many busy loops; gives its report by its time-out."""
    first = min(os.sched_getaffinity(0))

    def pin() -> None:
        os.sched_setaffinity(0, {first})

    def check(timeout: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "claude_doctor", "check", "--json", "--timeout", timeout],
            env={**nowhere, **running.environ()}, capture_output=True, encoding="utf-8",
            check=False, preexec_fn=pin,
        )  # fmt: skip
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    command = [sys.executable, "-S", "-c", "while True: pass"]
    busy = [subprocess.Popen(command, preexec_fn=pin) for _ in range(loops)]
    try:
        yield check
    finally:
        for one in busy:
            one.kill()
            one.wait()


@pinned
@pytest.mark.sampled(2)
@pytest.mark.parametrize("timeout", ["1", "2"])
def test_a_starved_check_blames_nobody(nowhere: dict[str, str], timeout: str) -> None:
    """With a fifth of a processor and a short time-out, a healthy world is healthy or unknown."""
    with serve(HEALTHY) as running, crowded(running, nowhere, 4) as check:
        report = check(timeout)
    assert report["verdict"]["side"] in ("healthy", "unknown")


@pinned
@pytest.mark.thorough
def test_a_starved_check_still_finds_silence(nowhere: dict[str, str]) -> None:
    """A loaded machine with time enough: everything silent is offline."""
    silent = dataclasses.replace(HEALTHY, everywhere=Wire.MUTE)
    with serve(silent) as running, crowded(running, nowhere, 1) as check:
        assert "offline" == check("20")["verdict"]["cause"]
