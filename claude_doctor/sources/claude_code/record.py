"""One failure or retry in Claude Code's own record: where its line stands, what it holds.

The format is internal and changes (captures to version 2.1.278, 2026-09), so only what a failure
needs is read, and every field is optional. What a user or a tool quotes is not a failure: the
record itself must be one, not its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ...border import dates
from ...failures import classify, reader
from ...failures.reading.records import TYPES, shown
from ...phrases import phrase

# A line of interest holds one of these words, and before or behind it what makes it a record,
# with or without blanks. A quotation inside a text has backslashes before its quotes.
_FINAL, _BEHIND = b'"isApiErrorMessage"', phrase(rb"[ \t\r]*:[ \t\r]*true")
_RETRY, _BEFORE = b'"api_error"', phrase(rb'"subtype"[ \t\r]*:[ \t\r]*\Z')
_NEAR = 64  # bytes that are looked at before or behind the word: forty blanks and more
ATTEMPTS = 10_000  # of one request; documented are 15 at most (2026-10), the margin is ours


class Broken(ValueError):
    """A line that holds the mark of a record is no JSON."""


class Record(NamedTuple):
    """A failure (final) or a retry. `kind` is Claude Code's own word for it.

    `time` is None where the record has none that can be read. `attempt` and `pause_ms` belong to
    retries: which one comes next, and after how long. `thread` tells conversations apart, and a
    sub-agent from its parent: inside a thread one request follows another.
    """

    time: datetime | None
    retry: bool
    text: str = ""
    kind: str | None = None
    status: int | None = None
    request_id: str | None = None
    id: str | None = None
    attempt: int | None = None
    pause_ms: float | None = None
    thread: str = ""

    @property
    def at(self) -> datetime:
        """The time of a record that is known to have one."""
        assert self.time is not None
        return self.time

    @property
    def key(self) -> object:
        """The same for every copy of the record, as a resumed conversation holds them."""
        return self.id or (self.time, self.retry, self.text, self.thread)


def holds_word(data: bytes | bytearray, begin: int, end: int) -> bool:
    """Whether a part of a line, however long, may belong to a record."""
    return any(_place(word, data, begin, end) >= 0 for word in (_FINAL, _RETRY))


def lines(data: bytes | bytearray, begin: int, end: int) -> list[tuple[int, int]]:
    """Begin and end of the lines that may be a record, in order.

    One `find` for each word goes through 2 GB in a second, whatever they hold; one regular
    expression for both stops at every quote (0.9 GB of tools' JSON in a second, CPython 3.11).
    """
    found: dict[int, int] = {}
    for word in (_FINAL, _RETRY):
        hit = _place(word, data, begin, end)
        while hit >= 0:
            after = data.find(b"\n", hit, end)
            after = end if after < 0 else after
            found[max(begin, data.rfind(b"\n", begin, hit) + 1)] = after
            hit = _place(word, data, after, end)
    return sorted(found.items())


def _place(word: bytes, data: bytes | bytearray, begin: int, end: int) -> int:
    """Where a word next stands with what makes it a record beside it, or -1."""
    at = data.find(word, begin, end)
    while at >= 0:
        after = at + len(word)
        if word is _RETRY:
            beside = _BEFORE.search(data, max(begin, at - _NEAR), at)
        else:
            beside = _BEHIND.match(data, after, min(end, after + _NEAR))
        if beside:
            return at
        at = data.find(word, after, end)
    return -1


# `loads` guesses the encoding first: twice the time. Not strict: a NUL costs nothing.
_parsed = json.JSONDecoder(strict=False).raw_decode


def records(data: bytes | bytearray, begin: int, end: int) -> Iterator[Record | None]:
    """The records in whole lines, in order; None for a line that may be one and is broken."""
    for start, stop in lines(data, begin, end):
        try:
            if (one := read(data[start:stop])) is not None:
                yield one
        except Broken:
            yield None


def read(line: bytes | bytearray) -> Record | None:
    """The record in a line; None where it is something else, as a quotation. Raises Broken."""
    try:
        text = _decoded(line).strip("\ufeff \t\r\n")
        content, end = _parsed(text)
    except (ValueError, RecursionError):  # broken, or half written
        raise Broken("no JSON") from None
    if end != len(text):
        raise Broken("more than one value")
    if not isinstance(content, dict) or not is_failure(content):
        return None
    return of(content)


def is_half(line: bytes | bytearray) -> bool:
    """Whether a last line without its end is still being written: no whole JSON."""
    try:
        text = _decoded(line).strip("\ufeff \t\r\n\0")
        return bool(text) and _parsed(text)[1] != len(text)
    except (ValueError, RecursionError):
        return True


def _decoded(line: bytes | bytearray) -> str:
    """A stray byte or half a surrogate pair in a text costs a letter, not the record."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace")


