"""Claude Code's own records in a paste: transcripts, event streams, hooks, results of an action.

A record says in its own fields whether a call failed. What else it holds (lists of skills and
tools, the conversation) is left out, so that no word of it is taken for a failure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_OURS = ('"sessionId"', '"session_id"', '"parentUuid"', '"hook_event_name"')
MOST = 16 << 20  # characters of a whole JSON array that is parsed
NOTHING = 'POST /v1/messages "HTTP/1.1 200 OK"'  # of records in which nothing failed
#: Claude Code's word for a failure, where its text says nothing ("errors" docs, 2026-10, and
#: "hooks", 2026-11), as the API's type.
TYPES = {
    "overloaded": "overloaded_error",
    "server_error": "api_error",
    "rate_limit": "rate_limit_error",
    "authentication_failed": "authentication_error",
    "billing_error": "billing_error",
    "invalid_request": "invalid_request_error",
}


def is_array(text: str) -> bool:
    """Whether a text begins as an execution file does: one array of records."""
    head = text[:4000].lstrip()
    return head.startswith("[") and any(mark in head for mark in (*_OURS, '"type"'))


def unpacked(text: str) -> str:
    """The text with each record replaced by what it says of a failure."""
    if not any(mark in text for mark in _OURS):
        return text
    whole = _parsed(text) if len(text) <= MOST else None
    if isinstance(whole, list | dict):
        found = list(_all(whole))
        return "\n".join(found) or NOTHING if found or _is_record(whole) else text
    lines: list[str] = []
    records = False
    for line in text.split("\n"):
        content = _parsed(line) if line[:1] == "{" and any(m in line for m in _OURS) else None
        if isinstance(content, dict) and _is_record(content):
            records = True
            lines += _told(content)
        elif not (records and line[:1] == "{"):
            lines.append(line)
    kept = "\n".join(lines)
    return kept if kept.strip() or not records else NOTHING


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _is_record(content: object) -> bool:
    if isinstance(content, list):
        return bool(content) and all(isinstance(one, dict) and "type" in one for one in content)
    return isinstance(content, dict) and bool(
        {"sessionId", "session_id", "parentUuid", "hook_event_name"} & content.keys()
    )


def _all(content: list[Any] | dict[str, Any]) -> Iterator[str]:
    for one in content if isinstance(content, list) else [content]:
        if isinstance(one, dict) and (isinstance(content, list) or _is_record(one)):
            yield from _told(one)


def _told(record: Mapping[str, Any]) -> Iterator[str]:
    """What a record says, as Claude Code would print it; nothing where nothing failed."""
    get = record.get
    kind = get("type"), get("subtype")
    if get("hook_event_name"):
        if get("hook_event_name") == "StopFailure":
            yield _line(get("error_details") or get("last_assistant_message"), None, get("error"))
    elif kind[0] == "assistant" and get("isApiErrorMessage") is True:
        yield _line(shown(get("message")), get("apiErrorStatus"), get("error"))
    elif kind in (("system", "api_error"), ("system", "api_retry")):
        error = get("error")
        said = json.dumps(error) if isinstance(error, dict) else None
        within = error.get("status") if isinstance(error, dict) else None
        attempt = get("retryAttempt") or get("attempt")
        of = get("maxRetries") or get("max_retries")
        line = _line(said, get("error_status") or within, error)
        yield f"Retrying (attempt {attempt}/{of}): {line}"
    elif kind[0] == "result" and get("is_error") is True:
        yield _line(get("result") or get("error"), get("api_error_status"), None) or _HIDDEN


_HIDDEN = "{type: result, is_error: true, total_cost_usd: 0}"


def _line(said: object, status: object, kind: object) -> str:
    text = " ".join(said.split("\n")) if isinstance(said, str) else ""
    number = f"{status} " if isinstance(status, int) and str(status) not in text else ""
    if not text and isinstance(kind, str):
        text = f'{{"type":"error","error":{{"type":"{TYPES.get(kind, kind)}"}}}}'
    if not text and not number:
        return ""
    return text if text.startswith("API Error") and not number else f"API Error: {number}{text}"


def shown(message: object) -> str:
    """What Claude Code showed: the message's text blocks."""
    content = message.get("content") if isinstance(message, dict) else message
    if isinstance(content, list):
        parts = [block.get("text") for block in content if isinstance(block, dict)]
        return "\n".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""
