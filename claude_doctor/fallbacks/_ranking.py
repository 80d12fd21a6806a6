"""Which route is best now: evidence and settings in, a ranked list with reasons out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..border.redact import plain
from ..border.settings import Settings
from ..engine.fallback import Fallback, Health, Kind, Ranked
from ..engine.model import Evidence, Outcome, Severity, Verdict
from ..sources.statuspage.words import model as parsed
from . import all_providers
from ._provider import Provider, Route, Said

#: Causes that concern one model: capacity is tracked per model, so another may answer.
_PER_MODEL = ("overloaded", "incomplete-response-loop", "model-incident")


@dataclass(frozen=True, slots=True)
class Tried:
    """Models whose ping worked, those whose ping failed and how, and whether the API failed as
    a whole, whichever the model."""

    works: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False


NOTHING = Tried()


def rank(evidence: Sequence[Evidence], settings: Settings, tried: Tried = NOTHING) -> Ranked:
    """Every route but the user's own model, the most useful first; of equals the smaller change."""
    by_peer = {one.name: one for one in evidence}
    own = {parsed(model) for model in settings.models} - {None}
    pairs = sorted(((r, p) for p in all_providers() for r in p.routes), key=lambda x: x[0].order)
    found = [
        _fallback(route, provider, by_peer.get(provider.name), settings, tried)
        for route, provider in pairs
        if route.kind is not Kind.MODEL or parsed(route.id) not in own
    ]
    missing = [
        f"{one.name}: {one.note or one.outcome.value}"
        for one in evidence
        if one.outcome is not Outcome.MEASURED
    ]
    return Ranked(tuple(sorted(found, key=_usefulness)), tuple(missing))


def _usefulness(one: Fallback) -> int:
    """Smaller is better. `sorted` keeps the order of the change for equals."""
    if one.usable:
        return 0 if one.state is Health.UP else 1
    if one.state is Health.DOWN:
        return 6
    if one.state is Health.UNKNOWN:
        return 2 if one.key else 5
    return 3 if one.state is Health.UP else 4


def _fallback(
    route: Route, provider: Provider, evidence: Evidence | None, settings: Settings, tried: Tried
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
    if route.place:
        name += f" ({plain(route.place(settings.env), settings.secrets, 40)})"
    return Fallback(
        route.id, name, route.kind, said.state, key, usable, "; ".join(parts),
        said.model or route.model, plain(provider.address(settings), settings.secrets),
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


def by_check(evidence: Iterable[Evidence], verdict: Verdict) -> Tried:
    """What the check's pings say of the models, and its verdict of the API."""
    facts = next((one.facts for one in evidence if one.name == "ping"), {})
    works: set[str] = set()
    failed: dict[str, str] = {}
    for row in _rows(facts):
        model, answer = row.get("model"), row.get("answer")
        if not isinstance(model, str) or not isinstance(answer, str) or answer == "declined":
            continue
        if answer == "complete":
            works.add(model)
        else:
            status = row.get("http_status")
            # A 200 that breaks off says by its answer, not by its status, what went wrong.
            failed[model] = str(status) if isinstance(status, int) and status >= 400 else answer
    down = verdict.severity is Severity.DOWN and verdict.cause not in _PER_MODEL
    return Tried(frozenset(works), failed, down and not works)


def _rows(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row a pinged model; with one model only, the facts themselves are it."""
    listed = facts.get("models")
    rows = listed if isinstance(listed, list) else [facts]
    return [row for row in rows if isinstance(row, dict)]
