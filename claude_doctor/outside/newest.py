"""What a status bar reads: the newest check and the status page, a line of text each.

Not SQLite and not JSON, because loading either would double what a bar costs. The words in them
are this program's own, and what is no such word is not there. Whatever cannot be read or written
is passed over: the history holds the same. Hence also `try` and not `contextlib`: 4 ms.
"""

from __future__ import annotations

import os
import stat

CHECK = "newest"  # in the folder of the history
PAGE = "statusline-page"  # in the cache
CLAIM = "statusline-claim"  # in the cache, with the minute: the page was asked for in it
#: Seconds. Failures that follow each other within this are one; a bar asks the page once in EVERY.
APART = 3600.0
EVERY = 60.0

_VERSION = "1"
_LARGEST = 1024  # bytes; ours are below 150


class Check:
    """The newest check. `at` and `since` in seconds since 1970: when it was, and since when checks
    have said the same; `status` the HTTP status, 0 where there was none."""

    __slots__ = ("at", "cause", "route", "severity", "side", "since", "status")

    def __init__(
        self, at: float, since: float, side: str, severity: str, cause: str, status: int, route: str
    ) -> None:
        self.at, self.since, self.side, self.severity = at, since, side, severity
        self.cause, self.status, self.route = cause, status, route


def keep(
    folder: str, at: float, side: str, severity: str, cause: str, status: int, route: str
) -> None:
    """Note a check for the bar, unless a newer one is there."""
    before, since = check(folder), at
    if before is not None and before.at > at:
        return
    if before is not None and (before.side, before.severity) == (side, severity):
        since = before.since if at - before.at < APART else at
    fields = [str(int(at)), str(int(since)), side, severity, cause, str(status), route]
    _write(os.path.join(folder, CHECK), fields)


def check(folder: str) -> Check | None:
    """The newest check that was noted; None where there is none."""
    fields = _read(os.path.join(folder, CHECK), 7)
    try:
        at, since, side, severity, cause, status, route = fields
        return Check(_second(at), _second(since), side, severity, cause, int(status), route)
    except ValueError:
        return None


def keep_page(folder: str, at: float, word: str) -> None:
    """Note the status page's word; an empty one where it could not be read."""
    _write(os.path.join(folder, PAGE), [str(int(at)), word])


def page(folder: str) -> tuple[float, str] | None:
    """When the page was read and its word; None where that is not known."""
    fields = _read(os.path.join(folder, PAGE), 2)
    try:
        at, word = fields
        return _second(at), word
    except ValueError:
        return None


def forget(folder: str) -> None:
    """Delete what was noted of checks."""
    _remove(os.path.join(folder, CHECK))


def claim(folder: str, now: float) -> bool:
    """Whether the page is to be asked by whoever calls: True at most once in `EVERY` seconds for
    all processes of this machine together, and never where that cannot be noted."""
    minute = int(now // EVERY)
    own, before, after = (f"{CLAIM}-{number}" for number in (minute, minute - 1, minute + 1))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if _recent(os.path.join(folder, before), now):
            return False
        # Of all that come in this minute one alone can make its file.
        os.close(os.open(os.path.join(folder, own), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        # Where a minute ends meanwhile, another one may have made that one's.
        if any(_recent(os.path.join(folder, name), now) for name in (before, after)):
            return False
    except OSError:
        return False
    try:
        for name in os.listdir(folder):
            if name.startswith(CLAIM) and name not in (own, before, after):
                os.unlink(os.path.join(folder, name))
    except OSError:  # another one clears up, too
        pass
    return True


def _recent(path: str, now: float) -> bool:
    """Whether the file is there, and of the last minute by this clock."""
    try:
        return abs(now - os.stat(path).st_mtime) < EVERY
    except FileNotFoundError:
        return False


def _read(path: str, count: int) -> list[str]:
    """So many fields; none where the file is not plainly ours."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                return []
            fields = os.read(number, _LARGEST).decode("ascii").rstrip("\n").split("\t")
        finally:
            os.close(number)
    except (OSError, ValueError):
        return []
    fits = len(fields) == count + 1 and fields[0] == _VERSION
    own = all(set(field) <= _OWN for field in fields)
    return fields[1:] if fits and own else []


def _second(text: str) -> float:
    """A moment in whole seconds. ValueError for what no clock of this century shows."""
    if not 0 < len(text) <= 11:
        raise ValueError(text)
    return float(int(text))


_OWN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")


def _write(path: str, fields: list[str]) -> None:
    from . import atomic

    line = "\t".join([_VERSION, *fields]) + "\n"
    if line.isascii():
        atomic.write(path, line.encode())


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
