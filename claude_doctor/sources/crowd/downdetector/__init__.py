"""Downdetector: how many people press its button, against what is usual at this hour.

Best effort: to a plain client the site normally answers with a challenge (2026), which is
reported and not evaded. With DOWNDETECTOR_CLIENT_ID and _SECRET its paid API is asked instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from ....border import dates
from ....engine import patience
from ....engine.facts import Fact
from ....engine.sheet import Sheet
from ....outside.world import World
from .._refusals import check, offset
from .._source import Fresh, Heard, Source, facts_of, hear, usual
from .chart import (
    COLOURS,
    SLOT_MINUTES,
    Chart,
    fresh_enough,
    level,
    refused,
    understood,
)
from .paid import asked

LEVEL: Fact[str] = Fact("downdetector", "level", "how unusual the reports are: none to spike")
REPORTS: Fact[float] = Fact(
    "downdetector", "reports", "reports in the newest quarter of an hour", report_only=True
)
BASELINE: Fact[float] = Fact(
    "downdetector", "baseline", "what is usual at that time of day", report_only=True
)
BUCKET_AGE: Fact[float] = Fact(
    "downdetector", "bucket_age_min", "age of that quarter, in minutes", report_only=True
)
COLOUR: Fact[str] = Fact(
    "downdetector", "colour", "the site's own verdict: " + ", ".join(COLOURS), report_only=True
)
VIA: Fact[str] = Fact(
    "downdetector", "via", "how it was asked: page, or api (paid)", report_only=True
)
FACTS: Final = facts_of("downdetector")

#: The page itself, and the paid API: the variable and the address.
PAGE: Final = ("CLAUDE_DOCTOR_DOWNDETECTOR_URL", "https://downdetector.com/status/claude-ai/")
API: Final = ("CLAUDE_DOCTOR_DOWNDETECTOR_API_URL", "https://downdetectorapi.com/v2")
SLUG: Final = "claude-ai"
_SPARKS = 24  # quarters of an hour: the last six hours


async def run(world: World, sheet: Sheet) -> None:
    """Ask, read, say."""
    page = world.env.get(PAGE[0], "").strip() or PAGE[1]
    slug = slug_of(page)
    sheet.put(FACTS.link, page)
    login = _login(world)
    base = world.settings.address(*API)
    sheet.put(VIA, "api" if login else "page")

    async def ask(conditions: Mapping[str, str]) -> Fresh[Chart]:
        if login:
            chart = await asked(world, base, slug, login, partial(sheet.put, FACTS.http_status))
            return Fresh(chart, 200, {})
        now = world.now().timestamp()
        answer = await world.fetch(page, headers=conditions, timeout=patience.CROWD, redirects=2)
        sheet.put(FACTS.http_status, answer.status)
        check(answer, now)
        if answer.status == 304:
            return Fresh(None, answer.status, answer.headers)
        refused(answer)
        # Half a megabyte of HTML and JSON: not in the way of the other probes.
        chart = await world.in_thread(understood, answer.text, slug, offset(answer.headers, now))
        return Fresh(chart, answer.status, answer.headers)

    heard = await hear(
        world,
        sheet,
        FACTS,
        Chart,
        ask,
        address=base if login else page,
        url=page,
        keyed=login is not None,
    )
    now = world.now().timestamp()
    fresh_enough(heard.seen, now)
    _tell(sheet, heard, now)


def slug_of(page: str) -> str:
    """The company's name in the address: the last segment of its path."""
    try:
        segments = [part for part in urlsplit(page).path.split("/") if part]
    except ValueError:  # no address: asking it will say so
        segments = []
    return segments[-1] if segments else SLUG


def _login(world: World) -> tuple[str, str] | None:
    named = ("DOWNDETECTOR_CLIENT_ID", "DOWNDETECTOR_CLIENT_SECRET")
    client, secret = (world.env.get(name, "").strip() for name in named)
    return (client, secret) if client and secret else None


def _tell(sheet: Sheet, heard: Heard[Chart], now: float) -> None:
    chart = heard.seen
    newest, oldest = chart.slots[-1], chart.slots[0]
    age = max(0.0, now - newest.at)
    sheet.put(LEVEL, level(chart))
    sheet.put(REPORTS, newest.reports)
    sheet.put(BASELINE, newest.usual)
    sheet.put(BUCKET_AGE, round(age / 60, 1))
    sheet.put(COLOUR, chart.colour or None)
    sheet.put(FACTS.window_min, float(SLOT_MINUTES))
    sheet.put(FACTS.covered_min, round((now - oldest.at) / 60, 1))
    sheet.put(FACTS.expected, newest.usual)
    sheet.put(FACTS.sampled, len(chart.slots))
    sheet.put(FACTS.spark, [round(slot.reports) for slot in chart.slots[-_SPARKS:]])
    sheet.put(FACTS.spark_min, float(SLOT_MINUTES))
    sheet.put(FACTS.newest_age_min, round(age / 60, 1))
    counted = f"{newest.reports:.0f} reports in {SLOT_MINUTES} min"
    notes = [usual(newest.usual), f"{dates.age(age)} ago"]
    if chart.colour in ("warning", "danger"):
        notes.append(f"the site says {chart.colour}, which lags by up to an hour")
    notes += [heard.note] if heard.note else []
    sheet.says(f"{counted} ({'; '.join(notes)})")


SOURCE = Source(
    name="downdetector",
    title="Downdetector",
    question="Do more people than usual report a problem to Downdetector?",
    run=run,
    level=LEVEL,
    variables=(PAGE[0], API[0]),
    rank=10,
    charted=True,
)
