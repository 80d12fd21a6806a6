"""Which way calls take to Claude, and who serves it there: by the configuration alone."""

from __future__ import annotations

from ..border.redact import Own
from ..engine.sheet import Sheet
from ..outside.world import World
from .clouds import facts
from .conflicts import place


def known(world: World, sheet: Sheet) -> None:
    """Put the cloud that answers would come from: of them nothing of Anthropic's is concluded, also
    where the rest of the environment is not asked for."""
    program = world.settings.program
    if program.cloud:
        sheet.put(facts.ROUTE, program.route)
        sheet.put(facts.SERVICE, program.service)
        sheet.put(facts.PLACE, program.place)
        sheet.put(facts.PROVIDER, program.service)


def put(world: World, sheet: Sheet) -> None:
    """Put who serves Claude to the program, and whether its place in a cloud is sound."""
    program = world.settings.program
    sheet.put(facts.ROUTE, program.route)
    sheet.put(facts.SERVICE, Own(program.service))
    known(world, sheet)
    sheet.put(facts.OTHER_REGION, place.other(program))
    sheet.put(facts.RESOURCE_MEND, place.resource(program))
    words, mend = place.flaw(program) or (facts.NONE, None)
    doubt, instead = place.doubt(program) or (facts.NONE, None)
    sheet.put(facts.PLACE_FLAW, words)
    sheet.put(facts.PLACE_DOUBT, doubt if program.cloud else None)
    sheet.put(facts.PLACE_MEND, mend or instead)
