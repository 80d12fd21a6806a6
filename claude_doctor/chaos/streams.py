"""A completion as a stream of server-sent events, and the ways in which a stream ends badly."""

from __future__ import annotations

import json

from .completion import SIGNATURE, Block, Completion, message, usage
from .roles import Stream
from .wire import Reply, Wire

_SLOW_S = 0.5  # a first token later than this is preceded by a ping event


def event(name: str, data: dict[str, object]) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def _opened(block: Block) -> dict[str, object]:
    """A block as its stream begins: empty."""
    match block.kind:
        case "thinking":
            return {"type": "thinking", "thinking": "", "signature": ""}
        case "text":
            return {"type": "text", "text": ""}
    return {"type": "tool_use", "id": block.id, "name": block.name, "input": {}}


def _deltas(block: Block) -> list[dict[str, object]]:
    kind, key = {
        "thinking": ("thinking_delta", "thinking"),
        "text": ("text_delta", "text"),
        "tool_use": ("input_json_delta", "partial_json"),
    }[block.kind]
    pieces = ["", *block.tokens] if block.kind == "tool_use" else list(block.tokens)
    told: list[dict[str, object]] = [
        {"type": kind, key: piece} for piece in pieces if not block.hidden
    ]
    if block.kind == "thinking":
        told.append({"type": "signature_delta", "signature": SIGNATURE})
    return told


def events(done: Completion, first_token_s: float) -> list[tuple[float, bytes]]:
    """The answer as a stream, each event after its pause."""
    sent: list[tuple[float, bytes]] = []

    def tell(name: str, pause: float = 0.0, **data: object) -> None:
        sent.append((pause, event(name, {"type": name, **data})))

    start = message(done)
    start |= {"content": [], "stop_reason": None, "stop_sequence": None, "usage": usage(done, 1)}
    tell("message_start", message=start)
    pause = first_token_s
    for index, block in enumerate(done.blocks):
        tell("content_block_start", index=index, content_block=_opened(block))
        if index == 0:
            tell("ping")
            if pause >= _SLOW_S:
                tell("ping", pause / 2)
                pause /= 2
        for delta in _deltas(block):
            tell("content_block_delta", pause, index=index, delta=delta)
            pause = 0.0
        tell("content_block_stop", index=index)
    stop = {"stop_reason": done.stop_reason, "stop_sequence": done.stop_sequence}
    stop["stop_details"] = None
    tell("message_delta", delta=stop, usage=usage(done, done.output_tokens))
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
    first = next((i for i, (_, raw) in enumerate(sent) if b"content_block_delta" in raw), 0) + 1
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
