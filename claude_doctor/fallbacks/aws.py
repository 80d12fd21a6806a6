"""Bedrock by AWS's public list of current events, in the region that the AWS SDKs would take."""

from __future__ import annotations

from collections.abc import Mapping

from ..engine.fallback import Kind
from ..outside.world import World
from ..sources.clouds.feeds.aws import FEED, REGION
from ._provider import Provider, Route, Said


def region(env: Mapping[str, str]) -> str:
    """The region that the AWS SDKs would take."""
    names = ("AWS_REGION", "AWS_DEFAULT_REGION")
    return next((env[name].strip().lower() for name in names if env.get(name, "").strip()), REGION)


async def ask(world: World, base: str) -> dict[str, Said]:
    """One list, one region."""
    told = await FEED.load(world, base)
    return {"bedrock": told("bedrock", region(world.env))}


PROVIDER = Provider(
    name="aws",
    question="What does AWS report of Bedrock in your region?",
    variable=FEED.variable,
    default=FEED.default,
    routes=(
        Route(
            id="bedrock",
            name="Claude through Bedrock",
            kind=Kind.CLOUD,
            keys=(
                "AWS_BEARER_TOKEN_BEDROCK",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_PROFILE",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            ),
            how="AnthropicBedrock in the SDK",
            rank=10,
            place=region,
        ),
    ),
    ask=ask,
)
