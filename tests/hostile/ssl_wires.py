"""What a peer may do below HTTP, to a client that wants TLS."""

from __future__ import annotations

import os
from typing import Any

from .talk import Behavior, End, Send, Talk, head, raw

_HELLO = b"\x16\x03\x03\0\x31\x02\0\0\x2d\x03\x03" + bytes(34) + b"\x13\x01\0\0\0"
_BODY = b'{"status": "ok"}'


def _below(talk: Talk) -> Any:
    """The transport under the TLS of this connection."""
    return talk.writer.transport._ssl_protocol._transport  # type: ignore[attr-defined]


def _then(what: bytes, *lines: str, body: bytes = _BODY, stay: bool = False) -> Send:
    """An answer inside of TLS, then these bytes below it, and the end without a word."""

    async def send(talk: Talk) -> None:
        await talk.send(head("content-type: application/json", *lines) + body)
        _below(talk).write(what)
        if stay:
            await talk.hold()
        _below(talk).close()

    return send


async def _in_the_head(talk: Talk) -> None:
    await talk.send(b"HTTP/1.1 200 OK\r\ncontent-")
    _below(talk).write(b"\x17\x03\x03\0\x20" + os.urandom(32))
    await talk.hold()


TLS = (
    Behavior("tls-hang-at-accept", lambda talk: talk.hold(), End.WAITS, early=True, tls=True),
    Behavior("tls-half-a-hello", raw(_HELLO[:20]), early=True, tls=True),
    Behavior("tls-hello-and-nothing", raw(_HELLO), early=True, tls=True),
    Behavior("tls-alert-at-once", raw(b"\x15\x03\x03\0\x02\x02\x50"), early=True, tls=True),
    Behavior("tls-plain-http", raw(head("content-length: 2"), b"{}"), early=True, tls=True),
    Behavior("tls-garbage", raw(bytes(range(256)) * 4), early=True, tls=True),
    Behavior("tls-records-without-end", lambda talk: talk.flood(b"\x16\x03\x03\x3f\xff" + bytes(64),
             pause=0.01), End.WAITS, early=True, tls=True),
    Behavior("tls-drips", lambda talk: talk.drip(_HELLO * 99, 0.03), End.WAITS, early=True,
             tls=True),
    Behavior("tls-a-bad-record-in-the-body",
             _then(b"\x17\x03\x03\0\x20" + bytes(32), "content-length: 999", stay=True), tls=True),
    Behavior("tls-garbage-in-the-body", _then(b"garbage" * 99, "content-length: 999", stay=True),
             tls=True),
    Behavior("tls-a-bad-record-in-the-head", _in_the_head, tls=True),
    Behavior("tls-closed-without-a-word", _then(b"", "content-length: 999"), tls=True),
    Behavior("tls-closed-without-a-word-or-a-length", _then(b""), tls=True),
    Behavior("tls-hang-in-the-body", _then(b"", "content-length: 999", stay=True), End.WAITS,
             tls=True),
)  # fmt: skip
