"""What a status page is worth for a failing API call: its facts at one moment.

Pure: a page, a clock and the user's models give a Reading. In doubt a field is None, "cannot
tell", and never the good answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from ...records import dataclass
from .incident import (
    RELEVANCES,
    about_money,
    active,
    all3,
    any3,
    concerns_api,
    confirms,
    fresh,
    minutes,
    model_of,
    nearby,
    not3,
    recovering,
    relevance,
    touches,
)
from .page import API_ID, CHAT_ID, CODE_ID, CONSOLE_ID, IMPACTS, Component, Incident, Page, find
from .words import names_models, says_over

# The page turns green 22 min (median; p75 42) after the stated end of an impact (2026 archive).
RECOVERED_FOR_MIN = 60
# The CDN answers from memory for up to an hour while the page's origin fails (its
# `stale-if-error=3600`, read 2026-08); ten minutes are far beyond its normal 15 to 45 s.
OLD_COPY_S = 600
SHOWN = 10  # incidents in the report

FLAGGED = ("degraded_performance", "partial_outage", "major_outage")

#: Those that the `incident_*` fields may show: the others say nothing about the API.
SPEAKING = ("api", "model", "nearby", "recovering", "unknown")


def _says(meaning: str) -> Any:
    return field(default=None, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page tells about the API and its neighbours. None: it does not tell.

    Each field is a fact of the report by the same name.
    """

    api_component: str | None = _says("the page's state of the Claude API")
    chat_component: str | None = _says("the page's state of claude.ai")
    code_component: str | None = _says("the page's state of Claude Code")
    console_component: str | None = _says("the page's state of Console")
    indicator: str | None = _says("the page's word for all products together")
    api_incident: bool | None = _says("an active incident concerns the API")
    chat_incident: bool | None = _says("an active incident is on claude.ai")
    code_incident: bool | None = _says("an active incident is on Claude Code")
    supports: bool | None = _says(
        "what the page shows supports that the API fails now: not left behind, not over, not "
        "another product's"
    )
    unplaced: str | None = _says(
        "trouble that the page shows while the API's own state is not in it, or none"
    )
    billing_incident: bool | None = _says(
        "an active incident is about billing, credits or spend limits"
    )
    model_incident: bool | None = _says("an active incident names a model that was asked for")
    model_named: str | None = _says("which of the models it names")
    nearby_incident: bool | None = _says(
        "claude.ai or Claude Code have a new incident, the API is green"
    )
    monitoring: bool | None = _says("an API incident of today is in monitoring")
    stale_flag: bool | None = _says("the API is flagged, but nothing open explains it")
    flag_age_min: int | None = _says("minutes since the API was flagged")
    recovered_min: int | None = _says("minutes since an API incident was resolved, below 60")
    recovered_name: str | None = _says("the name of that incident")
    maintenance: bool | None = _says("a maintenance is in progress")
    maintenance_name: str | None = _says("the name of that maintenance")
    incident_name: str | None = _says("the incident that says most")
    incident_state: str | None = _says("its state")
    incident_impact: str | None = _says("its impact")
    incident_on: str | None = _says("the products it is attached to")
    incident_age_min: int | None = _says("minutes since its first post")
    incident_update: str | None = _says("its newest post")
    incident_url: str | None = _says("where to follow it")
    incidents: list[dict[str, Any]] | None = _says("every open incident")
    page_old: bool | None = _says("the page is a copy of more than ten minutes ago")


def read_at(
    page: Page, now: datetime, models: Sequence[str] = (), page_age_s: int | None = None
) -> Reading:
    """The page's facts at this moment, for these models of the user's."""
    api = find(page.components, API_ID)
    status = api.status if api else None
    running = [m for m in page.maintenances if m.state in ("in_progress", "verifying")]
    reading = Reading(
        api_component=status,
        chat_component=_status(page, CHAT_ID),
        code_component=_status(page, CODE_ID),
        console_component=_status(page, CONSOLE_ID),
        indicator=page.indicator,
        flag_age_min=minutes(api.updated, now) if api and status in FLAGGED else None,
        maintenance=bool(running),
        maintenance_name=running[0].name if running else None,
    )
    if page.incidents is not None:
        live = tuple(i for i in page.incidents if i.open is not False)
        reading = _with_open(reading, live, now, models)
        reading = _with_lead(reading, live, now, models)
        reading = _with_recovered(reading, page.incidents, now)
    if status is None:
        reading = replace(reading, unplaced=_unplaced(page, now))
    if api is None:
        # Perhaps another vendor's page: what it does not report proves nothing about the API.
        reading = _without_health(reading)
    if page_age_s is not None and page_age_s > OLD_COPY_S:
        # The CDN serves a copy because the page's own origin fails, which is when the API may
        # fail as well: its green is about an hour ago, and must not clear anybody now.
        reading = replace(_without_health(reading), page_old=True)
    return reading


def _unplaced(page: Page, now: datetime) -> str:
    """Trouble on a page that does not tell the API's state: products that are ill, and active
    incidents that may be about models or the API."""
    ill = [c.label for c in page.components if c.status in FLAGGED and not c.group]
    open_ = [
        i.name
        for i in page.incidents or ()
        if active(i, now)
        and (concerns_api(i) or any(names_models(text) for text in (i.name, *i.posts[:1])))
    ]
    parts = [f"{joined(ill, 3)} in trouble"] if len(ill) > 1 else []
    if not parts and page.indicator in ("major", "critical"):
        parts = [f"{page.indicator} trouble over all products"]
    parts += [f"“{name}”" for name in open_[:1]]
    return "; ".join(parts) or "none"


