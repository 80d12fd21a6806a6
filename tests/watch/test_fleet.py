"""Ten thousand machines in an hour's outage, by the very function that `wait` uses, and what the
README says of them."""

from __future__ import annotations

import heapq
import itertools
import random
import re
from collections import Counter

import pytest

from claude_doctor.fixes import recipe
from claude_doctor.watch.schedule import Course, Pace, pause
from tests.changing import pings, world
from tests.conftest import Run
from tests.readme import README

MACHINES, OUTAGE_S, SLOT_S = 10_000, 3600, 10


class Fleet:
    """`wait` on every machine, all begun within `spread` seconds of the outage's beginning."""

    def __init__(self, spread: float, told: float | None = None, seed: int = 14) -> None:
        rng = random.Random(seed)
        self.asked: list[list[float]] = [[] for _ in range(MACHINES)]
        self.done: list[float] = []
        courses = [Course()] * MACHINES
        due = [(rng.uniform(0, spread), machine) for machine in range(MACHINES)]
        heapq.heapify(due)
        while due:
            at, machine = heapq.heappop(due)
            seen = self.asked[machine]
            works = at >= OUTAGE_S
            course = courses[machine].after(works, at - seen[-1] if seen else 0.0)
            seen.append(at)
            courses[machine] = course
            if course.well:
                self.done.append(at)
                continue
            seconds = pause(course, Pace(), rng.random, told_s=None if works else told)
            assert seconds is not None
            heapq.heappush(due, (at + seconds, machine))

    def rates(self, begin: float, end: float) -> list[float]:
        """Questions a second in each slot between two moments."""
        slots = Counter(int(at // SLOT_S) for one in self.asked for at in one if begin <= at < end)
        return [slots[n] / SLOT_S for n in range(int(begin // SLOT_S), int(end // SLOT_S))]


@pytest.fixture(scope="module", params=[0.0, 60.0], ids=["in one second", "within a minute"])
def fleet(request: pytest.FixtureRequest) -> Fleet:
    return Fleet(request.param)


def test_at_most_one_question_a_machine_a_minute(fleet: Fleet) -> None:
    """After its first five minutes no machine asks twice within a minute while the outage lasts."""
    for moments in fleet.asked:
        late = [at for at in moments if moments[0] + 300 <= at < OUTAGE_S]
        assert all(b - a >= 60 for a, b in itertools.pairwise(late))


def test_the_load_is_even_after_ten_minutes(fleet: Fleet) -> None:
    """From ten minutes on to the end of the outage no ten seconds hold more than 1.5 times the
    mean, although all began in the same second."""
    rates = fleet.rates(600, OUTAGE_S)
    assert max(rates) <= 1.5 * sum(rates) / len(rates)


def test_no_spike_when_the_service_returns(fleet: Fleet) -> None:
    """The return makes at most 1.5 times the outage's own load, its second questions counted;
    within ten minutes every machine is done, and no second lets go more than a hundredth."""
    usual = fleet.rates(600, OUTAGE_S)
    mean = sum(usual) / len(usual)
    after = fleet.rates(OUTAGE_S, OUTAGE_S + 600)
    assert max(after) <= 1.5 * mean
    assert sum(after[-6:]) == 0
    assert len(fleet.done) == MACHINES
    let_go = Counter(int(at) for at in fleet.done)
    assert max(let_go.values()) <= MACHINES / 100


def test_a_pause_that_the_service_asks_for_does_not_line_the_fleet_up() -> None:
    """Everybody is told `retry-after: 60` each time, and the load is even all the same."""
    rates = Fleet(0.0, told=60.0).rates(600, OUTAGE_S)
    assert max(rates) <= 1.5 * sum(rates) / len(rates)


def said() -> str:
    """The README's section, on one line."""
    section = README.read_text(encoding="utf-8").split("## On ten thousand machines\n")[1]
    return " ".join(section.split("\n## ")[0].split())


def test_the_readme_has_the_simulations_numbers(fleet: Fleet) -> None:
    """The table is what comes out where all begin in the same second; the others go easier."""
    mean = sum(fleet.rates(600, OUTAGE_S)) / len(fleet.rates(600, OUTAGE_S))
    done = sorted(at - OUTAGE_S for at in fleet.done)
    rows = {
        "the first ten seconds": max(fleet.rates(0, 10)),
        "the fifth minute, mean": sum(fleet.rates(240, 300)) / 6,
        "after ten minutes, mean": mean,
        "after ten minutes, busiest ten seconds": max(fleet.rates(600, OUTAGE_S)),
        "when the service returns, busiest ten seconds": max(fleet.rates(OUTAGE_S, OUTAGE_S + 600)),
    }
    let_go = max(Counter(int(at) for at in fleet.done).values())
    lines = [f"| {name} | {rate:,.0f} | {rate / mean:.2f} |" for name, rate in rows.items()]
    lines.append(f"half of the machines go on within {done[MACHINES // 2] / 60:.1f} min, all "
                 f"within {done[-1] / 60:.1f}, and in no second more than {let_go}.")  # fmt: skip
    if fleet.asked[0][0] == 0.0:
        for line in lines:
            assert line in said()
    else:
        assert rows["the first ten seconds"] < 1000


def test_the_readme_has_the_splays_numbers() -> None:
    """cron's line of the recipe on all machines: their checks of five minutes, second by second."""
    (script,) = (one.text() for one in recipe.of("monitor-529") if one.language == "bash")
    (splay,) = map(int, re.findall(r"RANDOM .+?(\d+)\)\)", script))
    rng = random.Random(14)
    seconds = Counter(rng.randrange(splay) for _ in range(MACHINES))
    assert (
        f"sleeps for up to {splay} seconds, the mean of these is {MACHINES / splay:.0f} a second "
        f"and the busiest second has {max(seconds.values())}."
    ) in said()


@pytest.mark.parametrize("arguments", [(), ("ping", "status", "network", "environment")])
def test_the_readme_has_the_requests_of_a_check(
    arguments: tuple[str, ...], run: Run, nowhere: dict[str, str]
) -> None:
    """One of them is metered; the second check of a machine spares what the first has kept."""
    only = [word for name in arguments for word in ("--only", name)]
    sent = []
    with world("healthy") as running:
        env = nowhere | running.environ()
        for _ in range(2):
            before, metered = len(running.log), pings(running)
            assert 0 == run("check", "-q", *only, env=env).returncode
            sent.append(len(running.log) - before)
            assert 1 == pings(running) - metered
    if only:
        assert f"`{' '.join(only)}` leaves the crowd's sites alone ({sent[0]} requests)" in said()
    else:
        assert f"sends {sent[0]} requests, one of them metered; " in said()
        assert f"within 90 seconds of another {sent[1]}, " in said()
