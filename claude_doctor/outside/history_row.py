"""One check as a row of the history: what is kept of its document, and what is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ..border import dates
from ..border.redact import plain
from ..records import dataclass

#: How unusual the crowd's reports are, from nothing up.
LEVELS: Final = ("none", "watch", "strong", "spike")
_GREEN: Final = "operational"
_OF_THE_TURN: Final = ("http_status", "error_type", "model", "request_id")


@dataclass(frozen=True, slots=True)
class Row:
    """One check. `at` is in UTC; `page` the status page's word for what is used here, `incident`
    where it is green with an open one; `page_since` when the page says it posted that; `crowd` the
    highest level of any source. None: not measured."""

    at: datetime
    source: str
    side: str | None = None
    severity: str | None = None
    cause: str | None = None
    confidence: str | None = None
    summary: str | None = None
    ttft_ms: float | None = None
    http_status: int | None = None
    error_type: str | None = None
    model: str | None = None
    answer: str | None = None
    request_id: str | None = None
    page: str | None = None
    crowd: str | None = None
    route: str | None = None
    cost_usd: float | None = None
    duration_ms: int | None = None
    page_since: datetime | None = None


COLUMNS: Final = tuple(field.name for field in fields(Row))
_TIMES: Final = ("at", "page_since")
_NUMBERS: Final = ("ttft_ms", "http_status", "cost_usd", "duration_ms")


def of_values(values: tuple[Any, ...]) -> Row | None:
    """A row of the table. SQLite keeps any value in any column; what does not fit is not there."""
    made: dict[str, Any] = {}
    for name, value in zip(COLUMNS, values, strict=True):
        number = isinstance(value, int | float)
        if name in _TIMES:
            made[name] = dates.of_epoch(value) if number and 0 <= value < 1e11 else None
        elif name in _NUMBERS:
            made[name] = value if number else None
        else:
            made[name] = value if isinstance(value, str) else None
    return Row(**made) if made["at"] and made["source"] else None


def of_document(
    document: Mapping[str, Any], source: str, secrets: tuple[str, ...]
) -> tuple[object, ...]:
    """What is kept of a document, by column. Texts are made plain once more on their way in."""
    probes = {p["name"]: p.get("facts") or {} for p in document.get("probes") or ()}
    ping, verdict = probes.get("ping", {}), document.get("verdict") or document
    turn = probes.get("error", {})
    if source == "hook" and turn:  # the turn that failed, not the keyless look that followed it
        ping = {**ping, **{name: turn.get(name) for name in _OF_THE_TURN}}
    at = dates.of_iso(document.get("checked_at")) or datetime.now(UTC)
    page, since = _page(probes, at)
    made: dict[str, object] = {
        "at": at.timestamp(),
        "source": source,
        **{name: verdict.get(name) for name in ("side", "severity", "cause", "confidence")},
        "summary": verdict.get("summary"),
        **{name: ping.get(name) for name in ("ttft_ms", "http_status", "error_type", "model")},
        **{name: ping.get(name) for name in ("answer", "request_id", "cost_usd")},
        "page": page,
        "crowd": _crowd(probes),
        "route": _route(probes),
        "duration_ms": document.get("duration_ms"),
        "page_since": since and since.timestamp(),
    }
    return tuple(kept(name, made[name], secrets) for name in COLUMNS)


def kept(name: str, value: object, secrets: tuple[str, ...]) -> object:
    """A value as its column takes it: finite numbers, and texts made plain."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if abs(value) < 1e15 else None  # NaN is not below it, either
    return plain(value, secrets) if isinstance(value, str) and name not in _NUMBERS else None


def _page(
    probes: Mapping[str, Mapping[str, Any]], at: datetime
) -> tuple[str | None, datetime | None]:
    """The page's word for what is used here, and since when the page has said so."""
    facts = probes.get("status", {})
    surface = probes.get("environment", {}).get("surface", "api")
    word = facts.get(f"{surface}_component") or facts.get("api_component")
    posted = facts.get(f"{surface}_incident") is True or facts.get("api_incident") is True
    if word in (None, _GREEN):
        if not posted:
            return word, None
        word = "incident"
    age = facts.get("incident_age_min" if posted else "flag_age_min")
    return word, at - timedelta(minutes=age) if isinstance(age, int | float) else None


def page_word(probes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The status page's word for what is used here, as in a row, by these facts."""
    return _page(probes, datetime.now(UTC))[0]


def _crowd(probes: Mapping[str, Mapping[str, Any]]) -> str | None:
    seen = [level for facts in probes.values() if (level := facts.get("level")) in LEVELS]
    return max(seen, key=LEVELS.index, default=None)


def _route(probes: Mapping[str, Mapping[str, Any]]) -> str | None:
    facts = probes.get("environment", {})
    route = facts.get("route")
    return "gateway" if facts.get("gateway") is True and route == "anthropic" else route
