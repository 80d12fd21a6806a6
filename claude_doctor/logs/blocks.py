"""Transcripts in blocks: gigabytes are searched for two words, only lines that hold one are read.

Whatever a file is, one block of it is in memory. A line longer than a block cannot be the record
of a failure (these are a few KiB); where it holds one of the words it is counted, not read. A
line without the words is not looked at, so a broken one among these is not counted; the last one
is, if it has no end: somebody may be writing a failure there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..sources.claude_code import record

BLOCK = 1024 * 1024  # bytes; larger ones do not fit into a processor's cache and are no faster
_OVERLAP = 128  # bytes of a long line that stay, so that a word on the border is seen


@dataclass(slots=True)
class Lines:
    """Lines that may have held a failure and could not be read, by why.

    `broken`: they hold the word and are no JSON. `half`: the last of a file, without its end and
    no JSON. `long`: they hold the word and are longer than what is read of a line.
    """

    broken: int = 0
    half: int = 0
    long: int = 0


class Blocks:
    """One buffer, used for one file after the other."""

    def __init__(self, size: int = BLOCK) -> None:
        self._size = size
        self._buffer = bytearray(size)
        self._view = memoryview(self._buffer)

    def records(
        self, read: Callable[[memoryview], int | None], lines: Lines
    ) -> Iterator[record.Record]:
        """The records of one file; `read` fills a buffer and says how much, as `readinto`."""
        buffer, size = self._buffer, self._size
        kept = 0  # bytes of a line that goes on, at the front of the buffer
        inside = held = False  # a long line, and whether it holds a word
        while got := read(self._view[kept:]):
            end = kept + got
            begin = 0
            if inside:
                begin = buffer.find(b"\n", 0, end) + 1
                held = held or record.holds_word(buffer, 0, begin or end)
                if not begin:
                    kept = self._keep(end - _OVERLAP, end)
                    continue
                lines.long += held
                inside = held = False
            whole = buffer.rfind(b"\n", begin, end) + 1
            if whole:
                yield from self._within(begin, whole, lines)
                begin = whole
            if end - begin == size:
                inside, held = True, record.holds_word(buffer, 0, end)
                begin = end - _OVERLAP
            kept = self._keep(begin, end)
        if inside or (kept and record.is_half(buffer[:kept])):
            lines.half += 1
        elif kept:
            yield from self._within(0, kept, lines)

    def _keep(self, begin: int, end: int) -> int:
        """Move what is not done yet to the front; how much that is."""
        begin = max(0, begin)
        self._buffer[: end - begin] = self._buffer[begin:end]
        return end - begin

    def _within(self, begin: int, end: int, lines: Lines) -> Iterator[record.Record]:
        for start, stop in record.lines(self._buffer, begin, end):
            try:
                one = record.read(self._buffer[start:stop])
            except record.Broken:
                lines.broken += 1
                continue
            if one is not None:
                yield one
