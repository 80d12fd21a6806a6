"""Claude's status page: what Anthropic says about the API, and how old that is.

Three ways, each started when the one before has failed or been silent for a moment, and the
first usable answer wins: the page's JSON, the same page's JSON at its other address, the home
page's HTML. A page that cannot be read is neither green nor red.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..border import dates
from ..border.addresses import origin
from ..border.redact import plain
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ..sources.statuspage.reading import Reading, read_at
from ..sources.statuspage.sentence import sentence
from ..sources.statuspage.ways import PAGE, Unusable, Way, clock, first_usable, usual

#: Those that rules judge or say; the others are for the report.
_JUDGED = (
    "api_component", "chat_component", "code_component", "api_incident", "chat_incident",
    "code_incident", "billing_incident", "model_incident", "model_named", "incident_name",
    "supports", "unplaced",
)  # fmt: skip
#: What the page says: a fact for each field of a Reading, by the same name.
READ: dict[str, Fact[Any]] = {
    one.name: Fact("status", one.name, one.metadata["meaning"], report_only=one.name not in _JUDGED)
    for one in fields(Reading)
}
API_COMPONENT: Fact[str] = READ["api_component"]
CHAT_COMPONENT: Fact[str] = READ["chat_component"]
CODE_COMPONENT: Fact[str] = READ["code_component"]
API_INCIDENT: Fact[bool] = READ["api_incident"]
CHAT_INCIDENT: Fact[bool] = READ["chat_incident"]
CODE_INCIDENT: Fact[bool] = READ["code_incident"]
BILLING_INCIDENT: Fact[bool] = READ["billing_incident"]
SUPPORTS: Fact[bool] = READ["supports"]
UNPLACED: Fact[str] = READ["unplaced"]
MODEL_INCIDENT: Fact[bool] = READ["model_incident"]
MODEL_NAMED: Fact[str] = READ["model_named"]

PAGE_AGE_S: Fact[int] = Fact(
    "status", "page_age_s", "how old the copy of the page is, in s", report_only=True
)
SOURCE: Fact[str] = Fact("status", "source", "json, second address, or html")
HTTP_STATUS: Fact[int] = Fact(
    "status", "http_status", "the HTTP status of the answer", report_only=True
)
FIRST_FAULT: Fact[str] = Fact(
    "status", "first_fault", "why the first way gave no usable page", report_only=True
)

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
        sheet.put(
            FIRST_FAULT, str(faults.get(ways[0], "no answer yet when another address had one"))
        )
        sheet.put(HTTP_STATUS, faults[ways[0]].status if ways[0] in faults else None)
    if got is None:
        raise _no_page(ways, faults)
    age = dates.cache_age(got.answer.headers)
    reading = read_at(got.page, clock(got.answer.headers, world.now()), settings.models, age)
    for name, fact in READ.items():
        sheet.put(fact, getattr(reading, name))
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
