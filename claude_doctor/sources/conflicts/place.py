"""Whether the place in a cloud that a program calls is sound."""

from __future__ import annotations

from ...border import clouds, regions
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
    if command == "unset" and variable in program.places:
        mend = without(program, variable)
    elif command != "unset":
        mend = _setting(program, variable, value, mend)
    return f"{program.where(name)} {rest}", mend


def doubt(program: Program) -> tuple[str, str | None] | None:
    """That the region of the cloud is none that is known, with the nearest ones, and what to type;
    None: it is known, or something else is wrong with it."""
    name, region = program.region_from, program.region
    if program.cloud is None or region is None or name is None or flaw(program):
        return None
    meant = regions.near(program.cloud, region)
    if not meant:
        return None
    words = f"{program.where(name)} names {region}, and no region of that name is known; "
    words += f"near it: {', '.join(meant)}"
    # A file of AWS's is no variable: one that is set beats it.
    variable = name if name.isupper() else clouds.CLOUDS[program.cloud].places[0]
    return words, _setting(program, variable, meant[0], f"export {variable}={meant[0]}")


def _setting(program: Program, variable: str, value: str, mend: str) -> str:
    """What sets the variable where it stands: `mend` does so in the shell."""
    return holding(program, variable, value) if variable in program.places else mend
