"""What the loopback model says, counted in tokens: as one message, and as a stream of events.

A word is a token here. The numbers agree with each other: what `message_start` and
`count_tokens` say of the input, and what was sent of the output, is what `usage` holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .catalogue import Model
from .roles import Stream
from .wire import Reply, Wire

_TEXT = (
    "This is the loopback world of claude-doctor, not Claude. No model read your prompt. Every "
    "answer here is made up by a small server on your own machine, so that you can see how your "
    "program behaves when the real service is well, and when it is not."
)
_THOUGHT = (
    "The user wants an answer. I should think about what they need before I write it, weigh how "
    "long it ought to be, and then say it plainly. A short reply is enough here, because nothing "
    "in the request asks for more than that."
)
_FRAME = 8  # tokens that every prompt costs besides its text
_IMAGE = 1200  # tokens of a picture, about
_SLOW_S = 0.5  # a first token later than this is preceded by a ping event


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished answer: tokens of thinking and of text, and why it stopped."""

    id: str
    model: Model
    input_tokens: int
    thought: tuple[str, ...]
    words: tuple[str, ...]
    stop_reason: str
    stop_sequence: str | None = None

    @property
    def output_tokens(self) -> int:
        """Thinking counts as output (vendor's thinking page, 2026)."""
        return len(self.thought) + len(self.words)


def tokens_in(body: dict[str, Any]) -> int:
    """The prompt's length, about: a token for four characters."""
    count = _FRAME
    for text in _texts([body.get("system"), body.get("messages"), body.get("tools")]):
        count += _IMAGE if text is None else max(1, len(text) // 4)
    return count


def _texts(value: object) -> Iterable[str | None]:
    """Every text of a request, in no order; None for a picture or a file. Without recursion: a
    request may be nested deeper than Python's stack."""
    todo = [value]
    while todo:
        match todo.pop():
            case str() as text:
                yield text
            case list() as items:
                todo += items
            case {"type": "image" | "document"}:
                yield None
            case dict() as fields:
                todo += [item for key, item in fields.items() if key not in ("role", "type")]


def complete(id_: str, model: Model, body: dict[str, Any]) -> Completion:
    """Answer a valid request."""
    most = int(body["max_tokens"])
    asked = (text.lower() for text in _texts(body["messages"]) if text)
    said = "pong" if any("pong" in text for text in asked) else _TEXT
    thought = _tokens(_THOUGHT)[:most] if _thinks(model, body) else ()
    words: tuple[str, ...] = ()
    reason, sequence = "max_tokens", None
    if len(thought) < most:
        stops = [s for s in body.get("stop_sequences") or () if s and s in said]
        if stops:
            sequence = min(stops, key=said.index)
            said = said[: said.index(sequence)]
        whole = _tokens(said)
        words = whole[: most - len(thought)]
        if len(words) == len(whole):
            reason = "stop_sequence" if sequence else "end_turn"
        else:
            sequence = None
    return Completion(id_, model, tokens_in(body), thought, words, reason, sequence)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\s*\S+", text))


def _thinks(model: Model, body: dict[str, Any]) -> bool:
    thinking = body.get("thinking")
    if isinstance(thinking, dict):
        return thinking.get("type") not in ("disabled", "between_tools")
    return model.traits.thinks


def _usage(done: Completion, output_tokens: int) -> dict[str, object]:
    return {
        "input_tokens": done.input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": output_tokens,
        "service_tier": "standard",
        "inference_geo": "not_available",
    }


def message(done: Completion) -> dict[str, object]:
    """The answer as one document."""
    content: list[dict[str, object]] = []
    if done.thought:
        thinking = "".join(done.thought)
        content.append({"type": "thinking", "thinking": thinking, "signature": "bG9vcGJhY2s="})
    if done.words:
        content.append({"type": "text", "text": "".join(done.words)})
    return {
        "model": done.model.id,
        "id": done.id,
        "type": "message",
        "role": "assistant",
        "content": content,
        "stop_reason": done.stop_reason,
        "stop_sequence": done.stop_sequence,
        "stop_details": None,
        "usage": _usage(done, done.output_tokens),
    }


def event(name: str, data: dict[str, object]) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def events(done: Completion, first_token_s: float) -> list[tuple[float, bytes]]:
    """The answer as a stream, each event after its pause."""
    sent: list[tuple[float, bytes]] = []

    def tell(name: str, pause: float = 0.0, **data: object) -> None:
        sent.append((pause, event(name, {"type": name, **data})))

    start = message(done)
    start |= {"content": [], "stop_reason": None, "stop_sequence": None, "usage": _usage(done, 1)}
    tell("message_start", message=start)
    pause = first_token_s
    index = 0
    blocks = [
        ("thinking", "thinking_delta", "thinking", done.thought),
        ("text", "text_delta", "text", done.words),
    ]
    for kind, delta, key, pieces in blocks:
        if not pieces:
            continue
        block: dict[str, object] = {"type": kind, key: ""}
        if kind == "thinking":
            block["signature"] = ""
        tell("content_block_start", index=index, content_block=block)
        if index == 0:
            tell("ping")
            if pause >= _SLOW_S:
                tell("ping", pause / 2)
                pause /= 2
        for piece in pieces:
            tell("content_block_delta", pause, index=index, delta={"type": delta, key: piece})
            pause = 0.0
        if kind == "thinking":
            signature = {"type": "signature_delta", "signature": "bG9vcGJhY2s="}
            tell("content_block_delta", index=index, delta=signature)
        tell("content_block_stop", index=index)
        index += 1
    stop = {"stop_reason": done.stop_reason, "stop_sequence": done.stop_sequence}
    stop["stop_details"] = None
    tell("message_delta", delta=stop, usage=_usage(done, done.output_tokens))
    tell("message_stop")
    return sent


def streamed(
    sent: list[tuple[float, bytes]],
    headers: tuple[tuple[str, str], ...],
    ends: Stream,
    error: bytes | None,
) -> Reply:
    """The stream as an answer, ended in the scenario's way right after the first token."""
    kind = (("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"))
    if ends is Stream.WHOLE and error is None:
        return Reply(200, (*kind, *headers), parts=tuple(sent))
    first = next(i for i, (_, raw) in enumerate(sent) if b"content_block_delta" in raw) + 1
    kept = sent[:first]
    wire = Wire.FINE
    if error is not None:
        kept.append((0.0, error))
    elif ends is Stream.CUT:
        following = sent[first][1]
        kept.append((0.0, following[: len(following) // 2]))
        wire = Wire.CUT
    elif ends is Stream.STALLED:
        wire = Wire.HANG
    return Reply(200, (*kind, *headers), parts=tuple(kept), wire=wire)
