"""Which requests a ping is: each model asked for, the default one, Anthropic's front door."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from ...engine import patience
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from . import models, served
from .messages import VERSION, send
from .reply import Answer, Reply


async def one(world: World, model: str, auth: Mapping[str, str]) -> Reply:
    """Ping a model where the user's calls go."""
    settings = world.settings
    return await send(world, settings.base_url, model, auth, world.left(), settings.gateway)


async def everything(world: World, auth: Mapping[str, str]) -> tuple[Reply, list[Reply], bool]:
    """Ping what is to be pinged at once: the reply that counts first, those for the user's other
    models, and whether the default model is unknown.

    Behind a gateway that the user has told a model for, that one counts: a gateway need not know
    the default one."""
    wanted = list(world.settings.models) if auth else []
    if wanted and world.settings.gateway:
        first, *rest = await asyncio.gather(*(guarded(world, model, auth) for model in wanted))
        return first, rest, False
    (first, gone), rest = await asyncio.gather(
        default_model(world, auth),
        asyncio.gather(*(guarded(world, m, auth) for m in wanted if m != models.DEFAULT)),
    )
    return first, rest, gone


async def guarded(world: World, model: str, auth: Mapping[str, str]) -> Reply:
    """Ping a model. Where only Claude Code's word for it is known, the id is a guess, and who does
    not know it has not failed."""
    reply = await one(world, model, auth)
    guess = model in world.settings.guessed
    return replace(reply, answer=Answer.DECLINED) if reply.lacks_model and guess else reply


async def default_model(world: World, auth: Mapping[str, str]) -> tuple[Reply, bool]:
    """Ping the default model; where it is unknown or not for this key, once, the newest Haiku there
    is. The flag says that it was. A default that the user named as well is theirs, and its 404 is
    the answer."""
    reply = await one(world, models.DEFAULT, auth)
    if not (auth and reply.lacks_model) or models.DEFAULT in world.settings.models:
        return reply, False
    try:
        listing = await world.fetch(
            f"{world.settings.base_url}/v1/models?limit=100",
            headers={"anthropic-version": VERSION, **auth},
            timeout=min(patience.MODELS, patience.MODELS_PART * world.left()),
        )
        found = listing.json()
    except (Unreached, Unavailable):
        found = None
    if world.left() < 0.5:
        return reply, True  # too late for a second request: the 404 is what was measured
    second = await one(world, models.newest_haiku(found), auth)
    return replace(second, served=second.served or served.listed(found)), True


async def front_door(world: World) -> Reply:
    """Ask Anthropic's own API without a key."""
    url = world.settings.front_door_url
    return await send(world, url, models.DEFAULT, {}, world.left(), relay=False)
