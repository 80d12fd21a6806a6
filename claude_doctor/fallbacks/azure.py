"""Claude through Microsoft Foundry, and Azure OpenAI, by Azure's status page and its feed."""

from __future__ import annotations

from ..engine.fallback import Kind
from ..outside.world import World
from ..sources.clouds.feeds.azure import FEED
from . import _endpoint
from ._feeds import each
from ._provider import Provider, Route, Said


async def ask(world: World, base: str) -> dict[str, Said]:
    """The worse of page and feed, for each service that can be told."""
    told = await FEED.load(world, base)
    return each(told, {"foundry": ("foundry", None), "azure-openai": ("azure-openai", None)})


_ROUTES = (
    Route(
        id="foundry",
        name="Claude through Microsoft Foundry",
        kind=Kind.CLOUD,
        keys=("ANTHROPIC_FOUNDRY_API_KEY",),
        how="AnthropicFoundry in the SDK, CLAUDE_CODE_USE_FOUNDRY=1 in Claude Code",
        needs="a Foundry resource with a deployment of Claude (ANTHROPIC_FOUNDRY_RESOURCE)",
        rank=25,
        offered=lambda settings: not _endpoint.is_active(settings, "foundry"),
        set_up=lambda settings: _endpoint.configured("foundry", settings),
        calls=_endpoint.by("foundry"),
    ),
    Route(
        id="azure-openai",
        name="Azure OpenAI",
        kind=Kind.PROVIDER,
        keys=("AZURE_OPENAI_API_KEY",),
        rank=30,
    ),
)

PROVIDER = Provider(
    name="azure",
    question="What does Azure's status page say about Foundry and Azure OpenAI?",
    variable=FEED.variable,
    default=FEED.default,
    routes=_ROUTES,
    ask=ask,
    reach=_endpoint.reacher(_ROUTES),
)
