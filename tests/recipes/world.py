"""Loopback worlds whose answer depends on how many requests came before: a number of requests
does the same on every machine, a number of seconds does not."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from claude_doctor.chaos import api, by_name, serve
from claude_doctor.chaos.roles import Scenario
from claude_doctor.chaos.running import Running
from claude_doctor.chaos.wire import Reply, Seen

HEALTHY = by_name("healthy")
_OPUS = by_name("opus-overloaded")
_REFUSED = _OPUS.api.refusals[0][1]
#: Scenarios that `chaos` has not: one model after the other has no capacity.
_OWN = {
    "sonnet-overloaded": replace(
        _OPUS, api=replace(_OPUS.api, refusals=(("claude-sonnet-5-5", _REFUSED),))
    ),
}


@dataclass(slots=True)
class Plan:
    """The scenarios of the requests for completions, one after another and over again."""

    names: tuple[str, ...]
    asked: int = 0
    bodies: list[bytes] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, seen: Seen) -> Reply:
        """Answer one request as the scenario whose turn it is."""
        scenario = HEALTHY
        if (seen.method, seen.path.partition("?")[0]) == ("POST", "/v1/messages"):
            with self._lock:
                name = self.names[self.asked % len(self.names)]
                scenario = _OWN.get(name) or by_name(name)
                self.asked += 1
                self.bodies.append(seen.body)
        return _late(scenario, seen)


def _late(scenario: Scenario, seen: Seen) -> Reply:
    """The scenario's answer; a stream breaks off where most of the text has come, not at once."""
    now = datetime.now(UTC)
    reply = api.answer(scenario.api, seen, now)
    whole = api.answer(HEALTHY.api, seen, now)
    if scenario is HEALTHY or not reply.parts or not whole.parts:
        return reply
    return replace(reply, parts=whole.parts[:-20] + reply.parts[-1:])


@contextlib.contextmanager
def world(plan: Plan) -> Iterator[Running]:
    """An ordinary world, but for the API, which keeps to the plan."""
    with serve(planned(plan)) as running:
        yield running
        assert [] == running.faults


def planned(plan: Plan) -> Scenario:
    """The scenario of a plan."""
    return replace(HEALTHY, api=replace(HEALTHY.api, instead=plan))
