"""How an answer may travel: silence, drips, floods, resets, lengths and chunks that lie."""

from __future__ import annotations

import socket
import struct

from .talk import Behavior, End, Send, Talk, head, raw, then_hold

OK = head("content-type: application/json", "content-length: 1000", "connection: close")
CHUNKED = head("content-type: application/json", "transfer-encoding: chunked")
SSE = head("content-type: text/event-stream", "transfer-encoding: chunked")
PLAIN_SSE = head("content-type: text/event-stream", "connection: close")
PING = b'event: ping\ndata: {"type": "ping"}\n\n'
BLOCK = b"x" * 65536


def _chunk(part: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(part), part)


async def _body(talk: Talk) -> None:
    status, headers, body = await talk.healthy()
    kind = headers.get("content-type", "text/plain")
    lines = (f"content-type: {kind}", f"content-length: {len(body) + 1000}")
    await talk.send(head(*lines, status=f"{status} OK") + body[: len(body) // 2])
    await talk.hold()


async def _drip(talk: Talk) -> None:
    status, headers, body = await talk.healthy()
    kind = headers.get("content-type", "text/plain")
    lines = (f"content-type: {kind}", f"content-length: {len(body)}")
    await talk.drip(head(*lines, status=f"{status} OK") + body)


async def _drip_body(talk: Talk) -> None:
    status, headers, body = await talk.healthy()
    kind = headers.get("content-type", "text/plain")
    await talk.send(
        head(f"content-type: {kind}", "content-length: 100000000", status=f"{status} OK")
    )
    await talk.drip(body[: len(body) // 2] + b" " * 100_000, 0.02)


async def reset(talk: Talk) -> None:
    """End with RST."""
    sock = talk.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.writer.transport.abort()


def _reset_after(*parts: bytes) -> Send:
    async def send(talk: Talk) -> None:
        await talk.send(*parts)
        await reset(talk)

    return send


def _flood(start: bytes, part: bytes, times: int = 10**9, pause: float = 0.0) -> Send:
    async def send(talk: Talk) -> None:
        await talk.send(start)
        await talk.flood(part, times, pause)

    return send


def _length(value: str, more: str = "") -> Send:
    """The role's own body under a length that is not its."""

    async def send(talk: Talk) -> None:
        status, headers, body = await talk.healthy()
        kind = headers.get("content-type", "text/plain")
        told = value.format(half=len(body) // 2, long=len(body) + 500, whole=len(body))
        lines = [f"content-type: {kind}", f"content-length: {told}"]
        lines += [f"content-length: {more.format(whole=len(body))}"] if more else []
        await talk.send(head(*lines, status=f"{status} OK") + body)

    return send


async def _http10(talk: Talk) -> None:
    status, headers, body = await talk.healthy()
    kind = headers.get("content-type", "text/plain")
    await talk.send(head(f"content-type: {kind}", status=f"{status} OK", version="HTTP/1.0") + body)


WAITING = (
    Behavior("hang-at-accept", lambda talk: talk.hold(), End.WAITS, early=True),
    Behavior("hang-at-headers", lambda talk: talk.hold(), End.WAITS),
    Behavior("hang-in-a-header", then_hold(b"HTTP/1.1 200 OK\r\ncontent-ty"), End.WAITS),
    Behavior("hang-in-the-body", _body, End.WAITS),
    Behavior("one-byte-a-second", _drip, End.WAITS),
    Behavior("a-body-of-drips", _drip_body, End.WAITS),
    Behavior("headers-without-end", _flood(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n", pause=0.03),
             End.WAITS),
    Behavior("1xx-drips", _flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.03), End.WAITS),
    Behavior("1xx-flood", _flood(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 200), End.WAITS),
    Behavior("103-flood", _flood(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 50,
             pause=0.005), End.WAITS),
    Behavior("endless-events", _flood(SSE, _chunk(PING), pause=0.03), End.WAITS),
    Behavior("events-without-line-ends", _flood(SSE, _chunk(b"data: " + b"x" * 500), pause=0.03),
             End.WAITS),
    Behavior("a-chunk-that-never-ends", then_hold(CHUNKED, b"fffffff\r\n{"), End.WAITS),
    Behavior("a-last-chunk-without-its-end", then_hold(CHUNKED, b"2\r\n{}\r\n0\r\n"), End.WAITS),
    Behavior("trailers-without-end",
             _flood(CHUNKED + b"2\r\n{}\r\n0\r\n", b"x-a: b\r\n", pause=0.03), End.WAITS),
    Behavior("a-length-too-long-and-silence", then_hold(OK, b"{}"), End.WAITS),
    Behavior("101-and-silence", then_hold(head("upgrade: h2c", "connection: upgrade",
             status="101 Switching Protocols")), End.WAITS),
)  # fmt: skip

BROKEN = (
    Behavior("reset-at-accept", reset, early=True),
    Behavior("reset-after-the-request", reset),
    Behavior("reset-in-the-head", _reset_after(b"HTTP/1.1 200 OK\r\ncontent-")),
    Behavior("reset-in-the-body", _reset_after(OK, b'{"a": ')),
    Behavior("closed-at-accept", raw(), early=True),
    Behavior("closed-after-the-request", raw()),
    Behavior("closed-in-the-head", raw(b"HTTP/1.1 200 OK\r\ncontent-")),
    Behavior("closed-in-the-body", raw(OK, b'{"a": ')),
    Behavior("events-flood", _flood(SSE, _chunk(PING * 1000))),
    Behavior("events-flood-of-lines", _flood(PLAIN_SSE, b"\n" * 65536)),
    Behavior("a-line-flood", _flood(PLAIN_SSE, b"data: " + BLOCK)),
    Behavior("50-mb", _flood(head("content-type: text/html", "content-length: 52428800"), BLOCK,
             800)),
    Behavior("50-mb-in-chunks", _flood(CHUNKED, _chunk(BLOCK), 800)),
    Behavior("50-mb-in-small-chunks", _flood(CHUNKED, _chunk(b"[") * 8000, 100)),
    Behavior("50-mb-without-length", _flood(head(version="HTTP/1.0"), BLOCK, 800)),
    Behavior("length-no-number", _length("many")),
    Behavior("length-twice", _length("{whole}", "5")),
    Behavior("length-huge", _length("9" * 40)),
    Behavior("length-and-chunks", raw(head("content-length: 5", "transfer-encoding: chunked"),
             b"zz\r\n")),
    Behavior("chunk-size-garbage", raw(CHUNKED, b"zzz\r\n{}\r\n0\r\n\r\n")),
    Behavior("chunk-size-negative", raw(CHUNKED, b"-5\r\n{}\r\n0\r\n\r\n")),
    Behavior("chunk-size-huge", raw(CHUNKED, b"f" * 30 + b"\r\n{}\r\n0\r\n\r\n")),
    Behavior("chunk-size-too-short", raw(CHUNKED, b"1\r\n{}\r\n0\r\n\r\n")),
    Behavior("chunk-extension-flood", _flood(CHUNKED + b"2;", b"a=b;" * 16384, 100)),
    Behavior("chunked-twice", raw(head("transfer-encoding: chunked, chunked"), b"2\r\n{}\r\n")),
    Behavior("another-transfer-encoding", raw(head("transfer-encoding: gzip"), b"{}")),
)  # fmt: skip

SOUND = (
    Behavior("http-1.0-without-length", _http10, End.SOUND),
    # What comes is the truth, or its beginning; and a stream has its own end.
    Behavior("length-half", _length("{half}"), End.SOUND),
    Behavior("length-too-long", _length("{long}"), End.SOUND),
    Behavior("length-negative", _length("-5"), End.SOUND),
    Behavior("length-twice-the-same", _length("{whole}", "{whole}"), End.SOUND),
)

WIRES = (*WAITING, *BROKEN, *SOUND)
