"""The newest of Claude Code's records of failures: the tails of `projects/**/*.jsonl`."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from . import record
from .record import Record

TAIL = 2 * 1024 * 1024  # bytes from the end of a file: hours of a session
AFTERWARDS_S = 120  # of writing after a failure: its own turn's end, and no answer since
DEPTH = 5  # projects/<folder>/<conversation>/subagents/<more>


@dataclass(slots=True)
class Found:
    """What was read. `whole`: nothing of the time asked for was left unread. `newest`: the file
    that was written to last, whenever that was, and when."""

    records: list[Record] = field(default_factory=list)
    files: int = 0
    unreadable: int = 0
    skipped_lines: int = 0
    whole: bool = True
    newest: tuple[float, Path] | None = None


def recent(root: Path, since: datetime, until: datetime, seconds: float) -> Found:
    """The records between two moments in the files below, newest file first. Blocking.

    Reads at most TAIL of a file and stops after `seconds`. A record that several files hold, as
    a resumed conversation does, counts once.
    """
    ends = time.monotonic() + seconds
    found = Found()
    seen: set[object] = set()
    # Half of the time for looking, so that something is read of a huge tree as well.
    candidates = sorted(_files(root, since.timestamp(), found, ends - seconds / 2), reverse=True)
    for _, path in candidates:
        if time.monotonic() > ends:
            found.whole = False
            break
        for one in _in_file(path, since, found):
            if since <= one.at <= until and one.key not in seen:
                seen.add(one.key)
                found.records.append(one)
    found.records.sort(key=lambda one: one.at)
    return found


def last_word(found: Found) -> Record | None:
    """The failure with which the newest transcript ends; None where something came after it."""
    if found.newest is None:
        return None
    written, path = found.newest
    failures = [one for one in _in_file(path, datetime.fromtimestamp(0, UTC), Found())
                if not one.retry]  # fmt: skip
    newest = max(failures, key=lambda one: one.at, default=None)
    if newest is None or abs(written - newest.at.timestamp()) > AFTERWARDS_S:
        return None
    return newest


def _files(root: Path, since: float, found: Found, ends: float) -> Iterator[tuple[float, Path]]:
    """Transcripts written to since then: their time and path."""

    def unreadable(_: OSError) -> None:
        found.unreadable += 1

    top = len(root.parts)
    for folder, folders, names in os.walk(root, onerror=unreadable):
        if len(Path(folder).parts) - top >= DEPTH:
            folders.clear()
        if time.monotonic() > ends:
            found.whole = False
            return
        for name in names:
            if not name.endswith(".jsonl"):
                continue
            path = Path(folder, name)
            try:
                status = path.stat()
            except OSError:  # gone, or a dead link
                continue
            if not stat.S_ISREG(status.st_mode):
                continue
            if found.newest is None or status.st_mtime > found.newest[0]:
                found.newest = status.st_mtime, path
            if status.st_mtime >= since:
                yield status.st_mtime, path


def _in_file(path: Path, since: datetime, found: Found) -> Iterator[Record]:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            data = file.read(TAIL)
    except OSError:
        found.unreadable += 1
        return
    found.files += 1
    yield from records(data, size > TAIL, found)
    if size > TAIL:
        begins = _begins(data)
        # A tail that begins inside the time asked for has cut some of it off.
        found.whole &= begins is not None and begins <= since


def records(data: bytes, cut: bool, found: Found) -> Iterator[Record]:
    """The records that have a time; `cut`: the first line is only the end of one."""
    begin = data.find(b"\n") + 1 or len(data) if cut else 0
    found.skipped_lines += record.holds_word(data, 0, begin)
    for one in record.records(data, begin, len(data)):
        if one is None or one.time is None:  # broken, or it cannot be placed
            found.skipped_lines += 1
        else:
            yield one


def _begins(data: bytes) -> datetime | None:
    """The first timestamp in a tail."""
    match = re.search(rb'"timestamp"\s*:\s*"([^"]{10,40})"', data)
    return record.moment(match[1].decode("ascii", "replace")) if match else None
