"""The file of past checks: SQLite, opened, brought up to date, and set aside where it is broken.

Many processes may write at once (every terminal runs a check), any of them may be killed, and the
home may lie on a network. So: short transactions that wait for each other, a write-ahead log only
where SQLite says that it holds, and nothing that cannot be done twice.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from . import history_late, newest
from .history_schema import FIRST, LINES, Newer, known, ready

FILE: Final = "history.db"

_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
# Codes after which the file is looked through: it is damaged, none, or not ours.
_DOUBTS: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_TURN: Final = 0.1  # seconds for which SQLite itself waits for a lock, each time it is asked
_DOUBTED: Final = 3  # times; another process may be setting the same file aside
_SHORT_READ: Final = 522  # SQLITE_IOERR_SHORT_READ, without a name in Python
# What SQLite says where another process set the file aside under it, or rolled our journal back
# for one that it took for left behind. Where the system has locks for folders nobody does.
_GONE: Final = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY_DBMOVED,
    sqlite3.SQLITE_IOERR_DELETE_NOENT,
)
_TAILS: Final = ("-journal", "-wal", "-shm", "")  # left behind, it would be played into a new file
_WORDS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "the file cannot be written",
}
T = TypeVar("T")


def write(
    folder: Path, work: Callable[[sqlite3.Connection], T], patience: float, at_most: float = 60.0
) -> tuple[T, str | None]:
    """Do the work in one transaction; its result, and a sentence where a broken file was set aside
    for that. Raises OSError, sqlite3.Error and Newer.

    It waits for others until it has asked for `patience` seconds, as long as these take on a
    machine that has time: where fifty checks end at once, each gets little of it. `at_most`: by
    the clock.
    """
    ends, aside, doubts, asked = time.monotonic() + at_most, None, 0, 0.0
    path = folder / FILE
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            turn = min(ends, time.monotonic() + patience)
            with _locked(folder, turn), closing(_opened(path)) as base:
                ready(base, folder)
                base.execute("BEGIN IMMEDIATE")
                with base:
                    return work(base), aside
        except sqlite3.Error as error:
            if _is_busy(error) and asked < patience and time.monotonic() < ends:
                pause = _moment(0.005, 0.03)
                time.sleep(pause)
                asked += _TURN + pause
            elif (_is_doubtful(error) or _is_gone(error)) and doubts < _DOUBTED:
                doubts += 1
                aside = _mended(path, min(ends, time.monotonic() + patience)) or aside
            else:
                raise


def read(folder: Path, work: Callable[[sqlite3.Connection], T], patience: float) -> T | None:
    """Do the work on the file as it is; None where there is none. Raises OSError, sqlite3.Error and
    Newer. A folder that cannot be written does not keep it from being read."""
    path, ends = folder / FILE, time.monotonic() + patience
    if not path.exists():
        if not (folder / LINES).exists():
            return None
        write(folder, lambda base: None, patience, patience)  # takes them over
    while True:
        for how in ("mode=rw", "immutable=1"):  # a write-ahead log wants a folder to write in
            try:
                with _locked(folder, ends), closing(_connection(path, how, ends)) as base:
                    known(base)
                    return work(base)
            except sqlite3.Error as error:
                code = _code(error)
                if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and how == "mode=rw":
                    continue
                if code not in _BUSY or time.monotonic() >= ends:
                    raise
                break
        time.sleep(_moment(0.002, 0.02))


def _moment(least: float, most: float) -> float:
    """Some seconds in between, by chance: those that wait for each other must not keep step. By
    `random`, which nobody else here needs, it would cost 1.5 ms of a start."""
    return least + (most - least) * os.urandom(1)[0] / 255


def clear(folder: Path, patience: float) -> int:
    """Delete every check, and the files that were set aside; how many rows there were. Raises
    OSError and sqlite3.Error."""
    path, count = folder / FILE, 0
    if path.exists():
        try:
            count, _ = write(folder, _emptied, patience)
            ends = time.monotonic() + patience
            with _locked(folder, ends), closing(_connection(path, "mode=rw", ends)) as base:
                base.execute("VACUUM")  # what was deleted is still in the file's free pages
                base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, Newer) as error:
            if isinstance(error, sqlite3.Error) and _is_busy(error):
                raise
            with _locked(folder, time.monotonic() + patience, alone=True):
                for tail in _TAILS:
                    path.with_name(FILE + tail).unlink(missing_ok=True)
    aside = folder.glob(f"{FILE}.corrupt-*")
    drafts = (*folder.glob("late-*.tmp"), *folder.glob(f"{newest.CHECK}.*.tmp"))  # of the killed
    for left in (folder / LINES, *aside, *history_late.files(folder), *drafts):
        left.unlink(missing_ok=True)
    return count


def _emptied(base: sqlite3.Connection) -> int:
    return base.execute("DELETE FROM checks").rowcount


def busy(error: Exception) -> bool:
    """Whether it could not be done because others were at it."""
    return isinstance(error, BlockingIOError) or (
        isinstance(error, sqlite3.Error) and _is_busy(error)
    )


def words(error: Exception) -> str:
    """Why it could not be done, for people."""
    if isinstance(error, Newer):
        return str(error)
    if busy(error):
        return "another program keeps the file locked"
    if isinstance(error, sqlite3.Error):
        return _WORDS.get(_code(error), str(error))
    return getattr(error, "strerror", None) or type(error).__name__


def _opened(path: Path) -> sqlite3.Connection:
    """The file for writing, made where there is none: for its owner alone, and so are SQLite's own
    files beside it, which take its mode."""
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "posix" and os.fstat(number).st_mode & 0o077:
            with contextlib.suppress(OSError):
                os.fchmod(number, 0o600)
    finally:
        os.close(number)
    return _connection(path, "mode=rw", time.monotonic() + _TURN)


def _connection(path: Path, how: str, ends: float) -> sqlite3.Connection:
    left = max(0.05, ends - time.monotonic())
    base = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=left, isolation_level=None
    )
    base.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return base


def _mended(path: Path, ends: float) -> str | None:
    """Set a broken file aside, once for all processes that find it so; in words, where it was."""
    with _locked(path.parent, ends, alone=True):
        if not path.exists() or _sound(path):
            return None
        aside = f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        if (path.parent / aside).exists():
            aside += f"-{os.getpid()}"
        for tail in _TAILS:
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + tail).replace(path.with_name(aside + tail))
    return f"the history was broken: it is kept as {aside}, and a new one was started"


def _sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with it, and our table is in it if it says so."""
    try:
        with closing(_connection(path, "mode=rw", time.monotonic() + 1)) as base:
            if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return False
            if base.execute("PRAGMA user_version").fetchone()[0]:
                names = ", ".join(part.split()[0] for part in FIRST.split(","))
                base.execute(f"SELECT {names} FROM checks LIMIT 1")
            return True
    except sqlite3.Error as error:
        return not _is_doubtful(error)


@contextlib.contextmanager
def _locked(folder: Path, ends: float, *, alone: bool = False) -> Iterator[None]:
    """With others who read and write the file, or alone, which is for who takes it away: SQLite
    finds a journal by its file's name, and would play one file's into the other. As far as the
    system can do that; the folder itself is the lock. Raises BlockingIOError at the end."""
    try:
        import fcntl

        number = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows: an open file cannot be renamed, which is as good
        yield
        return
    how = (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB
    try:
        while True:
            try:
                fcntl.flock(number, how)
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


def _is_gone(error: sqlite3.Error) -> bool:
    """Whether the file may be one that another process is setting aside at this moment."""
    return getattr(error, "sqlite_errorcode", 0) in _GONE or _code(error) in _GONE


def _is_doubtful(error: sqlite3.Error) -> bool:
    return _code(error) in _DOUBTS or getattr(error, "sqlite_errorcode", 0) == _SHORT_READ
