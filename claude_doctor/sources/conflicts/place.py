"""Whether the place in a cloud that a program calls is sound."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...border import clouds, lint, regions
from ...border.addresses import repaired
from ...border.flaw import KINDS
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
    if cured := _cure(program, variable):
        mend = cured
    elif command == "unset" and variable in program.places:
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
    words = f"{program.where(name)} names {region}, which is not a known region; "
    words += f"similar: {', '.join(meant)}"
    # A file of AWS's is no variable: one that is set beats it.
    variable = name if name.isupper() else clouds.CLOUDS[program.cloud].places[0]
    return words, _setting(program, variable, meant[0], f"export {variable}={meant[0]}")


def _setting(program: Program, variable: str, value: str, mend: str) -> str:
    """What sets the variable where it stands: `mend` does so in the shell."""
    return holding(program, variable, value) if variable in program.places else mend


# Regions of AWS where much is served, by how those near them begin; the first that is another
# counts. A partition of its own (GovCloud) is left by no login.
_NEAR = {
    "us-gov-": ("us-gov-west-1", "us-gov-east-1"),
    "eu-": ("eu-central-1", "eu-west-1"),
    "ap-": ("ap-northeast-1", "ap-southeast-2"),
    "": ("us-west-2", "us-east-1"),
}


def other(program: Program) -> str | None:
    """Another region of the cloud's to try, near the one that calls go to; None off a cloud's
    regions."""
    if program.cloud is None or program.cloud == "foundry":
        return None
    here = (program.region or "").lower()
    if program.cloud == "vertex":
        return "us-east5" if here == "global" else "global"
    near = next(names for start, names in _NEAR.items() if here.startswith(start))
    return next(name for name in near if name != here)


def resource(program: Program) -> str | None:
    """What gives Foundry's resource another name where it is set; None on other routes, or where
    an address stands in its place."""
    if program.cloud != "foundry" or not text(program.env, clouds.RESOURCE):
        return None
    return holding(program, clouds.RESOURCE, "your-resource")


def base(program: Program) -> str | None:
    """What gives the cloud's own address the path that programs need behind it, where the variable
    that holds it lacks the path; None where nothing is to be added."""
    if program.cloud is None or program.base is None or program.before_cloud:
        return None
    held = text(program.env, program.base)
    path = urlsplit(clouds.CLOUDS[program.cloud].address).path
    parts = urlsplit(held)
    if not path or "@" in held or parts.path.strip("/") or parts.query or parts.fragment:
        return None
    return holding(program, program.base, held.rstrip("/") + path)


def _cure(program: Program, name: str) -> str:
    """What leaves the place that was meant in the variable: it stands there, in quotation marks or
    behind a character that nobody sees. Empty where no such thing is wrong with it."""
    held = program.env.get(name, "")
    found = lint.lint(name, held, KINDS[name]) if name in KINDS else []
    if not found or not all(one.cure for one in found):
        return ""
    if name in program.places:
        return holding(program, name, repaired(held))
    return "; ".join(one.cure for one in found)
