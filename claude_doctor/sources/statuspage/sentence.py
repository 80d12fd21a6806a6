"""The status page in one sentence, the API first: only 300 characters of it are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...border import dates
from .page import API_ID, LABELS, STATUSES, Page, find
from .reading import SPEAKING, Reading, joined

WORDS = {
    "operational": "operational",
    "under_maintenance": "under maintenance",
    "degraded_performance": "degraded",
    "partial_outage": "partial outage",
    "major_outage": "major outage",
}
TITLE = 70  # characters of an incident's name: one line of a terminal holds the rest as well


def sentence(page: Page, reading: Reading, page_age_s: int | None = None) -> str:
    """What the page says about the API, its neighbours and its incidents."""
    parts = [_api(page, reading), *_lead(reading), *_others(page), *_rest(reading)]
    said = "; ".join(parts)
    if reading.page_old:
        return f"A copy of the page, {dates.standing((page_age_s or 0) // 60)} old: {said}"
    return said[:1].upper() + said[1:]


def quoted(name: object) -> str:
    """An incident's own name, as a quotation of bounded length."""
    text = str(name)
    return f"“{text if len(text) <= TITLE else text[: TITLE - 1] + '…'}”"


def _api(page: Page, reading: Reading) -> str:
    # From the page, not the reading: an old copy's green is told, though it does not count.
    found = find(page.components, API_ID)
    if found is None:
        return "the page lists no Claude API"
    if found.status is None:
        return "the page has an unknown state for the Claude API"
    said = f"Claude API {WORDS[found.status]}"
    if reading.stale_flag:
        told = reading.flag_age_min
        since = "" if told is None else f" (set {dates.standing(told)} ago)"
        return f"{said}{since}, but no incident is open for it: possibly outdated"
    if reading.incidents is None:
        return f"{said}, incidents not listed"
    if not reading.incidents:
        return f"{said}, no open incident"
    return said


def _lead(reading: Reading) -> Iterator[str]:
    if reading.incident_name is None or not reading.incidents:
        return
    told = reading.incident_age_min
    said = f"{reading.incident_state or 'open'}: {quoted(reading.incident_name)}"
    said += "" if told is None else f" for {dates.standing(told)}" if told else ", just posted"
    kind = reading.incidents[0]["relevance"]
    if kind == "model":
        said += f", names your {reading.model_named}"
    if kind in ("model", "nearby") and reading.incident_on:
        said += f", for {reading.incident_on}, not for the API"
    if kind == "unknown":
        said += ", for an unnamed component"
    yield said


def _others(page: Page) -> Iterator[str]:
    for status in reversed(STATUSES[1:]):
        ill = [c for c in page.components if c.status == status and not c.group]
        names = [c.label for c in ill if find((c,), API_ID) is None]
        if names:
            yield f"{joined(names)} {WORDS[status]}"


def _rest(reading: Reading) -> Iterator[str]:
    """What is open besides, and cannot be the cause: told for completeness."""
    if reading.recovered_min is not None:
        past = dates.standing(reading.recovered_min)
        yield f"{quoted(reading.recovered_name)} resolved {past} ago"
    if reading.maintenance:
        yield f"maintenance in progress: {quoted(reading.maintenance_name)}"
    rows = reading.incidents or []
    if reading.incident_name is not None:
        rows = [row for row in rows[1:] if row["name"] != reading.incident_name]
    for row in rows[:2]:
        yield _row(row)
    if len(rows) > 2:
        yield f"{len(rows) - 2} more open"


def _row(row: dict[str, Any]) -> str:
    on, state = row["on"] or [], row["state"] or "open"
    if row["relevance"] == "notice":
        where = " on the API" if LABELS[API_ID] in on else f" on {joined(on, 2)}" if on else ""
        since = "" if row["age_min"] is None else f" for {dates.standing(row['age_min'])}"
        return f"older notice{where}, {state}{since}: {quoted(row['name'])}"
    if row["relevance"] in SPEAKING:
        return f"also {state}: {quoted(row['name'])}"
    where = f" ({joined(on, 3)})" if on else ""
    return f"elsewhere, {state}: {quoted(row['name'])}{where}"
