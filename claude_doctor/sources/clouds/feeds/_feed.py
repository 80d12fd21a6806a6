"""What a vendor's file is made of: where its page is, and how it is asked about Claude."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from ....border.settings import Settings
from ....outside.world import World
from ....records import dataclass
from ..._pages import Said

#: A page that was read: what it says of a cloud's service (by the cloud's id) in a region; None
#: for a region is "wherever". Unavailable where it does not tell.
Told: TypeAlias = Callable[[str, str | None], Said]


@dataclass(frozen=True, slots=True)
class Feed:
    """A vendor's page. `variable` moves it from `default`; `coarse` is what it cannot tell."""

    vendor: str
    variable: str
    default: str
    coarse: str
    load: Callable[[World, str], Awaitable[Told]]

    def address(self, settings: Settings) -> str:
        """Where the page is for this environment."""
        return settings.address(self.variable, self.default)

    async def read(self, world: World) -> Told:
        """The page, fetched once. Unavailable or Unreached where there is none."""
        return await self.load(world, self.address(world.settings))
