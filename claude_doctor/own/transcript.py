"""Claude Code's own record of failures: `projects/**/*.jsonl` in its folder.

The format is internal and changes (captures to version 2.1.278, 2026-09), so only what a failure
needs is read, and every field is optional. What a user or a tool quotes is not a failure: the
record itself must be one, not its text.
"""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TAIL = 2 * 1024 * 1024  # bytes from the end of a file: hours of a session
DEPTH = 5  # projects/<folder>/<conversation>/subagents/<more>

# What a line of interest holds, with or without blanks: the rest need not be parsed.
_NEEDLE = re.compile(rb'"isApiErrorMessage"\s*:\s*true|"subtype"\s*:\s*"api_error"')


@dataclass(frozen=True, slots=True)
class Record:
    """A failure (final) or a retry. `kind` is Claude Code's own word for it."""

    at: datetime
    retry: bool
    text: str = ""
    kind: str | None = None
    status: int | None = None
    request_id: str | None = None
    id: str | None = None


@dataclass(slots=True)
class Found:
    """What was read. `whole`: nothing of the time asked for was left unread."""

    records: list[Record] = field(default_factory=list)
    files: int = 0
    unreadable: int = 0
    skipped_lines: int = 0
    whole: bool = True


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
        for record in _in_file(path, since, found):
            key = record.id or (record.at, record.retry, record.text)
            if since <= record.at <= until and key not in seen:
                seen.add(key)
                found.records.append(record)
    found.records.sort(key=lambda record: record.at)
    return found


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
            if stat.S_ISREG(status.st_mode) and status.st_mtime >= since:
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
    """The records in whole lines; `cut`: the first line is only the end of one."""
    done = -1
    for needle in _NEEDLE.finditer(data):
        if needle.start() < done:
            continue
        begin = data.rfind(b"\n", 0, needle.start()) + 1
        end = data.find(b"\n", needle.end())
        done = len(data) if end < 0 else end
        if cut and begin == 0:
            found.skipped_lines += 1
            continue
        try:
            line = json.loads(data[begin:done])
        except (ValueError, RecursionError):  # broken, or half written
            found.skipped_lines += 1
            continue
        if not isinstance(line, dict) or not _is_error(line):
            continue  # a quotation
        record = _record(line)
        if record is None:
            found.skipped_lines += 1
        else:
            yield record


def moment(value: object) -> datetime | None:
    """A timestamp with its time zone; without one it is UTC, as Claude Code writes it."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _begins(data: bytes) -> datetime | None:
    """The first timestamp in a tail."""
    match = re.search(rb'"timestamp"\s*:\s*"([^"]{10,40})"', data)
    return moment(match[1].decode("ascii", "replace")) if match else None


def _is_error(line: dict[str, Any]) -> bool:
    if line.get("type") == "assistant":
        return line.get("isApiErrorMessage") is True
    return line.get("type") == "system" and line.get("subtype") == "api_error"


def _record(line: dict[str, Any]) -> Record | None:
    """None where it has no time: it cannot be placed."""
    at = moment(line.get("timestamp"))
    if at is None:
        return None
    told = line.get("error")
    error: dict[str, Any] = told if isinstance(told, dict) else {}
    status = line.get("apiErrorStatus") or error.get("status")
    text = _text(line.get("message")) or _first_text(error.get("formatted"), error.get("message"))
    return Record(
        at,
        line["type"] == "system",
        text,
        told if isinstance(told, str) else _first_text(error.get("type")) or None,
        status if isinstance(status, int) and not isinstance(status, bool) else None,
        _first_text(line.get("requestId"), error.get("requestID")) or None,
        _first_text(line.get("uuid")) or None,
    )


def _text(message: object) -> str:
    """What Claude Code showed: the message's text blocks."""
    content = message.get("content") if isinstance(message, dict) else message
    if isinstance(content, list):
        blocks = (block.get("text") for block in content if isinstance(block, dict))
        return "\n".join(text for text in blocks if isinstance(text, str))
    return content if isinstance(content, str) else ""


def _first_text(*values: object) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")
