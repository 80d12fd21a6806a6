"""The storm itself: clients that ask, are answered, cut, refused or left waiting, and ask again.

Time goes in ticks. Clients at the same point (idle; waiting for their n-th retry; at the service
since the same tick) are counted together, so that a million cost hardly more than a thousand; every
count is a whole number and none is lost. The pauses of one client are linked by its count of
failures alone, and a budget or a throttle is kept in common, as by a gateway that all pass through.
"""

from __future__ import annotations

import math
import random
from array import array
from dataclasses import field

from ..records import dataclass
from .model import Server
from .policies import Policy, pauses
from .sampling import Spread, binomial

_WINDOW_S = 120.0  # over which a throttle counts (Google's book: two minutes)
_BURST_S = 10.0  # how many seconds of usual successes fill a bucket
_CHUNKS = 200  # parts of the capacity that are let in at one latency, and so many parts
_TOGETHER = 30  # of what is usual in a second


@dataclass(frozen=True, slots=True)
class Setup:
    """What happens: so many clients want an answer every `every_s` seconds, each on its own and
    one at a time; in the spike `spike` times as often. They leave after `timeout_s`, of which the
    network takes `network_s` on average for each way (exponential)."""

    server: Server = field(default_factory=Server)
    clients: int = 1000
    every_s: float = 25.0
    timeout_s: float = 3.0
    network_s: float = 0.0
    spike: float = 10.0
    spike_from_s: float = 60.0
    spike_s: float = 5.0
    lasts_s: float = 300.0
    tick_s: float = 0.1

    @property
    def usual(self) -> float:
        """Answers that are wanted in a tick outside the spike."""
        return self.clients / self.every_s * self.tick_s

    @property
    def spike_ends_s(self) -> float:
        """When the spike is over."""
        return self.spike_from_s + self.spike_s


@dataclass(slots=True)
class Tally:
    """Requests. sent = answered + cut + refused + in_flight, after every tick."""

    wanted: int = 0  # answers, by their first try
    sent: int = 0
    answered: int = 0
    cut: int = 0
    refused: int = 0
    in_flight: int = 0
    heard: int = 0  # of the answered: by a client that was still there
    given_up: int = 0  # of the wanted
    held_back: int = 0  # tries that a throttle did not send


@dataclass(slots=True)
class _Ends:
    """What ends in one tick; by the number of the try where the client learns of it."""

    answered: int = 0
    cut: int = 0
    heard: int = 0
    failed: dict[int, int] = field(default_factory=dict)
    again: dict[int, int] = field(default_factory=dict)


