"""Azure's public status page and its feed. Coarse: only wide incidents are there, and a resource's
region is not in its name, so every region counts.

The page's rows name the service and show a sign a region; the feed holds what is wide enough to
be posted. Where both can be read the worse counts, and neither is needed for the other. A feed
without items is weak evidence: one was served through an incident (West US, 2026-07-23).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from ....border.bounds import soup, too_many_tags
from ....engine.fallback import Health
from ....outside.http import Answer
from ....outside.transport import Unavailable, Unreached
from ....outside.world import World
from ....phrases import phrase
from ..._pages import Said, fetch, quoted, worst
from ._feed import Feed, Told

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from bs4 import Tag

# The service, and the names under which it is being gathered (autumn 2026). The first that has a
# row speaks.
_OPENAI = (
    phrase(r"azure openai", re.IGNORECASE),
    phrase(r"foundry models", re.IGNORECASE),
)
_FOUNDRY = (
    phrase(r"foundry models", re.IGNORECASE),
    phrase(r"\bfoundry\b", re.IGNORECASE),
    phrase(r"azure openai", re.IGNORECASE),
    phrase(r"cognitive services|azure ai services", re.IGNORECASE),
)
_ROWS = {"azure-openai": (_OPENAI, "Azure OpenAI"), "foundry": (_FOUNDRY, "Microsoft Foundry")}
# What an item must name to touch these services: themselves, or what every call passes.
_TOUCHES = phrase(
    r"open\s?ai|foundry|cognitive|\bai\b|entra|active directory|front door|network|\bdns\b|"
    r"\b(?:multiple|all|several) (?:\w+ )?services\b|management",
    re.IGNORECASE,
)
_RESOLVED = phrase(r"\s*[\[(]\s*resolved\s*[\])]", re.IGNORECASE)
_WELL = {"Good", "Information"}
_ILL = {"Warning", "Critical"}
_ABSENT = "Not available"
_ROW = "tr.capability-row"
_PARTS = 40  # of a row's first cell that are looked at; a real one has three
# What an RSS channel holds. Anything else is another shape, and may be an incident.
_CHANNEL = {
    "title", "link", "description", "language", "copyright", "lastBuildDate", "pubDate", "ttl",
    "generator", "image", "docs", "managingEditor", "webMaster", "category", "item",
}  # fmt: skip


def read_rows(body: bytes, service: str = "azure-openai") -> Said:
    """The service's row on the page. Parses HTML: not for the loop."""
    text = body.decode("utf-8-sig", "replace")
    # A page that was cut off may have lost the very signs that matter.
    if not text.rstrip().lower().endswith("</html>"):
        raise Unavailable("answered with a partial page")
    if too_many_tags(text):
        raise Unavailable("answered with too large a page")
    names, own = _ROWS[service]
    try:
        page = soup(text)
    except ValueError:
        raise Unavailable("answered with a page that cannot be parsed") from None
    # A row's own signs, once over the page: rows that nobody closes lie inside each other.
    shown: dict[int, list[str]] = {}
    for icon in page.select("span.status-icon"):
        if (row := icon.find_parent("tr", class_="capability-row")) is not None:
            shown.setdefault(id(row), []).append(str(icon.get("data-label")))
    rows = [(_named(row.find("td")), shown.get(id(row), [])) for row in page.select(_ROW)]
    for name in names:
        signs = [sign for said, signs in rows if name.search(said) for sign in signs]
        if signs:
            return _of_signs(signs, own)
    raise Unavailable(f"answered in an unexpected format: no row for {own}")


def _named(cell: Tag | None) -> str:
    """What the first cell of a row says; its beginning, for the same reason."""
    parts = (
        (one for one in islice(cell.descendants, _PARTS) if isinstance(one, str)) if cell else ()
    )
    return " ".join(text for one in parts if (text := one.strip()))


def _of_signs(signs: Sequence[str], own: str) -> Said:
    shown = [sign for sign in signs if sign != _ABSENT]
    if not shown or not set(shown) <= _WELL | _ILL:
        raise Unavailable(f"answered in an unexpected format: no row for {own}")
    ill = [sign for sign in shown if sign in _ILL]
    if not ill:
        return Said(Health.UP, f"Azure's page has {own} operational in every region")
    state = Health.DOWN if len(ill) == len(shown) and "Critical" in ill else Health.DEGRADED
    return Said(state, f"Azure's page has {own} in trouble in {len(ill)} of {len(shown)} regions")


def read_feed(body: bytes) -> Said:
    """The feed: no items, nothing published. Unavailable for items that name other services."""
    from xml.etree import ElementTree

    # Text, not bytes: an encoding of the sender's choice could hide the declarations.
    text = body.decode("utf-8", "replace").lstrip("\ufeff")
    if "<!doctype" in text.lower() or "<!entity" in text.lower() or too_many_tags(text):
        raise Unavailable("answered with unsafe XML")
    try:
        channel = ElementTree.fromstring(text).find("channel")
    except (ElementTree.ParseError, ValueError):
        raise Unavailable("answered with something that is not a feed") from None
    if channel is None or "azure" not in (channel.findtext("title") or "").lower():
        raise Unavailable("a feed, but not Azure's")
    if not {child.tag for child in channel if not child.tag.startswith("{")} <= _CHANNEL:
        raise Unavailable("answered in an unexpected format: an unknown part in the feed")
    items = [one for one in channel.findall("item") if not _RESOLVED.match(_title(one))]
    if not items:
        return Said(Health.UP, "Azure reports no widespread incident")
    ours = next((_title(one) for one in items if _touches(one)), None)
    if ours is None:
        raise Unavailable(f"Azure's incident may not affect it: {quoted(_title(items[0]))}")
    return Said(Health.DEGRADED, f"Azure reports a widespread incident: {quoted(ours)}")


def _title(item: Element) -> str:
    return item.findtext("title") or ""


def _touches(item: Element) -> bool:
    """By title and categories; the description names places and services for context."""
    said = [_title(item), *(one.text or "" for one in item.findall("category"))]
    return any(_TOUCHES.search(text) for text in said)


async def load(world: World, base: str) -> Told:
    """Page and feed at once; the first one's fault is told when neither can be read."""
    answers = await asyncio.gather(
        fetch(world, f"{base}/en-us/status/", "text/html"),
        fetch(world, f"{base}/en-us/status/feed/", "application/rss+xml"),
        return_exceptions=True,
    )
    if all(isinstance(one, BaseException) for one in answers):
        raise next(one for one in answers if isinstance(one, BaseException))
    read = {service: await world.in_thread(_both, answers, service) for service in _ROWS}

    def told(service: str, region: str | None) -> Said:
        said = read[service]
        if isinstance(said, Exception):
            raise said
        return said

    return told


def _both(answers: Sequence[Answer | BaseException], service: str) -> Said | Exception:
    """The worse of page and feed, or why neither can be read."""
    told: list[Said] = []
    faults: list[Exception] = []
    readers: tuple[Callable[[bytes], Said], ...] = (partial(read_rows, service=service), read_feed)
    for read, answer in zip(readers, answers, strict=True):
        try:
            if isinstance(answer, Answer):
                told.append(read(answer.body))
            else:
                raise answer
        except (Unavailable, Unreached) as fault:
            faults.append(fault)
    return worst(told) or faults[0]


FEED = Feed(
    vendor="Azure",
    variable="CLAUDE_DOCTOR_AZURE_URL",
    default="https://azure.status.microsoft",
    coarse="widespread incidents only, whatever the resource's region",
    load=load,
)
