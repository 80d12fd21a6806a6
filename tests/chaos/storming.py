"""Real clients that retry, over real sockets: what a simulated storm simulates."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from claude_doctor.chaos import serve
from claude_doctor.chaos.capacity import Capacity
from claude_doctor.chaos.load import Load
from claude_doctor.storm.policies import Policy
from claude_doctor.storm.simulate import Setup, Storm

from .worlds import HEALTHY, KEY, PING


@dataclass(slots=True)
class Seen:
    """What the clients saw: answers wanted, requests sent, and the moments of success; `lost`: how
    many requests the server has not seen, beyond the last of each client."""

    wanted: int = 0
    sent: int = 0
    good: list[float] = field(default_factory=list)
    tokens: float = 0.0
    lag_s: float = 0.0
    lost: int = 0

    @property
    def amplification(self) -> float:
        return self.sent / max(1, self.wanted)

    def goodput(self, since: float, until: float) -> float:
        """Successes a second."""
        return sum(since <= at < until for at in self.good) / (until - since)

    def recovery_s(self, setup: Setup) -> float | None:
        """Seconds from the spike's end until four seconds have nine tenths of the wanted goodput;
        None: never."""
        usual = setup.usual / setup.tick_s
        for tenth in range(int((setup.lasts_s - 4 - setup.spike_ends_s) * 10)):
            at = setup.spike_ends_s + tenth / 10
            if self.goodput(at, at + 4) >= 0.9 * usual:
                return tenth / 10
        return None


def simulated(setup: Setup, policy: Policy, seed: int) -> Seen:
    """The same without a socket or a clock."""
    storm = Storm(setup, policy, seed).run()
    good = [n * setup.tick_s for n, count in enumerate(storm.good) for _ in range(count)]
    return Seen(storm.tally.wanted, storm.tally.sent, good)


def real(setup: Setup, policy: Policy, seed: int = 0, pace: float = 10.0) -> Seen:
    """Every client on a connection of its own, `pace` times faster than told."""
    return asyncio.run(_Play(setup, policy, seed, pace).run())


class _Play:
    def __init__(self, setup: Setup, policy: Policy, seed: int, pace: float) -> None:
        self.setup, self.policy, self.seed, self.pace = setup, policy, seed, pace
        self.seen = Seen()
        self._burst = setup.usual / setup.tick_s * (policy.budget or 0)
        self.seen.tokens = self._burst
        self._began = 0.0

    async def run(self) -> Seen:
        """All clients, until it is over; nothing of them is lost in the server's count."""
        told = self.setup.server
        base_s, slope_s = told.base_s / self.pace, told.slope_s / self.pace
        faster = replace(told, base_s=base_s, slope_s=slope_s)
        capacity = Capacity(faster, self.seed)
        with serve(replace(HEALTHY, api=replace(HEALTHY.api, capacity=capacity))) as running:
            self._began = asyncio.get_running_loop().time()
            lives = [
                asyncio.create_task(self._live(Line(running.api_url), number))
                for number in range(self.setup.clients)
            ]
            await asyncio.sleep(self.setup.lasts_s / self.pace)
            for life in lives:
                life.cancel()
            ends = await asyncio.gather(*lives, return_exceptions=True)
        assert {asyncio.CancelledError} == {type(end) for end in ends}
        assert [] == running.faults
        assert running.load is not None
        self._count(running.load)
        return self.seen

    def _count(self, load: Load) -> None:
        own = load.own
        assert own.sent == own.answered + own.cut + own.refused + own.in_flight
        assert own.sent <= self.seen.sent
        # A client whose patience ends before a busy machine reads takes its request back.
        self.seen.lost = max(0, self.seen.sent - self.setup.clients - own.sent)
        self.seen.lag_s = load.lag_s * self.pace

    def _now(self) -> float:
        return (asyncio.get_running_loop().time() - self._began) * self.pace

    async def _live(self, line: Line, number: int) -> None:
        draws = random.Random(self.seed * 1000 + number)
        try:
            while True:
                await self._sleep(self._idle(draws.expovariate(1.0)))
                self.seen.wanted += 1
                await self._want(line, draws)
        finally:
            line.close()

    async def _want(self, line: Line, draws: random.Random) -> None:
        """One answer that is wanted: tries, until one succeeds or the policy ends."""
        pause = self.policy.base_s
        for attempt in range(self.policy.retries + 1):
            self.seen.sent += 1
            came = self._now()
            answer = await line.ask(self.setup.timeout_s / self.pace)
            if answer == 200:
                self.seen.good.append(self._now())
                more = self.seen.tokens + (self.policy.budget or 0)
                self.seen.tokens = min(self._burst, more)
                return
            if attempt == self.policy.retries or not self._allowed():
                return
            pause = self.policy.pause(attempt, pause, draws.random())
            # the simulation has a tick for the way; what it took here is a part of that
            ended = {529: came, 0: came + self.setup.timeout_s}.get(answer, self._now())
            await self._sleep(ended + pause + self.setup.tick_s - self._now())

    def _allowed(self) -> bool:
        """Whether the bucket that all clients share has a token for a retry."""
        if self.policy.budget is None:
            return True
        if self.seen.tokens < 1:
            return False
        self.seen.tokens -= 1
        return True

    def _idle(self, wish: float) -> float:
        """How long a client wants nothing; in the spike its wishes come faster. `wish`: from an
        exponential distribution with mean 1."""
        setup, at = self.setup, self._now()
        moments = (setup.spike_from_s, setup.spike_ends_s, float("inf"))
        start = at
        for end, often in zip(moments, (1.0, setup.spike, 1.0), strict=True):
            if at >= end:
                continue
            length = wish * setup.every_s / often
            if at + length <= end:
                return at + length - start
            wish -= (end - at) * often / setup.every_s
            at = end
        raise AssertionError("the last span has no end")

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.pace)


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

    async def ask(self, patience_s: float) -> int:
        """One request; the status of a whole answer, 0 where none came in time, else 1."""
        try:
            async with asyncio.timeout(patience_s):
                if self._peer is None:
                    self._peer = await asyncio.open_connection(*self._at)
                reader, writer = self._peer
                writer.write(self._request)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                return int(head.split(b" ", 2)[1])
        except TimeoutError:
            self.close()
            return 0
        except (OSError, EOFError):
            self.close()
            return 1

    def close(self) -> None:
        """Leave."""
        if self._peer is not None:
            self._peer[1].transport.abort()
            self._peer = None
