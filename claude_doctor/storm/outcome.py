"""What a storm has come to, in the numbers that are compared."""

from __future__ import annotations

from ..records import dataclass
from .simulate import Storm, Tally

_WINDOW_S = 5.0  # as long the goodput has to be back
_BACK = 0.9  # of what it was before the spike
_STAYS = 0.8  # of it, in the last tenth of the time: else it has fallen again


@dataclass(frozen=True, slots=True)
class Outcome:
    """One policy's storm. Rates are a second; shares are of 1."""

    name: str
    amplification: float  # requests sent for each answer that was wanted
    before: float  # good answers a second before the spike
    at_end: float  # the same in the last tenth of the time
    recovery_s: float | None  # from the spike's end on; None: never
    wasted: float  # of what the service worked on: cut, or heard by nobody
    given_up: float  # of the answers wanted
    tally: Tally
    goodput: tuple[float, ...]  # in each second


def measure(storm: Storm) -> Outcome:
    """The numbers of a storm that was played to its end."""
    setup, tally = storm.setup, storm.tally
    sums = [0]
    for good in storm.good:
        sums.append(sums[-1] + good)

    def rate(since_s: float, until_s: float) -> float:
        begin, end = (min(storm.ticks, round(s / setup.tick_s)) for s in (since_s, until_s))
        return (sums[end] - sums[begin]) / max(1, end - begin) / setup.tick_s

    before = rate(setup.spike_from_s / 2, setup.spike_from_s)
    at_end = rate(0.9 * setup.lasts_s, setup.lasts_s)
    recovery = None
    tenths = range(int((setup.lasts_s - _WINDOW_S - setup.spike_ends_s) * 10) + 1)
    if before > 0 and at_end >= _STAYS * before:
        begins = (setup.spike_ends_s + tenth / 10 for tenth in tenths)
        since = next((s for s in begins if rate(s, s + _WINDOW_S) >= _BACK * before), None)
        recovery = None if since is None else round(since - setup.spike_ends_s, 1)
    worked = tally.answered + tally.cut
    return Outcome(
        name=storm.policy.name,
        amplification=tally.sent / max(1, tally.wanted),
        before=before,
        at_end=at_end,
        recovery_s=recovery,
        wasted=(worked - tally.heard) / max(1, worked),
        given_up=tally.given_up / max(1, tally.wanted),
        tally=tally,
        goodput=tuple(rate(second, second + 1) for second in range(int(setup.lasts_s))),
    )
