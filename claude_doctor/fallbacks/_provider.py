"""What a provider's file is made of: its routes, where its page is, and what that says of them.

A page that cannot be read, or reads otherwise than it used to, raises Unavailable: it becomes
`unknown`, never `up`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..border import addresses
from ..border.settings import Settings
from ..engine.facts import Fact
from ..engine.fallback import Kind
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.world import World
from ..records import dataclass
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
    its kind does not, `how` a little more, `needs` what it takes where it is not set up. `model`
    goes stale within months: a vendor's that was not read names none. `place` is what the settings
    add to the name: a region. `holds`: whether a variable's value is a key of this route's;
    `same_login`: that of the calls that are made now will do.
    `offered`: whether it is another route than the one that calls take,
    `set_up`: whether it is configured here beyond a key, `calls`: the
    configuration with which calls would take it, None where it is not set up.
    """

    id: str
    name: str
    kind: Kind
    keys: tuple[str, ...] = ()
    model: str | None = None
    costs: str = ""
    how: str = ""
    needs: str = ""
    rank: int = 100
    place: Callable[[Settings], str | None] | None = None
    same_login: bool = False
    holds: Callable[[str], bool] = bool
    offered: Callable[[Settings], bool] = lambda settings: True
    set_up: Callable[[Settings], bool] | None = None
    calls: Callable[[Settings], Settings | None] | None = None

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
    value as the provider's own programs do. `ask` gets the origin and tells of each route, `reach`
    of the endpoints that were asked; not `paged`: they are all that tells of it.
    """

    name: str
    question: str
    variable: str
    default: str
    routes: tuple[Route, ...]
    ask: Callable[[World, str], Awaitable[Mapping[str, Said]]]
    normal: Callable[[str], str] = str
    reach: Callable[[World, bool], Awaitable[Mapping[str, Mapping[str, Any]]]] | None = None
    paged: bool = True

    def address(self, settings: Settings) -> str:
        """Where its page is for this environment."""
        given = settings.address(self.variable, self.default)
        return given if given == addresses.UNUSABLE else self.normal(given)

    def probe(self, metered: bool = False) -> Probe:
        """The provider as a probe for the runner. What it says becomes evidence, redacted.
        `metered`: with one request to each of its routes that can be called from here."""

        async def page(world: World, sheet: Sheet) -> None:
            for route, said in (await self.ask(world, self.address(world.settings))).items():
                _put(sheet, route, said.document())

        async def endpoints(world: World, sheet: Sheet) -> None:
            for name, told in (await self.reach(world, metered)).items() if self.reach else ():
                _put(sheet, name, told)

        async def run(world: World, sheet: Sheet) -> None:
            ended = await asyncio.gather(
                page(world, sheet), endpoints(world, sheet), return_exceptions=True
            )
            for one in ended:  # what the other has said stands on the sheet
                if isinstance(one, BaseException):
                    raise one

        return Probe(self.name, self.question, run)


def endpoint_of(route: str) -> str:
    """The name under which the evidence has what a route's endpoint says."""
    return f"{route}/endpoint"


def login_of(route: str) -> str:
    """The name under which the evidence has what is here to log in with."""
    return f"{route}/login"


def ping_of(route: str) -> str:
    """The name under which the evidence has what came of a route's ping."""
    return f"{route}/ping"


def _put(sheet: Sheet, name: str, told: Mapping[str, Any]) -> None:
    fact: Fact[dict[str, Any]] = Fact(sheet.probe, name, "how a route is: its state, and the words")
    sheet.put(fact, dict(told))
