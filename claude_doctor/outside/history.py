"""Past checks on this machine: one row each, in SQLite, never needed for a verdict.

`sqlite3` is loaded when the file is first used: by a check while its packets fly.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from ..border import dates
from ..border.redact import plain
from . import newest

if TYPE_CHECKING:
    import sqlite3

    from .history_late import Late

#: What is kept: so many days, and at most so many rows.
DAYS: Final = 90
ROWS: Final = 50_000
MEDIAN_OVER: Final = 10  # checks, by the contract, before "usual" means anything
_MEDIAN_OF: Final = 1000  # the newest with a time; what was usual long ago is not usual
# At most so many rows go at once for their age: a clock that is years ahead for one check must not
# empty the history.
_AT_ONCE: Final = 100
# Seconds. A writer waits for the others: fifty at once need about one. Whoever reads does so beside
# something that a person waits for.
_TO_WRITE: Final = 5.0
_TO_READ: Final = 0.5
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


def record(
    data_dir: Path,
    document: Mapping[str, Any],
    source: str,
    secrets: tuple[str, ...] = (),
    at_most: float = 60.0,
) -> str | None:
    """Add a check, given as the document of its JSON. `source`: check, watch, wait or hook.

    A sentence where the user should know something: it could not be written, or a broken file was
    set aside for it. Raises nothing. It waits for others for five seconds, which are longer
    on a machine that is busy, and for `at_most` seconds by the clock; then it is left beside the
    file, for the next one to take in.
    """
    late: list[Late] = []

    def add(base: sqlite3.Connection) -> None:
        late[:] = _taken_in(base, data_dir, secrets)
        marks = ", ".join("?" * len(COLUMNS))
        base.execute(f"INSERT INTO checks ({', '.join(COLUMNS)}) VALUES ({marks})", values)
        base.execute("DELETE FROM checks WHERE id <= (SELECT max(id) FROM checks) - ?", (ROWS,))
        base.execute(
            "DELETE FROM checks WHERE id IN (SELECT id FROM checks WHERE at < ? ORDER BY at"
            f" LIMIT {_AT_ONCE})",
            (time.time() - DAYS * 86400,),
        )

    try:
        from . import history_file, history_late

        values = _values(document, source, secrets)
        note(data_dir, _row(values))
        try:
            said = history_file.write(data_dir, add, _TO_WRITE, at_most)[1]
        except Exception as error:
            row = dict(zip(COLUMNS, values, strict=True))
            if history_file.busy(error) and history_late.keep(data_dir, row):
                return None
            raise
        history_late.forget(late)
        return said
    except Exception as error:  # also a document of another shape
        return f"this check was not kept in the history: {_why(error)}"


def _taken_in(
    base: sqlite3.Connection, data_dir: Path, secrets: tuple[str, ...] = ()
) -> list[Late]:
    """Add the checks that found the file locked; their files, to be deleted behind it."""
    from . import history_late

    late = history_late.load(data_dir)
    for _, row in late:
        if row is not None:
            values = tuple(_kept(name, row.get(name), secrets) for name in COLUMNS)
            history_late.add(base, COLUMNS, values)
    return late


def rows(data_dir: Path, since: datetime | None = None, limit: int | None = None) -> list[Row]:
    """The checks since then, oldest first; of more than `limit` the newest. None are there where
    the file cannot be read: `read` tells why."""
    return read(data_dir, since, limit)[0]


def read(
    data_dir: Path, since: datetime | None = None, limit: int | None = None
) -> tuple[list[Row], str | None]:
    """The same, and a sentence where the file could not be read. Raises nothing."""
    with contextlib.suppress(Exception):  # they are still there the next time
        from . import history_file, history_late

        if history_late.files(data_dir):
            take = partial(_taken_in, data_dir=data_dir)
            history_late.forget(history_file.write(data_dir, take, _TO_READ, _TO_READ)[0])
    return _read(
        data_dir,
        "WHERE at >= ? ORDER BY at DESC, id DESC LIMIT ?",
        (since.timestamp() if since else -1e12, -1 if limit is None else limit),
    )


def latest(data_dir: Path) -> Row | None:
    """The check that was written last; None where there is none or the file cannot be read."""
    found, _ = _read(data_dir, "ORDER BY id DESC LIMIT 1")
    return found[0] if found else None


def usual_ttft_ms(data_dir: Path) -> float | None:
    """The median time to first token of this machine's checks, in ms; None below ten of them."""
    where = f"WHERE ttft_ms > 0 ORDER BY id DESC LIMIT {_MEDIAN_OF}"
    times = [row.ttft_ms for row in _read(data_dir, where)[0] if row.ttft_ms is not None]
    return median(times) if len(times) >= MEDIAN_OVER else None


def clear(data_dir: Path) -> tuple[int, str | None]:
    """Delete all that is kept; how many checks there were, and a sentence where it cannot be
    done. Raises nothing."""
    try:
        from . import history_file

        newest.forget(str(data_dir))
        return history_file.clear(data_dir, _TO_WRITE), None
    except Exception as error:
        return 0, f"the history cannot be deleted: {_why(error)}"


def note(data_dir: Path, row: Row | None) -> None:
    """Keep what a status bar shows of a check in a small file beside the database."""
    if row is not None:
        newest.keep(
            str(data_dir),
            row.at.timestamp(),
            row.side or "unknown",
            row.severity or "none",
            row.cause or "",
            row.http_status or 0,
            row.route or "",
        )


def _why(error: Exception) -> str:
    if isinstance(error, ImportError):
        return "this Python has no SQLite"
    from . import history_file

    return history_file.words(error)


def _read(
    data_dir: Path, where: str, values: tuple[object, ...] = ()
) -> tuple[list[Row], str | None]:
    """The rows that a query gives, the other way round, and why there are none."""
    try:
        from . import history_file, history_schema

        def select(base: sqlite3.Connection) -> list[Row]:
            there = history_schema.columns(base)
            names = ", ".join(name if name in there else "NULL" for name in COLUMNS)
            query = f"SELECT {names} FROM checks {where}"
            return [row for one in base.execute(query, values) if (row := _row(one)) is not None]

        found = history_file.read(data_dir, select, _TO_READ) or []
    except Exception as error:
        return [], f"the history cannot be read: {_why(error)}"
    return found[::-1], None


def _row(values: tuple[Any, ...]) -> Row | None:
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


def _values(
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
    return tuple(_kept(name, made[name], secrets) for name in COLUMNS)


def _kept(name: str, value: object, secrets: tuple[str, ...]) -> object:
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
