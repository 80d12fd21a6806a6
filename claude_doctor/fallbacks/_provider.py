"""What a provider's file is made of: its routes, where its page is, and what that says of them.

A page that cannot be read, or reads otherwise than it used to, raises Unavailable: it becomes
`unknown`, never `up`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..border import addresses
from ..border.bounds import load_json
from ..border.redact import plain
from ..border.settings import Settings
from ..engine import patience
from ..engine.facts import Fact
from ..engine.fallback import Health, Kind
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.http import Answer
from ..outside.transport import Unavailable
from ..outside.world import World
from ..sources.statuspage.ways import refusal

QUOTE = 90  # characters of an incident's own words: one line of a terminal
PARTS = 2000  # components, incidents or events looked at; Google's page has some hundreds


_CHANGE = {
    Kind.MODEL: "same key, another model id",
    Kind.CLOUD: "the same models",
    Kind.PROVIDER: "another API",
    Kind.LOCAL: "on your own machine",
}
_BADNESS = (Health.UP, Health.DEGRADED, Health.DOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """A state, and the words for it; `model`: the local model that is installed."""

    state: Health
    words: str
    model: str | None = None


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


def worst(said: Iterable[Said]) -> Said | None:
    """The worst of what is known; the first of equals."""
    return max(said, key=lambda one: _BADNESS.index(one.state), default=None)


def quoted(words: object) -> str:
    """A stranger's words as a quotation of bounded length."""
    return f"“{plain(words, limit=QUOTE)}”" if isinstance(words, str) and words else "no title"


async def fetch(world: World, url: str, accept: str = "application/json") -> Answer:
    """A page that answers 200 without a wall before it. No credential travels, ever.

    Not counted among the peers that answered: a local server's answer says nothing about the
    internet, and this option must not change a verdict.
    """
    answer = await world.fetch(
        url, headers={"accept": accept}, timeout=patience.PEER_PAGE, redirects=2, counts=False
    )
    if why := refusal(answer):
        raise Unavailable(why)
    return answer


def rows(value: object, what: str) -> list[Any]:
    """A list of bounded length; Unavailable for anything else."""
    if not isinstance(value, list) or len(value) > PARTS:
        raise Unavailable(f"answered in another shape: {what}")
    return value


def decoded(body: bytes) -> Any:
    """JSON in UTF-8, UTF-16 or UTF-32, with or without its mark. Unavailable for anything else."""
    try:
        return load_json(body.decode(json.detect_encoding(body)))
    except ValueError:
        raise Unavailable("answered with something that is not JSON") from None
