"""A cloud's page that was read once, asked of each of its routes."""

from __future__ import annotations

from collections.abc import Mapping

from ..engine.fallback import Health
from ..outside.transport import Unavailable
from ..sources.clouds.feeds._feed import Told
from ._provider import Said


def each(told: Told, wanted: Mapping[str, tuple[str, str | None]]) -> dict[str, Said]:
    """What the page says, by route; `wanted`: the cloud and the region of each. One that it does
    not tell of is unknown; Unavailable where it tells of none."""
    found: dict[str, Said] = {}
    faults: list[Unavailable] = []
    for route, (cloud, region) in wanted.items():
        try:
            found[route] = told(cloud, region)
        except Unavailable as why:
            found[route] = Said(Health.UNKNOWN, str(why))
            faults.append(why)
    if len(faults) == len(found):
        raise faults[0]
    return found
