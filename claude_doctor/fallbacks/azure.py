"""Azure OpenAI by Azure's public status page and its feed."""

from __future__ import annotations

from ..engine.fallback import Kind
from ..outside.world import World
from ..sources.clouds.feeds.azure import FEED
from ._provider import Provider, Route, Said


async def ask(world: World, base: str) -> dict[str, Said]:
    """The worse of page and feed."""
    told = await FEED.load(world, base)
    return {"azure-openai": told("azure-openai", None)}


PROVIDER = Provider(
    name="azure",
    question="What does Azure's status page say of Azure OpenAI?",
    variable=FEED.variable,
    default=FEED.default,
    routes=(
        Route(
            id="azure-openai",
            name="Azure OpenAI",
            kind=Kind.PROVIDER,
            keys=("AZURE_OPENAI_API_KEY",),
            rank=30,
        ),
    ),
    ask=ask,
)
