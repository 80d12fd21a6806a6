"""Other Claude models, and Anthropic's own API for who goes another way, by Anthropic's own page:
the API's state, and what incidents name.

Capacity is tracked per model, and six incidents of ten name one (168 of 280 in the 180 days to
2026-08-22), so an incident that names another model is no reason to avoid this one.
"""

from __future__ import annotations

import re
from datetime import datetime

from ..border import dates
from ..border.settings import STATUS_PAGE, Settings
from ..engine.fallback import Health, Kind
from ..outside.transport import Unavailable
from ..outside.world import World
from ..phrases import phrase
from ..sources.statuspage.incident import active, all3, concerns_api
from ..sources.statuspage.page import Incident, Page
from ..sources.statuspage.reading import read_at
from ..sources.statuspage.sentence import WORDS
from ..sources.statuspage.ways import PAGE, Got, Unusable, Way, clock, first_usable, usual
from ..sources.statuspage.words import FAMILIES, names_models, touched
from ._endpoint import forced, reacher
from ._provider import Provider, Route, Said, quoted

_FAMILY = phrase("|".join(FAMILIES), re.IGNORECASE)
_ANY_VERSION = tuple(f"claude-{family}" for family in FAMILIES)


async def ask(world: World, base: str) -> dict[str, Said]:
    """Read the page once, for every model; inside a check, the page that `status` has read.

    It has a second address, so it is fetched as `status` fetches it, and not at `base` alone.
    """
    got = await _got(world)
    now, age = clock(got.answer.headers, world.now()), dates.cache_age(got.answer.headers)
    models = {route.id: route.model or route.id for route in PROVIDER.routes}
    return {route: read(got.page, now, model, age) for route, model in models.items()}


async def _got(world: World) -> Got:
    faults: dict[Way, Unusable] = {}
    if "status" in world.running:
        got = await world.shared(PAGE)
    else:
        got = await first_usable(world, usual(world.settings), faults)
    if got is None:
        reasons = "; ".join(dict.fromkeys(str(fault) for fault in faults.values()))
        raise Unavailable(f"Anthropic's page: {reasons or 'it could not be read'}")
    return got


def read(page: Page, now: datetime, model: str, age_s: int | None = None) -> Said:
    """What the page says of one model."""
    seen = read_at(page, now, (model,), age_s)
    api = seen.api_component
    if api is None:
        why = "only an old copy of it" if seen.page_old else "no word about the API"
        return Said(Health.UNKNOWN, f"Anthropic's page: {why}")
    if api == "major_outage":
        return Said(Health.DOWN, "Anthropic's page: API major outage")
    live = [i for i in page.incidents or () if i.open is not False]
    ours = [i for i in live if all3(active(i, now), concerns_api(i)) is not False]
    others_only = bool(ours) and all(_spares(i, model) for i in ours)
    if seen.model_incident:
        name = next((i.name for i in live if touched(i.name, i.posts, (model,))), None)
        return Said(Health.DEGRADED, f"an open incident names it: {quoted(name)}")
    if api != "operational":
        tail = ", with an incident that names other models" if others_only else ""
        return Said(Health.DEGRADED, f"Anthropic's page: API {WORDS[api]}{tail}")
    if seen.api_incident and not others_only:
        return Said(Health.DEGRADED, f"an open incident is on the API: {quoted(ours[0].name)}")
    if seen.model_incident is None or (seen.api_incident is None and not others_only):
        return Said(Health.UNKNOWN, "Anthropic's page does not say what its incidents touch")
    if others_only:
        return Said(
            Health.UP, "Anthropic's page is green; an open incident names other models only"
        )
    return Said(Health.UP, "Anthropic's page: API operational")


def _spares(incident: Incident, model: str) -> bool:
    """Whether its words name models, this one not among them, and say nothing vague of more."""
    said = (incident.name, *incident.posts[:1])
    vague = any(names_models(_FAMILY.sub("", text)) for text in said)
    named = touched(incident.name, incident.posts, _ANY_VERSION)
    return bool(named) and not vague and touched(incident.name, incident.posts, (model,)) is None


def _direct(settings: Settings) -> Settings:
    """Calls that go to Anthropic itself."""
    return forced(settings, "anthropic")


_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN")


def _model(model: str, name: str, rank: int) -> Route:
    return Route(
        id=model, name=name, kind=Kind.MODEL, keys=_KEYS, model=model, rank=rank,
        # On a cloud route that is another way, with a key of its own: `anthropic`.
        offered=lambda settings: settings.program.cloud is None,
    )  # fmt: skip


_ROUTES = (
    # The middle of the line first: near in quality to the larger, lighter than them.
    _model("claude-sonnet-5-5", "Claude Sonnet 5.5", 10),
    _model("claude-haiku-5-5", "Claude Haiku 5.5", 20),
    _model("claude-opus-5-5", "Claude Opus 5.5", 30),
    _model("claude-fable-5-2", "Claude Fable 5.2", 40),
    Route(
        id="anthropic",
        name="Anthropic's own API",
        kind=Kind.CLOUD,
        keys=("ANTHROPIC_API_KEY",),
        model="claude-sonnet-5-5",
        needs="an Anthropic key",
        rank=7,
        # What else stands there is for somebody between here and Anthropic.
        holds=lambda value: value.startswith("sk-ant-api"),
        offered=lambda settings: settings.program.route != "anthropic",
        calls=_direct,
    ),
)

PROVIDER = Provider(
    name="claude",
    question="Which Claude models are operational per Anthropic's page?",
    variable="CLAUDE_DOCTOR_STATUS_URL",
    default=STATUS_PAGE,
    routes=_ROUTES,
    ask=ask,
    reach=reacher(_ROUTES),
)
