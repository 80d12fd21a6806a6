"""A completion as a stream of server-sent events, and the ways in which a stream ends badly."""

from __future__ import annotations

import json
from collections.abc import Callable

from .completion import SIGNATURE, Block, Completion, message, usage
from .roles import Stream
from .wire import Reply, Wire

_SLOW_S = 0.5  # a first token later than this is preceded by a ping event

#: An event as its data; `type` is its name.
Event = dict[str, object]
#: The headers of a stream of server-sent events.
SSE = (("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"))


def event(data: Event) -> bytes:
    """One server-sent event."""
    return f"event: {data['type']}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


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


def events(done: Completion, first_token_s: float) -> list[tuple[float, Event]]:
    """The answer as a stream, each event after its pause."""
    sent: list[tuple[float, Event]] = []

    def tell(name: str, pause: float = 0.0, **data: object) -> None:
        sent.append((pause, {"type": name, **data}))

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
    told: list[tuple[float, Event]],
    headers: tuple[tuple[str, str], ...],
    ends: Stream,
    error: bytes | None,
    pack: Callable[[Event], bytes] = event,
) -> Reply:
    """The stream as an answer, ended in the scenario's way right after the first token."""
    if ends is Stream.WHOLE and error is None:
        return Reply(200, headers, parts=tuple((pause, pack(data)) for pause, data in told))
    kinds = [data["type"] for _, data in told]
    first = kinds.index("content_block_delta") + 1 if "content_block_delta" in kinds else 1
    kept = [(pause, pack(data)) for pause, data in told[:first]]
    wire = Wire.FINE
    if error is not None:
        kept.append((0.0, error))
    elif ends is Stream.CUT:
        following = pack(told[first][1])
        kept.append((0.0, following[: len(following) // 2]))
        wire = Wire.CUT
    elif ends is Stream.STALLED:
        wire = Wire.HANG
    return Reply(200, headers, parts=tuple(kept), wire=wire)


def whole(ends: Stream) -> Wire:
    """How an answer travels that is no stream, where streams end so."""
    return {Stream.WHOLE: Wire.FINE, Stream.STALLED: Wire.HANG}.get(ends, Wire.CUT)
