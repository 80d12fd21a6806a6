"""Other vendors' pages at incident.io, which answer in Statuspage's JSON, with less in it.

Incidents there name no components, and the list of components changes within days and holds at
most 25 (OpenAI's answers of 2026-09-15 and 09-29), so the components that matter may be missing.
Then only a page that is green in every other way counts as up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ..engine.fallback import Health
from ..outside.transport import Unavailable
from ..outside.world import World
from ..records import dataclass
from ..sources.statuspage.page import Component, Incident, NotAStatusPage, Page, badness
from ..sources.statuspage.sentence import WORDS
from ..sources.statuspage.words import names_api
from ._provider import Said, decoded, fetch, quoted, worst

_STATE = {
    "operational": Health.UP,
    "under_maintenance": Health.DEGRADED,
    "degraded_performance": Health.DEGRADED,
    "partial_outage": Health.DEGRADED,
    "major_outage": Health.DOWN,
}


@dataclass(frozen=True, slots=True)
class Vendor:
    """A page: its route, its own name, and the components that carry completions."""

    route: str
    name: str
    components: tuple[tuple[str | None, str], ...]  # id, where it is known, and name


def read(body: bytes, vendor: Vendor) -> Said:
    """What the page says of completions. Unavailable for a page in an unexpected format."""
    from ..sources.statuspage.from_json import read_document

    data = decoded(body)
    try:
        page = read_document(data, "")
    except NotAStatusPage as why:
        raise Unavailable(str(why)) from None
    found = [_find(page, *wanted) for wanted in vendor.components]
    told = [_component(one, vendor) for one in found if one is not None]
    open_ = [i for i in page.incidents or () if i.open is not False]
    if None in found:
        told.append(_whole(data, page, vendor, open_))
    told += [said for i in open_ if (said := _incident(i, vendor))]
    said = worst(one for one in told if one.state is not Health.UNKNOWN)
    if any(one.state is Health.UNKNOWN for one in told) and (
        said is None or said.state is Health.UP
    ):
        raise Unavailable(next(one.words for one in told if one.state is Health.UNKNOWN))
    assert said is not None  # there is at least one component, or the whole page
    return said


def _find(page: Page, identity: str | None, name: str) -> Component | None:
    """The component by its id, else by its name; of several with it, the worst."""
    found = [c for c in page.components if identity and c.id == identity]
    found = found or [c for c in page.components if (c.name or "").strip().lower() == name.lower()]
    return max(found, key=badness, default=None)


def _component(found: Component, vendor: Vendor) -> Said:
    if found.status is None:
        return Said(Health.UNKNOWN, f"{vendor.name}'s page has no known state for {found.name}")
    words = f"{vendor.name}'s page: {found.name} {WORDS[found.status]}"
    return Said(_STATE[found.status], words)


def _whole(data: Any, page: Page, vendor: Vendor, open_: list[Incident]) -> Said:
    """The page as a whole, where it does not list what is wanted."""
    about = data.get("page") if isinstance(data, dict) else None
    name = about.get("name") if isinstance(about, dict) else None
    if not isinstance(name, str) or vendor.name.lower() not in name.lower():
        return Said(Health.UNKNOWN, f"a status page, but not {vendor.name}'s")
    ill = [c for c in page.components if c.status != "operational"]
    if page.indicator == "none" and not ill and not open_:
        return Said(Health.UP, f"{vendor.name}'s page is green, without listing completions")
    return Said(Health.UNKNOWN, f"{vendor.name}'s page does not list completions and is not green")


def _incident(incident: Incident, vendor: Vendor) -> Said | None:
    """What an open incident adds. It names no components, so its words must do."""
    said = (incident.name, *incident.posts[:1])
    if incident.impact == "none" or not any(names_api(text) for text in said):
        return None
    if incident.state == "monitoring":
        return None
    words = f"{vendor.name} has an open incident on its API: {quoted(incident.name)}"
    return Said(Health.DEGRADED if incident.state else Health.UNKNOWN, words)


def asker(vendor: Vendor) -> Callable[[World, str], Awaitable[dict[str, Said]]]:
    """How this vendor's page is asked."""

    async def ask(world: World, base: str) -> dict[str, Said]:
        answer = await fetch(world, f"{base}/api/v2/summary.json")
        return {vendor.route: read(answer.body, vendor)}

    return ask
