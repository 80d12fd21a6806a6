"""Answers onto the wire: HTTP/1.1 on asyncio streams, small enough to misbehave on purpose.

A server library would repair or forbid what is needed here: half a body, a byte a second, a
length that lies, no answer at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from http import HTTPStatus

from .wire import HEAD_LIMIT, Reply, Wire

PACE_S = 1.0  # between two bytes of a trickle
_BOMB_MIB = 64  # far above what a careful client decodes, while only 64 KiB travel
_LINGER_S = 1.0  # how long a closing side waits for the peer to read what was sent

# Statuses that no RFC names; the words are free (RFC 9112, 4) and only for people.
_WORDS = {520: "Unknown Error", 522: "Connection Timed Out", 529: "Overloaded"}


def head(reply: Reply, length: int | None) -> bytes:
    """The status line and headers. `length` None: the body comes in chunks."""
    words = _WORDS.get(reply.status)
    if words is None:
        try:
            words = HTTPStatus(reply.status).phrase
        except ValueError:
            words = "Unknown"
    own = {name.lower() for name, _ in reply.headers}
    lines = [f"HTTP/1.1 {reply.status} {words}"]
    if "date" not in own:
        lines.append(f"date: {format_datetime(datetime.now(UTC), usegmt=True)}")
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if length is None:
        lines.append("transfer-encoding: chunked")
    elif reply.status != 204 and "content-length" not in own:
        lines.append(f"content-length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


async def send(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    reply: Reply,
    *,
    bodiless: bool = False,
) -> bool:
    """Send an answer in its way. Whether the connection can carry another request."""
    if reply.silence_s:
        await asyncio.sleep(reply.silence_s)
    match reply.wire:
        case Wire.CLOSE:
            return False
        case Wire.RESET:
            reset(writer)
            return False
        case Wire.MUTE | Wire.DEAF | Wire.REFUSED:
            await until_left(reader)
            return False
        case Wire.GARBAGE:
            writer.write(b"\x00\xff\xfe\x13 no protocol that anybody knows \x07\r\n\r\n")
            await linger(reader, writer)
            return False
        case Wire.BOMB:
            bomb = Reply(reply.status, (*reply.headers, ("content-encoding", "gzip")), _bomb())
            writer.write(head(bomb, len(bomb.body)) + bomb.body)
            await linger(reader, writer)
            return False
    if reply.parts is not None and not bodiless:
        return await _send_parts(reader, writer, reply)
    body = b"" if bodiless else reply.body
    announced = len(body) // 2 if reply.wire is Wire.WRONG_LENGTH else len(body)
    start = head(reply, announced)
    match reply.wire:
        case Wire.TRICKLE:
            await _trickle(reader, writer, start + body)
            return False
        case Wire.TRICKLE_BODY:
            writer.write(start)
            await _trickle(reader, writer, body)
            return False
        case Wire.CUT | Wire.HANG:
            writer.write(start + body[: len(body) // 2])
            await writer.drain()
            if reply.wire is Wire.HANG:
                await until_left(reader)
            return False
    writer.write(start + body)
    await writer.drain()
    closing = ("connection", "close") in reply.headers
    if closing or reply.wire is Wire.WRONG_LENGTH:
        await linger(reader, writer)
        return False
    return True


async def _send_parts(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply
) -> bool:
    start = head(reply, None)
    if reply.wire is Wire.TRICKLE:
        await _trickle(reader, writer, start)
    else:
        writer.write(start)
    for pause, part in reply.parts or ():
        await writer.drain()
        if pause:
            await asyncio.sleep(pause)
        chunk = b"%x\r\n%b\r\n" % (len(part), part)
        if reply.wire in (Wire.TRICKLE, Wire.TRICKLE_BODY):
            await _trickle(reader, writer, chunk)
        else:
            writer.write(chunk)
    if reply.wire is not Wire.FINE:
        await writer.drain()
        if reply.wire is Wire.HANG:
            await until_left(reader)
        return False
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


async def _trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> None:
    for i in range(len(data)):
        if reader.at_eof() or writer.is_closing():
            raise ConnectionResetError
        writer.write(data[i : i + 1])
        await writer.drain()
        await asyncio.sleep(PACE_S)


async def until_left(reader: asyncio.StreamReader) -> None:
    """Say nothing until the peer goes away."""
    while await reader.read(HEAD_LIMIT):
        pass


async def linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close so that the peer can read everything first: a plain close with unread input resets."""
    await writer.drain()
    if not writer.can_write_eof():  # TLS: closing says it
        return
    with contextlib.suppress(OSError, TimeoutError):
        writer.write_eof()
        async with asyncio.timeout(_LINGER_S):
            await until_left(reader)


async def tunnel(target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes to the target of a CONNECT and back. Nothing leaves this machine."""
    host, _, port = target.rpartition(":")
    if host.strip("[]") not in ("127.0.0.1", "::1", "localhost") or not port.isdigit():
        writer.write(head(Reply(502), 0))
        return
    out_reader, out_writer = await asyncio.open_connection(host.strip("[]"), int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    try:
        await asyncio.gather(_pump(reader, out_writer), _pump(out_reader, writer))
    finally:
        out_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(HEAD_LIMIT):
            writer.write(data)
            await writer.drain()
        writer.close()


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    peer = writer.get_extra_info("socket")
    if peer is not None:
        with contextlib.suppress(OSError):
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@cache
def _bomb() -> bytes:
    squeeze = zlib.compressobj(9, wbits=31)
    block = bytes(1024 * 1024)
    return b"".join(squeeze.compress(block) for _ in range(_BOMB_MIB)) + squeeze.flush()
