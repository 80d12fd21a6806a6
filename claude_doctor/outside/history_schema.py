"""The schema of the file of past checks: each version adds to the one before it; the first takes
over the lines that were written before there was a database."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ..border import dates

LINES: Final = "history.jsonl"  # what versions before the database wrote
_LINES_READ: Final = 2 * 1024 * 1024  # bytes of it that are taken over; it was cut at a megabyte

#: The table as it was first made. Columns are added by a later step, never renamed.
FIRST: Final = (
    "at REAL NOT NULL, source TEXT NOT NULL, side TEXT, severity TEXT, cause TEXT,"
    " confidence TEXT, summary TEXT, ttft_ms REAL, http_status INTEGER, error_type TEXT,"
    " model TEXT, answer TEXT, request_id TEXT, page TEXT, crowd TEXT, route TEXT, cost_usd REAL,"
    " duration_ms INTEGER"
)
#: What each version of the schema adds to the one before it.
STEPS: Final = (
    (
        f"CREATE TABLE IF NOT EXISTS checks (id INTEGER PRIMARY KEY, {FIRST})",
        "CREATE INDEX IF NOT EXISTS checks_at ON checks (at)",
    ),
    # when the status page says that it posted what it has posted
    ("ALTER TABLE checks ADD COLUMN page_since REAL",),
)
_NOW: Final = len(STEPS)


class Newer(Exception):
    """A later version of this program has written the file."""


def columns(base: sqlite3.Connection) -> list[str]:
    """The columns that the table has; fewer in a file of an older version."""
    return [row[1] for row in base.execute("PRAGMA table_info(checks)")]


def known(base: sqlite3.Connection) -> int:
    """The version of its schema. Raises Newer."""
    version = int(base.execute("PRAGMA user_version").fetchone()[0])
    if version > _NOW:
        raise Newer(f"a newer claude-doctor wrote it (schema {version}; known here: {_NOW})")
    return version


def ready(base: sqlite3.Connection, folder: Path) -> None:
    """Bring the schema up to date; the first time, take the lines over."""
    version = known(base)
    if version == _NOW:
        return
    if version == 0:
        _journal(base)
    base.execute("BEGIN IMMEDIATE")
    with base:
        version = known(base)  # another process may have been faster
        for step in STEPS[version:]:
            for statement in step:
                base.execute(statement)
        if version == 0:
            base.executemany(
                "INSERT INTO checks (at, source, side, severity, cause, confidence, ttft_ms)"
                " VALUES (?, 'check', ?, ?, ?, ?, ?)",
                _lines(folder / LINES),
            )
        base.execute(f"PRAGMA user_version = {_NOW}")
    if version == 0:
        with contextlib.suppress(OSError):
            (folder / LINES).unlink()


def _journal(base: sqlite3.Connection) -> None:
    """A write-ahead log where it holds: readers and writers do not wait for each other. SQLite
    answers with another word where it does not, as without shared memory on a network's disk."""
    with contextlib.suppress(sqlite3.OperationalError):  # busy: somebody else is just doing it
        if base.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            base.execute("PRAGMA journal_mode = DELETE")


def _lines(path: Path) -> Iterator[tuple[Any, ...]]:
    """The older file's checks, oldest first. Broken lines and unreadable files are passed over."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LINES_READ))
            lines = file.read(_LINES_READ).splitlines()
    except OSError:
        return
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):
            row = json.loads(line)
            at = dates.of_iso(row.get("checked_at")) if isinstance(row, dict) else None
            if at is not None:
                names = ("side", "severity", "cause", "confidence")
                text = [row[n][:40] if isinstance(row.get(n), str) else None for n in names]
                ttft = row.get("ttft_ms")
                timed = type(ttft) in (int, float) and 0 < ttft < 1e9
                yield (at.timestamp(), *text, ttft if timed else None)