def _status(page: Page, wanted: str) -> str | None:
    found = find(page.components, wanted)
    return found.status if found else None


def _with_open(
    reading: Reading, live: Sequence[Incident], now: datetime, models: Sequence[str]
) -> Reading:
    lives = [active(i, now) for i in live]
    named = [(a, model_of(i, models)) for a, i in zip(lives, live, strict=True)]
    status = reading.api_component
    pairs = list(zip(lives, live, strict=True))
    return replace(
        reading,
        api_incident=any3(all3(a, concerns_api(i)) for a, i in pairs),
        supports=_supports(status, live, now),
        chat_incident=any3(all3(a, touches(i, CHAT_ID)) for a, i in pairs),
        code_incident=any3(all3(a, touches(i, CODE_ID)) for a, i in pairs),
        billing_incident=any3(all3(a, about_money(i)) for a, i in pairs),
        model_incident=any3(all3(a, m is not None) for a, m in named) if models else False,
        model_named=next((m for a, m in named if a and m), None),
        nearby_incident=(
            None
            if status is None
            else all3(status == "operational", any3(nearby(i, now) for i in live))
        ),
        monitoring=any3(recovering(i, now) for i in live),
        # Left behind at resolve (12 incidents of 2026 ended so): flagged, and nothing open that
        # would tell why. A maintenance is no flag.
        stale_flag=(
            None
            if status is None
            else all3(status in FLAGGED, not3(any3(concerns_api(i) for i in live)))
        ),
    )


def _supports(status: str | None, live: Sequence[Incident], now: datetime) -> bool | None:
    """Whether the page speaks for an outage of the API: a flag that an open incident explains, or
    an incident that does so by itself."""
    explained = any3(concerns_api(i) for i in live)
    over = all(any(says_over(post) for post in i.posts[:1]) for i in live if concerns_api(i))
    flagged = status in FLAGGED and explained is not False and not (explained and over)
    flagged |= status == "under_maintenance"  # announced: nothing else need explain it
    return any3((flagged, *(confirms(i, now) for i in live)))


def _with_lead(
    reading: Reading, live: Sequence[Incident], now: datetime, models: Sequence[str]
) -> Reading:
    green = reading.api_component == "operational"

    def order(item: tuple[str, Incident]) -> tuple[int, int, float]:
        kind, incident = item
        impact = IMPACTS.index(incident.impact) if incident.impact in IMPACTS else -1
        posted = incident.last.timestamp() if incident.last else 0.0
        return RELEVANCES.index(kind), -impact, -posted

    ranked = sorted(((relevance(i, now, models, green), i) for i in live), key=order)
    reading = replace(reading, incidents=[_row(kind, i, now) for kind, i in ranked[:SHOWN]])
    if not ranked or ranked[0][0] not in SPEAKING:
        return reading
    lead = ranked[0][1]
    # One outage was posted twice (2026-08-16): the older of the two tells since when.
    twins = [i.first for i in live if i.name == lead.name and i.first and fresh(i, now)]
    return replace(
        reading,
        incident_name=lead.name,
        incident_state=lead.state,
        incident_impact=lead.impact,
        incident_on=labels(lead.on),
        incident_age_min=minutes(min(twins, default=lead.first), now),
        incident_update=lead.posts[0] if lead.posts else None,
        incident_url=lead.url,
    )


def _row(kind: str, incident: Incident, now: datetime) -> dict[str, Any]:
    return {
        "name": incident.name,
        "state": incident.state,
        "impact": incident.impact,
        "on": None if incident.on is None else [c.label for c in incident.on][:SHOWN],
        "age_min": minutes(incident.first, now),
        "updated_min": minutes(incident.last, now),
        "relevance": kind,
    }


def labels(on: Sequence[Component] | None) -> str | None:
    """The components in words: "claude.ai and Claude Code"."""
    return joined([c.label for c in on]) if on else None


def joined(names: Sequence[str], at_most: int = 6) -> str:
    """Names as a person lists them, without repeats."""
    shown = list(dict.fromkeys(names))
    if len(shown) > at_most:
        shown = [*shown[: at_most - 1], f"{len(shown) - at_most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _with_recovered(reading: Reading, listed: Sequence[Incident], now: datetime) -> Reading:
    over = [
        (ago, i.name)
        for i in listed
        if i.open is False
        and (ago := minutes(i.resolved, now)) is not None
        and ago < RECOVERED_FOR_MIN
        and concerns_api(i)
    ]
    if not over:
        return reading
    ago, name = min(over)
    return replace(reading, recovered_min=ago, recovered_name=name)


def _without_health(reading: Reading) -> Reading:
    """Only the trouble that a page reports; its "operational" and its "no" are forgotten."""
    return replace(
        reading,
        api_component=reading.api_component if reading.api_component != "operational" else None,
        api_incident=reading.api_incident or None,
        supports=reading.supports or None,
        chat_incident=reading.chat_incident or None,
        code_incident=reading.code_incident or None,
        billing_incident=reading.billing_incident or None,
        model_incident=reading.model_incident or None,
        monitoring=reading.monitoring or None,
        nearby_incident=None,
        stale_flag=None,
        recovered_min=None,
        recovered_name=None,
    )
