"""What others have published of retries, played again; seeds averaged, within 10 %.

Sources, in the order of the tests: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
Blog, 2015-03-04, with the numbers of its code (aws-samples/aws-arch-backoff-simulator); the same,
"What is Backoff For?", brooker.co.za, 2022-08-11, and the simulation behind it; the same, "Fixing
retries with token buckets and circuit breakers", brooker.co.za, 2022-02-28.
"""

from __future__ import annotations

import pytest

from claude_doctor.storm.model import Server
from claude_doctor.storm.policies import Policy
from claude_doctor.storm.simulate import Setup, Storm
from tests.storm.contention import BASE_S, CAP_S, contend

WIDE = 10**9  # places: nothing is refused
#: Forty requests a second from people who each come once, twice as many for five seconds.
BROOKER = Setup(
    server=Server(WIDE, 1.0, 0.01, cut_from=1.0),
    clients=100_000, every_s=2500, timeout_s=3, network_s=0.1,
    spike=2, spike_from_s=20, spike_s=5, lasts_s=150,
)  # fmt: skip


def failing(share: float) -> Server:
    """A service that cuts this share of its answers, whatever its load."""
    return Server(WIDE, 0.5, 0.0, cut_from=-1e9, cuts=share)


@pytest.mark.parametrize(
    ("jitter", "base_s", "calls", "seconds", "seeds"),
    [
        ("none", 0.0, 2422, 2.0, 6),
        ("none", BASE_S, 1870, 64.6, 12),
        ("full", BASE_S, 798, 5.0, 40),
        ("equal", BASE_S, 811, 6.5, 40),
        ("decorrelated", BASE_S, 1009, 5.0, 60),
    ],
)
def test_contending_clients(
    jitter: str, base_s: float, calls: int, seconds: float, seeds: int
) -> None:
    """A hundred clients that write one row: calls and time of the five published policies."""
    policy = Policy("", 10**6, base_s=base_s, cap_s=CAP_S, jitter=jitter)
    found = [contend(policy, 100, seed) for seed in range(seeds)]
    assert calls == pytest.approx(sum(made for made, _ in found) / seeds, rel=0.1)
    assert seconds == pytest.approx(sum(lasted for _, lasted in found) / seeds, rel=0.1)


def test_a_simple_collapse() -> None:
    """Latency 1 + 0.01 s for each in flight, three seconds' patience. Where clients try again at
    once, a short spike is the end of every answer, for good; where they back off with jitter, the
    same spike is over soon. The spike is at the brink: the published code, run eight times, goes
    down in five, and so the seeds that go down are looked at."""
    late = int(50 / BROOKER.tick_s)

    def goodput(policy: Policy, seed: int) -> float:
        return sum(Storm(BROOKER, policy, seed).run().good[-late:]) / 50

    at_once = Policy("", 2, base_s=0.1, growth=1)
    found = {seed: goodput(at_once, seed) for seed in range(5)}
    down = [seed for seed in found if found[seed] < 20]
    assert len(down) >= 2
    assert {0.0} == {found[seed] for seed in down}
    backoff = Policy("", 2, base_s=20, cap_s=1e3, jitter="full")
    back = [goodput(backoff, seed) for seed in down]
    assert sum(back) / len(back) == pytest.approx(40, rel=0.1)


@pytest.mark.parametrize("retries", [0, 1, 3, 10])
def test_n_retries_are_n_times_the_load_more(retries: int) -> None:
    """Where everything fails, N retries make the load 1 + N times as high."""
    setup = Setup(server=Server(capacity=0), clients=300, every_s=5, spike=1, lasts_s=300)
    tally = Storm(setup, Policy("", retries, base_s=0.1, growth=1)).run().tally
    assert 1 + retries == pytest.approx(tally.sent / tally.wanted, rel=0.1)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 1.0])
def test_a_budget_of_a_tenth_acts_like_a_tenth_of_a_retry(share: float) -> None:
    """A bucket that each success gives 0.1 tokens retries all of a few failures; of many no more
    than a tenth of what succeeds, where three retries go up to four times the load."""
    setup = Setup(server=failing(share), clients=300, spike=1, lasts_s=600)
    budget = Policy("", 3, base_s=0.1, growth=1, budget=0.1)
    counted = Policy("", 3, base_s=0.1, growth=1)
    loads = [
        sum(s.tally.sent for s in storms) / sum(s.tally.wanted for s in storms)
        for storms in (
            [Storm(setup, p, seed).run() for seed in range(2)] for p in (budget, counted)
        )
    ]
    assert 1 + share + share**2 + share**3 == pytest.approx(loads[1], rel=0.1)
    assert loads[0] == pytest.approx(1 / (1 - min(share, 0.1 * (1 - share))), rel=0.02)
    assert loads[0] <= 1.1 * 1.02
