"""Claude at AWS by its public list of current events: Bedrock, Bedrock in another region, and
Claude on AWS, each in its own region."""

from __future__ import annotations

from ..border import clouds
from ..border.settings import Settings
from ..engine.fallback import Kind
from ..outside.world import World
from ..sources.clouds.feeds.aws import FEED, REGION, is_region
from . import _elsewhere, _endpoint
from ._feeds import each
from ._provider import Provider, Route, Said

_BEDROCK = ("bedrock", "mantle")  # one service, by two endpoints
_LOGINS = (
    "AWS_SECRET_ACCESS_KEY",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


def region(settings: Settings) -> str:
    """The region that the AWS SDKs would take."""
    return (clouds.place("bedrock", settings.env)[0] or REGION).lower()


def _place(settings: Settings) -> str | None:
    """The same where it can be one: anything may stand in the variable by mistake."""
    return region(settings) if is_region(region(settings)) else None


def _other(settings: Settings) -> str | None:
    return _elsewhere.region(settings, *_BEDROCK)


def _calls_there(settings: Settings) -> Settings | None:
    return _elsewhere.calls(settings, *_BEDROCK)


async def ask(world: World, base: str) -> dict[str, Said]:
    """One list, each route's region."""
    told, settings = await FEED.load(world, base), world.settings
    here, there = region(settings), _other(settings)
    wanted: dict[str, tuple[str, str | None]] = {
        "bedrock": ("bedrock", here),
        "anthropic-aws": ("anthropic-aws", here),
    }
    if there:
        wanted["bedrock-other-region"] = ("bedrock", there)
    return each(told, wanted)


_ROUTES = (
    Route(
        id="bedrock-other-region",
        name="Claude through Bedrock in another region",
        kind=Kind.CLOUD,
        costs="the same login, another AWS_REGION",
        how="or an inference profile whose id starts with global., which lets AWS choose the "
        "region",
        rank=4,
        place=_other,
        offered=lambda settings: _other(settings) is not None,
        same_login=True,
        calls=_calls_there,
    ),
    Route(
        id="bedrock",
        name="Claude through Bedrock",
        kind=Kind.CLOUD,
        keys=("AWS_BEARER_TOKEN_BEDROCK", *_LOGINS),
        how="AnthropicBedrock in the SDK, CLAUDE_CODE_USE_BEDROCK=1 in Claude Code",
        needs="an AWS login with access to Claude on Bedrock",
        rank=10,
        place=_place,
        offered=lambda settings: not _endpoint.is_active(settings, *_BEDROCK),
        set_up=lambda settings: _endpoint.configured("bedrock", settings),
        calls=_endpoint.by("bedrock"),
    ),
    Route(
        id="anthropic-aws",
        name="Claude on AWS",
        kind=Kind.CLOUD,
        keys=("ANTHROPIC_AWS_API_KEY",),
        how="CLAUDE_CODE_USE_ANTHROPIC_AWS=1 in Claude Code",
        needs="a workspace of Claude on AWS (ANTHROPIC_AWS_WORKSPACE_ID)",
        rank=15,
        place=_place,
        offered=lambda settings: not _endpoint.is_active(settings, "anthropic-aws"),
        set_up=lambda settings: _endpoint.configured("anthropic-aws", settings),
        calls=_endpoint.by("anthropic-aws"),
    ),
)

PROVIDER = Provider(
    name="aws",
    question="What does AWS report about Claude in your region?",
    variable=FEED.variable,
    default=FEED.default,
    routes=_ROUTES,
    ask=ask,
    reach=_endpoint.reacher(_ROUTES),
)
