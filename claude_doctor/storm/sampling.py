"""Whole numbers drawn for many clients at once.

Everything comes from `random()` of one generator: its other methods, like `sum` over floats, may
change between versions of Python, and the same seed gives the same storm in all of them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

Draw = Callable[[], float]
_SINGLY = 32  # as many are drawn one by one
_PARTS = 32  # of a pause, for many at once
_RARE = 12.0  # below this mean a normal curve is no likeness


def binomial(draw: Draw, count: int, share: float) -> int:
    """How many of `count` it hits, each with the likelihood `share`: exactly for a few, and for
    many by the curve of Poisson or Gauss."""
    if share <= 0 or count <= 0:
        return 0
    if share >= 1:
        return count
    if count <= _SINGLY:
        return sum(draw() < share for _ in range(count))
    mean = count * share
    if count - mean < _RARE:
        return count - binomial(draw, count, 1 - share)
    if mean >= _RARE:
        normal = -6.0  # twelve uniform numbers: variance 1
        for _ in range(12):
            normal += draw()
        return min(count, max(0, round(mean + math.sqrt(mean * (1 - share)) * normal)))
    hits, left, end = 0, draw(), math.exp(-mean)
    while left > end and hits < count:
        hits, left = hits + 1, left * draw()
    return hits


class Spread:
    """Shares of a whole, a tick each, over which clients are spread: one by one where they are few.
    Of many each share gets its whole number, and the rest is drawn; long pauses go by some ticks
    at a time then, each time to another tick of them."""

    def __init__(self, shares: list[float]) -> None:
        self._edges = list(accumulate(shares))[:-1]
        self._width = -(-len(shares) // _PARTS)
        parts: list[float] = [0.0] * -(-len(shares) // self._width)
        for tick, share in enumerate(shares):
            parts[tick // self._width] += share
        self._parts = [(part * self._width, share) for part, share in enumerate(parts) if share]

    def __call__(self, draw: Draw, count: int) -> list[tuple[int, int]]:
        """The number of a tick, from 0, and how many clients it gets (more)."""
        placed = []
        if count > _PARTS:
            left = count
            for tick, share in self._parts:
                if some := int(count * share):
                    placed.append((tick + int(draw() * self._width), some))
                    left -= some
            count = left
        for _ in range(count):
            placed.append((bisect_right(self._edges, draw()), 1))
        return placed