class Storm:
    """One policy's storm; `step` plays a tick."""

    def __init__(self, setup: Setup, policy: Policy, seed: int = 0) -> None:
        self.setup, self.policy, self.tally = setup, policy, Tally()
        self.ticks = round(setup.lasts_s / setup.tick_s)
        self.good = array("q", bytes(8 * self.ticks))  # answers heard, by tick
        self._draw = random.Random(seed).random
        self._now = 0
        self._ends: dict[int, _Ends] = {}
        self._failed: dict[int, int] = {}  # in this tick, by the number of the try
        self._spreads = [Spread(shares) for shares in pauses(policy, setup.tick_s)]
        often = setup.usual / setup.tick_s
        self._chunk = max(1, min(setup.server.capacity // _CHUNKS, int(often / _TOGETHER)))
        self.idle = setup.clients
        filling = setup.usual / setup.tick_s * (policy.budget or 0) * _BURST_S
        self._burst = max(1.0, filling) if policy.budget else 0.0
        self._tokens = self._burst
        self._asked = array("q", bytes(8 * self.ticks))
        # before the beginning all went well for as long as a throttle remembers
        self._asked_lately = self._heard_lately = setup.usual * round(_WINDOW_S / setup.tick_s)

    def run(self) -> Storm:
        """Play it to its end."""
        while self._now < self.ticks:
            self.step()
        return self

    def waiting(self) -> int:
        """Clients that are not idle: between two tries, or at the service."""
        return sum(
            ends.heard + sum(ends.failed.values()) + sum(ends.again.values())
            for ends in self._ends.values()
        )

    def step(self) -> None:
        """One tick: what ends at the service, what clients learn, who asks."""
        now, tally = self._now, self.tally
        ends = self._ends.pop(now, None) or _Ends()
        tally.answered += ends.answered
        tally.cut += ends.cut
        tally.in_flight -= ends.answered + ends.cut
        tally.heard += ends.heard
        self.good[now] = ends.heard
        self.idle += ends.heard
        self._tokens = min(self._burst, self._tokens + ends.heard * (self.policy.budget or 0))
        self._forget(now)
        self._failed = ends.failed
        fresh = binomial(self._draw, self.idle, self._likelihood(now))
        self.idle -= fresh
        tally.wanted += fresh
        ends.again[0] = ends.again.get(0, 0) + fresh
        turns = sorted(ends.again)
        first = now % len(turns)  # who comes first is not always the same
        for attempt in turns[first:] + turns[:first]:
            self._ask(attempt, ends.again[attempt])
        for attempt in sorted(self._failed):
            self._fail(attempt, self._failed[attempt])
        self._now += 1

    def _likelihood(self, now: int) -> float:
        """That a client who is idle wants an answer in this tick."""
        setup, at = self.setup, now * self.setup.tick_s
        often = setup.spike if setup.spike_from_s <= at < setup.spike_ends_s else 1.0
        return 1 - math.exp(-often * setup.tick_s / setup.every_s)

    def _at(self, ticks: int) -> _Ends:
        moment = self._now + max(1, ticks)
        ends = self._ends.get(moment)
        if ends is None:
            ends = self._ends[moment] = _Ends()
        return ends

    def _whole(self, seconds: float) -> int:
        """Seconds as ticks, rounded by chance: right on average."""
        return int(seconds / self.setup.tick_s + self._draw())

    def _fail(self, attempt: int, count: int) -> None:
        """The clients learn that their try has failed."""
        if attempt >= self.policy.retries:
            self.tally.given_up += count
            if self.policy.rest_s is None:
                self.idle += count
                return
            again = self._at(round(self.policy.rest_s / self.setup.tick_s)).again
            again[attempt] = again.get(attempt, 0) + count
            self.tally.wanted += count  # it comes back with a new wish
            return
        if self.policy.budget is not None:
            allowed = min(count, int(self._tokens))
            self._tokens -= allowed
            self.idle += count - allowed
            self.tally.given_up += count - allowed
            count = allowed
        for ticks, some in self._spreads[attempt](self._draw, count):
            again = self._at(ticks + 1).again
            again[attempt + 1] = again.get(attempt + 1, 0) + some

    def _ask(self, attempt: int, count: int) -> None:
        """Clients send their request, if a throttle lets them."""
        self._asked[self._now] += count
        self._asked_lately += count
        if self.policy.throttle:
            beyond = (self._asked_lately - 2 * self._heard_lately) / (self._asked_lately + 1)
            held = binomial(self._draw, count, beyond)
            self.tally.held_back += held
            self.tally.given_up += held
            self.idle += held
            count -= held
        self.tally.sent += count
        while count > 0:
            room = self.setup.server.capacity - self.tally.in_flight
            some = min(count, room, self._chunk)
            if some <= 0:
                self.tally.refused += count
                self._failed[attempt] = self._failed.get(attempt, 0) + count
                return
            self._admit(attempt, some)
            count -= some

    def _admit(self, attempt: int, count: int) -> None:
        """The service takes some requests, which find the same load."""
        server, patience = self.setup.server, self.setup.timeout_s
        if self.setup.network_s:
            ways = math.log(1 - self._draw()) + math.log(1 - self._draw())
            patience = max(0.0, patience + self.setup.network_s * ways)
        load = self.tally.in_flight + (count - 1) / 2
        self.tally.in_flight += count
        seconds = server.seconds(load)
        cut = binomial(self._draw, count, server.risk(load))
        for some, lasts, whole in ((cut, seconds / 2, False), (count - cut, seconds, True)):
            if not some:
                continue
            over = self._at(self._whole(lasts))
            over.answered += some * whole
            over.cut += some * (not whole)
            if whole and lasts <= patience:
                over.heard += some
                continue
            known = over if lasts <= patience else self._at(self._whole(self.setup.timeout_s))
            known.failed[attempt] = known.failed.get(attempt, 0) + some

    def _forget(self, now: int) -> None:
        """What a throttle counts: the last two minutes."""
        gone = now - round(_WINDOW_S / self.setup.tick_s)
        self._heard_lately += self.good[now]
        self._heard_lately -= self.good[gone] if gone >= 0 else self.setup.usual
        self._asked_lately -= self._asked[gone] if gone >= 0 else self.setup.usual
