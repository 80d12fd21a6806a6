"""A file as it was when it was opened: counted, its beginning known, its end fixed."""

from __future__ import annotations

from typing import Any


class Opened:
    """Reads from any binary file. What is appended while it is read is the next run's."""

    def __init__(self, file: Any, size: int | None = None) -> None:
        self._file = file
        self._left = size
        self.head = b""
        self.taken = 0
        self._given = 0  # of the head

    def look_ahead(self, size: int) -> None:
        """Have the beginning in `head`; it is read all the same."""
        while len(self.head) < size:
            more = self._more(size - len(self.head))
            if not more:
                return
            self.head += more

    def readinto(self, view: memoryview) -> int:
        """Fill a buffer, at least in part; 0 at the end."""
        if self._given < len(self.head):
            part = self.head[self._given : self._given + len(view)]
            view[: len(part)] = part
            self._given += len(part)
            return len(part)
        if self._left is not None:
            view = view[: self._left]
        got = self._file.readinto(view) or 0
        self._taken(got)
        return got

    def read(self, size: int = -1) -> bytes:
        """The same for `packed`, which asks for parts."""
        buffer = bytearray(size if size >= 0 else 1 << 16)
        return bytes(buffer[: self.readinto(memoryview(buffer))])

    def _more(self, size: int) -> bytes:
        buffer = bytearray(size if self._left is None else min(size, self._left))
        got = self._file.readinto(buffer) or 0
        self._taken(got)
        return bytes(buffer[:got])

    def _taken(self, got: int) -> None:
        self.taken += got
        if self._left is not None:
            self._left -= got
