"""The results of the pings: a row a model."""

from __future__ import annotations

from typing import Any

from ..engine.facts import Facts
from ..probes import ping


def pinged(facts: Facts) -> list[dict[str, Any]]:
    """A record a model by the ping's own names; with one model the facts themselves are it."""
    listed = ping.MODELS.of(facts)
    if isinstance(listed, list):
        return [row for row in listed if isinstance(row, dict)]
    return [
        {key.partition(".")[2]: value for key, value in facts.items() if key.startswith("ping.")}
    ]
