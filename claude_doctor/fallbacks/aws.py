"""Bedrock by AWS's public list of current events: UTF-16 with a mark, `[]` when all is quiet.

Events are regional, and two regions have stood at the worst level since March 2026, so only the
user's own region is judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..engine.fallback import Health, Kind
from ..outside.transport import Unavailable
from ..outside.world import World
from ._provider import Provider, Route, Said, decoded, fetch, quoted, rows, worst

REGION = "us-east-1"  # where Bedrock is first in everything, and the SDK's own default
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}")
_AT_END = re.compile(r"-(" + _REGION.pattern + r")$")
#: "0" resolved, "1" information, "2" degraded, "3" disrupted (read 2026-09). Strings there.
_LEVELS = ("0", "1", "2", "3")
_STATE = (Health.UP, Health.DEGRADED, Health.DEGRADED, Health.DOWN)


def region(env: Mapping[str, str]) -> str:
    """The region that the AWS SDKs would take."""
    names = ("AWS_REGION", "AWS_DEFAULT_REGION")
    return next((env[name].strip().lower() for name in names if env.get(name, "").strip()), REGION)


def read(body: bytes, where: str) -> Said:
    """What the events say of Bedrock in this region."""
    if not _REGION.fullmatch(where):
        raise Unavailable("AWS_REGION is no region's name")
    events = rows(decoded(body), "no list of events")
    told = [_event(event, where) for event in events]
    said = worst(one for one in told if one is not None and one.state is not Health.UNKNOWN)
    if said is not None:
        return said
    if any(one is not None for one in told):
        raise Unavailable("an open event does not say what it touches")
    return Said(Health.UP, f"AWS has no open event for Bedrock in {where}")


_UNCLEAR = Said(Health.UNKNOWN, "")


def _event(event: object, where: str) -> Said | None:
    """What one event says of Bedrock there: nothing, trouble, or that it cannot be read."""
    if not isinstance(event, dict):
        return _UNCLEAR
    level, impacted = _level(event.get("status")), event.get("impacted_services")
    bedrock = f"bedrock-{where}"
    one = impacted.get(bedrock) if isinstance(impacted, dict) else None
    if one is not None or event.get("service") == bedrock:
        now = _level(one.get("current")) if isinstance(one, dict) else None
        now = level if now is None else now
        if now is None:
            return _UNCLEAR
        words = f"AWS has an open event for Bedrock in {where}: {quoted(event.get('summary'))}"
        return Said(_STATE[now], words) if now else None
    if level == 0:
        return None
    place = _place(event)
    if place is None:
        return _UNCLEAR
    if place not in (where, "global"):
        return None
    if level is None or not isinstance(impacted, dict):
        return _UNCLEAR
    # Bedrock stands on the region's other services: what disrupts those may reach it.
    if level >= 2:
        return Said(Health.DEGRADED, f"AWS reports trouble in {where}; Bedrock is not named")
    return None


def _level(value: object) -> int | None:
    return _LEVELS.index(value) if isinstance(value, str) and value in _LEVELS else None


def _place(event: dict[str, Any]) -> str | None:
    arn = event.get("arn")
    parts = arn.split(":") if isinstance(arn, str) else []
    if len(parts) > 3 and (parts[3] == "global" or _REGION.fullmatch(parts[3])):
        return parts[3]
    service = event.get("service")
    found = _AT_END.search(service) if isinstance(service, str) else None
    return found[1] if found else None


async def ask(world: World, base: str) -> dict[str, Said]:
    """One list, one region."""
    answer = await fetch(world, f"{base}/public/currentevents")
    return {"bedrock": read(answer.body, region(world.env))}


PROVIDER = Provider(
    name="aws",
    question="What does AWS report of Bedrock in your region?",
    variable="CLAUDE_DOCTOR_AWS_URL",
    default="https://health.aws.amazon.com",
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
