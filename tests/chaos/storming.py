"""Clients that retry, played twice: over real sockets, and against the model alone.

A client is a generator: it yields how long it waits, or None for a request, and is sent the moment
and whether the request succeeded. So both plays have the very same clients.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from claude_doctor.chaos import Scenario, serve
from claude_doctor.chaos.capacity import Capacity
from claude_doctor.chaos.load import Load
from claude_doctor.storm.model import End

from .worlds import HEALTHY, KEY, PING

#: The pause before retry n (from 0), from a uniform draw.
Pause = Callable[[int, float], float]
Client = Generator[float | None, tuple[float, bool], None]

POLICIES: dict[str, tuple[int, Pause]] = {
    "immediate": (10, lambda n, draw: 0.2),  # the network's own time
    "full-jitter": (10, lambda n, draw: draw * min(20.0, 0.5 * 2**n)),
    "sdk": (2, lambda n, draw: min(8.0, 0.5 * 2**n) * (1 - 0.25 * draw)),
    "none": (0, lambda n, draw: 0.0),
}


@dataclass(frozen=True, slots=True)
class Play:
    """So many clients, which want an answer every `think_s` seconds on average, and every
    `hurry_s` while the spike lasts; they give up after `patience_s`. `pace`: how many times faster
    than told it is played with real sockets."""

    capacity: Capacity
    clients: int = 200
    think_s: float = 8.0
    hurry_s: float = 0.5
    spike: tuple[float, float] = (8.0, 13.0)
    ends_s: float = 40.0
    patience_s: float = 3.0
    pace: float = 10.0


@dataclass(slots=True)
class Seen:
    """What the clients saw: first tries, all tries, and the moments of success."""

    wanted: int = 0
    sent: int = 0
    good: list[float] = field(default_factory=list)
    lag_s: float = 0.0

    @property
    def amplification(self) -> float:
        return self.sent / max(1, self.wanted)

    def goodput(self, since: float, until: float) -> float:
        """Successes a second."""
        return sum(since <= at < until for at in self.good) / (until - since)

    def recovery_s(self, play: Play) -> float | None:
        """Seconds from the spike's end until four seconds have nine tenths of the goodput before
        it; None: never within the play."""
        usual = self.goodput(play.spike[0] / 2, play.spike[0])
        for tenth in range(int((play.ends_s - 4 - play.spike[1]) * 10)):
            at = play.spike[1] + tenth / 10
            if self.goodput(at, at + 4) >= 0.9 * usual:
                return tenth / 10
        return None


def client(number: int, play: Play, policy: str, seen: Seen) -> Client:
    """One client's life."""
    draws = random.Random(number)
    retries, pause = POLICIES[policy]
    now, _ = yield draws.uniform(0, play.think_s)
    while True:
        seen.wanted += 1
        for attempt in itertools.count():
            seen.sent += 1
            now, good = yield None
            if good:
                seen.good.append(now)
            if good or attempt == retries:
                break
            now, _ = yield pause(attempt, draws.random())
        hurried = play.spike[0] <= now < play.spike[1]
        now, _ = yield draws.expovariate(1 / (play.hurry_s if hurried else play.think_s))


def modeled(play: Play, policy: str) -> Seen:
    """The play without sockets: every event at its own moment."""
    seen, load = Seen(), Load(play.capacity)
    queue: list[tuple[float, int, bool, Client]] = []
    for number in range(play.clients):
        one = client(number, play, policy, seen)
        queue.append((next(one) or 0.0, number, False, one))
    heapq.heapify(queue)
    order = itertools.count(play.clients)
    while queue and queue[0][0] < play.ends_s:
        now, _, good, one = heapq.heappop(queue)
        wait = one.send((now, good))
        if wait is None:
            fate = load.arrive(now)
            heard = fate.due - now <= play.patience_s
            good = heard and fate.end is End.ANSWERED
            wait = min(fate.due - now, play.patience_s)
        else:
            good = False
        heapq.heappush(queue, (now + wait, next(order), good, one))
    return seen


def real(play: Play, policy: str) -> Seen:
    """The play with every client on a connection of its own, `pace` times faster."""
    server = play.capacity.server
    scaled = Capacity(server.faster(play.pace), play.capacity.seed)
    return asyncio.run(_real(play, policy, _with(scaled)))


def _with(capacity: Capacity) -> Scenario:
    from dataclasses import replace

    return replace(HEALTHY, api=replace(HEALTHY.api, capacity=capacity))


async def _real(play: Play, policy: str, scenario: Scenario) -> Seen:
    seen = Seen()
    with serve(scenario) as running:
        clock = asyncio.get_running_loop().time
        began = clock()
        lives = [
            asyncio.create_task(
                _live(client(n, play, policy, seen), play, running.api_url, began)
            )
            for n in range(play.clients)
        ]  # fmt: skip
        await asyncio.sleep(play.ends_s / play.pace - (clock() - began))
        for life in lives:
            life.cancel()
        ends = await asyncio.gather(*lives, return_exceptions=True)
        assert {asyncio.CancelledError} == {type(end) for end in ends}
        assert running.load is not None
    assert running.faults == []
    load = running.load
    seen.lag_s = load.lag_s * play.pace
    own = load.own
    assert own.sent == own.answered + own.cut + own.refused + own.in_flight
    return seen


async def _live(one: Client, play: Play, url: str, began: float) -> None:
    clock = asyncio.get_running_loop().time
    line = Line(url)
    wait, good = next(one), False
    try:
        while True:
            if wait is None:
                good = await line.ask(play.patience_s / play.pace)
            else:
                await asyncio.sleep(wait / play.pace)
            wait = one.send(((clock() - began) * play.pace, good))
    finally:
        line.close()


class Line:
    """A connection kept for the next request, while it lasts."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._at = (parts.hostname, parts.port)
        self._peer: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        body = json.dumps(PING).encode()
        lines = [f"{name}: {value}" for name, value in KEY.items()]
        head = ["POST /v1/messages HTTP/1.1", "host: x", f"content-length: {len(body)}", *lines]
        self._request = "\r\n".join([*head, "", ""]).encode() + body

    async def ask(self, patience_s: float) -> bool:
        """One request. Whether a whole good answer came in time."""
        try:
            async with asyncio.timeout(patience_s):
                if self._peer is None:
                    self._peer = await asyncio.open_connection(*self._at)
                reader, writer = self._peer
                writer.write(self._request)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                return head.split(b" ", 2)[1] == b"200"
        except (TimeoutError, OSError, EOFError):
            self.close()
            return False

    def close(self) -> None:
        """Leave."""
        if self._peer is not None:
            self._peer[1].transport.abort()
            self._peer = None
