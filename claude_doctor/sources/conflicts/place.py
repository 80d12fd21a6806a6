"""Whether the place in a cloud that a program calls is sound."""

from __future__ import annotations

from ...border import clouds
from ...border.programs import MODEL, Program, Surface, text
from .effective import holding, without


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
