"""The results of the pings: a row a model."""

from __future__ import annotations

from typing import Any

from ..engine.facts import Facts
from ..sources.api.own_models import each


def pinged(facts: Facts) -> list[dict[str, Any]]:
    """A record a model by the ping's own names."""
    return each(
        {
            key.removeprefix("ping."): value
            for key, value in facts.items()
            if key.startswith("ping.")
        }
    )
