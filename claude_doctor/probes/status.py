"""Claude's status page: what Anthropic says about the API, and how old that is.

Three ways, each started when the one before has failed or been silent for a moment, and the
first usable answer wins: the page's JSON, the same page's JSON at its other address, the home
page's HTML. A page that cannot be read is neither green nor red.
"""

from __future__ import annotations

from typing import Any

from ..border import dates
from ..border.redact import plain
from ..border.settings import origin
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ..sources.statuspage.reading import read_at
from ..sources.statuspage.sentence import sentence
from ..sources.statuspage.ways import PAGE, Unusable, Way, clock, first_usable, usual

API_COMPONENT: Fact[str] = Fact("status", "api_component", "the page's state of the Claude API")
CHAT_COMPONENT: Fact[str] = Fact("status", "chat_component", "the page's state of claude.ai")
CODE_COMPONENT: Fact[str] = Fact("status", "code_component", "the page's state of Claude Code")
CONSOLE_COMPONENT: Fact[str] = Fact(
    "status", "console_component", "the page's state of Console", report_only=True
)
INDICATOR: Fact[str] = Fact(
    "status", "indicator", "the page's word for all products together", report_only=True
)

API_INCIDENT: Fact[bool] = Fact("status", "api_incident", "an active incident concerns the API")
CHAT_INCIDENT: Fact[bool] = Fact("status", "chat_incident", "an active incident is on claude.ai")
CODE_INCIDENT: Fact[bool] = Fact("status", "code_incident", "an active incident is on Claude Code")
BILLING_INCIDENT: Fact[bool] = Fact(
    "status", "billing_incident", "an active incident is about billing, credits or spend limits"
)
MODEL_INCIDENT: Fact[bool] = Fact(
    "status", "model_incident", "an active incident names a model that was asked for"
)
MODEL_NAMED: Fact[str] = Fact("status", "model_named", "which of the models it names")
NEARBY_INCIDENT: Fact[bool] = Fact(
    "status",
    "nearby_incident",
    "claude.ai or Claude Code have a new incident, the API is green",
    report_only=True,
)
MONITORING: Fact[bool] = Fact(
    "status", "monitoring", "an API incident of today is in monitoring", report_only=True
)
STALE_FLAG: Fact[bool] = Fact(
    "status", "stale_flag", "the API is flagged, but nothing open explains it", report_only=True
)
FLAG_AGE_MIN: Fact[int] = Fact(
    "status", "flag_age_min", "minutes since the API was flagged", report_only=True
)
RECOVERED_MIN: Fact[int] = Fact(
    "status",
    "recovered_min",
    "minutes since an API incident was resolved, below 60",
    report_only=True,
)
RECOVERED_NAME: Fact[str] = Fact(
    "status", "recovered_name", "the name of that incident", report_only=True
)
MAINTENANCE: Fact[bool] = Fact(
    "status", "maintenance", "a maintenance is in progress", report_only=True
)
MAINTENANCE_NAME: Fact[str] = Fact(
    "status", "maintenance_name", "the name of that maintenance", report_only=True
)

INCIDENT_NAME: Fact[str] = Fact("status", "incident_name", "the incident that says most")
INCIDENT_STATE: Fact[str] = Fact("status", "incident_state", "its state", report_only=True)
INCIDENT_IMPACT: Fact[str] = Fact("status", "incident_impact", "its impact", report_only=True)
INCIDENT_ON: Fact[str] = Fact(
    "status", "incident_on", "the products it is attached to", report_only=True
)
INCIDENT_AGE_MIN: Fact[int] = Fact(
    "status", "incident_age_min", "minutes since its first post", report_only=True
)
INCIDENT_UPDATE: Fact[str] = Fact("status", "incident_update", "its newest post", report_only=True)
INCIDENT_URL: Fact[str] = Fact("status", "incident_url", "where to follow it", report_only=True)
INCIDENTS: Fact[list[dict[str, Any]]] = Fact(
    "status", "incidents", "every open incident", report_only=True
)

PAGE_OLD: Fact[bool] = Fact(
    "status", "page_old", "the page is a copy of more than ten minutes ago", report_only=True
)
PAGE_AGE_S: Fact[int] = Fact(
    "status", "page_age_s", "how old the copy of the page is, in s", report_only=True
)
SOURCE: Fact[str] = Fact("status", "source", "json, second address, or html", report_only=True)
HTTP_STATUS: Fact[int] = Fact(
    "status", "http_status", "the HTTP status of the answer", report_only=True
)
FIRST_FAULT: Fact[str] = Fact(
    "status", "first_fault", "why the first way gave no usable page", report_only=True
)

#: The facts that are fields of a Reading, by the same name.
READ: tuple[Fact[Any], ...] = (
    API_COMPONENT, CHAT_COMPONENT, CODE_COMPONENT, CONSOLE_COMPONENT, INDICATOR, API_INCIDENT,
    CHAT_INCIDENT, CODE_INCIDENT, BILLING_INCIDENT, MODEL_INCIDENT, MODEL_NAMED, NEARBY_INCIDENT,
    MONITORING, STALE_FLAG, FLAG_AGE_MIN, RECOVERED_MIN, RECOVERED_NAME, MAINTENANCE,
    MAINTENANCE_NAME, INCIDENT_NAME, INCIDENT_STATE, INCIDENT_IMPACT, INCIDENT_ON,
    INCIDENT_AGE_MIN, INCIDENT_UPDATE, INCIDENT_URL, INCIDENTS, PAGE_OLD,
)  # fmt: skip

BY = {"json": "", "second address": " (second address)", "html": " (from the HTML page)"}
SENTENCE = 270  # characters, so that how it was read still fits behind it


async def run(world: World, sheet: Sheet) -> None:
    """Fetch the page by the first way that works, and put down what it says."""
    settings = world.settings
    ways = usual(settings)
    faults: dict[Way, Unusable] = {}
    got = await first_usable(world, ways, faults)
    world.share(PAGE, got)  # for `fallbacks`, which reads every model's state off it
    if got is None or got.way != ways[0]:
        sheet.put(FIRST_FAULT, str(faults.get(ways[0], "no answer yet when another way had one")))
        sheet.put(HTTP_STATUS, faults[ways[0]].status if ways[0] in faults else None)
    if got is None:
        raise _no_page(ways, faults)
    age = dates.cache_age(got.answer.headers)
    reading = read_at(got.page, clock(got.answer.headers, world.now()), settings.models, age)
    for fact in READ:
        sheet.put(fact, getattr(reading, fact.name))
    sheet.put(PAGE_AGE_S, age)
    sheet.put(SOURCE, got.source)
    sheet.put(HTTP_STATUS, got.answer.status)
    sheet.says(plain(sentence(got.page, reading, age), limit=SENTENCE) + BY[got.source])


def _no_page(ways: list[Way], faults: dict[Way, Unusable]) -> Exception:
    """Why there is no page, host by host; silence everywhere is a time-out."""
    told: dict[str, str] = {}
    for way in ways:
        if way in faults:  # a host's first fault is its JSON's, which says more than its HTML's
            told.setdefault(way.origin, str(faults[way]))
    reason = "; ".join(f"{_host(address)}: {why}" for address, why in told.items())
    if all(fault.kind == "silent" for fault in faults.values()):
        return Unreached("silent", reason or "no answer in time")
    return Unavailable(reason)


def _host(address: str) -> str:
    _, host, port = origin(address)
    return (host or "the address") if port in (None, 80, 443) else f"{host}:{port}"


PROBE = Probe("status", "What does Anthropic's status page say about the API?", run)
