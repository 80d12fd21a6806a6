"""What a peer says of one route, and how a page is fetched: the same few rules for every kind.

A page that cannot be read, or reads otherwise than it used to, raises Unavailable: it becomes
`unknown`, never `up`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..border.bounds import load_json
from ..border.redact import plain
from ..engine import patience
from ..engine.facts import Fact
from ..engine.fallback import Health
from ..engine.sheet import Sheet
from ..outside.http import Answer
from ..outside.transport import Unavailable
from ..outside.world import World
from ..sources.statuspage.ways import refusal

QUOTE = 90  # characters of an incident's own words: one line of a terminal
PARTS = 2000  # components, incidents or events looked at; Google's page has some hundreds


_BADNESS = (Health.UP, Health.DEGRADED, Health.DOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """A state, and the words for it; `model`: the local model that is installed."""

    state: Health
    words: str
    model: str | None = None


def worst(said: Iterable[Said]) -> Said | None:
    """The worst of what is known; the first of equals."""
    return max(said, key=lambda one: _BADNESS.index(one.state), default=None)


def put(sheet: Sheet, route: str, said: Said) -> None:
    """Write down what was said of a route: it becomes evidence, redacted."""
    fact: Fact[dict[str, Any]] = Fact(sheet.probe, route, "how this route is, by its own page")
    sheet.put(fact, {"state": said.state.value, "words": said.words, "model": said.model})


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
