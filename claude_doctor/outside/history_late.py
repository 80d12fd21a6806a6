"""Checks that found the history locked for longer than they may wait: a small file each, beside
it, which whoever writes next takes in. So a check ends in time and is kept all the same."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import atomic

if TYPE_CHECKING:
    import sqlite3

_NAMES: Final = "late-*.json"
_LARGEST: Final = 64 * 1024  # bytes; ours are below 2 KiB
_MANY: Final = 500  # a file that nobody can write for days must not fill the folder

#: A file, and what is in it; None where that is no row.
Late = tuple[Path, dict[str, Any] | None]


def keep(folder: Path, row: Mapping[str, object]) -> bool:
    """Write it down for later, for its owner alone; whether that was possible."""
    if len(files(folder)) >= _MANY:
        return False
    name = _NAMES.replace("*", os.urandom(8).hex())
    return atomic.write(str(folder / name), json.dumps(row).encode())


def files(folder: Path) -> list[Path]:
    """Those that wait, in an order of no meaning."""
    return list(folder.glob(_NAMES))


def load(folder: Path) -> list[Late]:
    """What waits, oldest first."""
    found = [(path, _row(path)) for path in files(folder)]
    return sorted(found, key=lambda late: late[1]["at"] if late[1] else 0.0)


def _row(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            row = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("source"), str):
        return None
    at = row.get("at")
    if not isinstance(at, float | int) or isinstance(at, bool):
        return None
    return row if 0 <= at < 1e11 else None


def add(base: sqlite3.Connection, columns: tuple[str, ...], values: tuple[object, ...]) -> None:
    """A row that waited, unless it is there: who took it in may have been killed before the file
    was gone."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    same = " AND ".join(f"{name} IS ?" for name in columns)
    base.execute(
        f"INSERT INTO checks ({names}) SELECT {marks}"
        f" WHERE NOT EXISTS (SELECT 1 FROM checks WHERE {same})",
        values * 2,
    )


def forget(late: Iterable[Late]) -> None:
    """Delete the files of those that have been taken in, and of what was none."""
    for path, _ in late:
        with contextlib.suppress(OSError):
            path.unlink()
