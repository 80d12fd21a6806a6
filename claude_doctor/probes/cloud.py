"""What the cloud that serves Claude here says of itself: its own status page, for the service and
the region of the calls that are checked.

Off a cloud route nothing is asked, and nothing is imported for it.
"""

from __future__ import annotations

from ..engine.model import Probe
from ..engine.sheet import Sheet, Skipped
from ..outside.transport import Unavailable
from ..outside.world import World
from ..sources.clouds.facts import FEED, FEED_REGION, FEED_WORDS


async def run(world: World, sheet: Sheet) -> None:
    """Ask the page of the cloud on whose route calls go."""
    program = world.settings.program
    if program.cloud is None:
        raise Skipped("calls from here go through no cloud")
    from ..sources.clouds.feeds import feed

    # What a program knows of Foundry is a resource; in which region that is, its name does not say.
    region = None if program.cloud == "foundry" else (program.place or "").lower()
    if region == "":
        raise Unavailable("which region to look for is unknown: none is set")
    page = feed(program.cloud)
    said = (await page.read(world))(program.cloud, region)
    sheet.put(FEED_REGION, region)  # only now: anything may stand in the variable by mistake
    sheet.put(FEED, said.state.value)
    sheet.put(FEED_WORDS, said.words)
    sheet.says(f"{said.words} ({page.coarse})")


PROBE = Probe("cloud", "What does your cloud's status page say of Claude in your region?", run)
