"""The API's route for OpenAI's SDKs: `POST /v1/chat/completions`.

A layer before the Messages API, as the vendor's page on OpenAI SDK compatibility says (2026): the
request is translated, and so is the answer; errors have OpenAI's form, `error` with `code`,
`message`, `type` and `param`, as in captures of 2025 (401: "Invalid Anthropic API Key", its type
`invalid_request_error`). From memory: the types of the other errors, and an error inside a stream.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .requests import OLD
from .wire import Reply, Seen

PATH = "/v1/chat/completions"
_MOST = 4096  # tokens, where the request sets no limit
_KEPT = ("model", "max_tokens", "stream")
_REASONS = {"max_tokens": "length", "tool_use": "tool_calls"}
#: How the rate-limit headers are called here.
_LIMITS = "anthropic-ratelimit-"


def answer(seen: Seen, ask: Callable[[Seen], Reply], now: datetime) -> Reply:
    """What `ask`, the Messages API, answers to the same request, in OpenAI's form."""
    return shaped(seen, ask(_translated(seen)), now)


def shaped(seen: Seen, reply: Reply, now: datetime) -> Reply:
    """An answer of the Messages API in the form of the route that was asked."""
    if urlsplit(seen.path).path != PATH:
        return reply
    headers = tuple(_renamed(name, value) for name, value in reply.headers)
    reply = replace(reply, headers=(*headers, ("openai-version", "2020-10-01")))
    created = int(now.timestamp())
    if reply.status != 200:
        return replace(reply, body=json.dumps(_error(json.loads(reply.body))).encode())
    if reply.parts and _streamed(reply):
        return replace(reply, parts=_chunks(reply.parts, created))
    made = json.dumps(_completion(json.loads(reply.body), created)).encode()
    parts = reply.parts and ((reply.parts[0][0], made),)
    return replace(reply, body=made, parts=parts)


def _streamed(reply: Reply) -> bool:
    return dict(reply.headers).get("content-type", "").startswith("text/event-stream")


def _renamed(name: str, value: str) -> tuple[str, str]:
    if not name.startswith(_LIMITS):
        return name, value
    kind, _, what = name.removeprefix(_LIMITS).rpartition("-")
    return f"x-ratelimit-{what}-{kind}", value


def _translated(seen: Seen) -> Seen:
    """The request as one for the Messages API: system messages stand apart there."""
    headers = {**seen.headers, "anthropic-version": OLD}
    try:
        body = json.loads(seen.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        return replace(seen, path="/v1/messages", headers=headers)
    sent: dict[str, Any] = {name: body[name] for name in _KEPT if body.get(name) is not None}
    sent["max_tokens"] = body.get("max_completion_tokens") or sent.get("max_tokens") or _MOST
    messages = body.get("messages")
    if isinstance(messages, list):
        told = [one for one in messages if isinstance(one, dict)]
        first = ("system", "developer")
        system = [str(one.get("content")) for one in told if one.get("role") in first]
        sent["messages"] = [one for one in messages if one not in told
                            or one.get("role") not in first]  # fmt: skip
        sent |= {"system": "\n".join(system)} if system else {}
    made = json.dumps(sent).encode()
    return replace(seen, path="/v1/messages", headers=headers, body=made, length=len(made))


def _error(told: dict[str, Any]) -> dict[str, object]:
    """The Messages API's error in OpenAI's form: what was its type is the code."""
    error = told["error"]
    kind = error["type"]
    message = "Invalid Anthropic API Key" if kind == "authentication_error" else error["message"]
    own = kind in ("rate_limit_error", "api_error", "overloaded_error", "timeout_error")
    return {
        "error": {
            "code": kind,
            "message": message,
            "type": kind if own else "invalid_request_error",
            "param": None,
        }
    }


def _usage(told: dict[str, Any]) -> dict[str, int]:
    read, written = told["input_tokens"], told["output_tokens"]
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _completion(message: dict[str, Any], created: int) -> dict[str, object]:
    text = "".join(block.get("text", "") for block in message["content"])
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": _REASONS.get(message["stop_reason"], "stop"),
    }
    return {
        "id": message["id"],
        "object": "chat.completion",
        "created": created,
        "model": message["model"],
        "choices": [choice],
        "usage": _usage(message["usage"]),
    }


def _chunks(
    parts: tuple[tuple[float, bytes], ...], created: int
) -> tuple[tuple[float, bytes], ...]:
    """The events as OpenAI's chunks; half an event stays half a chunk."""
    made: list[tuple[float, bytes]] = []
    start: dict[str, Any] = {}
    for pause, part in parts:
        data = part.decode().partition("data: ")[2]
        try:
            event = json.loads(data)
        except ValueError:  # cut off
            made.append((pause, made[-1][1][: len(made[-1][1]) // 2]))
            continue
        if event["type"] == "message_start":
            start = {"id": event["message"]["id"], "object": "chat.completion.chunk",
                     "created": created, "model": event["message"]["model"]}  # fmt: skip
        sent = _chunk(event, start)
        if sent:
            made.append((pause, sent))
    return tuple(made)


def _chunk(event: dict[str, Any], start: dict[str, Any]) -> bytes:
    """One event as a chunk; nothing for what OpenAI's form has no word for."""
    delta: dict[str, object] = {}
    reason = None
    match event["type"]:
        case "message_start":
            delta = {"role": "assistant", "content": ""}
        case "content_block_delta" if event["delta"]["type"] == "text_delta":
            delta = {"content": event["delta"]["text"]}
        case "message_delta":
            reason = _REASONS.get(event["delta"]["stop_reason"], "stop")
        case "message_stop":
            return b"data: [DONE]\n\n"
        case "error":
            return b"data: " + json.dumps(_error(event)).encode() + b"\n\n"
        case _:
            return b""
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return b"data: " + json.dumps({**start, "choices": [choice]}).encode() + b"\n\n"
