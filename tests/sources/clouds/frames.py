"""Frames of Amazon's event stream, written as the specification of the format says."""

from __future__ import annotations

import base64
import json
from struct import pack
from zlib import crc32


def text(name: str, value: str) -> bytes:
    """A header that holds text."""
    data = value.encode()
    return bytes([len(name)]) + name.encode() + b"\x07" + pack(">H", len(data)) + data


def frame(headers: bytes, payload: bytes) -> bytes:
    """One whole frame."""
    prelude = pack(">II", 16 + len(headers) + len(payload), len(headers))
    body = prelude + pack(">I", crc32(prelude)) + headers + payload
    return body + pack(">I", crc32(body))


def chunk(event: object) -> bytes:
    """An event of the Messages API, as Bedrock wraps it."""
    data = event if isinstance(event, bytes) else json.dumps(event).encode()
    held = {"bytes": base64.b64encode(data).decode(), "p": "abcdefgh"}
    headers = (
        text(":event-type", "chunk")
        + text(":content-type", "application/json")
        + text(":message-type", "event")
    )
    return frame(headers, json.dumps(held).encode())


def exception(kind: str, **document: object) -> bytes:
    """A failure after the 200."""
    headers = (
        text(":exception-type", kind)
        + text(":content-type", "application/json")
        + text(":message-type", "exception")
    )
    return frame(headers, json.dumps(document).encode())


def error(code: str, message: str) -> bytes:
    """A failure that the service has no shape for."""
    headers = (
        text(":error-code", code) + text(":error-message", message) + text(":message-type", "error")
    )
    return frame(headers, b"")
