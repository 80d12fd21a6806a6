"""The service of a retry storm, as pure numbers: how load slows, cuts and refuses.

Everything about a request is decided when it arrives, from how many others are in flight and one
draw, so that a simulation and a server of real sockets play one and the same model. A client that
leaves does not stop the work on its request: the place stays taken until the answer would be out.
"""

from __future__ import annotations

from enum import StrEnum

from ..records import dataclass


class End(StrEnum):
    """How a request ends at the service."""

    ANSWERED = "answered"
    CUT = "cut"  # the answer begins, and breaks off
    REFUSED = "refused"  # 529, at once


@dataclass(frozen=True, slots=True)
class Server:
    """A service that has `capacity` places.

    An answer takes `base_s` seconds, and `slope_s` more for each request already in flight. From
    `cut_from` of the places on answers are cut, the more the fuller it is, up to `cuts` of them at
    the last place; beyond that it refuses.
    """

    capacity: int = 300
    base_s: float = 1.0
    slope_s: float = 0.01
    cut_from: float = 0.8
    cuts: float = 0.25

    def seconds(self, in_flight: float) -> float:
        """How long a whole answer takes that begins beside so many."""
        return self.base_s + self.slope_s * in_flight

    def risk(self, in_flight: float) -> float:
        """How likely an answer that begins beside so many is cut, after half of its time."""
        start = self.cut_from * self.capacity
        return self.cuts * max(0.0, in_flight - start) / max(1.0, self.capacity - 1 - start)

    def fate(self, in_flight: int, draw: float) -> tuple[End, float]:
        """How it ends, and after how many seconds. `draw`: a uniform number below 1."""
        if in_flight >= self.capacity:
            return End.REFUSED, 0.0
        seconds = self.seconds(in_flight)
        if draw < self.risk(in_flight):
            return End.CUT, seconds / 2
        return End.ANSWERED, seconds
