"""What the API finds wrong with a request body, in its own words and order."""

from __future__ import annotations

import json
from typing import Any

from . import catalogue, offers
from .answers import Refusal
from .wire import Seen

OLD, NEW = "2023-06-01", "2026-10-21"
VERSIONS = ("2023-01-01", OLD, NEW)

_SAMPLING = ("temperature", "top_p", "top_k")  # removed in 2026-10-21, even at their defaults
_KNOWN = {
    "model", "messages", "max_tokens", "stream", "system", "stop_sequences", "metadata",
    "thinking", "tools", "tool_choice", "service_tier", "container", "context_management",
    "mcp_servers", "output_config", "cache_control", "inference_geo", "speed", "diagnostics",
    "betas", "fallbacks", "user_profile_id",
}  # fmt: skip


def document_of(seen: Seen) -> tuple[dict[str, Any], Refusal | None]:
    """The request's body, or why it is none."""
    try:
        body = json.loads(seen.body)
    except (ValueError, RecursionError) as error:
        return {}, bad(f"The request body is not valid JSON: {error}")
    if not isinstance(body, dict):
        return {}, bad("Input should be a valid dictionary")
    return body, None


def problem(
    body: dict[str, Any], seen: Seen, gone: tuple[str, ...], counting: bool = False
) -> Refusal | None:
    """What is wrong with a request for a completion, or with one to count its tokens."""
    wrong = _fields(body, seen, counting) or _messages(body["messages"]) or offers.problem(body)
    if wrong:
        return bad(wrong)
    wanted = body["model"]
    model = catalogue.find(wanted, gone)
    if model is None:
        return Refusal(404, "not_found_error", f"model: {wanted}")
    wrong = _of_model(body, model, counting)
    return bad(wrong) if wrong else None


def bad(text: str) -> Refusal:
    """The answer to a malformed request."""
    return Refusal(400, "invalid_request_error", text[:400])


def _fields(body: dict[str, Any], seen: Seen, counting: bool) -> str | None:
    """What is wrong whatever the model."""
    needed = ["model", "messages"] if counting else ["model", "max_tokens", "messages"]
    for name in needed:
        if name not in body:
            return f"{name}: Field required"
    if seen.headers.get("anthropic-version") == NEW:
        for name in _SAMPLING:
            if name in body:
                return f"{name}: Extra inputs are not permitted"
    extra = [n for n in body if n not in _KNOWN and n not in _SAMPLING]
    if extra and "anthropic-beta" not in seen.headers:  # a beta may bring fields of its own
        return f"{extra[0]}: Extra inputs are not permitted"
    if not isinstance(body["model"], str) or not body["model"]:
        return "model: Input should be a valid string"
    if not counting:
        most = body["max_tokens"]
        if not isinstance(most, int) or isinstance(most, bool):
            return "max_tokens: Input should be a valid integer"
        if most < 1:
            return "max_tokens: must be greater than or equal to 1"
        stream = body.get("stream")
        if stream is not None and not isinstance(stream, bool):
            return "stream: Input should be a valid boolean"
        stops = body.get("stop_sequences") or []
        if not isinstance(stops, list) or not all(isinstance(s, str) for s in stops):
            return "stop_sequences: Input should be a valid list"
    return None


def _messages(messages: object) -> str | None:
    if not isinstance(messages, list):
        return "messages: Input should be a valid list"
    if not messages:
        return "messages: at least one message is required"
    for i, one in enumerate(messages):
        if not isinstance(one, dict):
            return f"messages.{i}: Input should be a valid dictionary"
        if one.get("role") not in ("user", "assistant", "system"):
            return f"messages.{i}.role: Input should be 'user' or 'assistant'"
        content = one.get("content")
        if content is None:
            return f"messages.{i}.content: Field required"
        if not isinstance(content, str | list):
            return f"messages.{i}.content: Input should be a valid list"
        if content in ("", []) and i < len(messages) - 1:
            return f"messages.{i}: all messages must have non-empty content"
    if messages[0].get("role") == "assistant":
        return 'messages: first message must use the "user" role'
    return None


def _of_model(body: dict[str, Any], model: catalogue.Model, counting: bool) -> str | None:
    """What this model does not take."""
    traits = model.traits
    if not traits.sampling:
        for name in _SAMPLING:
            if name in body:
                return f"{name}: this parameter is not supported for {model.id}"
    if not counting and body["max_tokens"] > traits.most_output:
        return (
            f"max_tokens: {body['max_tokens']} > {traits.most_output}, which is the maximum "
            f"allowed number of output tokens for {model.id}"
        )
    thinking = body.get("thinking")
    if thinking is None:
        return None
    if not isinstance(thinking, dict):
        return "thinking: Input should be a valid dictionary"
    match thinking.get("type"):
        case "adaptive" | "between_tools" | "disabled" as kind if kind in traits.thinking:
            return None
        case "enabled" if "enabled" in traits.thinking:
            budget = thinking.get("budget_tokens")
            if not isinstance(budget, int) or budget < 1024:
                return "thinking.enabled.budget_tokens: Input should be at least 1024"
            if not counting and budget >= body["max_tokens"]:
                return "`max_tokens` must be greater than `thinking.budget_tokens`"
            return None
        case "adaptive" | "between_tools" | "disabled" | "enabled" as kind:
            return f"thinking.type.{kind} is not supported for this model"
    return "thinking.type: Input should be 'adaptive', 'enabled' or 'disabled'"
