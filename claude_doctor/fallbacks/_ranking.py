"""Which route is best now: evidence and settings in, a ranked list with reasons out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..border.redact import plain
from ..border.settings import Settings
from ..engine.fallback import Fallback, Health, Kind, Ranked
from ..engine.model import Evidence, Outcome
from ..sources.api import models
from ..sources.statuspage.words import model as parsed
from . import all_providers
from ._provider import Provider, Route, Said, endpoint_of, login_of, ping_of
from ._tried import ANTHROPIC, NOTHING, Tried
from ._tried import by_check as by_check


def rank(evidence: Sequence[Evidence], settings: Settings, tried: Tried = NOTHING) -> Ranked:
    """Every route but the user's own model, the most useful first; of equals the smaller change."""
    by_peer = {one.name: one for one in evidence}
    own = {parsed(model) for model in settings.models} - {None}
    offered = [(r, p) for p in all_providers() for r in p.routes if r.offered(settings)]
    pairs = sorted((*offered, *_beyond(tried, offered)), key=lambda pair: pair[0].order)
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
    answered = tried.works - {tried.chosen}
    return Ranked(
        tuple(sorted(found, key=lambda one: _usefulness(one, answered, tried.chosen))),
        tuple(missing),
    )


def _beyond(
    tried: Tried, offered: Sequence[tuple[Route, Provider]]
) -> Iterable[tuple[Route, Provider]]:
    """The best other model, where it is none of the few that stand in the list anyhow."""
    known = [(r, p) for r, p in offered if r.kind is Kind.MODEL]
    if tried.chosen is None or not known or tried.chosen in {r.id for r, _ in known}:
        return
    route, provider = known[0]
    found = models.find(tried.chosen)
    name = found.name if found else tried.chosen
    yield replace(route, id=tried.chosen, name=name, model=tried.chosen), provider


def _usefulness(one: Fallback, answered: Collection[str], chosen: str | None) -> int:
    """Smaller is better: a model that has just answered this key, the chosen one before others,
    then what a page has as up. `sorted` keeps the order of the change for equals."""
    if one.usable and one.kind is Kind.MODEL and one.id in (*answered, chosen):
        return -2 if one.id == chosen else -1
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
    endpoint = _told(endpoint_of(route.id), evidence)
    pinged = _document(ping_of(route.id), evidence)
    said = _state(route, provider, evidence, tried)
    key, login = _key(route, evidence, settings)
    if route.kind is Kind.MODEL and route.id in tried.works:
        key = True  # wherever it stands: it is what the ping has carried
    running = said.state in (Health.UP, Health.DEGRADED)
    usable = running and (route.same_login or bool(said.model) if key is None else key)
    configured = bool(key) or route.same_login
    configured = configured or (route.set_up is not None and route.set_up(settings))
    needs = None if configured or key is None else route.needs or f"a key in {route.keys[0]}"
    place = route.place(settings) if route.place else None
    place = plain(place, settings.secrets, 40) if place else None
    parts = (
        said.words,
        *login,
        f"needs {needs}" if needs and route.needs else "",
        route.change if usable else "",
        route.how if running else "",
    )
    source = _source(route, provider, said, route.id in tried.works, pinged)
    return Fallback(
        id=route.id,
        name=f"{route.name} ({place})" if place else route.name,
        kind=route.kind,
        state=said.state,
        key=key,
        usable=usable,
        reason="; ".join(filter(None, parts)),
        model=said.model or route.model,
        url=plain(provider.address(settings), settings.secrets),
        brief=f"{source}: {route.change}",
        region=place,
        configured=configured or (key is None and bool(said.model)),
        needs=needs,
        endpoint=endpoint.state if endpoint else None,
        ping=_shown(pinged),
        why=said.words,
        how="; ".join(filter(None, (route.change, route.how))),
    )


