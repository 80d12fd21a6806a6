"""One Messages request, streamed and never retried, and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from re import DOTALL, IGNORECASE, search
from typing import TYPE_CHECKING, Any

from ...border.bounds import load_json
from ...failures.classify import ApiError, classify
from ...outside.http import bounded
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World

if TYPE_CHECKING:
    import httpx

VERSION = "2023-06-01"  # keeps working beside 2026-10-21 (vendor's versioning page, 2026-10)
MAX_TOKENS = 10

# Anthropic's own host, as its CDN writes it on an error page.
_OWN_HOST = "api.anthropic.com"
_KEPT = 64 * 1024  # of a body that is no event stream: enough for any error document


@dataclass(slots=True)
class Reply:
    """What is known of one request; filled while it runs, so a time-out keeps what came.

    `answer`: `complete`; `error` (refused, or a failure inside the stream); `cut` (began, then
    stopped before message_stop); `none` (connected, silent); `unreached` (`transport` says why);
    not the API's answer at all: `web-page`, `empty`, `foreign`, or `relay-error` (a gateway's own
    5xx). Times are in milliseconds from the start.
    """

    model: str
    answer: str = "none"
    transport: str | None = None
    detail: str = ""
    connected: bool = False
    handshaking: bool = False
    http_status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answered_by: str | None = None
    request_id: str | None = None
    error: ApiError | None = None
    error_type: str | None = None
    message: str | None = None
    details: bool = False  # the error carried details
    events: int = 0
    stop_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    ttfb_ms: int | None = None
    ttft_ms: int | None = None
    total_ms: int | None = None


def body(model: str) -> bytes:
    """The smallest useful request. Thinking is on by default on Haiku 5.5 and counts against
    max_tokens (vendor's model page, 2026-10), so it is switched off; Haiku 4.5 takes it too."""
    return json.dumps(
        {
            "model": model,
            "max_tokens": MAX_TOKENS,
            "stream": True,
            "thinking": {"type": "disabled"},
            "messages": [{"role": "user", "content": "Answer with the one word: pong"}],
        }
    ).encode()


async def send(
    world: World, base_url: str, model: str, auth: Mapping[str, str], timeout: float, relay: bool
) -> Reply:
    """Send it and follow the stream to its end. `relay`: base_url is not Anthropic's own."""
    reply = Reply(model)
    started = time.monotonic()

    def since() -> int:
        return int((time.monotonic() - started) * 1000)

    def traced(event: str) -> None:
        if event.endswith(("connect_tcp.complete", "connect_unix_socket.complete")):
            reply.connected = True
        if event.endswith("start_tls.started"):
            reply.handshaking = True
        elif event.endswith("start_tls.complete"):
            reply.handshaking = False

    headers = {"anthropic-version": VERSION, "content-type": "application/json", **auth}
    try:
        async with world.stream(
            "POST", f"{base_url}/v1/messages", headers=headers, content=body(model),
            timeout=timeout, trace=traced,
        ) as response:  # fmt: skip
            reply.ttfb_ms = since()
            reply.http_status = response.status_code
            reply.headers = {k.lower(): v for k, v in response.headers.items()}
            reply.request_id = reply.headers.get("request-id")
            await _follow(reply, response, since, relay)
    except Unreached as why:
        _broke(reply, why)
    except Unavailable as why:
        reply.answer, reply.detail = "foreign", str(why)
    reply.total_ms = since()
    return reply


def _broke(reply: Reply, why: Unreached) -> None:
    """The connection failed: before an answer, or in the middle of one."""
    reply.detail = why.detail
    if reply.answer in ("complete", "error"):
        return
    if reply.events:
        reply.answer = "cut"
    elif reply.http_status is not None and why.kind == "dropped":
        reply.answer = "cut" if reply.http_status == 200 else "empty"
    elif why.kind == "silent" and reply.handshaking:
        reply.answer, reply.transport, reply.detail = "unreached", "tls", "silent"
    elif why.kind == "silent" and (reply.connected or reply.http_status is not None):
        reply.answer = "none"
    else:
        reply.answer = "unreached"
        reply.transport = "connect" if why.kind == "silent" else why.kind


async def _follow(reply: Reply, response: httpx.Response, since: Any, relay: bool) -> None:
    """Read the answer, events as they come; decide what it is at its end."""
    kept = bytearray()
    line = bytearray()  # the unfinished line; only touched at line ends, so drips stay cheap
    streaming = response.status_code == 200
    async for part in bounded(response):
        if len(kept) < _KEPT:
            kept += part[: _KEPT - len(kept)]
        if not streaming:
            continue
        *ended, rest = part.split(b"\n")
        for end in ended:
            line += end
            if line.startswith(b"data:") and _event(reply, bytes(line[5:]), since):
                return
            line.clear()
        line += rest
    if streaming and line.startswith(b"data:") and _event(reply, bytes(line[5:]), since):
        return
    if reply.events:
        reply.answer = "cut"
        return
    _whole(reply, bytes(kept), relay)


def _event(reply: Reply, data: bytes, since: Any) -> bool:
    """Take in one event of the stream; True when it was the last. Unknown ones are tolerated."""
    event = _object(data)
    match event.get("type"):
        case "message_start":
            usage = _dict(_dict(event.get("message")).get("usage"))
            reply.input_tokens = _count(usage.get("input_tokens"))
        case "content_block_delta" if reply.ttft_ms is None:
            reply.ttft_ms = since()
        case "message_delta":
            reason = _dict(event.get("delta")).get("stop_reason")
            reply.stop_reason = reason if isinstance(reason, str) else None
            usage = _dict(event.get("usage"))
            reply.output_tokens = _count(usage.get("output_tokens"))
        case "message_stop":
            reply.answer, reply.answered_by = "complete", "anthropic"
            return True
        case "error":
            _refused(reply, event, None)
            return True
        case "content_block_start" | "content_block_delta" | "content_block_stop" | "ping":
            pass
        case _:
            return False
    reply.events += 1
    reply.answered_by = "anthropic"
    return False


def _refused(reply: Reply, document: Mapping[str, Any], status: int | None) -> None:
    """An error in the API's own shape, or in one close to it."""
    inner = _dict(document.get("error"))
    kind = inner.get("type")
    message = inner.get("message") or document.get("message") or document.get("detail")
    if isinstance(document.get("error"), str):
        message = document["error"]
    request_id = document.get("request_id")
    if isinstance(request_id, str):
        reply.request_id = reply.request_id or request_id
    reply.error_type = kind if isinstance(kind, str) else None
    reply.message = message if isinstance(message, str) else None
    reply.answer, reply.details = "error", bool(_dict(inner.get("details")))
    reply.error = classify(
        status,
        reply.error_type,
        reply.message or "",
        details=_dict(inner.get("details")),
        headers=reply.headers,
    )
    if reply.answered_by is None:
        own = document.get("type") == "error" or reply.request_id is not None
        reply.answered_by = "anthropic" if own else None


def _whole(reply: Reply, content: bytes, relay: bool) -> None:
    """An answer that was no event stream: who wrote it, and what does it say?"""
    status = reply.http_status or 0
    text = content.decode("utf-8", "replace")
    document = _object(content)
    html = "<html" in text[:2000].lower() or "html" in reply.headers.get("content-type", "")
    elsewhere = "relay" if relay else "unknown"
    if 200 <= status < 300 and document.get("type") == "message":
        usage = _dict(document.get("usage"))
        reply.input_tokens = _count(usage.get("input_tokens"))
        reply.output_tokens = _count(usage.get("output_tokens"))
        reason = document.get("stop_reason")
        reply.stop_reason = reason if isinstance(reason, str) else None
        reply.answer, reply.answered_by = "complete", "anthropic"
    elif document.get("type") == "error" and isinstance(document.get("error"), dict):
        _refused(reply, document, status if status >= 400 else None)
    elif status >= 400 and "x-deny-reason" in reply.headers:
        reply.message = text.strip() or reply.headers["x-deny-reason"]
        reply.answer, reply.answered_by = "error", "proxy"
        reply.error = classify(status, None, reply.message, headers=reply.headers)
    elif _OWN_HOST in text and status >= 500:  # its CDN's page or problem document
        reply.message = (
            _title(text) or _string(document.get("title")) or _string(document.get("detail"))
        )
        reply.answer, reply.answered_by = "error", "cdn"
        # The status decides: the page's words ("Connection timed out") are about its origin.
        reply.error = classify(status, None, "", headers=reply.headers)
    elif 300 <= status < 400 or (html and _elsewhere(status, relay)):
        # What stands behind a "?" may be a session of the portal's.
        target = reply.headers.get("location", "").partition("?")[0]
        reply.message = _title(text) or target or None
        reply.answer, reply.answered_by = "web-page", "relay" if relay else "portal"
        reply.detail = "a redirect" if status >= 300 and not html else "a web page"
    elif status >= 400 and (status < 500 or not relay):
        reply.answered_by = elsewhere
        if document:
            _refused(reply, document, status)
        else:
            reply.message = _title(text) or text.strip()
            reply.answer = "error"
            reply.error = classify(status, None, reply.message, headers=reply.headers)
        reply.answered_by = reply.answered_by or elsewhere
        if reply.error and reply.error.category == "region_block":
            reply.answered_by = "cdn"
    elif not content.strip() and reply.request_id and status == 200:
        reply.answer, reply.detail = "cut", "the stream held nothing"
    else:
        blank = not text.strip()
        reply.answer = "relay-error" if status >= 500 else "empty" if blank else "foreign"
        reply.answered_by = elsewhere
        reply.message = text.strip() or None
        reply.detail = "an empty answer" if blank else "not an answer of the Messages API"


def _elsewhere(status: int, relay: bool) -> bool:
    """Whether a web page with this status is somebody else's, standing in for the API.

    Anthropic's edge answers 413 and 429 with pages of its own, and 500 to 504 may be its own too;
    52x pages name the zone that failed (the caller has looked for Anthropic's), 511 is the portal's
    own status (RFC 6585).
    """
    if relay:
        return status not in (413, 429)
    return status not in (413, 429, 500, 502, 503, 504)


def _object(data: bytes) -> dict[str, Any]:
    try:
        return _dict(load_json(data))
    except ValueError:
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: object) -> int | None:
    plain = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value if plain and isinstance(value, int) else None


def _title(text: str) -> str | None:
    found = search(r"<title[^>]{0,200}>(.{1,300}?)</title>", text[:_KEPT], IGNORECASE | DOTALL)
    return unescape(found[1]).strip() if found else None
