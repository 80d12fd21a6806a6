"""Downdetector's page of 2026: 96 slots of reports against the usual, out of a Next.js page.

The page (seen 2026-05-12) carries its data as React "flight" rows, cut at arbitrary places into
many `self.__next_f.push([1,"…"])`. A page with the right heading and no chart is a skeleton: it
says nothing, and above all not "no problems".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Final

from ....border import dates
from ....border.bounds import soup, too_many_tags, within
from ....outside.http import Answer
from ....outside.transport import Unavailable
from ....phrases import phrase
from ....records import dataclass
from .._counting import Level
from .._refusals import Refused

COLOURS: Final = ("success", "warning", "danger")

# The newest slot of a good page is 16 to 20 minutes old (2026-05); three slots make it stale.
STALE: Final = 45 * 60.0
SLOT_MINUTES: Final = 15

# Thresholds of the research notes, provisional: Claude's usual counts are not known.
_SPIKE = (20.0, 6.0)
_WATCH = (10.0, 4.0)
_RECENT = 3

_PUSH = phrase(r'__next_f\.push\(\s*\[\s*1\s*,\s*(?=")')
_SERVICE = phrase(r'"service"\s*:\s*(?=\{)')
_CHART = phrase(r'\s*,\s*"chartData"\s*:\s*(?=\{)')
_COLOUR = phrase(r'"companySlug":"([^"]{1,80})"[^{}]{0,300}?"companyCurrentStatus":"(\w{1,20})"')
_SCRIPT = phrase(r"<script\b.*?(?:</script>|\Z)", re.DOTALL | re.IGNORECASE)
# A real page has about a hundred pushes and some dozens of companies, related ones nested in
# others; a hostile page could make us decode the same two megabytes a hundred thousand times.
_PUSHES = 2000
_DECODED = 8 * 1024 * 1024
# Markers of Downdetector's own rate-limit page, which comes with status 200 (2026-06).
_RATE_LIMIT = ("(╯°□°)╯︵ ┻━┻", "429 rate limited", "blocked from accessing")


@dataclass(frozen=True, slots=True)
class Slot:
    """A quarter of an hour: what was reported, and what is usual at that time of day."""

    at: float
    reports: float
    usual: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What Downdetector knows of one company, oldest slot first. No colour: none was found."""

    slots: tuple[Slot, ...]
    colour: str = ""


def level(chart: Chart) -> Level:
    """The level: by the site's own colour, or by its newest slots, whichever is higher.

    The colour trails the reports by 30 to 60 minutes, both on the way up and on the way down.
    """
    since = chart.slots[-1].at - (_RECENT - 0.5) * SLOT_MINUTES * 60
    recent = [slot for slot in chart.slots[-_RECENT:] if slot.at > since]
    high = [_above(slot, *_SPIKE) for slot in recent]
    if chart.colour == "danger" or any(a and b for a, b in pairwise(high)):
        return "spike"
    if chart.colour == "warning" or any(_above(slot, *_WATCH) for slot in recent):
        return "watch"
    return "none"


def _above(slot: Slot, floor: float, times: float) -> bool:
    return slot.reports >= max(floor, times * max(slot.usual, 1.0))


def fresh_enough(chart: Chart, now: float) -> None:
    """Raise for a chart that ends too long ago."""
    age = now - chart.slots[-1].at
    if age > STALE:
        raise Unavailable(f"stale: the chart ends {dates.age(age)} ago")


def refused(answer: Answer) -> None:
    """Raise for the site's rate-limit page, which pretends to be an answer."""
    text = answer.text.lower()
    if sum(marker in text for marker in _RATE_LIMIT) >= 2:
        raise Refused("blocked by the site's rate-limit page", "blocked")


