"""Mistral by its Checkly status page: undocumented JSON, as read in September 2026.

Two lists: what is unresolved, and what happened to each service. Both must be readable for `up`:
how an open incident looks in the first is not known. Monitors post incidents of some seconds for
single models; those below a minute are noise.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..border import dates
from ..engine.fallback import Health, Kind
from ..outside.transport import Unavailable
from ..outside.world import World
from ..phrases import phrase
from ._provider import PARTS, Provider, Route, Said, decoded, fetch, quoted, rows, worst

_CHAT = phrase(r"chat completions?", re.IGNORECASE)
_NOISE_S = 60
_ELSEWHERE = phrase(
    r"\bembed|\bocr\b|\bmoderation|\baudio|\btranscri|\bfine-?tun|\bbatch|\bconsole|\bstudio"
    r"|\ble chat\b|\bwebsite|\bdocs\b",
    re.IGNORECASE,
)


def read(uptime: bytes, unresolved: bytes | None, now: datetime) -> Said:
    """What both lists say of chat completions. `unresolved` None: it was not asked."""
    told = [said for event in _events(decoded(uptime)) if (said := _event(event, now))]
    if unresolved is not None:
        listed = _listed(decoded(unresolved))
        told += [said for one in listed if not _is_other(one) and (said := _event(one, now))]
    return worst(told) or Said(Health.UP, "Mistral's page has no open incident on chat completions")


def _events(data: object) -> Iterator[Any]:
    """Every event of the chat completions of the last days."""
    if not isinstance(data, dict) or data.get("partialError") is not False:
        raise Unavailable("answered in an unexpected format, or in part")
    found = False
    for group in rows(data.get("uptime"), "no list of services"):
        services = group.get("services") if isinstance(group, dict) else None
        for service in services if isinstance(services, list) else ():
            name = service.get("name") if isinstance(service, dict) else None
            if not isinstance(name, str) or not _CHAT.search(name):
                continue
            found = True
            days = rows(service.get("days"), "no list of days")
            if not days:
                raise Unavailable("answered in an unexpected format: no days")
            for day in days:
                yield from rows(day.get("events") if isinstance(day, dict) else None, "no events")
    if not found:
        raise Unavailable("answered in an unexpected format: no chat completions")


def _listed(data: object) -> list[Any]:
    """The unresolved incidents: the list itself, or the one inside that is called so."""
    if isinstance(data, dict):
        data = next((v for k, v in list(data.items())[:PARTS] if "incident" in k.lower()), None)
    return rows(data, "no list of unresolved incidents")


def _is_other(incident: object) -> bool:
    name = incident.get("name") if isinstance(incident, dict) else None
    return isinstance(name, str) and bool(_ELSEWHERE.search(name))


def _event(event: object, now: datetime) -> Said | None:
    """An open incident of more than a minute. What cannot be read counts as one."""
    if not isinstance(event, dict):
        return Said(Health.DEGRADED, "Mistral's page has an incident that cannot be read")
    if event.get("lastUpdateStatus") == "RESOLVED":
        return None
    began = dates.of_iso(event.get("created_at"))
    if began is not None and 0 <= (now - began).total_seconds() < _NOISE_S:
        return None
    state = Health.DOWN if event.get("severity") == "CRITICAL" else Health.DEGRADED
    return Said(state, f"Mistral has an open incident: {quoted(event.get('name'))}")


async def ask(world: World, base: str) -> dict[str, Said]:
    """Both lists at once."""
    lists = f"{base}/api/status-page/mistral-ai"
    uptime, unresolved = await asyncio.gather(
        fetch(world, f"{lists}/uptime"), fetch(world, f"{lists}/unresolved-incidents")
    )
    return {"mistral": read(uptime.body, unresolved.body, world.now())}


PROVIDER = Provider(
    name="mistral",
    question="What does Mistral's status page say?",
    variable="CLAUDE_DOCTOR_MISTRAL_URL",
    default="https://status.mistral.ai",
    routes=(
        Route(id="mistral", name="Mistral", kind=Kind.PROVIDER, keys=("MISTRAL_API_KEY",), rank=50),
    ),
    ask=ask,
)
