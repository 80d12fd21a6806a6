"""Follow the answer of a Messages request to its end, event by event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from ...outside.http import bounded
from ...outside.transport import Unavailable
from ...records import dataclass
from .author import KEPT, whole
from .reply import Answer, Author, Reply, count, document_of, mapping, refused, string

if TYPE_CHECKING:
    import httpx

#: Milliseconds since the request began.
Since = Callable[[], int]

#: Events of one answer. One of a few tokens has a dozen or two; whoever sends thousands would have
#: a processor busy, and the time-out's end would come before its own.
EVENTS = 2000
_DATA = b"data:"
_BLOCKS = ("content_block_start", "content_block_delta", "content_block_stop", "ping")


class Events(Protocol):
    """What takes a stream apart. Each event comes out as a JSON document; `broken` says what is
    wrong with the stream once it cannot be read any further."""

    broken: str | None

    def feed(self, part: bytes) -> Iterator[bytes]:
        """The events that end in this part."""
        ...

    def end(self) -> Iterator[bytes]:
        """What the end of the stream completes."""
        ...


class Lines:
    """Server-sent events, of which only the lines with data matter. The unfinished line is touched
    at line ends alone, so that drips stay cheap."""

    broken: str | None = None

    def __init__(self) -> None:
        self._line = bytearray()

    def feed(self, part: bytes) -> Iterator[bytes]:
        """The data of each line that ends in this part."""
        *ended, rest = part.split(b"\n")
        for end in ended:
            if not self._line and not end.startswith(_DATA):
                continue
            self._line += end
            data = self._data()
            self._line.clear()
            yield from data
        self._line += rest

    def end(self) -> Iterator[bytes]:
        """That of a last line without its end."""
        yield from self._data()

    def _data(self) -> tuple[bytes, ...]:
        line = self._line
        return (bytes(line[len(_DATA) :]),) if line.startswith(_DATA) else ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a service answers. `events`: what takes its stream apart; `author`: who speaks in it;
    `error`: what an error of its own means, with the status where that is not 200; `whole`: what an
    answer that is no stream says; `ids`: the headers that hold the request's number, the best
    first."""

    events: Callable[[], Events]
    author: Author
    error: Callable[[Reply, dict[str, Any], int | None], Reply]
    whole: Callable[[Reply, bytes], Reply]
    ids: tuple[str, ...]


def messages_api(relay: bool) -> Dialect:
    """That of the Messages API. `relay`: the address asked is not Anthropic's own."""
    read = partial(whole, relay=relay)
    return Dialect(Lines, Author.ANTHROPIC, refused, read, ("request-id",))


async def follow(
    reply: Reply,
    response: httpx.Response,
    since: Since,
    dialect: Dialect,
    moved: Callable[[], None],
) -> AsyncIterator[Reply]:
    """The reply after each event, the last one decided: whoever is cut off keeps what came.

    `moved` is told of each sign of life.
    """
    kept = bytearray()
    events = dialect.events()
    streaming, seen = response.status_code == 200, 0
    async for part in bounded(response):
        moved()
        if len(kept) < KEPT:
            kept += part[: KEPT - len(kept)]
        if not streaming or events.broken:
            continue
        for data in events.feed(part):
            seen += 1
            if seen > EVENTS:
                raise Unavailable("answered with a stream that does not end")
            reply, last = _event(reply, data, since, dialect)
            yield reply
            if last:
                return
    for data in events.end() if streaming else ():
        reply, last = _event(reply, data, since, dialect)
        if last:
            yield reply
            return
    if reply.events:
        yield replace(reply, answer=Answer.CUT, detail=events.broken or reply.detail)
    else:
        yield dialect.whole(reply, bytes(kept))


def _event(reply: Reply, data: bytes, since: Since, dialect: Dialect) -> tuple[Reply, bool]:
    """The reply after this event of the stream, and whether it was the last that matters."""
    event = document_of(data)
    kind, author = event.get("type"), dialect.author
    if kind == "error":
        said = replace(reply, answered_by=reply.answered_by or author)
        return dialect.error(said, event, None), True
    if kind == "message_stop" and reply.events:  # the end of nothing is no completion
        return replace(reply, answer=Answer.COMPLETE, answered_by=author), True
    return _part(reply, kind, event, since, author), False


def _part(reply: Reply, kind: object, event: dict[str, Any], since: Since, author: Author) -> Reply:
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
    return replace(reply, events=reply.events + 1, answered_by=author)
