"""Vertex, Vertex in another region, and Gemini, by Google Cloud's incidents.

The Gemini Developer API has a page that programs cannot read (aistudio.google.com/status, 2026-10).
"""

from __future__ import annotations

import re

from ..border import clouds
from ..border.settings import Settings
from ..engine.fallback import Kind
from ..outside.world import World
from ..sources.clouds.feeds.google import FEED
from . import _elsewhere, _endpoint
from ._feeds import each
from ._provider import Provider, Route, Said


def region(settings: Settings) -> str | None:
    """Vertex's region, where it is set up here; else every region counts."""
    if not _endpoint.configured("vertex", settings):
        return None
    place = (clouds.place("vertex", settings.env)[0] or "").lower()
    # Anything may stand in the variable by mistake.
    return place if re.fullmatch(r"[a-z]{2,20}(?:-[a-z]{2,20}\d{1,2})?", place) else None


def _other(settings: Settings) -> str | None:
    return _elsewhere.region(settings, "vertex")


def _calls_there(settings: Settings) -> Settings | None:
    return _elsewhere.calls(settings, "vertex")


async def ask(world: World, base: str) -> dict[str, Said]:
    """One page, each route's region."""
    told, settings = await FEED.load(world, base), world.settings
    there = _other(settings)
    wanted = {"vertex": ("vertex", region(settings)), "gemini": ("vertex", None)}
    if there:
        wanted["vertex-other-region"] = ("vertex", there)
    return each(told, wanted)


_LOGINS = ("GOOGLE_APPLICATION_CREDENTIALS", "ANTHROPIC_VERTEX_PROJECT_ID")
_ROUTES = (
    Route(
        id="vertex-other-region",
        name="Claude through Vertex in another region",
        kind=Kind.CLOUD,
        costs="the same login, another CLOUD_ML_REGION",
        how="the global endpoint serves from wherever there is capacity",
        rank=4,
        place=_other,
        offered=lambda settings: _other(settings) is not None,
        same_login=True,
        calls=_calls_there,
    ),
    Route(
        id="vertex",
        name="Claude through Vertex",
        kind=Kind.CLOUD,
        keys=_LOGINS,
        how="AnthropicVertex in the SDK, CLAUDE_CODE_USE_VERTEX=1 in Claude Code",
        needs="a Google Cloud project with Claude enabled, and "
        "`gcloud auth application-default login`",
        rank=20,
        place=region,
        offered=lambda settings: not _endpoint.is_active(settings, "vertex"),
        set_up=lambda settings: _endpoint.configured("vertex", settings),
        calls=_endpoint.by("vertex"),
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
)

PROVIDER = Provider(
    name="google",
    question="What does Google Cloud's status page say about Vertex and Gemini?",
    variable=FEED.variable,
    default=FEED.default,
    routes=_ROUTES,
    ask=ask,
    reach=_endpoint.reacher(_ROUTES),
)
