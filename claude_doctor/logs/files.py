"""One file after the other, each by the way that fits it. Nothing here raises on what a file
holds; what could not be read is counted and named."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ..outside import terminal
from . import lines, stream_json
from .blocks import Blocks, Lines
from .kinds import Meanings
from .opening import Opened
from .packed import Unpacked
from .sources import STDIN, Source
from .told import Told

HEAD = 64 * 1024  # bytes that tell what a file is
PIECE = 256 * 1024  # bytes of a log that are read at once: a line costs up to 100 bytes beside it


@dataclass(slots=True)
class Counts:
    """What was read and what could not be, of all files so far."""

    transcripts: int = 0
    logs: int = 0
    bytes: int = 0
    lines: Lines = field(default_factory=Lines)
    not_text: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """The same for what another process has read."""
        self.transcripts += other.transcripts
        self.logs += other.logs
        self.bytes += other.bytes
        self.lines.broken += other.lines.broken
        self.lines.half += other.lines.half
        self.lines.long += other.lines.long
        self.not_text += other.not_text
        self.unreadable += other.unreadable


class Files:
    """The buffers, judgements and counts that go from file to file."""

    def __init__(self, now: datetime) -> None:
        self.counts = Counts()
        self._blocks = Blocks()
        self._words = lines.Reader(now)
        self._meanings = Meanings()

    def told(self, source: Source) -> Iterator[Told]:
        """What one file tells of failures and retries."""
        try:
            if source.path == STDIN:
                # Unbuffered: an interrupted run has judged all that has arrived.
                stdin = terminal.stdin()
                yield from self._file(Opened(getattr(stdin, "raw", stdin)), source)
                return
            with open(source.path, "rb", buffering=0) as file:  # noqa: PTH123  ten thousand of them
                status = os.fstat(file.fileno())
                regular = stat.S_ISREG(status.st_mode) and status.st_size > 0
                # What is written while it is read belongs to the next run.
                end = status.st_size if source.end is None else min(source.end, status.st_size)
                if source.begin:
                    file.seek(source.begin)
                left = max(0, end - source.begin) if regular else None
                yield from self._file(Opened(file, left), source)
        except OSError as error:
            why = getattr(error, "strerror", None) or "cannot be read"
            self.counts.unreadable.append((source.path, why))

    def _file(self, file: Opened, source: Source) -> Iterator[Told]:
        try:
            if not source.transcript:
                file.look_ahead(HEAD)
            if file.head[:2] == b"\x1f\x8b":
                unpacked = Unpacked(file)
                inner = Opened(unpacked)
                inner.look_ahead(HEAD)
                yield from self._opened(inner, source)
                if unpacked.broken:
                    why = f"read as far as it goes: {unpacked.broken}"
                    self.counts.unreadable.append((source.path, why))
            else:
                yield from self._opened(file, source)
        finally:
            self.counts.bytes += file.taken

    def _opened(self, file: Opened, source: Source) -> Iterator[Told]:
        """Tell what the file is, and read it so."""
        counts = self.counts
        if source.transcript or stream_json.is_transcript(file.head):
            for one in self._blocks.records(file.readinto, counts.lines):
                row, status = self._meanings.of(one)
                yield stream_json.of_record(one, row, status)
            counts.transcripts += source.begin == 0
            return
        bom = file.head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        if not bom and b"\0" in file.head[:8192]:
            counts.not_text.append(source.path)
            return
        texts = self._texts(file, "utf-16" if bom else "utf-8-sig")
        yield from self._words.told(texts, "claude" in source.path.lower(), counts.lines)
        counts.logs += 1

    def _texts(self, file: Opened, encoding: str) -> Iterator[str]:
        """Whole lines in pieces; of a line without end only its beginning."""
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        view = memoryview(bytearray(PIECE))
        kept, inside = "", False
        while got := file.readinto(view):
            text = kept + decoder.decode(view[:got])
            kept = ""
            if inside:
                _, found, text = text.partition("\n")
                if not found:
                    continue
                inside = False
            whole = text.rfind("\n") + 1
            kept = text[whole:]
            if len(kept) > lines.LONGEST:
                whole, kept, inside = len(text), "", True
            yield self._shorter(text[:whole])
        yield self._shorter(kept)

    def _shorter(self, text: str) -> str:
        """The same lines, none longer than LONGEST."""
        if len(text) <= lines.LONGEST:
            return text
        rows = text.split("\n")
        long = sum(len(row) > lines.LONGEST for row in rows)
        self.counts.lines.long += long
        return "\n".join(row[: lines.LONGEST] for row in rows) if long else text