def is_failure(line: Mapping[str, Any]) -> bool:
    """Whether the record itself is a failure or a retry."""
    if line.get("type") == "assistant":
        return line.get("isApiErrorMessage") is True
    return line.get("type") == "system" and line.get("subtype") == "api_error"


def of(line: Mapping[str, Any]) -> Record:
    """What a failure's or retry's record holds."""
    get = line.get
    told, retry = get("error"), line["type"] == "system"
    text, kind = shown(get("message")), told if isinstance(told, str) else None
    status, request = whole(get("apiErrorStatus")), _word(get("requestId"))
    if isinstance(told, dict):
        text, kind = text or _said(told), _code(told)
        status = status or whole(told.get("status"))
        request = request or _word(told.get("requestID"))
    return Record(
        moment(get("timestamp")), retry, text, kind, status, request, _word(get("uuid")),
        whole(get("retryAttempt"), ATTEMPTS) if retry else None,
        number(get("retryInMs")) if retry else None,
        f"{get('sessionId')}/{get('agentId') or get('isSidechain') or False}",
    )  # fmt: skip


def moment(value: object) -> datetime | None:
    """A timestamp with its time zone; without one it is UTC, as Claude Code writes it.

    A number is taken for the seconds or milliseconds since 1970 that other programs write.
    """
    if isinstance(value, str):
        return dates.of_iso(value)
    told = type(value) in (int, float) and 1e9 <= value < 1e13  # type: ignore[operator]
    return dates.of_epoch(value) if told else None


def whole(value: object, below: int = 10**6) -> int | None:
    """A positive whole number that is one: no truth value, nothing without end."""
    return value if type(value) is int and 0 < value < below else None


def number(value: object) -> float | None:
    """A time in ms that can be one."""
    return float(value) if type(value) in (int, float) and 0 <= value < 1e9 else None  # type: ignore[operator,arg-type]


def meaning(text: str, status: int | None = None, kind: str | None = None) -> classify.ApiError:
    """The catalogue's row for a failure: its text first, then its status and kind."""
    return understood(text, status, kind)[0]


# Claude Code calls every failed connection a `server_error`; what it shows of it says more.
_UNDECIDED = {"connection", "timeout", "incomplete_stream", "tls", "dns", "proxy"}


def understood(
    text: str, status: int | None = None, kind: str | None = None
) -> tuple[classify.ApiError, int | None]:
    """The row, and the status: the record's own, else the one that its text tells."""
    reading = reader.read(text) if text else None
    row = reading.entry if reading else classify.by_id("unknown")
    status = status or (reading.http_status if reading else None)
    if row.side not in ("unknown", "none", "either") or row.category in _UNDECIDED:
        return row, status
    told = classify.classify(status, TYPES.get(kind or ""), text)
    if told.id == "unknown" and kind:
        told = classify.of_name(kind) or told
    return (row if told.id == "unknown" else told), status


def _said(error: Mapping[str, Any]) -> str:
    """The words of an error object; older versions wrote the API's own body three levels deep."""
    if words := _word(error.get("formatted")) or _word(error.get("message")):
        return words
    inner: Any = error
    for _ in range(2):
        inner = inner.get("error") if isinstance(inner, dict) else None
    return (_word(inner.get("message")) if isinstance(inner, dict) else None) or ""


def _code(error: Mapping[str, Any]) -> str | None:
    """The system's or the API's name for it."""
    if name := _word(error.get("type")):
        return name
    for part in (error.get("connection"), error.get("cause")):
        if isinstance(part, dict) and (name := _word(part.get("code"))):
            return name
    return _word(error.get("code"))


def _word(value: object) -> str | None:
    return value if value and isinstance(value, str) else None
