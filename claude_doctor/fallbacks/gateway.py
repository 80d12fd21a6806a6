"""The gateway of ANTHROPIC_BASE_URL, for who calls a cloud now. It has no page: its own answer says
how it is."""

from __future__ import annotations

from ..border.programs import API, BASE
from ..border.settings import Settings, is_address, origin
from ..engine.fallback import Kind
from ..outside.world import World
from ._endpoint import knock
from ._provider import Provider, Route, Said, Target


def _address(settings: Settings) -> str:
    return settings.address(BASE, "")


def _offered(settings: Settings) -> bool:
    """Whether one is configured beside the cloud that calls go to."""
    address = _address(settings)
    own = origin(address) == origin(settings.front_door_url)
    return settings.program.cloud is not None and is_address(address) and not own


async def ask(world: World, base: str) -> dict[str, Said]:
    """Its Messages API, without a credential."""
    if not _offered(world.settings):
        return {}
    target = Target(f"{_address(world.settings)}/v1/messages", {"anthropic-version": "2023-06-01"})
    return {"gateway": await knock(world, target)}


PROVIDER = Provider(
    name="gateway",
    question="Does the gateway of ANTHROPIC_BASE_URL answer?",
    variable=BASE,
    default=API,
    routes=(
        Route(
            id="gateway",
            name="Your gateway",
            kind=Kind.CLOUD,
            keys=("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"),
            needs="a credential of the gateway's",
            rank=8,
            offered=_offered,
        ),
    ),
    ask=ask,
)
