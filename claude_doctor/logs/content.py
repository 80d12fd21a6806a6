"""The bytes of one file: counted, its beginning known, unpacked where it is gzip."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

HEAD = 64 * 1024  # bytes that tell what a file is
PART = 64 * 1024  # bytes that are unpacked at once; a bomb fills no more
_GZIP = 31  # zlib's own number for "with gzip's head and sum"


class Content:
    """Reads from any binary file; what is appended behind `size` meanwhile is the next run's."""

    def __init__(self, file: Any, size: int | None = None) -> None:
        self._file = file
        self._left = size
        self._ahead = b""  # of the head, not given yet
        self.head = b""
        self.taken = 0

    def look_ahead(self) -> None:
        """Have the beginning in `head`; it is read all the same."""
        buffer, at = memoryview(bytearray(HEAD)), 0
        while at < HEAD and (got := self.readinto(buffer[at:])):
            at += got
        self.head = self._ahead = bytes(buffer[:at])

    def readinto(self, view: memoryview) -> int:
        """Fill a buffer, at least in part; 0 at the end."""
        if self._ahead:
            part, self._ahead = self._ahead[: len(view)], self._ahead[len(view) :]
            view[: len(part)] = part
            return len(part)
        got = self._file.readinto(view if self._left is None else view[: self._left]) or 0
        self.taken += got
        if self._left is not None:
            self._left -= got
        return got


class Unpacked:
    """Reads what is in a gzip file, as far as it goes; `broken` says why not all of it could be.

    The standard library's reader throws away what stands before the break, up to a MiB.
    """

    def __init__(self, file: Content) -> None:
        self._file = file
        self._parts = self._unpack()
        self._part = b""
        self.broken = ""

    def readinto(self, view: memoryview) -> int:
        """Fill a buffer, at least in part; 0 at the end or at the break."""
        self._part = self._part or next(self._parts, b"")
        part, self._part = self._part[: len(view)], self._part[len(view) :]
        view[: len(part)] = part
        return len(part)

    def _unpack(self) -> Iterator[bytes]:
        member, begun, ended = zlib.decompressobj(_GZIP), False, False
        buffer, packed = bytearray(PART), b""
        while packed := packed or bytes(buffer[: self._file.readinto(memoryview(buffer))]):
            if member.eof:
                packed = packed.lstrip(b"\0")  # padding between and behind members
                if not packed:
                    continue
                member, begun, ended = zlib.decompressobj(_GZIP), False, True
            before = member.copy()
            try:
                part = member.decompress(packed, PART)
            except zlib.error as error:
                rubbish = ended and not begun
                why = "garbage follows its end" if rubbish else str(error).rpartition(": ")[2]
                self.broken = why
                yield _until_the_break(before, packed)
                return
            begun = True
            packed = member.unused_data or member.unconsumed_tail
            if part:
                yield part
        if begun and not member.eof:
            self.broken = "it ends too early"
            yield member.flush()


def _until_the_break(unpack: Any, packed: bytes) -> bytes:
    got = b""
    with suppress(zlib.error):
        for at in range(len(packed)):
            if len(got) >= PART:
                break
            got += unpack.decompress(packed[at : at + 1], PART - len(got))
    return got
