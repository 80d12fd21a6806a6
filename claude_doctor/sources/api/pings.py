"""Which requests a ping is: each model asked for, the default one, Anthropic's front door."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from ...engine import patience
from ...outside.local import HERE
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from . import lifecycle, models, served
from .listing import Listing, Question, beside
from .messages import send
from .reply import Answer, Reply

__all__ = [
    "Listing", "default_model", "everything", "front_door", "guarded", "heard", "listed", "one",
]  # fmt: skip


async def one(
    world: World, model: str, auth: Mapping[str, str], seconds: float | None = None
) -> Reply:
    """Ping a model where the user's calls go; within so many seconds, else until the deadline."""
    settings = world.settings
    left = world.left() if seconds is None else seconds
    return await send(world, settings.base_url, model, auth, left, settings.gateway)


def listed(world: World, auth: Mapping[str, str]) -> AbstractAsyncContextManager[Question]:
    """Anthropic's own list of models beside the pings: asked at once where a model of the user's is
    named, else when it is needed."""
    return beside(world, auth, bool(lifecycle.named(world.settings)))


async def everything(
    world: World, auth: Mapping[str, str], question: Question
) -> tuple[Reply, list[Reply], bool, Listing | None]:
    """Ping what is to be pinged at once: the reply that counts first, those for the user's other
    models, whether the default model is unknown; and the list of models, if it is there. A ping
    ends without waiting for that, but where a model is not there."""
    first, rest, gone = await _pinged(world, auth, question)
    lost = any(reply.lacks_model for reply in (first, *rest))
    found = await question.answer(patience.MODELS_AFTER if lost else 0.0)
    return first, rest, gone, found


async def _pinged(
    world: World, auth: Mapping[str, str], question: Question
) -> tuple[Reply, list[Reply], bool]:
    """Behind a gateway that the user has told a model for, that one counts: a gateway need not know
    the default one. So it does where one request is all that may be sent."""
    wanted = list(world.settings.models) if auth else []
    if wanted and (world.settings.gateway or world.settings.single):
        first, *rest = await asyncio.gather(*(guarded(world, model, auth) for model in wanted))
        return first, rest, False
    (first, gone), rest = await asyncio.gather(
        default_model(world, auth, question),
        asyncio.gather(*(guarded(world, m, auth) for m in wanted if m != models.DEFAULT)),
    )
    return first, rest, gone


async def guarded(world: World, model: str, auth: Mapping[str, str]) -> Reply:
    """Ping a model. Where only Claude Code's word for it is known, the id is a guess, and who does
    not know it has not failed."""
    reply = await one(world, model, auth)
    guess = model in world.settings.guessed
    return replace(reply, answer=Answer.DECLINED) if reply.lacks_model and guess else reply


async def default_model(
    world: World, auth: Mapping[str, str], question: Question
) -> tuple[Reply, bool]:
    """Ping the default model; where it is unknown or not for this key, once, the newest Haiku there
    is. The flag says that it was. A default that the user named as well is theirs, and its 404 is
    the answer."""
    reply = await one(world, models.DEFAULT, auth)
    if not (auth and reply.lacks_model) or models.DEFAULT in world.settings.models:
        return reply, False
    found = await question.before_asking_again()
    if world.left() < 0.5:
        return reply, True  # too late for a second request: the 404 is what was measured
    second = await one(world, models.newest_haiku(found), auth)
    return replace(second, served=second.served or served.listed(found)), True


async def front_door(world: World) -> Reply:
    """Ask Anthropic's own API without a key."""
    url = world.settings.front_door_url
    return await send(world, url, models.DEFAULT, {}, world.left(), relay=False)


def heard(reply: Reply) -> None:
    """Raise Unreached for a silence, and for what was too short to be one; Unavailable for what
    tells nothing of the user's calls."""
    if reply.answer is Answer.UNHEARD:
        raise Unreached("local" if reply.detail.startswith(HERE) else "silent", reply.detail)
    if reply.answer is Answer.DECLINED:
        raise Unavailable(reply.words)
    if reply.answer is Answer.NONE:
        seconds = (reply.total_ms or 0) / 1000
        raise Unreached("silent", f"connected, then silence for {seconds:.1f} s")


async def usual_ttft_ms(world: World) -> float | None:
    """This machine's median; looked up when all requests have left, not before."""
    await world.begun.wait()
    from ...outside import history

    return await world.in_thread(history.usual_ttft_ms, world.settings.data_dir)