def understood(page: str, slug: str, ahead: float = 0.0) -> Chart:
    """The chart of one company; Unavailable with the reason, when the page has none.

    `ahead` is by how much the site's clock is ahead of ours.
    """
    flight = _flight(page)
    services = list(_services(flight))
    chosen = [one for one in services if one.get("slug") == slug]
    if not chosen and not any(one.get("slug") for one in services):
        # Without any slug, the only chart of the page is the page's own.
        chosen = services if len(services) == 1 else []
    slots = _slots(chosen[0], ahead) if chosen else ()
    if len(slots) < _RECENT:
        raise Unavailable(_why_not(page, flight, bool(services)))
    return Chart(slots, _colour(chosen[0], flight, slug, page))


def _flight(page: str) -> str:
    """The flight rows: the text of every push, joined before anything is looked for in it."""
    decoder = json.JSONDecoder()
    parts = []
    for push in islice(_PUSH.finditer(page), _PUSHES):
        try:
            pushed, _ = decoder.raw_decode(page, push.end())
        except (ValueError, RecursionError):
            continue
        parts.append(str(pushed))
    return within("".join(parts))


def _services(flight: str) -> Iterator[dict[str, Any]]:
    """Every company with a chart, trending and related ones too; its chart under `chartData`."""
    decoder = json.JSONDecoder()
    left = _DECODED
    for found in _SERVICE.finditer(flight):
        if left < 0:
            return
        try:
            service, end = decoder.raw_decode(flight, found.end())
            left -= end - found.end()
            beside = _CHART.match(flight, end)
            chart = decoder.raw_decode(flight, beside.end())[0] if beside else None
        except json.JSONDecodeError as error:
            left -= error.pos + 1000  # the error counts the lines from the start
            continue
        except (ValueError, RecursionError):
            left -= _DECODED // 100
            continue
        stats = service.get("stats")
        inside = stats.get("chartData") if isinstance(stats, dict) else None
        chart = inside or service.get("chartData") or chart
        if isinstance(chart, dict):
            yield {**service, "chartData": chart}


def _slots(service: dict[str, Any], ahead: float) -> tuple[Slot, ...]:
    from .._shapes import moment

    points = service["chartData"].get("dataPoints")
    slots = []
    for point in points if isinstance(points, list) else ():
        if not isinstance(point, dict):
            continue
        at = moment(str(point.get("timestampUtc", "")))
        reports, usual = count_of(point.get("reportsValue")), count_of(point.get("baselineValue"))
        if at is not None and reports is not None and usual is not None:
            slots.append(Slot(at - ahead, reports, usual))
    return tuple(sorted(slots, key=lambda slot: slot.at))[-96:]


def count_of(value: object) -> float | None:
    """A number of reports; None for what can be none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < 1e7 else None  # NaN is neither


def _colour(service: dict[str, Any], flight: str, slug: str, page: str) -> str:
    """The site's verdict: of the company's own row, or else of the card on the page."""
    stats = service.get("stats")
    told = stats.get("status") if isinstance(stats, dict) else None
    if told in COLOURS:
        return str(told)
    for named, colour in _COLOUR.findall(flight):
        if named == slug and colour in COLOURS:
            return str(colour)
    card = _soup(page).find(id="company-status")
    classes = str(card.get("class") or "") if card is not None else ""
    painted = {"dd-red": "danger", "dd-yellow": "warning", "dd-blue": "success"}
    return next((colour for paint, colour in painted.items() if paint in classes), "")


def _soup(page: str) -> Any:
    # Nine tenths of the page are scripts, which the HTML parser need not see.
    lean = _SCRIPT.sub("", page)[: 512 * 1024]
    try:
        return soup("" if too_many_tags(lean) else lean)
    except ValueError:
        return soup("")


def _why_not(page: str, flight: str, others: bool) -> str:
    """What the page is, since it has no chart that could be used."""
    if "currentServiceProperties" in page:
        return "answered with its page from before 2026, which is not reliable"
    tree = _soup(page)
    drawn = tree.find(attrs={"aria-label": re.compile(r"chart for the last 24 hours", re.I)})
    if others:
        return "answered without a usable chart for this company"
    if drawn is not None or "dataPoints" in flight:
        return "has a chart whose numbers could not be read"
    if tree.find("h1") is not None:
        return "answered with a page without data (a heading, but no chart)"
    return "answered with a page that is not its status page"
