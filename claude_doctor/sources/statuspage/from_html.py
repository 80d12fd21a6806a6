"""A Statuspage from the HTML of its home page, by BeautifulSoup: the last way.

Class names as on eleven real pages of January 2021, reported unchanged in October 2026. The
page does not say which components an incident touches, and its times have no year. Loaded
only when no JSON could be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ...border import bounds, dates
from ...phrases import phrase
from .page import (
    CLOSED,
    IMPACTS,
    INDICATORS,
    OPEN,
    PARTS_LIMIT,
    POSTS_LIMIT,
    STATUSES,
    Component,
    Incident,
    NotAStatusPage,
    Page,
    link,
    words,
)

if TYPE_CHECKING:
    from bs4 import Tag

_COLOURS = {
    "status-green": "operational",
    "status-blue": "under_maintenance",
    "status-yellow": "degraded_performance",
    "status-orange": "partial_outage",
    "status-red": "major_outage",
}
TAGS_LIMIT = 8_000  # start and end tags; a real page of 105 components has 2,051
# Whole hours from UTC. Claude's page is in UTC; CET and PST were seen elsewhere. An abbreviation
# that means several zones (CST, IST, BST) stays out: no time is better than a wrong one.
_ZONES = {"UTC": 0, "GMT": 0, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7}
_WHEN = phrase(r"\b([A-Za-z]{3})[a-z]{0,6}\.? ?(\d{1,2}) ?,? ?(\d{1,2}):(\d{2}) ?([A-Z]{2,5})\b")


def read_html(text: str, base: str, now: datetime | None = None) -> Page:
    """The page in a home page's HTML. NotAStatusPage, when it has no component.

    `now` gives the times their year: a post is at most a year old.
    """
    # Told from the text first: parsing megabytes to find nothing takes seconds.
    if "data-component-id" not in text:
        raise NotAStatusPage(instead(text))
    try:
        soup = bounds.soup(lean(text))
    except ValueError:
        raise NotAStatusPage("HTML that cannot be parsed") from None
    parts = soup.find_all(None, {"data-component-id": True}, limit=PARTS_LIMIT)
    components = tuple(_component(tag) for tag in parts if _shows_a_state(tag))
    if not components:
        raise NotAStatusPage(instead(text))
    moment = now or datetime.now(UTC)
    listed = soup.find_all(class_="unresolved-incident", limit=PARTS_LIMIT)
    told = [_incident(tag, base, moment) for tag in listed]
    maintained = {"in_progress", "verifying", "scheduled"}
    return Page(
        components=components,
        incidents=tuple(i for i in told if not _is_maintenance(i, maintained)),
        maintenances=tuple(i for i in told if _is_maintenance(i, maintained)),
        indicator=_indicator(soup.body),
        html=True,
    )


def lean(text: str) -> str:
    """The page without charts, scripts, styles and country lists: a tenth of it is left.

    NotAStatusPage for what no real page is: a tree of too many tags costs 1 KiB of memory each,
    and tags without an end cost quadratic time.
    """
    for name in ("svg", "script", "style", "select"):
        text = _without(text, f"<{name}", f"</{name}>")
    opened, closed = text.count("<"), text.count(">")
    if opened > TAGS_LIMIT or opened > 2 * closed + 100:
        raise NotAStatusPage("HTML that is too large or too broken to be a status page")
    return re.sub(r"^<\?xml[^>]*>", "", text)  # which would only earn a warning


def _without(text: str, start: str, end: str) -> str:
    kept, at = [], 0
    while (begins := text.find(start, at)) >= 0:
        kept.append(text[at:begins])
        ends = text.find(end, begins)
        if ends < 0:
            return "".join(kept)
        at = ends + len(end)
    return "".join((*kept, text[at:]))


def _is_maintenance(incident: Incident, states: set[str]) -> bool:
    return incident.impact == "maintenance" or incident.state in states


def _classes(tag: Tag | None) -> list[str]:
    value = tag.get("class") if tag is not None else None
    return [str(v) for v in value] if isinstance(value, list) else str(value or "").split()


def _suffix(tag: Tag | None, prefix: str, known: tuple[str, ...]) -> str | None:
    for name in _classes(tag):
        if name.removeprefix(prefix) in known and name.startswith(prefix):
            return name.removeprefix(prefix)
    return None


def _indicator(body: Tag | None) -> str | None:
    # A private page's login has `status-major` as well, but not `index`.
    return _suffix(body, "status-", INDICATORS) if "index" in _classes(body) else None


def _said(tag: Tag | None) -> str:
    return words(tag.get_text(" ")) if tag is not None else ""


def _shows_a_state(tag: Tag) -> bool:
    # Charts and buttons may carry the id as well.
    return tag.has_attr("data-component-status") or "component-inner-container" in _classes(tag)


def _component(tag: Tag) -> Component:
    name = tag.find(class_="name")
    text = _said(tag.find(class_="component-status")).lower().replace(" ", "_")
    colour = next((_COLOURS[c] for c in _classes(tag) if c in _COLOURS), None)
    told = str(tag.get("data-component-status") or "").strip()
    status: str | None
    if told and told not in STATUSES:
        status = None
    else:
        # Attribute, colour and text should agree; where they do not, the worst is believed.
        signs = [s for s in (told, colour, text) if s in STATUSES]
        status = max(signs, key=STATUSES.index) if signs else None
    parent = tag.parent
    group = tag.get("data-js-hook") == "component-group-opener" or "is-group" in _classes(parent)
    return Component(
        id=str(tag.get("data-component-id") or "").strip() or None,
        name=_said(name) or None,
        status=status,
        group=group,
    )


def _incident(tag: Tag, base: str, now: datetime) -> Incident:
    title = tag.find(class_="actual-title") or tag.find(class_="incident-title")
    path = str(title.get("href") or "") if title is not None else ""
    if title is not None and not path:  # a `span` in 2026, with the link beside it
        beside = tag.find("a", href=re.compile(r"^(https?://[^/]+)?/incidents/"))
        path = str(beside.get("href") or "") if beside is not None else ""
    posts = tag.find_all(class_="update", limit=POSTS_LIMIT)
    times = [when for post in posts if (when := _when(_said(post.find("small")), now))]
    # "Update" is no state: the newest post that names one speaks.
    known = (*OPEN, *CLOSED, "in_progress", "verifying", "scheduled")
    states = [_said(post.find("strong")).lower().replace(" ", "_") for post in posts]
    identity = re.search(r"/incidents/([A-Za-z0-9]{4,40})", path)
    return Incident(
        id=identity[1] if identity else None,
        name=_said(title) or "an incident without a name",
        state=next((s for s in states if s in known), None),
        impact=_suffix(tag, "impact-", IMPACTS),
        first=min(times) if times else None,
        last=max(times) if times else None,
        on=None,
        posts=tuple(text for post in posts if (text := _body(post))),
        url=_link(base, path) if path else None,
    )


def _link(base: str, path: str) -> str | None:
    try:
        return link(urljoin(f"{base}/", path))
    except ValueError:  # "http://[" and its like
        return None


def _body(post: Tag) -> str:
    return words(" ".join(_body_parts(post))).removeprefix("- ").strip()


def _body_parts(post: Tag) -> Iterator[str]:
    for child in post.children:
        if getattr(child, "name", None) not in ("strong", "small"):
            yield child.get_text(" ")


def _when(text: str, now: datetime) -> datetime | None:
    """A post's time, "Jan 5, 08:05 UTC": the latest such moment that is not ahead of now."""
    found = _WHEN.search(text)
    if found is None or found[5] not in _ZONES or (month := dates.month(found[1])) is None:
        return None
    try:
        clock = time(int(found[3]), int(found[4]))
    except ValueError:
        return None
    zone = timezone(timedelta(hours=_ZONES[found[5]]))
    return dates.latest(month, int(found[2]), clock, now, zone)


_TITLE = phrase(r"<title[^>]{0,200}>([^<]{0,200})", re.IGNORECASE)


def instead(text: str) -> str:
    """What a page is that is no status page, told from its title and its marks."""
    head = text[:200_000]
    found = _TITLE.search(head)
    title = words(found[1]) if found else ""
    if "gokuProps" in head or "awswaf.com" in head:
        return "AWS WAF's challenge page"
    if title.startswith(("Just a moment", "Attention Required!")):
        return "Cloudflare's challenge page"
    if title.endswith("Page Inactive"):
        return "a status page that is switched off (page inactive)"
    if title == "Statuspage | Atlassian":
        return "Atlassian's own page: no status page has this address"
    if title.endswith("- Login"):
        return "the login page of a private status page"
    return "an HTML page that is not a status page" + (f" (“{title[:60]}”)" if title else "")
