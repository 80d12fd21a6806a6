"""Vertex, and Gemini, by Google Cloud's incidents.

The Gemini Developer API has a page that programs cannot read (aistudio.google.com/status, 2026-10).
"""

from __future__ import annotations

from ..engine.fallback import Kind
from ..outside.world import World
from ..sources.clouds.feeds.google import FEED
from ._provider import Provider, Route, Said


async def ask(world: World, base: str) -> dict[str, Said]:
    """One page, two routes."""
    told = await FEED.load(world, base)
    return {"vertex": told("vertex", None), "gemini": told("vertex", None)}


PROVIDER = Provider(
    name="google",
    question="What does Google Cloud's status page say of Vertex and Gemini?",
    variable=FEED.variable,
    default=FEED.default,
    routes=(
        Route(
            id="vertex",
            name="Claude through Vertex",
            kind=Kind.CLOUD,
            keys=("GOOGLE_APPLICATION_CREDENTIALS", "ANTHROPIC_VERTEX_PROJECT_ID"),
            how="AnthropicVertex in the SDK",
            rank=20,
        ),
        Route(
            id="gemini",
            name="Gemini",
            kind=Kind.PROVIDER,
            keys=("GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS"),
            model="gemini-4-argon",  # likely, from the vendor's pages of autumn 2026
            how="the Gemini Developer API has a page of its own: aistudio.google.com/status",
            rank=20,
        ),
    ),
    ask=ask,
)
