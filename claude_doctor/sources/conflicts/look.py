"""A keyless look at where another program's calls go: does anything answer there at all?

Only where its address or its proxy differs from that of the program that is checked: on a machine
where both are the same nothing is asked.
"""

from __future__ import annotations

from ...border.addresses import origin, shown
from ...border.programs import Program, Surface
from ...engine import patience
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from ...records import dataclass
from .effective import proxy_of, proxy_variable, round_gateway, without

OTHER: Fact[str] = Fact(
    "ping",
    "other_program",
    "how the other program's own way answers without a key: works, dead, same (as the one that was "
    "checked), none (no other program is set up here)",
)
OTHER_WORDS: Fact[str] = Fact("ping", "other_words", "what leads there, and how it fails")
OTHER_MEND: Fact[str] = Fact("ping", "other_mend", "what to type against that")
CLOUD_GATEWAY: Fact[str] = Fact("ping", "cloud_gateway", "the one before a cloud: works, dead")
CLOUD_GATEWAY_WORDS: Fact[str] = Fact("ping", "cloud_gateway_words", "what leads there, and why")
CLOUD_GATEWAY_MEND: Fact[str] = Fact("ping", "cloud_gateway_mend", "what to type against that")
_GATEWAY = (CLOUD_GATEWAY, CLOUD_GATEWAY_WORDS, CLOUD_GATEWAY_MEND)
_OTHER = (OTHER, OTHER_WORDS, OTHER_MEND)

#: What a reverse proxy answers when nothing stands behind it.
_NOBODY = (502, 503, 504)


@dataclass(frozen=True, slots=True)
class Look:
    """`state`: works (something answered), dead, same (as what is checked) or none; `words`: what
    is wrong, as the rest of a sentence; `mend`: what takes away what leads there."""

    state: str
    words: str = ""
    mend: str = ""


def address(world: World, program: Program) -> str:
    """Where its calls go; Anthropic's own API is asked where the settings have its front door."""
    own = program.cloud is None and program.base is None
    return world.settings.front_door_url if own else program.base_url


def differs(world: World, other: Program) -> bool:
    """Whether the calls of another program go another way than those that are checked."""
    ours = world.settings.program
    # Of a cloud only what stands before it is looked at: it is not the way that is checked.
    if not other.base_url or (other.cloud and not other.before_cloud):
        return False
    apart = origin(address(world, other)) != origin(address(world, ours))
    return apart or proxy_of(world, other) != proxy_of(world, ours)


async def put(world: World, sheet: Sheet) -> None:
    """Look, keyless, at the gateway before a cloud, and where another program's calls go."""
    for seen, facts in zip(await looks(world), (_GATEWAY, _OTHER), strict=True):
        if seen is not None:
            for fact, value in zip(facts, (seen.state, seen.words, seen.mend), strict=True):
                sheet.put(fact, value or None)


async def looks(world: World) -> tuple[Look | None, Look | None]:
    """At the gateway before the cloud that is called, and at the other program's way."""
    program, other = world.settings.program, world.settings.other
    gateway = await look(world, program) if program.before_cloud else Look("none")
    if other is None:
        return gateway, Look("none")
    return gateway, await look(world, other) if differs(world, other) else Look("same")


async def look(world: World, program: Program) -> Look | None:
    """Ask its address as it would, without a key. None where the silence was too short to mean
    anything, or this machine itself at fault."""
    there = world.beside(program.env, program.surface)
    try:
        at = address(world, program)
        answer = await there.fetch(at, timeout=patience.LOOK, counts=False)
    except Unreached as why:
        short = why.kind == "silent" and why.heard < patience.least(world.busy)
        if short or why.kind == "local":
            return None
        return _dead(there, program, why.kind, why.detail)
    except Unavailable:  # too large, or in another form: somebody is there
        return Look("works")
    finally:
        await there.hang_up()
    if answer.status in _NOBODY:
        return _dead(there, program, "answer", f"it answers {answer.status}")
    return Look("works")


def _dead(there: World, program: Program, kind: str, detail: str) -> Look:
    proxy = there.proxy_for(program.base_url)
    variable = proxy_variable(program)
    if proxy is not None and variable is not None and kind != "answer":
        words = (
            f"{program.where(variable)} gives {program.name} the proxy {shown(proxy)}, which "
            f"fails ({detail})"
        )  # fmt: skip
        return Look("dead", words, without(program, variable))
    if program.base is None:
        return Look("dead", f"{program.name} gets no answer from {shown(program.base_url)} "
                           f"({detail})")  # fmt: skip
    words = (
        f"{program.where(program.base)} sends {program.name} to {shown(program.base_url)}, which "
        f"fails ({detail})"
    )  # fmt: skip
    # A key that is set beside the address is the one for it, and must not go elsewhere instead.
    beside = [] if program.surface is Surface.API else [
        name for name in program.credentials.values()
        if program.places.get(name) and program.base in program.places
    ]  # fmt: skip
    away = round_gateway if program.cloud else without
    names = beside if program.cloud else [program.base, *beside]
    return Look("dead", words, away(program, *names))
