"""The storm: nothing is lost, and the same seed gives the same numbers everywhere."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.storm.model import End, Server
from claude_doctor.storm.policies import JITTERS, POLICIES, Policy, by_name, pauses
from claude_doctor.storm.sampling import Spread, binomial
from claude_doctor.storm.simulate import Setup, Storm

SMALL = Setup(server=Server(40, 1.0, 0.075), clients=100, spike_from_s=20, lasts_s=60)
POLICY = st.sampled_from(POLICIES) | st.builds(
    Policy,
    name=st.just("own"),
    retries=st.integers(0, 6),
    base_s=st.floats(0, 5),
    cap_s=st.floats(0.01, 20),
    jitter=st.sampled_from(JITTERS),
    budget=st.none() | st.floats(0, 2),
    rest_s=st.none() | st.floats(0, 20),
    throttle=st.booleans(),
)
SETUP = st.builds(
    Setup,
    server=st.builds(Server, st.integers(0, 60), st.floats(0, 5), st.floats(0, 1)),
    clients=st.integers(1, 300),
    every_s=st.floats(0.1, 60),
    timeout_s=st.floats(0.1, 10),
    spike=st.floats(0, 20),
    spike_from_s=st.just(5.0),
    lasts_s=st.just(20.0),
)


@settings(max_examples=40, deadline=None)
@given(SETUP, POLICY, st.integers(0, 2**32))
def test_nothing_is_lost(setup: Setup, policy: Policy, seed: int) -> None:
    """After every tick what was sent is answered, cut, refused or in flight, no place is taken
    twice, and every client is somewhere once."""
    storm = Storm(setup, policy, seed)
    for _ in range(storm.ticks):
        storm.step()
        tally = storm.tally
        assert tally.sent == tally.answered + tally.cut + tally.refused + tally.in_flight
        assert 0 <= tally.in_flight <= setup.server.capacity
        assert setup.clients == storm.idle + storm.waiting()
        assert tally.heard <= tally.answered
    assert sum(storm.good) == storm.tally.heard


#: Made once by Python 3.11, and the same on 3.12 and 3.13: sent, wanted, heard, cut, refused.
PINNED = {
    "none": (328, 328, 221, 14, 38),
    "immediate": (1453, 245, 104, 92, 893),
    "fixed": (1257, 230, 104, 109, 692),
    "exponential": (652, 209, 145, 42, 188),
    "full-jitter": (785, 209, 148, 49, 286),
    "equal-jitter": (733, 217, 207, 47, 268),
    "decorrelated": (706, 199, 109, 45, 191),
    "sdk": (464, 295, 214, 26, 120),
    "claude-code": (642, 211, 162, 50, 171),
    "retry-budget": (342, 336, 223, 13, 55),
    "circuit-breaker": (579, 294, 161, 19, 252),
    "adaptive": (491, 303, 215, 15, 154),
}


@pytest.mark.parametrize("name", [policy.name for policy in POLICIES])
def test_the_same_seed_gives_the_same_numbers(name: str) -> None:
    """On every version of Python."""
    tally = Storm(SMALL, by_name(name), 7).run().tally
    assert PINNED[name] == (tally.sent, tally.wanted, tally.heard, tally.cut, tally.refused)


def test_another_seed_gives_other_numbers() -> None:
    """And no seed is special."""
    assert 3 == len({str(Storm(SMALL, by_name("sdk"), seed).run().tally) for seed in range(3)})


def test_many_behave_as_few_do() -> None:
    """A hundred times the clients and places: amplification and goodput a client are the same."""
    many = replace(SMALL, clients=10_000, server=Server(4000, 1.0, 0.00075))
    for name in ("immediate", "none"):
        small = [Storm(SMALL, by_name(name), seed).run().tally for seed in range(8)]
        large = Storm(many, by_name(name)).run().tally
        heard = sum(tally.heard for tally in small) * 100 / 8
        load = sum(tally.sent for tally in small) / sum(tally.wanted for tally in small)
        assert heard == pytest.approx(large.heard, rel=0.1)
        assert load == pytest.approx(large.sent / large.wanted, rel=0.1)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_pauses_are_those_of_the_policy(policy: Policy) -> None:
    """The shares of each pause are one whole, and their mean is that of pauses drawn singly."""
    draw = random.Random(1).random
    drawn = [0.0] * policy.retries
    for _ in range(2000):
        previous = policy.base_s
        for attempt in range(policy.retries):
            previous = policy.pause(attempt, previous, draw())
            drawn[attempt] += previous / 2000
    for mean, shares in zip(drawn, pauses(policy, 0.1), strict=True):
        assert sum(shares) == pytest.approx(1)
        found = sum((n + 1) * share for n, share in enumerate(shares)) * 0.1
        assert found == pytest.approx(mean, rel=0.06, abs=0.06)


@pytest.mark.parametrize("count", [3, 100, 100_000])
@pytest.mark.parametrize("share", [0.0001, 0.02, 0.5, 0.99, 1.0])
def test_draws_for_many(count: int, share: float) -> None:
    """They have the mean and the spread of as many single draws, and stay whole."""
    draw = random.Random(2).random
    found = [binomial(draw, count, share) for _ in range(1500)]
    assert all(0 <= one <= count for one in found)
    mean = sum(found) / 1500
    variance = sum((one - mean) ** 2 for one in found) / 1500
    wanted = count * share * (1 - share)
    assert mean == pytest.approx(count * share, abs=5 * (wanted / 1500) ** 0.5 + 1e-9)
    assert variance == pytest.approx(wanted, rel=0.25, abs=0.01)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=90), st.integers(0, 500))
def test_a_spread_places_all(weights: list[float], count: int) -> None:
    """Every client gets one tick, and a tick that is there."""
    total = sum(weights)
    placed = Spread([w / total for w in weights])(random.Random(3).random, count)
    assert count == sum(some for _, some in placed)
    assert all(0 <= tick < -(-len(weights) // 32) * 32 for tick, _ in placed)


def test_the_service() -> None:
    """It slows with each in flight, cuts from 80 % of its places on, and refuses when full."""
    server = Server(100, 1.0, 0.01)
    assert (End.ANSWERED, 1.5) == server.fate(50, 0.0)
    assert server.fate(99, 0.2) == (End.CUT, 1.99 / 2)
    assert server.fate(99, 0.26) == (End.ANSWERED, 1.99)
    assert (End.REFUSED, 0.0) == server.fate(100, 0.0)


def test_a_pause_that_begins_above_its_cap_is_the_cap() -> None:
    """Decorrelated pauses whose base is longer than the longest: all of them are that."""
    policy = Policy("own", 2, base_s=1.0, cap_s=0.5, jitter="decorrelated")
    assert [[0.0] * 4 + [1.0]] * 2 == pauses(policy, 0.1)
