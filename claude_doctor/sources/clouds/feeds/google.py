"""Google Cloud's incidents: Vertex AI, which is being renamed Agent Platform, and Gemini on it.

The page has no all-clear: no open incident for the product is all that it can say. Claude on
Vertex has no product of its own there, so the platform's incidents speak for it.
"""

from __future__ import annotations

import re
from typing import Any

from ....border import dates
from ....engine.fallback import Health
from ....outside.transport import Unavailable
from ....outside.world import World
from ....phrases import phrase
from ..._pages import Said, decoded, fetch, quoted, rows, worst
from ._feed import Feed, Told

# The Vertex Gemini API, which is being renamed "Gemini on Agent Platform" (2026-09), and Vertex AI
# Online Prediction, whose `rawPredict` is how Claude is called: the ids stay, titles do not.
GEMINI = "Z0FZJAMvEB4j3NbCJs6B"
PREDICTION = "sdXM79fz1FS6ekNpu37K"
_TITLES = phrase(
    r"\bvertex (?:ai|gemini)\b|\bgemini (?:api|on)\b|\bagent platform\b", re.IGNORECASE
)
# Parts of the platform that no call of Claude passes.
_OTHER_PARTS = phrase(
    r"\b(?:training|workbench|pipelines?|feature store|search|tensorboard|labeling|colab|"
    r"experiments|notebooks?|batch prediction)\b",
    re.IGNORECASE,
)
_ID = phrase(r"[0-9A-Za-z]{15,25}")
_PLACE = phrase(r"[a-z][a-z0-9-]{1,40}")


def read(body: bytes, region: str | None = None) -> Said:
    """The state of the platform by its open incidents; in this region, where one is given."""
    return _read(_incidents(body), region)


def _incidents(body: bytes) -> list[Any]:
    incidents = rows(decoded(body), "no list of incidents")
    if not incidents:
        # A rolling list of some 180 kB: that it is empty tells of a fault, not of health.
        raise Unavailable("an empty list, where the incidents of months belong")
    return incidents


def _read(incidents: list[Any], region: str | None) -> Said:
    found, unclear = [], False
    for one in incidents:
        if isinstance(one, dict) and _over(one):
            continue
        ours = _ours(one, region) if isinstance(one, dict) else None
        unclear = unclear or ours is None
        if ours:
            found.append(_said(one, region))
    if (said := worst(found)) is not None:
        return said
    if unclear:
        raise Unavailable("an open incident does not say what it touches")
    where = "Vertex and Gemini" if region is None else f"Vertex in {region}"
    return Said(Health.UP, f"Google Cloud has no open incident for {where}")


def _over(incident: dict[str, Any]) -> bool:
    update = incident.get("most_recent_update")
    if isinstance(update, dict) and update.get("status") == "AVAILABLE":
        return True
    return dates.of_iso(incident.get("end")) is not None


def _ours(incident: dict[str, Any], region: str | None) -> bool | None:
    products = incident.get("affected_products")
    if not isinstance(products, list) or not products:
        return None
    told = [_product(product) for product in products]
    if True in told:
        return _here(incident.get("currently_affected_locations"), region)
    return None if None in told else False


def _product(product: object) -> bool | None:
    if not isinstance(product, dict):
        return None
    identity, title = product.get("id"), product.get("title")
    if identity in (GEMINI, PREDICTION):
        return True
    if isinstance(title, str) and _TITLES.search(title) and not _OTHER_PARTS.search(title):
        return True
    known = isinstance(identity, str) and _ID.fullmatch(identity) and isinstance(title, str)
    return False if known else None


def _here(places: object, region: str | None) -> bool:
    """Whether the incident may be in the region: False only where it names others alone."""
    if region is None or not isinstance(places, list) or not places:
        return True
    named = [str(one.get("id")) if isinstance(one, dict) else "" for one in places]
    if not all(map(_PLACE.fullmatch, named)):
        return True
    return any(
        one in ("global", region) or _inside(one, region) or _inside(region, one) for one in named
    )


def _inside(place: str, wide: str) -> bool:
    """Whether the first is a part of the second: us-east5-a of us-east5, that of the us."""
    return place.startswith(f"{wide}-") or (wide == "eu" and place.startswith("europe"))


def _said(incident: dict[str, Any], region: str | None) -> Said:
    # Even SERVICE_INFORMATION told of "increased error rates" (2026-02-27).
    state = Health.DOWN if incident.get("status_impact") == "SERVICE_OUTAGE" else Health.DEGRADED
    where = "" if region is None else f" in {region}"
    if region is not None and not incident.get("currently_affected_locations"):
        where = ", no region named"
    words = quoted(incident.get("external_desc"))
    return Said(state, f"Google Cloud has an open incident for Vertex{where}: {words}")


async def load(world: World, base: str) -> Told:
    """The list, for every region."""
    incidents = _incidents((await fetch(world, f"{base}/incidents.json")).body)
    return lambda cloud, region: _read(incidents, region)


FEED = Feed(
    vendor="Google Cloud",
    variable="CLAUDE_DOCTOR_GOOGLE_URL",
    default="https://status.cloud.google.com",
    coarse="by product and region; none is Claude's own",
    load=load,
)
