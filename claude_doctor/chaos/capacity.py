"""A service with finite places, and the others who use it, as data."""

from __future__ import annotations

from ..records import dataclass
from ..storm.model import Server

_SLOWER = 3.0  # of Brooker's model: 1 + 0.01 s for each in flight, with 300 places


@dataclass(frozen=True, slots=True)
class Callers:
    """Others who use the API as well: `rate` of them a second want an answer, `spike` of them in
    the `spike_s` seconds that began `since_s` seconds before the first real request. Each gives up
    after `patience_s` and tries again at once, `retries` times."""

    rate: float
    spike: float
    spike_s: float
    since_s: float
    patience_s: float = 3.0
    retries: int = 10

    def rate_at(self, moment: float) -> float:
        """How many a second; `moment`: seconds since the first real request."""
        return self.spike if moment < self.spike_s - self.since_s else self.rate


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the API can carry. `crowd`: others are there as well."""

    server: Server
    seed: int = 0
    crowd: Callers | None = None


def places(capacity: int, latency_s: float) -> Server:
    """A service with so many places, which answers after so many seconds while it is empty, and
    after four times as long when it is full."""
    return Server(capacity, latency_s, _SLOWER * latency_s / capacity)
