"""The load of an API with finite places: who is in flight, and what becomes of each request.

Requests of real clients and of a simulated crowd meet in one queue of events. It is played up to
the moment of each real request, so that a crowd costs nothing while nobody asks, and no timer of a
busy machine comes late. The clock of the world starts with the first real request: what that meets
depends on the seed alone.
"""

from __future__ import annotations

import asyncio
import heapq
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ..records import dataclass
from ..storm.model import End
from . import compatible
from .answers import OVERLOADED
from .capacity import Capacity
from .envelope import refused
from .roles import Api
from .sending import send
from .wire import Reply, Seen, Wire

_RETURN_S = 0.02  # from an answer to the next try of who tries at once: the network's own time
_BEGINS = 0.5  # the share of its time after which an answer that streams begins


@dataclass(slots=True)
class Tally:
    """Requests by what became of them. sent = answered + cut + refused + in flight, always."""

    sent: int = 0
    answered: int = 0
    cut: int = 0
    refused: int = 0
    in_flight: int = 0
    unheard: int = 0  # of the answered and cut: nobody was there any more
    retries: int = 0  # of the sent: by their own header

    def ended(self, end: End) -> None:
        """One of those in flight is over."""
        self.in_flight -= 1
        match end:
            case End.ANSWERED:
                self.answered += 1
            case End.CUT:
                self.cut += 1
            case End.REFUSED:
                self.refused += 1


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a request, decided when it came, and when (in the loop's time)."""

    end: End
    came: float
    due: float


class Load:
    """What the API carries. `lag_s`: how late an answer left, at most: what this machine adds to
    the model by being busy."""

    def __init__(self, capacity: Capacity) -> None:
        self._server = capacity.server
        self._crowd = capacity.crowd
        self._draws = random.Random(capacity.seed)
        self._queue: list[tuple[float, int, Callable[[float], None]]] = []
        self._number = 0
        self._epoch: float | None = None
        self.own = Tally()
        self.others = Tally()
        self.lag_s = 0.0

    @property
    def in_flight(self) -> int:
        """All that occupy a place."""
        return self.own.in_flight + self.others.in_flight

    def arrive(self, now: float, retry: bool = False) -> Fate:
        """A real request is here; `now` is the loop's time."""
        if self._epoch is None:
            self._epoch = now
            if self._crowd is not None:
                self._at(-self._crowd.since_s, self._joined)
        self.advance(now)
        end, seconds = self._admit(now - self._epoch, self.own)
        self.own.retries += retry
        return Fate(end, now, now + seconds)

    def advance(self, now: float) -> None:
        """Play everything that was due before this moment."""
        until = now - (now if self._epoch is None else self._epoch)
        while self._queue and self._queue[0][0] <= until:
            at, _, happens = heapq.heappop(self._queue)
            happens(at)

    def sent(self, fate: Fate, now: float, heard: bool) -> None:
        """An answer has left, as far as somebody was there to take it."""
        if now >= fate.due:  # else the world has ended before
            self.lag_s = max(self.lag_s, now - fate.due)
            self.own.unheard += not heard

    def told(self) -> list[str]:
        """What became of the requests, in lines; the crowd's apart, if there is one."""
        lines = [f"your requests: {_said(self.own)}"]
        if self.own.unheard:
            lines.append(f"{self.own.unheard} of your answers were never read by your program")
        if self.own.retries:
            rate = self.own.sent / (self.own.sent - self.own.retries or 1)
            lines.append(
                f"{self.own.retries} were retries by their header: amplification {rate:.2f}"
            )
        if self._crowd is not None:
            lines.append(f"the others' requests: {_said(self.others)}")
        return lines

    async def serve(
        self,
        api: Api,
        seen: Seen,
        reply: Reply,
        peer: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> bool:
        """Answer a completion as well as the load lets it, `reply` being the good answer. Whether
        the connection can carry another request."""
        clock = asyncio.get_running_loop().time
        retry = seen.headers.get("x-stainless-retry-count", "0") != "0"
        fate = self.arrive(clock(), retry)
        if fate.end is End.REFUSED:
            now = datetime.now(UTC)
            busy = compatible.shaped(seen, refused(api, OVERLOADED, now), now)
            return await send(*peer, busy)
        heard = False
        try:
            kept = await send(*peer, paced(reply, fate))
            heard = not peer[0].at_eof()
        finally:
            self.sent(fate, clock(), heard)
        return kept and heard

    def _at(self, moment: float, happens: Callable[[float], None]) -> None:
        self._number += 1
        heapq.heappush(self._queue, (moment, self._number, happens))

    def _admit(self, at: float, tally: Tally) -> tuple[End, float]:
        end, seconds = self._server.fate(self.in_flight, self._draws.random())
        tally.sent += 1
        tally.in_flight += 1
        if end is End.REFUSED:
            tally.ended(end)
        else:
            self._at(at + seconds, lambda _: tally.ended(end))
        return end, seconds

    def _joined(self, at: float) -> None:
        """One more of the crowd wants an answer, and the next will come."""
        assert self._crowd is not None
        self._at(at + self._draws.expovariate(self._crowd.rate_at(at)), self._joined)
        self._tried(at, 0)

    def _tried(self, at: float, attempt: int) -> None:
        assert self._crowd is not None
        end, seconds = self._admit(at, self.others)
        if end is End.ANSWERED and seconds <= self._crowd.patience_s:
            return
        if attempt < self._crowd.retries:
            again = at + min(seconds, self._crowd.patience_s) + _RETURN_S
            self._at(again, lambda moment: self._tried(moment, attempt + 1))


def _said(tally: Tally) -> str:
    return (
        f"{tally.sent} sent = {tally.answered} answered + {tally.cut} cut + "
        f"{tally.refused} refused + {tally.in_flight} in flight"
    )


def is_completion(seen: Seen, reply: Reply) -> bool:
    """Whether it needs a place: a completion that is valid. What is the client's own fault is told
    at once."""
    path = urlsplit(seen.path).path
    return (
        seen.method == "POST"
        and path in ("/v1/messages", compatible.PATH)
        and (reply.status == 200)
    )


def paced(reply: Reply, fate: Fate) -> Reply:
    """A good answer at its fate's pace: nothing for a while, then the stream until it is due; one
    that is cut breaks off in the middle of an event, before message_stop."""
    seconds = fate.due - fate.came
    parts = [part for _, part in reply.parts or ()]
    if len(parts) < 2:  # no stream
        wire = Wire.CUT if fate.end is End.CUT else reply.wire
        body = b"".join(parts) or reply.body
        return replace(reply, body=body, parts=None, silence_s=seconds, wire=wire)
    wire = reply.wire
    if fate.end is End.CUT:
        half = len(parts) // 2 + 1
        parts = [*parts[:half], parts[half][: len(parts[half]) // 2]]
        wire = Wire.CUT
    pause = seconds * (1 - _BEGINS) / max(1, len(parts) - 1)
    paced = tuple((pause if i else 0.0, part) for i, part in enumerate(parts))
    return replace(reply, silence_s=seconds * _BEGINS, parts=paced, wire=wire)
