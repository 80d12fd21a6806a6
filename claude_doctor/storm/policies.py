"""How clients try again: a table of policies, and the pauses that follow from one.

Sources: the pauses `exponential`, `full-jitter`, `equal-jitter` and `decorrelated` are those of
Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015); the budget is his
token bucket ("Fixing retries with token buckets and circuit breakers", brooker.co.za, 2022-02-28);
`adaptive` is the client throttling of Google's book "Site Reliability Engineering", chapter 21;
`sdk` is Anthropic's Python SDK (`_base_client.py`); of `claude-code` ten retries are known, which
begin at about 0.5 s, and cap and jitter are assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..records import dataclass

JITTERS: Final = ("none", "full", "equal", "decorrelated", "sdk", "claude-code")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a client does after a failure.

    Before retry n, counted from 0, it waits `base_s` x `growth`^n seconds, `cap_s` at most, less or
    more by its `jitter`. `budget`: tokens that a success gives and a retry takes (None: no bucket).
    `rest_s`: after the last retry has failed as well it stays away so long, and then asks once
    (a circuit breaker). `throttle`: it holds back what would go beyond twice the accepted.
    """

    name: str
    retries: int
    base_s: float = 0.5
    cap_s: float = 20.0
    growth: float = 2.0
    jitter: str = "none"
    budget: float | None = None
    rest_s: float | None = None
    throttle: bool = False

    def span(self, attempt: int, previous_s: float) -> tuple[float, float]:
        """Between which seconds the pause lies, evenly; decorrelated ones are then capped."""
        step = min(self.cap_s, self.base_s * self.growth ** min(attempt, 60))
        match self.jitter:
            case "full":
                return 0.0, step
            case "equal":
                return step / 2, step
            case "decorrelated":
                return self.base_s, max(self.base_s, 3 * previous_s)
            case "sdk":
                return 0.75 * step, step
            case "claude-code":
                return step, 1.25 * step
            case _:
                return step, step

    def pause(self, attempt: int, previous_s: float, draw: float) -> float:
        """One pause in seconds. `draw`: a uniform number below 1."""
        low, high = self.span(attempt, previous_s)
        drawn = low + (high - low) * draw
        return min(self.cap_s, drawn) if self.jitter == "decorrelated" else drawn


POLICIES: Final = (
    Policy("none", 0),
    Policy("immediate", 10, base_s=0.2, growth=1.0),  # the network's own time
    Policy("fixed", 10, base_s=1.0, growth=1.0),
    Policy("exponential", 10),
    Policy("full-jitter", 10, jitter="full"),
    Policy("equal-jitter", 10, jitter="equal"),
    Policy("decorrelated", 10, jitter="decorrelated"),
    Policy("sdk", 2, cap_s=8.0, jitter="sdk"),
    Policy("claude-code", 10, cap_s=32.0, jitter="claude-code"),
    Policy("retry-budget", 10, jitter="full", budget=0.1),
    Policy("circuit-breaker", 4, jitter="full", rest_s=30.0),
    Policy("adaptive", 2, jitter="full", throttle=True),  # three attempts, as the book says
)


def by_name(name: str) -> Policy:
    """The policy of that name; a KeyError otherwise."""
    return {policy.name: policy for policy in POLICIES}[name]


#: How likely a pause takes 1, 2, 3 … ticks.
Shares = list[float]


def pauses(policy: Policy, tick_s: float) -> list[Shares]:
    """The pauses before each retry as shares a tick. A decorrelated pause follows from the one
    before: its shares are those of the whole chain, and what links two of one client is lost."""
    return list(_pauses(policy, tick_s))


def _pauses(policy: Policy, tick_s: float) -> Iterator[Shares]:
    before = {policy.base_s: 1.0}
    for attempt in range(policy.retries):
        shares: Shares = []
        for previous, share in before.items():
            low, high = policy.span(attempt, previous)
            cap = policy.cap_s if policy.jitter == "decorrelated" else high
            _spread(shares, share, low / tick_s, high / tick_s, cap / tick_s)
        yield shares
        if policy.jitter == "decorrelated":
            before = {(n + 1) * tick_s: share for n, share in enumerate(shares) if share}


def _spread(shares: Shares, share: float, low: float, high: float, cap: float) -> None:
    """Add a share that lies evenly from low to high ticks, none of it beyond the cap."""
    last = max(1, round(min(high, cap)))
    shares.extend([0.0] * (last - len(shares)))
    if high - low < 1e-9:
        shares[last - 1] += share
        return
    begin = low
    for tick in range(min(last, max(1, round(low))), last + 1):
        end = high if tick == last else min(high, tick + 0.5)
        if end > begin:
            shares[tick - 1] += share * (end - begin) / (high - low)
            begin = end
