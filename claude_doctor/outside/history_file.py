"""The file of past checks: SQLite, opened, brought up to date, and set aside where it is broken.

Many processes may write at once (every terminal runs a check), any of them may be killed, and the
home may lie on a network. So: short transactions that wait for each other, a write-ahead log only
where SQLite says that it holds, and nothing that cannot be done twice.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from ..border import dates

FILE: Final = "history.db"
LINES: Final = "history.jsonl"  # what versions before the database wrote
_LINES_READ: Final = 2 * 1024 * 1024  # bytes of it that are taken over; it was cut at a megabyte

#: The table as it was first made. Columns are added by a later step, never renamed.
_FIRST: Final = (
    "at REAL NOT NULL, source TEXT NOT NULL, side TEXT, severity TEXT, cause TEXT,"
    " confidence TEXT, summary TEXT, ttft_ms REAL, http_status INTEGER, error_type TEXT,"
    " model TEXT, answer TEXT, request_id TEXT, page TEXT, crowd TEXT, route TEXT, cost_usd REAL,"
    " duration_ms INTEGER"
)
#: What each version of the schema adds to the one before it.
STEPS: Final = (
    (
        f"CREATE TABLE IF NOT EXISTS checks (id INTEGER PRIMARY KEY, {_FIRST})",
        "CREATE INDEX IF NOT EXISTS checks_at ON checks (at)",
    ),
    # when the status page says that it posted what it has posted
    ("ALTER TABLE checks ADD COLUMN page_since REAL",),
)
_NOW: Final = len(STEPS)

_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
# Codes after which the file is looked through: it is damaged, none, or not ours.
_DOUBTS: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_SHORT_READ: Final = 522  # SQLITE_IOERR_SHORT_READ, without a name in Python
_WORDS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "the file cannot be written",
    sqlite3.SQLITE_BUSY: "another program keeps the file locked",
    sqlite3.SQLITE_LOCKED: "another program keeps the file locked",
}
T = TypeVar("T")


class Newer(Exception):
    """A later version of this program has written the file."""


def write(
    folder: Path, work: Callable[[sqlite3.Connection], T], patience: float
) -> tuple[T, str | None]:
    """Do the work in one transaction, in at most about so many seconds; its result, and a sentence
    where a broken file was set aside for that. Raises OSError, sqlite3.Error and Newer."""
    ends, aside = time.monotonic() + patience, None
    path = folder / FILE
    while True:
        try:
            with closing(_opened(path, ends)) as base:
                _ready(base, folder)
                base.execute("BEGIN IMMEDIATE")
                with base:
                    return work(base), aside
        except sqlite3.Error as error:
            if _is_busy(error) and time.monotonic() < ends:
                time.sleep(random.uniform(0.002, 0.02))
            elif _is_doubtful(error) and aside is None:
                aside = _mended(path, ends)
            else:
                raise


def read(folder: Path, work: Callable[[sqlite3.Connection], T], patience: float) -> T | None:
    """Do the work on the file as it is; None where there is none. Raises OSError, sqlite3.Error and
    Newer. A folder that cannot be written does not keep it from being read."""
    path, ends = folder / FILE, time.monotonic() + patience
    if not path.exists():
        if not (folder / LINES).exists():
            return None
        write(folder, lambda base: None, patience)  # takes them over
    while True:
        for how in ("mode=rw", "immutable=1"):  # a write-ahead log wants a folder to write in
            try:
                with closing(_connection(path, how, ends)) as base:
                    _known(base)
                    return work(base)
            except sqlite3.Error as error:
                code = _code(error)
                if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and how == "mode=rw":
                    continue
                if code not in _BUSY or time.monotonic() >= ends:
                    raise
                break
        time.sleep(random.uniform(0.002, 0.02))


def words(error: Exception) -> str:
    """Why it could not be done, for people."""
    if isinstance(error, Newer):
        return str(error)
    if isinstance(error, sqlite3.Error):
        return _WORDS.get(_code(error), str(error))
    return getattr(error, "strerror", None) or type(error).__name__


def columns(base: sqlite3.Connection) -> list[str]:
    """The columns that the table has; fewer in a file of an older version."""
    return [row[1] for row in base.execute("PRAGMA table_info(checks)")]


def _opened(path: Path, ends: float) -> sqlite3.Connection:
    """The file for writing, made where there is none: for its owner alone, and so are SQLite's own
    files beside it, which take its mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "posix" and os.fstat(number).st_mode & 0o077:
            with contextlib.suppress(OSError):
                os.fchmod(number, 0o600)
    finally:
        os.close(number)
    return _connection(path, "mode=rw", ends)


def _connection(path: Path, how: str, ends: float) -> sqlite3.Connection:
    left = max(0.05, ends - time.monotonic())
    base = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=left, isolation_level=None
    )
    base.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return base


def _known(base: sqlite3.Connection) -> int:
    """The version of its schema. Raises Newer."""
    version = int(base.execute("PRAGMA user_version").fetchone()[0])
    if version > _NOW:
        raise Newer(f"a newer claude-doctor wrote it (schema {version}; known here: {_NOW})")
    return version


def _ready(base: sqlite3.Connection, folder: Path) -> None:
    """Bring the schema up to date; the first time, take the lines over."""
    version = _known(base)
    if version == _NOW:
        return
    if version == 0:
        _journal(base)
    base.execute("BEGIN IMMEDIATE")
    with base:
        version = _known(base)  # another process may have been faster
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


def _mended(path: Path, ends: float) -> str | None:
    """Set a broken file aside, once for all processes that find it so; in words, where it was."""
    with _alone(path.parent, ends):
        if not path.exists() or _sound(path):
            return None
        aside = f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        if (path.parent / aside).exists():
            aside += f"-{os.getpid()}"
        for tail in ("-wal", "-shm", ""):  # a log left behind would be played into the new file
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + tail).replace(path.with_name(aside + tail))
    return f"the history was broken: it is kept as {aside}, and a new one was begun"


def _sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with it, and our table is in it if it says so."""
    try:
        with closing(_connection(path, "mode=rw", time.monotonic() + 1)) as base:
            if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return False
            if base.execute("PRAGMA user_version").fetchone()[0]:
                names = ", ".join(part.split()[0] for part in _FIRST.split(","))
                base.execute(f"SELECT {names} FROM checks LIMIT 1")
            return True
    except sqlite3.Error as error:
        return not _is_doubtful(error)


@contextlib.contextmanager
def _alone(folder: Path, ends: float) -> Iterator[None]:
    """One process at a time, as far as the system can do that; the folder itself is the lock."""
    try:
        import fcntl
    except ImportError:  # Windows: an open file cannot be renamed there, which is as good
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= ends:
                    raise
                time.sleep(0.01)
                continue
            except OSError:  # no locks here
                pass
            break
        yield
    finally:
        os.close(number)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in _BUSY


def _is_doubtful(error: sqlite3.Error) -> bool:
    return _code(error) in _DOUBTS or getattr(error, "sqlite_errorcode", 0) == _SHORT_READ
