"""One metered request to a route, where the user asks for that: with the credential that the
configuration of that route binds to its address, and no other.

Which credential goes where is decided as for a check that is turned to the route.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..border.settings import Settings
from ..engine import patience
from ..engine.fallback import Health
from ..outside.world import World
from ..sources.api.models import DEFAULT
from ..sources.api.reply import Reply


async def ping(world: World, calls: Settings) -> dict[str, Any]:
    """What came of it: `works` (None: nothing was sent, `words` say why), tokens and cost."""
    there = world.under(_with_model(calls, world.settings), patience.OTHER)
    reply, why = await (_cloud(there) if calls.program.cloud else _messages_api(there))
    if reply is None or reply.works is None:
        words = why or "its answer was cut short"
        return {"works": None, "state": Health.UNKNOWN.value, "words": f"not pinged: {words}"}
    return {
        "works": reply.works,
        "state": (Health.UP if reply.works else Health.DOWN).value,
        "words": f"its ping just {'worked' if reply.works else f'failed ({_why(reply)})'}",
        "model": reply.model,
        "input_tokens": reply.input_tokens,
        "output_tokens": reply.output_tokens,
        "cost_usd": reply.cost_usd,
    }


async def _cloud(world: World) -> tuple[Reply | None, str | None]:
    from ..sources import _cloud_calls  # loads what no other route needs

    calls = await _cloud_calls.ask(world)
    return (calls.first, None) if calls.metered else (None, calls.why)


async def _messages_api(world: World) -> tuple[Reply | None, str | None]:
    from ..sources.api import pings
    from ..sources.conflicts.credential import credential

    carried = await credential(world)
    if not carried.header:
        return None, carried.why
    model = next(iter(world.settings.models), DEFAULT)
    return await pings.one(world.at(carried.base_url), model, carried.header), None


def _with_model(calls: Settings, active: Settings) -> Settings:
    """One model: the user's own where the route is the same service, whose ids are the same; else
    one that each has."""
    cloud = calls.program.cloud
    if cloud is None:
        return replace(calls, models=calls.models[:1], guessed=())
    if cloud == active.program.cloud:
        from ..sources._cloud_calls import effective_models

        own = effective_models(active)[:1]
    else:
        own = ()
    return replace(calls, models=own or (_usual(cloud, calls.program.region or ""),))


def _usual(cloud: str, region: str) -> str:
    """A model that the service has, by its own id; on Bedrock by an inference profile, without
    which newer models are not called."""
    from ..sources.clouds.services import service

    usual = service(cloud).usual
    if cloud != "bedrock":
        return usual
    return f"us-gov.{usual}" if region.startswith("us-gov-") else f"global.{usual}"


def _why(reply: Reply) -> str:
    status = f"{reply.http_status}: " if reply.http_status and reply.http_status >= 400 else ""
    return status + (reply.message or reply.words)[:120]
