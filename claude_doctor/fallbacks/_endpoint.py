"""Does a route's own endpoint answer from here? Asked without a credential, and for nothing.

The request holds no message, so nobody can answer it with a completion, whoever adds a credential
on the way: a service refuses it for the credential that is missing, or for what it does not hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..border import clouds
from ..border.bounds import load_json
from ..border.programs import Surface, text
from ..border.settings import Asked, Settings, read
from ..engine import patience
from ..engine.fallback import Health
from ..outside.http import Answer
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ._provider import Route, Said, endpoint_of, login_of, ping_of

if TYPE_CHECKING:
    from ..sources._cloud_calls import Calls

# What shows that a cloud is set up for Claude here, besides its switch, its address and its keys:
# other programs have no use for these.
_OWN = {
    "vertex": ("ANTHROPIC_VERTEX_PROJECT_ID", "CLOUD_ML_REGION"),
    "foundry": ("ANTHROPIC_FOUNDRY_RESOURCE",),
    "anthropic-aws": ("ANTHROPIC_AWS_WORKSPACE_ID",),
}
#: What the Messages API says to a request without a credential, or without a message.
_REFUSES = (400, 401, 403, 422)


def configured(cloud: str, settings: Settings) -> bool:
    """Whether this cloud is set up for Claude here."""
    one = clouds.CLOUDS[cloud]
    if text(settings.env, one.switch).lower() in ("1", "true", "yes", "on"):
        return True
    names = (one.base, *one.keys, *_OWN.get(cloud, ()))
    return any(text(settings.env, name) for name in names)


def is_active(settings: Settings, *served_by: str) -> bool:
    """Whether calls go to one of these clouds now: that is no other route."""
    return settings.program.route in served_by


def forced(settings: Settings, route: str) -> Settings:
    """The configuration of the same program, turned to this route and otherwise as it is here."""
    asked = Asked(timeout=settings.timeout, surface=settings.surface, route=route)
    return read(settings.shell, asked)


def by(cloud: str) -> Callable[[Settings], Settings | None]:
    """The configuration for a cloud's route, where the cloud is set up here."""

    def calls(settings: Settings) -> Settings | None:
        return forced(settings, cloud) if configured(cloud, settings) else None

    return calls


def flaw(settings: Settings) -> str | None:
    """What keeps the calls to a cloud from having an address."""
    program = settings.program
    if program.cloud is None:
        return None
    in_sdk = program.surface is Surface.API
    found = clouds.flaw(program.cloud, program.env, sdk=in_sdk)
    if found:
        return found[0]
    return None if settings.base_url else "where its calls would go is unknown"


def reacher(
    routes: Iterable[Route],
) -> Callable[[World, bool], Awaitable[Mapping[str, Mapping[str, Any]]]]:
    """How the endpoints of these routes are asked: all at once, those alone that have one here; and
    each with one metered request, where that is asked for."""

    async def reach(world: World, metered: bool) -> Mapping[str, Mapping[str, Any]]:
        asked: dict[str, Awaitable[Mapping[str, Any]]] = {}
        for route in routes:
            calls = configuration(route, world.settings)
            if calls is None:
                continue
            asked[endpoint_of(route.id)] = _knocked(world, calls)
            if calls.program.cloud is not None:
                asked[login_of(route.id)] = _login(world, calls)
            if metered and flaw(calls) is None:
                asked[ping_of(route.id)] = _pinged(world, calls)
        return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))

    return reach


async def _knocked(world: World, calls: Settings) -> Mapping[str, Any]:
    return (await knock(world, calls)).document()


async def _login(world: World, calls: Settings) -> Mapping[str, Any]:
    """What is here to log in to the cloud with, by existence and dates alone."""
    from ..sources.clouds import logins

    found = await logins.measured(calls.program.cloud or "", world.under(calls, patience.LOOK))
    return {"state": found.state, "words": found.words, "mend": found.mend}


async def _pinged(world: World, calls: Settings) -> Mapping[str, Any]:
    from . import _ping  # only where it is asked for

    return await _ping.ping(world, calls)


def configuration(route: Route, settings: Settings) -> Settings | None:
    """With what configuration calls would take this route; None where it is no other route, or is
    not set up here."""
    return route.calls(settings) if route.calls and route.offered(settings) else None


async def knock(world: World, calls: Settings) -> Said:
    """What the endpoint of these calls does: answers, fails, or nobody can tell."""
    if why := flaw(calls):
        return Said(Health.DOWN, why)
    there = world.under(replace(calls, ping=False), patience.LOOK)
    if calls.program.cloud is not None:
        from ..sources import _cloud_calls  # loads what no other route needs

        return _of_cloud(await _cloud_calls.ask(there))
    return await _of_messages_api(there)


def _of_cloud(calls: Calls) -> Said:
    reply = calls.first
    if calls.there:
        return Said(Health.UP, "its endpoint answers")
    if reply is None:
        return Said(Health.UNKNOWN, f"its endpoint was not asked: {calls.why}")
    if reply.answer in ("none", "unheard"):
        return Said(Health.UNKNOWN, "its endpoint is silent")
    if reply.answer == "unreached":
        return Said(Health.DOWN, f"its endpoint is unreachable from here: {reply.words}")
    return _otherwise(reply.http_status or 0)


async def _of_messages_api(world: World) -> Said:
    url = f"{world.settings.base_url}/v1/messages"
    headers = {"content-type": "application/json", "anthropic-version": "2023-06-01"}
    try:
        answer = await world.fetch(
            url, method="POST", headers=headers, content=b"{}", timeout=patience.LOOK
        )
    except Unreached as why:
        if why.kind == "silent":
            return Said(Health.UNKNOWN, "its endpoint is silent")
        if why.kind == "local":
            return Said(Health.UNKNOWN, f"its endpoint {why}")
        return Said(Health.DOWN, f"its endpoint is unreachable from here: {why.detail}")
    except Unavailable as why:
        return Said(Health.UNKNOWN, f"its endpoint {why}")
    refuses = answer.status in _REFUSES and "x-deny-reason" not in answer.headers
    if refuses and _is_document(answer):
        return Said(Health.UP, "its endpoint answers")
    return _otherwise(answer.status)


def _otherwise(status: int) -> Said:
    if status >= 500:
        return Said(Health.DOWN, f"its endpoint fails ({status})")
    return Said(Health.UNKNOWN, f"its endpoint answers differently than documented ({status})")


def _is_document(answer: Answer) -> bool:
    try:
        return isinstance(load_json(answer.body), dict)
    except ValueError:
        return False
