"""Whether large requests get lost on the way to the API where small ones are answered."""

from __future__ import annotations

from ...engine.facts import Fact
from ...engine.sheet import DEAD_END, Sheet
from ...outside.world import World
from . import mtu

LARGE: Fact[str] = Fact(
    "ping",
    "large",
    "requests that are large: pass; where only small ones are answered: lost (but for small "
    "packets), held (in packets of whatever size)",
)
LARGE_WORDS: Fact[str] = Fact("ping", "large_words", "how that shows")
LARGE_MEND: Fact[str] = Fact("ping", "large_mend", "what to type against that")


async def put(world: World, sheet: Sheet) -> None:
    """Look at it where the ping's request stays without an answer."""
    if (lost := await mtu.lost(world)) is not None:
        sheet.put(LARGE, lost.word)
        sheet.put(LARGE_WORDS, lost.words)
        sheet.put(LARGE_MEND, lost.command)
        world.share(DEAD_END, True)
