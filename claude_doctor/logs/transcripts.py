"""Claude Code's records: in blocks of a transcript, and line by line in any other file.

Gigabytes are searched for two words, and only lines that hold one are read. A line longer than a
block cannot be the record of a failure (these are a few KiB): it is counted where it holds a word.
A line without the words is not looked at, so a broken one among these is not counted; the last one
is, if it has no end: somebody may be writing a failure there.

`--output-format stream-json` writes records of other kinds: a retry is `system` / `api_retry`, a
failed run a `result` with `is_error`, and they have no time (captures to 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..failures.classify import ApiError
from ..sources.claude_code import record
from .events import Counts, Event, example, request_ids

BLOCK = 1024 * 1024  # bytes; larger ones do not fit into a processor's cache and are no faster
_OVERLAP = 128  # bytes of a long line that stay, so that a word on the border is seen

_NAMES = ("sessionId", "session_id", "parentUuid", "leafUuid")
_OURS = re.compile(rf'"(?:{"|".join(_NAMES)})" ?:')
_HEAD = re.compile(rb'(?s)(?:\xef\xbb\xbf)?\s*\{.{0,65536}?"(?:sessionId|parentUuid|leafUuid)" ?:')


def is_transcript(head: bytes) -> bool:
    """Whether a file that begins so is a transcript."""
    return _HEAD.match(head) is not None


def may_be_claudes(line: str) -> bool:
    """Whether a line of JSON may be one of Claude Code's records, of whatever kind."""
    return any(name in line for name in _NAMES) and _OURS.search(line) is not None


def records(
    read: Callable[[memoryview], int | None], buffer: bytearray, counts: Counts
) -> Iterator[record.Record]:
    """The records of one file; `read` fills a part of the buffer and says how much."""
    view = memoryview(buffer)
    kept = 0  # bytes of a line that goes on, at the front of the buffer
    long = held = False  # whether a line is longer than the buffer, and holds a word
    while got := read(view[kept:]):
        begin, end = 0, kept + got
        if long:
            begin = buffer.find(b"\n", 0, end) + 1
            held = held or record.holds_word(buffer, 0, begin or end)
            if begin:
                counts.long += held
                long = False
        if whole := buffer.rfind(b"\n", begin, end) + 1:
            yield from _within(buffer, begin, whole, counts)
            begin = whole
        if end - begin == len(buffer) and not long:
            long, held = True, record.holds_word(buffer, 0, end)
        if long:
            begin = max(0, end - _OVERLAP)
        kept = end - begin
        buffer[:kept] = buffer[begin:end]
    if long or (kept and record.is_half(buffer[:kept])):
        counts.half += 1
    elif kept:
        yield from _within(buffer, 0, kept, counts)


def _within(buffer: bytearray, begin: int, end: int, counts: Counts) -> Iterator[record.Record]:
    for one in record.records(buffer, begin, end):
        if one is None:
            counts.broken += 1
        else:
            yield one


def event(one: record.Record, row: ApiError, status: int | None) -> Event:
    """What a transcript's record tells."""
    ids = request_ids(one.text)
    return Event(
        row, one.time.timestamp() if one.time else None, one.retry, status,
        (one.request_id, *ids) if one.request_id else ids, one.attempt, one.pause_ms,
        example(one.text) or one.kind or "", 0, hash(one.key), one.thread,
    )  # fmt: skip


def of_line(line: Mapping[str, Any]) -> Event | None:
    """What a record tells; None where it is no failure, as what users and tools say in one."""
    if record.is_failure(line):
        one = record.of(line)
        return event(one, *record.understood(one.text, one.status, one.kind))
    kind, subtype = line.get("type"), line.get("subtype")
    name = _text(line.get("uuid"))
    thread, key = str(line.get("session_id")), hash(name) if name else None
    if kind == "system" and subtype == "api_retry":
        word = _text(line.get("error"))
        status = record.whole(line.get("error_status"))
        return Event(
            record.meaning("", status, word), None, True, status,
            attempt=record.whole(line.get("attempt"), record.ATTEMPTS),
            pause_ms=record.number(line.get("retry_delay_ms")),
            text=word, key=key, thread=thread,
        )  # fmt: skip
    if kind == "result" and line.get("is_error") is True:
        text = _text(line.get("result"))
        row, status = record.understood(text, record.whole(line.get("api_error_status")))
        if row.side not in ("none", "unknown"):
            return Event(
                row, None, False, status, request_ids(text),
                text=example(text), key=key, thread=thread,
            )  # fmt: skip
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