def _state(route: Route, provider: Provider, evidence: Evidence | None, tried: Tried) -> Said:
    """How the route is by all that was asked: its page, its endpoint, a ping."""
    said, endpoint = _said(route, evidence), _told(endpoint_of(route.id), evidence)
    if provider.name in tried.wrong and said.state in (Health.UP, Health.DEGRADED):
        said = Said(Health.UNKNOWN, f"{said.words}, and shows nothing of the failure seen here")
    if endpoint is not None:
        said = _both(said, endpoint) if provider.paged else endpoint
    if (pinged := _document(ping_of(route.id), evidence)) is not None:
        said = _tried_now(said, pinged)
    own = route.kind is Kind.MODEL or (tried.direct and provider.name == ANTHROPIC)
    return _measured(route, said, tried) if own else said


def _source(
    route: Route, provider: Provider, said: Said, works: bool, pinged: Mapping[str, Any] | None
) -> str:
    """By what it is known how the route is."""
    if works or (pinged and pinged.get("works") is True):
        return "its ping works"
    if route.kind is Kind.LOCAL:
        return "running"
    state = "operational" if said.state is Health.UP else said.state.value
    return f"{state} per its status page" if provider.paged else "it answers"


def _key(
    route: Route, evidence: Evidence | None, settings: Settings
) -> tuple[bool | None, list[str]]:
    """Whether a login is here (None: none is needed), and in words: by variables; where a cloud's
    files and dates were looked at, by those."""
    found = _document(login_of(route.id), evidence)
    if found is not None and found.get("state") != "unknown":
        mend = f" ({found['mend']})" if found.get("mend") else ""
        if found.get("state") in ("key", "present", "not-needed"):
            return (None if route.same_login else True), [str(found.get("words"))]
        return False, [f"{found.get('words')}{mend}"]
    if not route.keys:
        return None, []
    held = [name for name in route.keys if route.holds(settings.env.get(name, "").strip())]
    if held:
        return True, [f"{held[0]} is set here"]
    several = f"none of {', '.join(route.keys[:3])} is set"
    return False, [several if len(route.keys) > 1 else f"{route.keys[0]} is not set"]


def _said(route: Route, evidence: Evidence | None) -> Said:
    """What the peer said of this route, or why it is not known."""
    why = evidence.note if evidence and evidence.note else "not asked"
    return _told(route.id, evidence) or Said(Health.UNKNOWN, why)


def _told(name: str, evidence: Evidence | None) -> Said | None:
    told = _document(name, evidence)
    if told is None or told.get("state") not in list(Health):
        return None
    return Said(Health(told["state"]), str(told.get("words")), told.get("model"))


def _document(name: str, evidence: Evidence | None) -> dict[str, Any] | None:
    told = evidence.facts.get(name) if evidence else None
    return told if isinstance(told, dict) else None


def _shown(pinged: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if pinged is None:
        return None
    names = ("works", "words", "model", "input_tokens", "output_tokens", "cost_usd")
    return {name: pinged.get(name) for name in names}


def _tried_now(said: Said, pinged: Mapping[str, Any]) -> Said:
    """A completion says more than any page; where none was asked for, that is told alone."""
    words = f"{pinged.get('words')}; {said.words}"
    if pinged.get("works") is None:
        return Said(said.state, words, said.model)
    return Said(Health.UP if pinged["works"] else Health.DOWN, words, said.model)


def _both(page: Said, endpoint: Said) -> Said:
    """The page, and the endpoint as it answers from here: where that fails, no page helps; that it
    answers without a credential shows no completion, so it makes no page better."""
    if endpoint.state is Health.DOWN:
        known = page.state is not Health.UNKNOWN
        return Said(Health.DOWN, f"{endpoint.words}; {page.words}" if known else endpoint.words)
    known = endpoint.state is Health.UP or page.state is Health.DOWN
    state = page.state if known else Health.UNKNOWN
    return Said(state, f"{page.words}; {endpoint.words}")


def _measured(route: Route, said: Said, tried: Tried) -> Said:
    """A ping of a moment ago says more than any page."""
    if route.id in tried.works:
        return Said(Health.UP, "its ping just worked")
    if route.id in tried.failed:
        return Said(Health.DOWN, f"its ping just failed ({tried.failed[route.id]})")
    if (tried.whole or tried.direct) and said.state is not Health.DOWN:
        return Said(Health.UNKNOWN, "the API itself just failed, whichever the model")
    return said
