"""An API whose places are finite: at rest, at the brink, and in a retry storm."""

from __future__ import annotations

from dataclasses import replace

from ...engine.model import Severity, Side
from ..capacity import Callers, Capacity, places
from ..roles import Api, Scenario

# 300 places, 1 s while it is empty (Brooker's model): 60 requests a second find 150 in flight.
_BRINK = Callers(rate=60, spike=60, spike_s=0, since_s=30)
_FILLING = Callers(rate=100, spike=100, spike_s=0, since_s=6)
_AFTER_SPIKE = Callers(rate=40, spike=400, spike_s=5, since_s=60)

ROWS = (
    Scenario(
        "storm",
        "The API has 20 slots; its load is your own, and too much of it meets cuts and 529.",
        Side.HEALTHY, Severity.NONE, "healthy",
        api=Api(capacity=Capacity(places(20, 0.5))),
    ),
    Scenario(
        "storm-brink",
        "The API is half full of others' requests, and slow.",
        Side.SERVER, Severity.DEGRADED, "slow-response",
        usual_ttft_ms=100, api=Api(capacity=Capacity(places(300, 1.0), crowd=_BRINK)),
    ),
    Scenario(
        "storm-cuts",
        "The API is nearly full: it cuts answers short.",
        Side.SERVER, Severity.DOWN, "incomplete-stream",
        api=Api(capacity=Capacity(places(300, 1.0), seed=4, crowd=_FILLING)),
    ),
    Scenario(
        "storm-collapse",
        "A minute after a spike, immediate retries still keep the API full: 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(capacity=Capacity(places(300, 1.0), seed=1, crowd=_AFTER_SPIKE)),
    ),
)  # fmt: skip

#: The scenario whose load is the user's own, and which can be made to measure.
STORM = "storm"


def measured(capacity: int | None, latency_s: float | None, seed: int | None) -> Scenario:
    """`storm`, with what is not None instead of its own."""
    scenario = next(row for row in ROWS if row.name == STORM)
    own = scenario.api.capacity
    assert own is not None
    server = places(
        own.server.capacity if capacity is None else capacity,
        own.server.base_s if latency_s is None else latency_s,
    )
    made = Capacity(server, own.seed if seed is None else seed)
    return replace(scenario, api=replace(scenario.api, capacity=made))
