"""The gateway of ANTHROPIC_BASE_URL, for who calls a cloud now. It has no page: its own answer says
how it is."""

from __future__ import annotations

from ..border.addresses import is_address, origin
from ..border.programs import API, BASE
from ..border.settings import Settings
from ..engine.fallback import Kind
from ..outside.world import World
from ._endpoint import forced, reacher
from ._provider import Provider, Route, Said


def _address(settings: Settings) -> str:
    return settings.address(BASE, "")


def _offered(settings: Settings) -> bool:
    """Whether one is configured beside the cloud that calls go to."""
    address = _address(settings)
    own = origin(address) == origin(settings.front_door_url)
    return settings.program.cloud is not None and is_address(address) and not own


def _calls(settings: Settings) -> Settings:
    """Calls that go to it."""
    return forced(settings, "gateway")


async def ask(world: World, base: str) -> dict[str, Said]:
    """It has no page."""
    return {}


_ROUTES = (
    Route(
        id="gateway",
        name="Your gateway",
        kind=Kind.CLOUD,
        keys=("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"),
        needs="a credential for the gateway",
        rank=8,
        offered=_offered,
        calls=_calls,
    ),
)

PROVIDER = Provider(
    name="gateway",
    question="Does the gateway of ANTHROPIC_BASE_URL answer?",
    variable=BASE,
    default=API,
    routes=_ROUTES,
    ask=ask,
    reach=reacher(_ROUTES),
    paged=False,
)
