"""Azure OpenAI by Azure's public status page and its feed. Coarse: only wide incidents are there.

The page's rows name the service and show a sign a region; the feed holds what is wide enough to
be posted. Where both can be read the worse counts, and neither is needed for the other.
"""

from __future__ import annotations

import asyncio
import re

from ..border.bounds import too_many_tags
from ..engine.fallback import Health, Kind
from ..outside.http import Answer
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ._provider import Provider, Route, Said, fetch, quoted, worst

# The service, and the name of autumn 2026 under which it is being gathered.
_NAMES = (re.compile(r"azure openai", re.IGNORECASE), re.compile(r"foundry models", re.IGNORECASE))
_WELL = {"Good", "Information"}
_ILL = {"Warning", "Critical"}
_ABSENT = "Not available"
# What an RSS channel holds. Anything else is another shape, and may be an incident.
_CHANNEL = {
    "title", "link", "description", "language", "copyright", "lastBuildDate", "pubDate", "ttl",
    "generator", "image", "docs", "managingEditor", "webMaster", "category", "item",
}  # fmt: skip


def read_rows(body: bytes) -> Said:
    """The service's row on the page. Parses HTML: not for the loop."""
    from bs4 import BeautifulSoup

    text = body.decode("utf-8-sig", "replace")
    # A page that was cut off may have lost the very signs that matter.
    if not text.rstrip().lower().endswith("</html>"):
        raise Unavailable("answered with half a page")
    if too_many_tags(text):
        raise Unavailable("answered with a page of too many parts")
    soup = BeautifulSoup(text, "html.parser")
    signs: list[str] = []
    for name in _NAMES:
        for row in soup.select("tr.capability-row"):
            cell = row.find("td")
            if cell is not None and name.search(cell.get_text(" ", strip=True)):
                signs += [str(icon.get("data-label")) for icon in row.select("span.status-icon")]
        if signs:
            break
    shown = [sign for sign in signs if sign != _ABSENT]
    if not shown or not set(shown) <= _WELL | _ILL:
        raise Unavailable("answered in another shape: no row for Azure OpenAI")
    ill = [sign for sign in shown if sign in _ILL]
    if not ill:
        return Said(Health.UP, "Azure's page has Azure OpenAI good in every region")
    state = Health.DOWN if len(ill) == len(shown) and "Critical" in ill else Health.DEGRADED
    return Said(state, f"Azure's page has Azure OpenAI ill in {len(ill)} of {len(shown)} regions")


def read_feed(body: bytes) -> Said:
    """The feed: no items, nothing published."""
    from xml.etree import ElementTree

    # Text, not bytes: an encoding of the sender's choice could hide the declarations.
    text = body.decode("utf-8", "replace").lstrip("\ufeff")
    if "<!doctype" in text.lower() or "<!entity" in text.lower() or too_many_tags(text):
        raise Unavailable("answered with XML that no feed needs")
    try:
        channel = ElementTree.fromstring(text).find("channel")
    except (ElementTree.ParseError, ValueError):
        raise Unavailable("answered with something that is no feed") from None
    if channel is None or "azure" not in (channel.findtext("title") or "").lower():
        raise Unavailable("a feed, but not Azure's")
    if not {child.tag for child in channel if not child.tag.startswith("{")} <= _CHANNEL:
        raise Unavailable("answered in another shape: an unknown part in the feed")
    items = channel.findall("item")
    if not items:
        return Said(Health.UP, "Azure publishes no wide incident")
    return Said(
        Health.DEGRADED, f"Azure publishes a wide incident: {quoted(items[0].findtext('title'))}"
    )


async def ask(world: World, base: str) -> dict[str, Said]:
    """Both at once; the first one's fault is told when neither can be read."""
    answers = await asyncio.gather(
        fetch(world, f"{base}/en-us/status/", "text/html"),
        fetch(world, f"{base}/en-us/status/feed/", "application/rss+xml"),
        return_exceptions=True,
    )
    told: list[Said] = []
    faults: list[BaseException] = []
    for read, answer in zip((read_rows, read_feed), answers, strict=True):
        try:
            if isinstance(answer, Answer):
                told.append(await world.in_thread(read, answer.body))
            else:
                raise answer
        except (Unavailable, Unreached) as fault:
            faults.append(fault)
    said = worst(told)
    if said is None:
        raise faults[0]
    return {"azure-openai": said}


PROVIDER = Provider(
    name="azure",
    question="What does Azure's status page say of Azure OpenAI?",
    variable="CLAUDE_DOCTOR_AZURE_URL",
    default="https://azure.status.microsoft",
    routes=(
        Route(
            id="azure-openai",
            name="Azure OpenAI",
            kind=Kind.PROVIDER,
            keys=("AZURE_OPENAI_API_KEY",),
            rank=30,
        ),
    ),
    ask=ask,
)
