"""Probes whose files are loaded while others wait already."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from claude_doctor.border import settings
from claude_doctor.engine.model import Later, Outcome, Probe
from claude_doctor.engine.runner import Collected, collect
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.world import World
from claude_doctor.probes import all_probes, later


def collected(
    *probes: Probe | Later,
    seconds: float = 30.0,
    meanwhile: Callable[[], None] | None = None,
    offline: bool = False,
) -> Collected:
    asked = settings.read({}, settings.Asked(offline=offline))
    return collect(asked, probes, time.monotonic() + seconds, meanwhile=meanwhile)


def named(name: str, told: list[str], network: bool = False) -> Probe:
    async def run(world: World, sheet: Sheet) -> None:
        told.append(f"{name} runs")
        await asyncio.sleep(0.05)

    return Probe(name, "?", run, network=network)


def loading(name: str, told: list[str], network: bool = False) -> Later:
    def load() -> Probe:
        told.append(f"{name} is loaded")
        assert threading.current_thread() is not threading.main_thread() or network
        return named(name, told, network)

    return Later(name, load)


def test_each_begins_before_the_next_is_loaded_in_a_thread() -> None:
    """Those that are here already come first; all are in the order given."""
    told: list[str] = []
    found = collected(loading("b", told), named("a", told), loading("c", told))
    assert ["b", "a", "c"] == [one.name for one in found.evidence]
    assert {Outcome.MEASURED} == {one.outcome for one in found.evidence}
    assert told[0] == "a runs" or told[0] == "b is loaded"
    order = [one for one in told if one != "a runs"]
    assert order == ["b is loaded", "b runs", "c is loaded", "c runs"]


def test_what_is_slow_to_load_costs_its_own_answer() -> None:
    """At the deadline the others' evidence is there, and it is none of a probe's."""

    def slow() -> Probe:
        time.sleep(1.0)
        return named("slow", [])

    found = collected(named("a", []), Later("slow", slow), seconds=0.6).evidence
    assert [Outcome.MEASURED, Outcome.TIMED_OUT] == [one.outcome for one in found]


def test_a_file_that_cannot_be_loaded_is_a_bug() -> None:
    """It is raised: no probe that is missing is taken for one that found nothing."""

    def broken() -> Probe:
        raise ImportError("planted")

    with pytest.raises(ImportError, match="planted"):
        collected(Later("broken", broken), named("a", []))


def test_offline_nothing_of_the_network_begins() -> None:
    """Who uses the network is known only when it is loaded."""
    told: list[str] = []
    found = collected(loading("a", told, network=True), offline=True).evidence
    assert (Outcome.SKIPPED, ["a is loaded"]) == (found[0].outcome, told)


def test_work_in_the_meantime_holds_nobody_up(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither when it takes long nor when it fails; and nothing is printed of it."""

    def fails() -> None:
        raise ImportError("planted")

    began = time.monotonic()
    for work in (fails, lambda: time.sleep(3)):
        found = collected(named("a", []), meanwhile=work).evidence
        assert Outcome.MEASURED is found[0].outcome
    assert time.monotonic() - began < 3
    assert ("", "") == capfd.readouterr()


def test_the_later_ones_are_all_there_are() -> None:
    """The registry names each probe once, and loads what is called so."""
    assert sorted(one.name for one in later()) == [probe.name for probe in all_probes()]
    assert [(one.name, one.load().name) for one in later()] == [(o.name, o.name) for o in later()]
