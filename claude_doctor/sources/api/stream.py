"""Follow the answer of a Messages request to its end, event by event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...outside.http import bounded
from .author import KEPT, whole
from .reply import Answer, Author, Reply, count, document_of, mapping, refused, string

if TYPE_CHECKING:
    import httpx

#: Milliseconds since the request began.
Since = Callable[[], int]

_DATA = b"data:"
_BLOCKS = ("content_block_start", "content_block_delta", "content_block_stop", "ping")


async def follow(
    reply: Reply, response: httpx.Response, since: Since, relay: bool, moved: Callable[[], None]
) -> AsyncIterator[Reply]:
    """The reply after each event, the last one decided: whoever is cut off keeps what came.

    `relay`: the address asked is not Anthropic's own. `moved` is told of each sign of life.
    """
    kept = bytearray()
    line = bytearray()  # the unfinished line; only touched at line ends, so drips stay cheap
    streaming = response.status_code == 200
    async for part in bounded(response):
        moved()
        if len(kept) < KEPT:
            kept += part[: KEPT - len(kept)]
        if not streaming:
            continue
        *ended, rest = part.split(b"\n")
        for end in ended:
            line += end
            if line.startswith(_DATA):
                reply, last = _event(reply, bytes(line[len(_DATA) :]), since)
                yield reply
                if last:
                    return
            line.clear()
        line += rest
    if streaming and line.startswith(_DATA):
        reply, last = _event(reply, bytes(line[len(_DATA) :]), since)
        if last:
            yield reply
            return
    yield replace(reply, answer=Answer.CUT) if reply.events else whole(reply, bytes(kept), relay)


def _event(reply: Reply, data: bytes, since: Since) -> tuple[Reply, bool]:
    """The reply after this event of the stream, and whether it was the last that matters."""
    event = document_of(data)
    kind = event.get("type")
    if kind == "error":
        return refused(reply, event, None), True
    if kind == "message_stop":
        return replace(reply, answer=Answer.COMPLETE, answered_by=Author.ANTHROPIC), True
    return _part(reply, kind, event, since), False


def _part(reply: Reply, kind: object, event: dict[str, Any], since: Since) -> Reply:
    """Take in one event that is not the last. Unknown ones are tolerated."""
    match kind:
        case "message_start":
            usage = mapping(mapping(event.get("message")).get("usage"))
            reply = replace(reply, input_tokens=count(usage.get("input_tokens")))
        case "content_block_delta" if reply.ttft_ms is None:
            reply = replace(reply, ttft_ms=since())
        case "message_delta":
            reply = replace(
                reply,
                stop_reason=string(mapping(event.get("delta")).get("stop_reason")),
                output_tokens=count(mapping(event.get("usage")).get("output_tokens")),
            )
        case str() if kind in _BLOCKS:
            pass
        case _:
            return reply
    return replace(reply, events=reply.events + 1, answered_by=Author.ANTHROPIC)
