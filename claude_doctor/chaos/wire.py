"""Requests and answers of the loopback world, and reading a request off the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from enum import StrEnum

from ..records import dataclass

HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 32 * 1024 * 1024  # the Messages API's own limit (vendor's overview page, 2026-10)


class Wire(StrEnum):
    """How an answer travels. All but `fine` are ways in which real peers fail."""

    FINE = "fine"
    REFUSED = "refused"  # nobody listens on the port
    DEAF = "deaf"  # connected, and nothing is ever read
    MUTE = "mute"  # the request is read, and never answered
    HANG = "hang"  # stops in the body and stays connected
    TRICKLE = "trickle"  # a byte a second, from the status line on
    TRICKLE_BODY = "trickle-body"  # a byte a second, after the headers
    CUT = "cut"  # closed in the middle of the body
    CLOSE = "close"  # closed without an answer
    RESET = "reset"  # reset without an answer
    GARBAGE = "garbage"  # bytes that are no HTTP
    BOMB = "gzip-bomb"  # 64 KiB that unpack to 64 MiB
    WRONG_LENGTH = "wrong-length"  # announces half of what it sends
    TUNNEL = "tunnel"  # of a proxy: CONNECT is granted, to this machine alone


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `parts` are sent chunked, each after its pause in seconds; else `body` whole.

    `silence_s` come before the first byte; a `date` or `content-length` among the headers is sent
    instead of the true one.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    parts: tuple[tuple[float, bytes], ...] | None = None
    wire: Wire = Wire.FINE
    silence_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that arrived. Header names in lower case; the path holds the query.

    `length` is the body's true length; a body above BODY_LIMIT is read, but not kept.
    """

    role: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    length: int = 0


#: What may stand in the place of a role's ordinary answer: a way to fail, an answer to everything,
#: or a function of the request.
Instead = Wire | Reply | Callable[[Seen], Reply]


async def read_request(role: str, reader: asyncio.StreamReader) -> Seen | Reply | None:
    """The next request; the refusal that bytes which are no request deserve; None at the end."""
    first = await reader.read(1)
    if not first:
        return None
    if not b"A" <= first <= b"Z":  # a TLS hello begins with 0x16
        await reader.read(HEAD_LIMIT)
        return _refuse(400, "This port speaks plain HTTP.")
    try:
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.LimitOverrunError:
        return _refuse(431, "The request's headers are too long.")
    except asyncio.IncompleteReadError:
        return None
    start, *lines = head[:-4].split("\r\n")
    words = start.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        return _refuse(400, "This is no HTTP/1.1 request.")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        value = value.strip(" \t")
        # a repeated header counts as one list (RFC 9110, 5.3)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    try:
        body, length = await _read_body(reader, headers)
    except asyncio.IncompleteReadError:
        return None
    except (ValueError, asyncio.LimitOverrunError):
        return _refuse(400, "The request's body has no usable length.")
    return Seen(role, words[0], words[1], headers, body, length)


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> tuple[bytes, int]:
    kept = bytearray()
    length = 0

    async def take(count: int) -> None:
        nonlocal length
        length += count
        while count:
            part = await reader.read(min(count, HEAD_LIMIT))
            if not part:
                raise asyncio.IncompleteReadError(b"", count)
            count -= len(part)
            if len(kept) + len(part) <= BODY_LIMIT:
                kept.extend(part)

    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await take(size)
            await reader.readexactly(2)
        while await reader.readuntil(b"\r\n") != b"\r\n":
            pass
    else:
        count = int(headers.get("content-length") or 0)
        if count < 0:
            raise ValueError
        await take(count)
    return (bytes(kept), length) if length <= BODY_LIMIT else (b"", length)


def _refuse(status: int, text: str) -> Reply:
    headers = (("content-type", "text/plain"), ("connection", "close"))
    return Reply(status, headers, f"{text}\n".encode())
