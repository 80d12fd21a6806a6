"""Who serves Claude to the checked program, and whether its place in a cloud is sound."""

from __future__ import annotations

from ...border import clouds
from ...border.programs import MODEL, Program, Surface, text
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from .effective import holding, without

ROUTE: Fact[str] = Fact(
    "environment",
    "route",
    "who serves Claude to the checked program: anthropic, gateway, bedrock, vertex, foundry, "
    "mantle, anthropic-aws",
    report_only=True,
)
SERVICE: Fact[str] = Fact("environment", "service", "what a sentence calls that", report_only=True)
PLACE_FLAW: Fact[str] = Fact(
    "environment",
    "place_flaw",
    "what is wrong with a cloud's region, project, resource or address, or none",
    report_only=True,
)
PLACE_MEND: Fact[str] = Fact(
    "environment", "place_mend", "what to type against that", report_only=True
)


def put(sheet: Sheet, program: Program) -> None:
    """Put the route of the checked program, and what is wrong with its place in a cloud."""
    sheet.put(ROUTE, program.route)
    sheet.put(SERVICE, program.service)
    words, mend = flaw(program) or ("none", None)
    sheet.put(PLACE_FLAW, words)
    sheet.put(PLACE_MEND, mend)


def flaw(program: Program) -> tuple[str, str] | None:
    """What is wrong with the place in a cloud that a program calls, and what to type where the
    variable stands; None: nothing, or it calls no cloud."""
    if program.cloud is None:
        return None
    model = text(program.env, MODEL)
    found = clouds.flaw(program.cloud, program.env, model, program.surface is Surface.API)
    if found is None:
        return None
    words, mend = found
    name, _, rest = words.partition(" ")
    command, _, what = mend.partition(" ")
    variable, _, value = what.partition("=")
    if variable in program.places:
        if command == "unset":
            mend = without(program, variable)
        else:
            mend = holding(program, variable, value)
    return f"{program.where(name)} {rest}", mend
