"""All sources together: one of them may be wrong by chance, two independent ones hardly are.

Whoever re-reads the same posts or the status page is no source of its own; a source that could
not be asked weighs exactly nothing, neither as quiet nor as loud.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from .counting import LEVELS

Fusion: TypeAlias = Literal["confirmed", "likely", "hint", "quiet", "no-data"]


def confirmed(levels: Mapping[str, str | None]) -> bool:
    """Whether the crowd confirms: two sources at spike, or one strong and another at watch."""
    ranks = sorted((_rank(value) for value in levels.values()), reverse=True)
    return len(ranks) > 1 and (ranks[1] >= 2 or (ranks[0] >= 3 and ranks[1] >= 1))


def fused(levels: Mapping[str, str | None]) -> Fusion:
    """All sources in one word. None, and any word that is no level, weighs exactly nothing."""
    ranks = [_rank(value) for value in levels.values()]
    if confirmed(levels):
        return "confirmed"
    if max(ranks, default=-1) >= 2:
        return "likely"
    if 1 in ranks:
        return "hint"
    return "quiet" if ranks.count(0) >= 2 else "no-data"


def _rank(value: str | None) -> int:
    return next((rank for rank, name in enumerate(LEVELS) if name == value), -1)
