"""Amazon's event stream, application/vnd.amazon.eventstream, taken apart as it arrives.

A frame: its whole length and that of its headers, four bytes each, and their checksum; the
headers; the payload; a checksum of all before it. Numbers are big-endian, checksums CRC-32. Bedrock
puts each event of the Messages API as base64 into the payload of a `chunk`, and a failure after the
200 into a frame whose `:message-type` is `exception` or `error`.

Source: the Smithy specification of the format, and botocore 1.44, with whose parser the tests
compare this one.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from struct import unpack_from
from zlib import crc32

from ...border.bounds import load_json

PRELUDE, CHECKSUM = 12, 4  # bytes
#: Bytes of a frame: no answer is read further than that (`outside.http.BODY_LIMIT`).
LONGEST = 2 * 1024 * 1024
MOST_HEADERS = 128 * 1024  # bytes of them in a frame, by the format

# How many bytes the value of a header has, by its type: true, false, byte, short, integer, long,
# then bytes and text behind their length, a time, a UUID.
_FIXED = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
_BYTES, _TEXT = 6, 7


class Malformed(ValueError):
    """These bytes are no frame; the text says why."""


class Frames:
    """Takes bytes in whatever parts they come, and gives back the events of the Messages API in
    them, each as a JSON document. A frame that says that the call failed becomes the `error` event
    that Anthropic's own API would send. `broken` says what is wrong once something is: what comes
    after that is not looked at."""

    def __init__(self) -> None:
        self.broken: str | None = None
        self._kept = bytearray()

    def feed(self, part: bytes) -> Iterator[bytes]:
        """The events that are whole with this part."""
        if self.broken:
            return
        self._kept += part
        while (frame := self._frame()) is not None:
            try:
                headers, payload = parse(frame)
                event = _event(headers, payload)
            except Malformed as why:
                self.broken = str(why)
                return
            if event is not None:
                yield event

    def end(self) -> Iterator[bytes]:
        """What the end of the stream completes: nothing, for half a frame is none."""
        if self._kept and not self.broken:
            self.broken = "it stops inside a frame"
        return iter(())

    def _frame(self) -> bytes | None:
        """The next whole frame, taken out; None where there is none, or never will be."""
        if len(self._kept) < PRELUDE:
            return None
        try:
            length = _length(self._kept)
        except Malformed as why:
            self.broken = str(why)
            return None
        if len(self._kept) < length:
            return None
        frame = bytes(self._kept[:length])
        del self._kept[:length]
        return frame


def _length(prelude: bytes | bytearray) -> int:
    """How long the frame is that begins so. Raises Malformed."""
    total, headers, checksum = unpack_from(">III", prelude)
    if crc32(bytes(prelude[:8])) != checksum:
        raise Malformed("its beginning has another checksum than it says")
    if headers > MOST_HEADERS or total > LONGEST:
        raise Malformed("it announces more than any answer holds")
    if total < PRELUDE + headers + CHECKSUM:
        raise Malformed("its lengths contradict each other")
    return int(total)


def parse(frame: bytes) -> tuple[dict[str, object], bytes]:
    """The headers and the payload of one whole frame. Raises Malformed."""
    if len(frame) < PRELUDE or _length(frame) != len(frame):
        raise Malformed("it has another length than it says")
    (checksum,) = unpack_from(">I", frame, len(frame) - CHECKSUM)
    if crc32(frame[:-CHECKSUM]) != checksum:
        raise Malformed("it has another checksum than it says")
    ends = PRELUDE + unpack_from(">I", frame, 4)[0]
    return _headers(frame[PRELUDE:ends]), frame[ends:-CHECKSUM]


def _headers(data: bytes) -> dict[str, object]:
    found: dict[str, object] = {}
    at = 0
    while at < len(data):
        name, at = _part(data, at, 1)
        kind, at = _number(data, at, 1)
        value: object
        if kind in (_BYTES, _TEXT):
            value, at = _part(data, at, 2)
        elif kind in _FIXED:
            value, at = _taken(data, at, _FIXED[kind])
        else:
            raise Malformed("a header has an unknown type")
        key = _text(name)
        if key in found:
            raise Malformed("a header appears twice")
        found[key] = _text(value) if kind == _TEXT else value
    return found


def _part(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    """Bytes behind their length, which itself has this size, and where they end."""
    length, at = _number(data, at, size)
    return _taken(data, at, length)


def _number(data: bytes, at: int, size: int) -> tuple[int, int]:
    taken, at = _taken(data, at, size)
    return int.from_bytes(taken, "big"), at


def _taken(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    if at + size > len(data):
        raise Malformed("a header is longer than all headers together")
    return data[at : at + size], at + size


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Malformed("a header is not text") from None


def _event(headers: Mapping[str, object], payload: bytes) -> bytes | None:
    """The event of the Messages API that a frame holds; None: it holds none."""
    if headers.get(":message-type") in ("exception", "error"):
        return _failure(headers, payload)
    if headers.get(":event-type", "chunk") != "chunk":
        return None
    held = _document(payload).get("bytes")
    if not isinstance(held, str):
        return None
    try:
        return base64.b64decode(held) or None  # an empty one is no event
    except (binascii.Error, ValueError):
        raise Malformed("a chunk is not base64") from None


def _failure(headers: Mapping[str, object], payload: bytes) -> bytes:
    """The `error` event for it, with the type that the frame names."""
    document = _document(payload)
    kind = headers.get(":exception-type") or headers.get(":error-code") or "unknown"
    words = document.get("message") or document.get("Message") or headers.get(":error-message")
    original = document.get("originalMessage")  # ModelStreamErrorException: what the model said
    said = ": ".join(str(one) for one in (words, original) if isinstance(one, str) and one)
    error = {"type": str(kind), "message": said}
    return json.dumps({"type": "error", "error": error}).encode()


def _document(payload: bytes) -> Mapping[str, object]:
    try:
        document = load_json(payload)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
