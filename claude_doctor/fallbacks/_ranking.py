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
from ._provider import Provider, Route, Said, endpoint_of

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
    offered = ((r, p) for p in all_providers() for r in p.routes if r.offered(settings))
    pairs = sorted(offered, key=lambda pair: pair[0].order)
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
    said, endpoint = _said(route, evidence), _told(endpoint_of(route.id), evidence)
    if endpoint is not None:
        said = _both(said, endpoint)
    if route.kind is Kind.MODEL:
        said = _measured(route, said, tried)
    held = [name for name in route.keys if route.holds(settings.env.get(name, "").strip())]
    key = bool(held) if route.keys else None
    running = said.state in (Health.UP, Health.DEGRADED)
    usable = running and (route.same_login or bool(said.model) if key is None else key)
    configured = bool(key) or (route.set_up is not None and route.set_up(settings))
    parts = [said.words]
    if key:
        parts.append(f"{held[0]} is set here")
    elif key is False:
        parts.append(f"none of {', '.join(route.keys[:3])} is set"
                     if len(route.keys) > 1 else f"{route.keys[0]} is not set")  # fmt: skip
    needs = None if configured or key is None else route.needs or f"a key in {route.keys[0]}"
    if needs and route.needs:
        parts.append(f"needs {needs}")
    if usable:
        parts.append(route.change)
    if running and route.how:
        parts.append(route.how)
    source = f"{said.state.value} by its page"
    if route.id in tried.works:
        source = "its ping works"
    elif route.kind is Kind.LOCAL:
        source = "running"
    place = route.place(settings) if route.place else None
    place = plain(place, settings.secrets, 40) if place else None
    return Fallback(
        id=route.id,
        name=f"{route.name} ({place})" if place else route.name,
        kind=route.kind,
        state=said.state,
        key=key,
        usable=usable,
        reason="; ".join(parts),
        model=said.model or route.model,
        url=plain(provider.address(settings), settings.secrets),
        brief=f"{source}: {route.change}",
        region=place,
        configured=configured or route.same_login or (key is None and bool(said.model)),
        needs=needs,
        endpoint=endpoint.state if endpoint else None,
    )


def _said(route: Route, evidence: Evidence | None) -> Said:
    """What the peer said of this route, or why it is not known."""
    why = evidence.note if evidence and evidence.note else "not asked"
    return _told(route.id, evidence) or Said(Health.UNKNOWN, why)


def _told(name: str, evidence: Evidence | None) -> Said | None:
    told = evidence.facts.get(name) if evidence else None
    if isinstance(told, dict) and told.get("state") in list(Health):
        return Said(Health(told["state"]), str(told.get("words")), told.get("model"))
    return None


def _both(page: Said, endpoint: Said) -> Said:
    """The page, and the endpoint as it answers from here: where that fails, no page helps; that it
    answers without a credential shows no completion, so it makes no page better."""
    if endpoint.state is Health.DOWN:
        return Said(Health.DOWN, f"{endpoint.words}; {page.words}")
    known = endpoint.state is Health.UP or page.state is Health.DOWN
    state = page.state if known else Health.UNKNOWN
    return Said(state, f"{page.words}; {endpoint.words}")


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
