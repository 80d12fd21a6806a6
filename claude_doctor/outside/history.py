"""Past checks on this machine: one row each, in SQLite, never needed for a verdict.

`sqlite3` is loaded when the file is first used: by a check while its packets fly.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import newest
from .history_row import COLUMNS, Row, kept, of_document, of_values

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
_WAITING: Final = 20  # checks that may lie beside the file; who comes next takes them in


def record(
    data_dir: Path,
    document: Mapping[str, Any],
    source: str,
    secrets: tuple[str, ...] = (),
    at_most: float = 60.0,
    *,
    soon: bool = False,
) -> str | None:
    """Add a check, given as the document of its JSON. `source`: check, watch, wait or hook.

    A sentence where the user should know something: it could not be written, or a broken file was
    set aside for it. Raises nothing. It waits for others for five seconds, which are longer
    on a machine that is busy, and for `at_most` seconds by the clock; then it is left beside the
    file, for the next one to take in. `soon`, for who wants to end: so it is at once where the file
    can be read. A disk takes as long for a transaction as a network for an answer.
    """
    try:
        values = of_document(document, source, secrets)
        note(data_dir, of_values(values))
        if soon and _left(data_dir, values):
            return None
        return _written(data_dir, values, secrets, at_most)
    except Exception as error:  # also a document of another shape
        return f"this check was not kept in the history: {_why(error)}"


def _left(data_dir: Path, values: tuple[object, ...]) -> bool:
    """Whether the row was left beside a file that can be read."""
    with contextlib.suppress(Exception):  # who writes it says why
        from . import history_late

        if _select(data_dir, "LIMIT 1")[0] and len(history_late.files(data_dir)) < _WAITING:
            row: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
            # Two checks of a second may be alike in all the rest, and the later one comes later.
            row["at"] += min(max(time.time() - row["at"], 0.0), 99.0) / 100
            return history_late.keep(data_dir, row)
    return False


def _written(
    data_dir: Path, values: tuple[object, ...], secrets: tuple[str, ...], at_most: float
) -> str | None:
    """Add the row and those that wait; a sentence where a broken file was set aside for it."""
    from . import history_file, history_late

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
        said = history_file.write(data_dir, add, _TO_WRITE, at_most)[1]
    except Exception as error:
        row = dict(zip(COLUMNS, values, strict=True))
        if history_file.busy(error) and history_late.keep(data_dir, row):
            return None
        raise
    history_late.forget(late)
    return said


def _taken_in(
    base: sqlite3.Connection, data_dir: Path, secrets: tuple[str, ...] = ()
) -> list[Late]:
    """Add the checks that found the file locked; their files, to be deleted behind it."""
    from . import history_late

    late = history_late.load(data_dir)
    for _, row in late:
        if row is not None:
            values = tuple(kept(name, row.get(name), secrets) for name in COLUMNS)
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
    if len(times) < MEDIAN_OVER:
        return None
    from statistics import median  # and with it fractions, decimals and random numbers

    return median(times)


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
    from .local import lacked

    if isinstance(error, ImportError):
        return lacked(error) or "this Python has no SQLite"
    from . import history_file

    return history_file.words(error)


def _read(
    data_dir: Path, where: str, values: tuple[object, ...] = ()
) -> tuple[list[Row], str | None]:
    """The rows that a query gives, the other way round, and why there are none. What waits beside
    the file is taken in first; beside one that cannot be read it goes on waiting."""
    from . import history_late

    found, why = _select(data_dir, where, values)
    if why is None and history_late.files(data_dir):
        with contextlib.suppress(Exception):  # they are still there the next time
            from . import history_file

            take = partial(_taken_in, data_dir=data_dir)
            history_late.forget(history_file.write(data_dir, take, _TO_READ, _TO_READ)[0])
        found, why = _select(data_dir, where, values)
    return found, why


def _select(
    data_dir: Path, where: str, values: tuple[object, ...] = ()
) -> tuple[list[Row], str | None]:
    try:
        from . import history_file, history_schema

        def select(base: sqlite3.Connection) -> list[Row]:
            there = history_schema.columns(base)
            names = ", ".join(name if name in there else "NULL" for name in COLUMNS)
            query = f"SELECT {names} FROM checks {where}"
            return [
                row for one in base.execute(query, values) if (row := of_values(one)) is not None
            ]

        found = history_file.read(data_dir, select, _TO_READ) or []
    except Exception as error:
        return [], f"the history cannot be read: {_why(error)}"
    return found[::-1], None
