"""A gzip file, read as far as it goes: what stands before a break counts, and the break is told.

The standard library's reader throws away what it has when it meets the break, up to a MiB.
"""

from __future__ import annotations

import zlib
from typing import Any, Protocol

PART = 64 * 1024  # bytes that are unpacked at once; a bomb fills no more
_GZIP = 31  # zlib's own number for "with gzip's head and sum"


class Readable(Protocol):
    """Whatever can be read in parts."""

    def read(self, size: int = -1) -> bytes:
        """Some bytes, none at the end."""


class Unpacked:
    """Reads what is in a gzip file; `broken` says why not all of it could be."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._zip: Any = zlib.decompressobj(_GZIP)
        self._packed = b""
        self._begun = self._ended = False  # a member; a file may have several
        self.broken = ""

    def readinto(self, view: memoryview) -> int:
        """Fill a buffer, at least in part; 0 at the end or at the break."""
        while not self.broken:
            if not self._packed:
                self._packed = self._file.read(PART)
                if not self._packed:
                    return self._rest(view)
            if self._zip.eof:
                self._packed = self._packed.lstrip(b"\0")  # padding between and behind members
                if not self._packed:
                    continue
                self._zip = zlib.decompressobj(_GZIP)
            if part := self._part(min(PART, len(view))):
                view[: len(part)] = part
                return len(part)
        return 0

    def _part(self, size: int) -> bytes:
        """The next bytes; at a break those that stand before it."""
        before = self._zip.copy()
        try:
            part = self._zip.decompress(self._packed, size)
        except zlib.error as error:
            behind = self._ended and not self._begun
            self.broken = "rubbish follows its end" if behind else str(error).rpartition(": ")[2]
            return self._until_the_break(before, size)
        self._packed = self._zip.unused_data or self._zip.unconsumed_tail
        self._ended = self._ended or self._zip.eof
        self._begun = not self._zip.eof
        return bytes(part)

    def _rest(self, view: memoryview) -> int:
        """What the last bytes stand for; at the end of a member there is nothing left."""
        if not self._begun:
            return 0
        self.broken = "it ends too early"
        part = self._zip.flush()[: len(view)]
        view[: len(part)] = part
        return len(part)

    def _until_the_break(self, unpack: Any, size: int) -> bytes:
        got = b""
        try:
            for at in range(len(self._packed)):
                got += unpack.decompress(self._packed[at : at + 1], size - len(got))
                if len(got) >= size:
                    break
        except zlib.error:
            pass
        return got
