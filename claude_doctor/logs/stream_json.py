"""Records of Claude Code in any file: its transcripts' own, and those of `--output-format
stream-json`, where a retry is `system` / `api_retry` and a failed run a `result` with `is_error`.

Stream records have no time (captures to 2026-11). What users and tools say in them is no failure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..failures.classify import ApiError
from ..sources.claude_code import record
from .told import Told, example, request_ids

_NAMES = ("sessionId", "session_id", "parentUuid", "leafUuid")
_OURS = re.compile(rf'"(?:{"|".join(_NAMES)})" ?:')
_HEAD = re.compile(rb'(?s)(?:\xef\xbb\xbf)?\s*\{.{0,65536}?"(?:sessionId|parentUuid|leafUuid)" ?:')


def is_transcript(head: bytes) -> bool:
    """Whether a file that begins so is a transcript."""
    return _HEAD.match(head) is not None


def may_be_claudes(line: str) -> bool:
    """Whether a line of JSON may be one of Claude Code's records, of whatever kind."""
    return any(name in line for name in _NAMES) and _OURS.search(line) is not None


def of_record(one: record.Record, row: ApiError, status: int | None) -> Told:
    """What a transcript's record tells."""
    ids: tuple[str, ...] = (one.request_id,) if one.request_id else ()
    if "req_" in one.text:
        ids += request_ids(one.text)
    return Told(
        row, one.time.timestamp() if one.time else None, one.retry, status, ids, one.attempt,
        one.pause_ms, example(one.text) or one.kind or "", 0, True, hash(one.key), one.thread,
    )  # fmt: skip


def told(line: Mapping[str, Any]) -> Told | None:
    """What a record tells; None where it is no failure."""
    if record.is_failure(line):
        one = record.of(line)
        return of_record(one, *record.understood(one.text, one.status, one.kind))
    kind, subtype = line.get("type"), line.get("subtype")
    name = _text(line.get("uuid"))
    thread, key = str(line.get("session_id")), hash(name) if name else None
    if kind == "system" and subtype == "api_retry":
        word = _text(line.get("error"))
        status = record.whole(line.get("error_status"))
        return Told(
            record.meaning("", status, word), None, True, status,
            attempt=record.whole(line.get("attempt"), record.ATTEMPTS),
            pause_ms=record.number(line.get("retry_delay_ms")),
            text=word, whole=True, key=key, thread=thread,
        )  # fmt: skip
    if kind == "result" and line.get("is_error") is True:
        text = _text(line.get("result"))
        row, status = record.understood(text, record.whole(line.get("api_error_status")))
        if row.side not in ("none", "unknown"):
            ids = request_ids(text)
            return Told(
                row,
                None,
                False,
                status,
                ids,
                text=example(text),
                whole=True,
                key=key,
                thread=thread,
            )
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
