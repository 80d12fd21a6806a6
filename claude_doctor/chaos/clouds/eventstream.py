"""Amazon's event stream (`application/vnd.amazon.eventstream`), as its endpoints write it.

A message: the length of all and of the headers (4 bytes each), the CRC-32 of those 8 bytes, the
headers, the payload, and the CRC-32 of everything before. A header: its name with a byte for its
length, a byte 7 for text, the text with two bytes for its length (`botocore.eventstream`).
"""

from __future__ import annotations

import base64
import json
import struct
import zlib

KIND = "application/vnd.amazon.eventstream"
# Bedrock pads each chunk with the beginning of this, so that its length tells nothing.
_PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def message(headers: dict[str, str], payload: bytes) -> bytes:
    """One message with both of its checksums."""
    head = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(text.encode()))
        + text.encode()
        for name, text in headers.items()
    )  # fmt: skip
    start = struct.pack("!II", 16 + len(head) + len(payload), len(head))
    told = start + struct.pack("!I", zlib.crc32(start)) + head + payload
    return told + struct.pack("!I", zlib.crc32(told))


def chunk(event: dict[str, object]) -> bytes:
    """An event of the Messages API as Bedrock sends it: in base64 inside JSON."""
    raw = json.dumps(event, separators=(",", ":")).encode()
    held = {"bytes": base64.b64encode(raw).decode(), "p": _PADDING[: 1 + len(raw) % 60]}
    headers = {":event-type": "chunk", ":content-type": "application/json"}
    headers[":message-type"] = "event"
    return message(headers, json.dumps(held, separators=(",", ":")).encode())


def exception(name: str, words: str) -> bytes:
    """An exception inside the stream, by the name that the service model gives it there:
    `throttlingException`, with a small first letter."""
    headers = {":exception-type": name[:1].lower() + name[1:], ":content-type": "application/json"}
    headers[":message-type"] = "exception"
    return message(headers, json.dumps({"message": words}, separators=(",", ":")).encode())
