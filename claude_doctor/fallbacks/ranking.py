"""Which route is best now: evidence and settings in, a ranked list with reasons out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..border.redact import plain
from ..border.settings import Settings
from ..engine.fallback import Fallback, Health, Kind, Ranked
from ..engine.model import Evidence, Outcome
from ..sources.statuspage.words import model as parsed
from .aws import region
from .said import Said
from .table import ROUTES, Route
from .tried import NOTHING, Tried


def rank(evidence: Sequence[Evidence], settings: Settings, tried: Tried = NOTHING) -> Ranked:
    """Every route but the user's own model, the most useful first, the table's order for equals."""
    by_peer = {one.name: one for one in evidence}
    own = {parsed(model) for model in settings.models} - {None}
    routes = [r for r in ROUTES if r.kind is not Kind.MODEL or parsed(r.id) not in own]
    found = [_fallback(route, by_peer.get(route.peer), settings, tried) for route in routes]
    missing = [
        f"{one.name}: {one.note or one.outcome.value}"
        for one in evidence
        if one.outcome is not Outcome.MEASURED
    ]
    return Ranked(tuple(sorted(found, key=_usefulness)), tuple(missing))


def _usefulness(one: Fallback) -> int:
    """Smaller is better. `sorted` keeps the table's order, which is that of the change."""
    if one.usable:
        return 0 if one.state is Health.UP else 1
    if one.state is Health.DOWN:
        return 6
    if one.state is Health.UNKNOWN:
        return 2 if one.key else 5
    return 3 if one.state is Health.UP else 4


def _fallback(
    route: Route, evidence: Evidence | None, settings: Settings, tried: Tried
) -> Fallback:
    said = _said(route, evidence)
    if route.kind is Kind.MODEL:
        said = _measured(route, said, tried)
    held = [name for name in route.keys if settings.env.get(name, "").strip()]
    key = bool(held) if route.keys else None
    running = said.state in (Health.UP, Health.DEGRADED)
    usable = running and (bool(said.model) if key is None else key)
    parts = [said.words]
    if key:
        parts.append(f"{held[0]} is set here")
    elif key is False:
        parts.append(f"none of {', '.join(route.keys[:3])} is set"
                     if len(route.keys) > 1 else f"{route.keys[0]} is not set")  # fmt: skip
    if usable:
        parts.append(route.change)
    if running and route.how:
        parts.append(route.how)
    source = f"{said.state.value} by its page"
    if route.id in tried.works:
        source = "its ping works"
    elif route.kind is Kind.LOCAL:
        source = "running"
    name = route.name
    if route.id == "bedrock":
        name += f" ({plain(region(settings.env), settings.secrets, 40)})"
    return Fallback(
        route.id, name, route.kind, said.state, key, usable, "; ".join(parts),
        said.model or route.model, plain(getattr(settings, route.address), settings.secrets),
        f"{source}: {route.change}",
    )  # fmt: skip


def _said(route: Route, evidence: Evidence | None) -> Said:
    """What the peer said of this route, or why it is not known."""
    told = evidence.facts.get(route.id) if evidence else None
    if isinstance(told, dict) and told.get("state") in list(Health):
        return Said(Health(told["state"]), str(told.get("words")), told.get("model"))
    why = evidence.note if evidence and evidence.note else "not asked"
    return Said(Health.UNKNOWN, why)


def _measured(route: Route, said: Said, tried: Tried) -> Said:
    """A ping of a moment ago says more than any page."""
    if route.id in tried.works:
        return Said(Health.UP, "its ping has just worked")
    if route.id in tried.failed:
        return Said(Health.DOWN, f"its ping has just failed ({tried.failed[route.id]})")
    if tried.whole and said.state is not Health.DOWN:
        return Said(Health.UNKNOWN, "the API itself has just failed, whichever the model")
    return said
