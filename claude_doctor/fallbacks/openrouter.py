"""OpenRouter by its Datadog status page (there since about 2026-09-08)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.fallback import Health, Kind
from ..outside.transport import Unavailable
from ..outside.world import World
from ._provider import PARTS, Provider, Route, Said, decoded, fetch, quoted, rows, worst

_CHAT = "chat/completions"  # in the component's name, with its path
#: "operational" and "degraded" were seen (2026-09); the others are Datadog's likely words.
_STATE = {
    "operational": Health.UP,
    "degraded": Health.DEGRADED,
    "degraded_performance": Health.DEGRADED,
    "maintenance": Health.DEGRADED,
    "partial_outage": Health.DEGRADED,
    "major_outage": Health.DOWN,
    "outage": Health.DOWN,
}


def read(body: bytes) -> Said:
    """What the page says of chat completions."""
    data = decoded(body)
    if not isinstance(data, dict):
        raise Unavailable("answered in an unexpected format: no page")
    chat = [c for c in _components(data.get("components")) if _is_chat(c)]
    if not chat:
        raise Unavailable("answered in an unexpected format: no component for chat completions")
    told = [_component(c) for c in chat]
    unclear = None in told
    for incident in rows(data.get("incidents"), "no list of incidents"):
        if not isinstance(incident, dict):
            unclear = True
            continue
        if incident.get("resolved") is True and incident.get("currentStatus") == "resolved":
            continue
        touched = incident.get("componentsAffected")
        if not isinstance(touched, list) or not all(_named(c) for c in touched) or not touched:
            unclear = True
        elif any(_is_chat(c) for c in touched):
            words = f"OpenRouter has an open incident: {quoted(incident.get('title'))}"
            told.append(Said(Health.DEGRADED, words))
    said = worst(one for one in told if one is not None)
    if said is None or (unclear and said.state is Health.UP):
        raise Unavailable("answered in an unexpected format: an unknown state")
    return said


def _components(value: object) -> Iterator[dict[str, Any]]:
    """Components and those inside groups, breadth first and bounded."""
    todo = list(rows(value, "no list of components"))
    for _ in range(PARTS):
        if not todo:
            return
        one = todo.pop(0)
        if isinstance(one, dict):
            yield one
            inside = one.get("components")
            todo += inside if isinstance(inside, list) else []


def _named(component: object) -> bool:
    return isinstance(component, dict) and isinstance(component.get("name"), str)


def _is_chat(component: object) -> bool:
    return (
        isinstance(component, dict)
        and isinstance(component.get("name"), str)
        and _CHAT in component["name"].lower()
    )


def _component(component: dict[str, Any]) -> Said | None:
    status = component.get("status")
    state = _STATE.get(status) if isinstance(status, str) else None
    if state is None:
        return None
    return Said(state, f"OpenRouter's page: chat completions {str(status).replace('_', ' ')}")


async def ask(world: World, base: str) -> dict[str, Said]:
    """One page."""
    answer = await fetch(world, f"{base}/config.json")
    return {"openrouter": read(answer.body)}


PROVIDER = Provider(
    name="openrouter",
    question="What does OpenRouter's status page say?",
    variable="CLAUDE_DOCTOR_OPENROUTER_URL",
    default="https://status.openrouter.ai",
    routes=(
        Route(
            id="openrouter",
            name="OpenRouter",
            kind=Kind.PROVIDER,
            costs="another API, many models",
            keys=("OPENROUTER_API_KEY",),
            rank=40,
        ),
    ),
    ask=ask,
)
