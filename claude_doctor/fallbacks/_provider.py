"""What a provider's file is made of: its routes, where its page is, and what that says of them.

A page that cannot be read, or reads otherwise than it used to, raises Unavailable: it becomes
`unknown`, never `up`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..border import addresses
from ..border.settings import Settings
from ..engine.facts import Fact
from ..engine.fallback import Kind
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.world import World
from ..sources._pages import PARTS as PARTS
from ..sources._pages import Said as Said
from ..sources._pages import decoded as decoded
from ..sources._pages import fetch as fetch
from ..sources._pages import quoted as quoted
from ..sources._pages import rows as rows
from ..sources._pages import worst as worst

_CHANGE = {
    Kind.MODEL: "same key, another model id",
    Kind.CLOUD: "the same models",
    Kind.PROVIDER: "another API",
    Kind.LOCAL: "on your own machine",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One way to go on working.

    `keys` are variables of which one, when set, shows a key; none of them: no key is needed.
    `rank` orders the routes of one kind, the smallest first. `costs` says what the change is where
    its kind does not, `how` a little more. `model` goes stale within months: a vendor's that was
    not read names none. `place` is what the environment adds to the name: a region.
    """

    id: str
    name: str
    kind: Kind
    keys: tuple[str, ...] = ()
    model: str | None = None
    costs: str = ""
    how: str = ""
    rank: int = 100
    place: Callable[[Mapping[str, str]], str] | None = None

    @property
    def change(self) -> str:
        """What the route costs."""
        return self.costs or _CHANGE[self.kind]

    @property
    def order(self) -> tuple[int, int, str]:
        """By the change that the route costs."""
        return list(Kind).index(self.kind), self.rank, self.id


@dataclass(frozen=True, slots=True)
class Provider:
    """One peer that is asked about one route or several: all that its file holds.

    `default` is the origin of its page, `variable` moves it elsewhere, and `normal` reads that
    value as the provider's own programs do. `ask` gets the origin and tells of each route.
    """

    name: str
    question: str
    variable: str
    default: str
    routes: tuple[Route, ...]
    ask: Callable[[World, str], Awaitable[Mapping[str, Said]]]
    normal: Callable[[str], str] = str

    def address(self, settings: Settings) -> str:
        """Where its page is for this environment."""
        given = settings.address(self.variable, self.default)
        return given if given == addresses.UNUSABLE else self.normal(given)

    @property
    def probe(self) -> Probe:
        """The provider as a probe for the runner. What it says becomes evidence, redacted."""

        async def run(world: World, sheet: Sheet) -> None:
            for route, said in (await self.ask(world, self.address(world.settings))).items():
                fact: Fact[dict[str, Any]] = Fact(
                    sheet.probe, route, "how this route is, by its own page"
                )
                sheet.put(
                    fact, {"state": said.state.value, "words": said.words, "model": said.model}
                )

        return Probe(self.name, self.question, run)
