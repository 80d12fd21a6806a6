"""Records of Claude Code in any file: its transcripts' own, and those of `--output-format
stream-json`, where a retry is `system` / `api_retry` and a failed run a `result` with `is_error`.

Stream records have no time (captures to 2026-11). What users and tools say in them is no failure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ApiError
from ..own import record

_OURS = re.compile(r'"(?:sessionId|session_id|parentUuid|leafUuid)" ?:')
_HEAD = re.compile(rb'(?s)(?:\xef\xbb\xbf)?\s*\{.{0,65536}?"(?:sessionId|parentUuid|leafUuid)" ?:')


@dataclass(frozen=True, slots=True)
class Told:
    """One failure or retry. `form`: the way it is told; `whole`: by a record of Claude Code."""

    row: ApiError
    at: float | None
    retry: bool
    status: int | None = None
    request_id: str | None = None
    attempt: int | None = None
    pause_ms: float | None = None
    text: str = ""
    form: int = 0
    whole: bool = False
    key: object = None
    thread: str = ""


def is_transcript(head: bytes) -> bool:
    """Whether a file that begins so is a transcript."""
    return _HEAD.match(head) is not None


def may_be_claudes(line: str) -> bool:
    """Whether a line of JSON may be one of Claude Code's records, of whatever kind."""
    return _OURS.search(line) is not None


def of_record(one: record.Record, row: ApiError) -> Told:
    """What a transcript's record tells."""
    return Told(
        row, one.at.timestamp(), one.retry, one.status, one.request_id, one.attempt, one.pause_ms,
        one.text or one.kind or "", whole=True, key=one.key, thread=one.thread,
    )  # fmt: skip


def told(line: Mapping[str, Any]) -> Told | None:
    """What a record tells; None where it is no failure."""
    if record.is_failure(line):
        try:
            one = record.of(line)
        except record.Broken:
            return None
        return of_record(one, record.meaning(one.text, one.status, one.kind))
    kind, subtype = line.get("type"), line.get("subtype")
    thread, key = str(line.get("session_id")), _text(line.get("uuid")) or None
    if kind == "system" and subtype == "api_retry":
        word = _text(line.get("error"))
        status = record.whole(line.get("error_status"))
        return Told(
            record.meaning("", status, word), None, True, status,
            attempt=record.whole(line.get("attempt")),
            pause_ms=record.number(line.get("retry_delay_ms")),
            text=word, whole=True, key=key, thread=thread,
        )  # fmt: skip
    if kind == "result" and line.get("is_error") is True:
        text = _text(line.get("result"))
        status = record.whole(line.get("api_error_status"))
        row = record.meaning(text, status)
        if row.side not in ("none", "unknown"):
            return Told(row, None, False, status, text=text, whole=True, key=key, thread=thread)
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
