"""How often the crowd is wrong: a simulation of bursty posting, through the real statistics.

    python tests/simulation.py [RUNS]

Posts come in bursts, as people do: a burst starts at random, has a geometric number of people,
and is spread over a quarter of an hour. Bursts of 1 are Poisson; bursts of 1.25 make hourly
counts half as wide again in variance, our picture of a source; 1.5 doubles and 2 trebles the
variance, where every other author draws one more. Every post has another author, which is the
worst case. Levels and the rule are the program's own. Downdetector is left out of the main tables,
as it usually blocks; the last one has it.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass

from claude_doctor.engine.facts import holds
from claude_doctor.rules.signs import CROWD_CONFIRMS
from claude_doctor.sources.crowd import _counting as counting
from claude_doctor.sources.crowd import github, hackernews, reddit
from claude_doctor.sources.crowd.downdetector import chart

NOW = 1_800_000_000.0
HOUR = 3600.0
SPREAD = 900.0  # seconds that a burst's people are apart, in the mean

#: Per source: the window, and how far back one answer reaches (100 posts, or 24 hours).
SOURCES = {
    "github": (github.WINDOW, 7.5 * HOUR),
    "reddit": (reddit.WINDOW, 6.0 * HOUR),
    "hackernews": (hackernews.WINDOW, hackernews.REACH),
}
QUIET = 1.0  # authors an hour and source, by the issue
OUTAGE = 12.0
BURST = 1.25
BURSTS = (1.0, BURST, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Day:
    """What happens: quiet rates by source, the outage's, and how long it has lasted (hours)."""

    quiet: float
    outage: float = 0.0
    age: float = 0.0
    burst: float = BURST
    struck: tuple[str, ...] = ("github", "reddit")


def bursts(dice: random.Random, rate: float, since: float, size: float) -> list[float]:
    """Moments of posts in (since, NOW], `rate` an hour, in bursts of `size` people."""
    moments = []
    at = since - 4 * SPREAD
    while rate > 0:
        at += dice.expovariate(rate / size / HOUR)
        if at > NOW:
            break
        moments.append(at)
        while dice.random() > 1 / size:
            moments.append(at + dice.expovariate(1 / SPREAD))
    return [moment for moment in moments if since < moment <= NOW]


def level(dice: random.Random, source: str, day: Day) -> str:
    """One source's level on one such day."""
    window, reach = SOURCES[source]
    since = NOW - reach
    moments = bursts(dice, day.quiet, since, day.burst)
    if source in day.struck and day.outage:
        # Many people at once are no longer a few bursts: half of the burst, twice the crowd.
        size = 1 + (day.burst - 1) / 2
        moments += bursts(dice, day.outage, max(since, NOW - day.age * HOUR), size)
    hits = tuple(counting.Hit(at, who, "", "") for who, at in enumerate(moments))
    page = counting.Page(hits, sampled=100, since=since, newest=NOW)
    return counting.read(page, NOW, window).level


def chart_level(dice: random.Random, usual: float, now: float) -> str:
    """Downdetector's level where so many reports a slot are usual, and so many come now."""
    slots = []
    for index in range(96):
        recent = index >= 92
        rate = (now if recent else usual) * dice.gammavariate(2, 0.5)
        count = sum(1 for _ in bursts(dice, rate, NOW - HOUR, 1.0))
        slots.append(chart.Slot(NOW - (96 - index) * 900.0, count, usual))
    return chart.level(chart.Chart(tuple(slots)))


def confirmed(dice: random.Random, day: Day) -> bool:
    """Whether the crowd confirms on one such day, Downdetector blocked."""
    facts = {f"{name}.level": level(dice, name, day) for name in SOURCES}
    return holds(CROWD_CONFIRMS, facts) is True


def share(runs: int, test: Callable[[random.Random], bool], seed: int = 4) -> float:
    """In which share of the runs the test holds."""
    dice = random.Random(seed)
    return sum(test(dice) for _ in range(runs)) / runs


def confirmed_by_mistake(runs: int, quiet: float = QUIET, burst: float = BURST) -> float:
    """How often three quiet sources confirm an outage that is none."""
    day = Day(quiet, burst=burst)
    return share(runs, lambda dice: confirmed(dice, day))


def detected(runs: int, age: float, burst: float = BURST, quiet: float = 0.3) -> float:
    """How often an outage of that age in hours, on GitHub and Reddit, is confirmed."""
    day = Day(quiet, OUTAGE, age, burst)
    return share(runs, lambda dice: confirmed(dice, day))


def main(runs: int) -> None:
    """Print the tables."""
    print(f"{runs} runs each; three sources, Downdetector blocked\n")
    print("false alarms, % of runs      quiet authors/h and source")
    rates = (0.15, 0.5, 1.0, 2.0, 4.0)
    print(f"{'':24}" + "".join(f"{rate:>8g}" for rate in rates))
    for burst in BURSTS:
        found = [confirmed_by_mistake(runs, rate, burst) for rate in rates]
        label = f"bursts of {burst:g}"
        print(f"{label:24}" + "".join(f"{100 * part:8.2f}" for part in found))
    ages = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
    print(f"\nan outage of {OUTAGE:g} authors/h on GitHub and Reddit, confirmed in % of runs")
    print(f"{'age in hours':24}" + "".join(f"{age:>8g}" for age in ages))
    for quiet in (0.3, 1.0):
        for burst in BURSTS:
            found = [detected(runs, age, burst, quiet) for age in ages]
            label = f"quiet {quiet:g}/h, bursts of {burst:g}"
            print(f"{label:24}" + "".join(f"{100 * part:8.1f}" for part in found))
    print("\nDowndetector alone, gamma-modulated, % of runs at watch or more / spike")
    for usual, now in ((1, 1), (4, 4), (12, 12), (4, 40), (12, 120)):
        dice = random.Random(4)
        seen = [chart_level(dice, usual, now) for _ in range(max(200, runs // 10))]
        loud = 100 * sum(one != "none" for one in seen) / len(seen)
        spike = 100 * sum(one == "spike" for one in seen) / len(seen)
        print(f"usual {usual:>3}, now {now:>3} a slot: {loud:8.1f} /{spike:6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
