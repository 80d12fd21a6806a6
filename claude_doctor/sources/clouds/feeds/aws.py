"""AWS's public list of current events: UTF-16 with a mark, `[]` when all is quiet.

Events are regional, and two regions have stood at the worst level since March 2026, so only the
user's own region is judged. Bedrock has a line a region; Claude on AWS has none that is known
(2026-11), so an event counts for it by its name, or where it disrupts the region.
"""

from __future__ import annotations

import re
from typing import Any

from ....engine.fallback import Health
from ....outside.transport import Unavailable
from ....outside.world import World
from ....phrases import phrase
from ..._pages import Said, decoded, fetch, quoted, rows, worst
from ._feed import Feed, Told

REGION = "us-east-1"  # where Bedrock is first in everything, and the SDK's own default
_REGION = phrase(r"[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}")
_AT_END = phrase(r"-(" + _REGION.pattern + r")$")
#: "0" resolved, "1" information, "2" degraded, "3" disrupted (read 2026-09). Strings there.
_LEVELS = ("0", "1", "2", "3")
_STATE = (Health.UP, Health.DEGRADED, Health.DEGRADED, Health.DOWN)
_BEDROCK = (phrase(r"bedrock"), "Bedrock")
#: What a cloud's service is called in the list, in front of its region; and in a sentence.
_SERVICES = {
    "bedrock": _BEDROCK,
    "mantle": _BEDROCK,
    "anthropic-aws": (phrase(r".*(?:anthropic|claude).*"), "Claude on AWS"),
}


def is_region(text: str) -> bool:
    """Whether this has the form of a region's name."""
    return _REGION.fullmatch(text) is not None


def read(body: bytes, where: str, cloud: str = "bedrock") -> Said:
    """What the events say of the service in this region."""
    return _read(_events(body), where, cloud)


def _events(body: bytes) -> list[Any]:
    return rows(decoded(body), "no list of events")


def _read(events: list[Any], where: str, cloud: str) -> Said:
    if not is_region(where):
        raise Unavailable("AWS_REGION is not a region's name")
    key, name = _SERVICES[cloud]
    told = [_event(event, where, key, name) for event in events]
    said = worst(one for one in told if one is not None and one.state is not Health.UNKNOWN)
    if said is not None:
        return said
    if any(one is not None for one in told):
        raise Unavailable("an open event does not say what it touches")
    return Said(Health.UP, f"AWS has no open event for {name} in {where}")


_UNCLEAR = Said(Health.UNKNOWN, "")


def _event(event: object, where: str, key: re.Pattern[str], name: str) -> Said | None:
    """What one event says of the service there: nothing, trouble, or that it cannot be read."""
    if not isinstance(event, dict):
        return _UNCLEAR
    level, impacted = _level(event.get("status")), event.get("impacted_services")

    def ours(service: object) -> bool:
        bare = service.removesuffix(f"-{where}") if isinstance(service, str) else ""
        return bare != service and key.fullmatch(bare) is not None

    named = [one for service, one in impacted.items() if ours(service)] if isinstance(
        impacted, dict) else []  # fmt: skip
    if named or ours(event.get("service")):
        levels = [_level(one.get("current")) for one in named if isinstance(one, dict)] or [None]
        known = [level if one is None else one for one in levels]
        if None in known:
            return _UNCLEAR
        now = max(one for one in known if one is not None)
        words = f"AWS has an open event for {name} in {where}: {quoted(event.get('summary'))}"
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
    # The service stands on the region's other services: what disrupts those may reach it.
    if level >= 2:
        return Said(Health.DEGRADED, f"AWS reports trouble in {where}; {name} is not named")
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


async def load(world: World, base: str) -> Told:
    """The list, for every region."""
    events = _events((await fetch(world, f"{base}/public/currentevents")).body)
    return lambda cloud, region: _read(events, region or REGION, cloud)


FEED = Feed(
    vendor="AWS",
    variable="CLAUDE_DOCTOR_AWS_URL",
    default="https://health.aws.amazon.com",
    coarse="by service and region, once AWS has posted it",
    load=load,
)
