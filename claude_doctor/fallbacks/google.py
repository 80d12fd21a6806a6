"""Google Cloud's incidents: Vertex, and Gemini on it.

The page has no all-clear: no open incident for the product is all that it can say. Claude on
Vertex has no product of its own there, so the platform's incidents speak for it. The Gemini
Developer API has a page that programs cannot read (aistudio.google.com/status, 2026-10).
"""

from __future__ import annotations

import re
from typing import Any

from ..border import dates
from ..engine.fallback import Health, Kind
from ..outside.transport import Unavailable
from ..outside.world import World
from ..sources.statuspage.incident import any3
from ._provider import Provider, Route, Said, decoded, fetch, quoted, rows, worst

# The Vertex Gemini API, which is being renamed "Gemini on Agent Platform" (2026-09): the id
# stays, titles do not.
GEMINI = "Z0FZJAMvEB4j3NbCJs6B"
_TITLES = re.compile(
    r"\bvertex (?:ai|gemini)\b|\bgemini (?:api|on)\b|\bagent platform\b", re.IGNORECASE
)
_ID = re.compile(r"[0-9A-Za-z]{15,25}")


def read(body: bytes) -> Said:
    """The state of the platform by its open incidents."""
    incidents = rows(decoded(body), "no list of incidents")
    if not incidents:
        # A rolling list of some 180 kB: that it is empty tells of a fault, not of health.
        raise Unavailable("an empty list, where the incidents of months belong")
    found, unclear = [], False
    for one in incidents:
        if isinstance(one, dict) and _over(one):
            continue
        ours = _ours(one) if isinstance(one, dict) else None
        unclear = unclear or ours is None
        if ours:
            found.append(_said(one))
    if (said := worst(found)) is not None:
        return said
    if unclear:
        raise Unavailable("an open incident does not say what it touches")
    return Said(Health.UP, "Google Cloud has no open incident for Vertex and Gemini")


def _over(incident: dict[str, Any]) -> bool:
    update = incident.get("most_recent_update")
    if isinstance(update, dict) and update.get("status") == "AVAILABLE":
        return True
    return dates.of_iso(incident.get("end")) is not None


def _ours(incident: dict[str, Any]) -> bool | None:
    products = incident.get("affected_products")
    if not isinstance(products, list) or not products:
        return None
    return any3(_product(product) for product in products)


def _product(product: object) -> bool | None:
    if not isinstance(product, dict):
        return None
    identity, title = product.get("id"), product.get("title")
    if identity == GEMINI or (isinstance(title, str) and _TITLES.search(title)):
        return True
    known = isinstance(identity, str) and _ID.fullmatch(identity) and isinstance(title, str)
    return False if known else None


def _said(incident: dict[str, Any]) -> Said:
    # Even SERVICE_INFORMATION told of "increased error rates" (2026-02-27).
    state = Health.DOWN if incident.get("status_impact") == "SERVICE_OUTAGE" else Health.DEGRADED
    words = quoted(incident.get("external_desc"))
    return Said(state, f"Google Cloud has an open incident for Vertex: {words}")


async def ask(world: World, base: str) -> dict[str, Said]:
    """One page, two routes."""
    said = read((await fetch(world, f"{base}/incidents.json")).body)
    return {"vertex": said, "gemini": said}


PROVIDER = Provider(
    name="google",
    question="What does Google Cloud's status page say of Vertex and Gemini?",
    variable="CLAUDE_DOCTOR_GOOGLE_URL",
    default="https://status.cloud.google.com",
    routes=(
        Route(
            id="vertex",
            name="Claude through Vertex",
            kind=Kind.CLOUD,
            keys=("GOOGLE_APPLICATION_CREDENTIALS", "ANTHROPIC_VERTEX_PROJECT_ID"),
            how="AnthropicVertex in the SDK",
            rank=20,
        ),
        Route(
            id="gemini",
            name="Gemini",
            kind=Kind.PROVIDER,
            keys=("GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS"),
            model="gemini-4-argon",  # likely, from the vendor's pages of autumn 2026
            how="the Gemini Developer API has a page of its own: aistudio.google.com/status",
            rank=20,
        ),
    ),
    ask=ask,
)
