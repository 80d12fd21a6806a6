"""One file after the other, each by the way that fits it. Nothing here raises on what a file
holds; what could not be read is counted and named."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator
from datetime import datetime

from ..outside import terminal
from . import lines, transcripts
from .content import Content, Unpacked
from .events import Counts, Event
from .kinds import Kinds
from .sources import STDIN, Source

PIECE = 256 * 1024  # bytes of a log that are read at once: a line costs up to 100 bytes beside it


class Files:
    """The buffer, judgments and counts that go from file to file."""

    def __init__(self, now: datetime) -> None:
        self.counts = Counts()
        self._now = now
        self._buffer = bytearray(transcripts.BLOCK)
        self._kinds = Kinds()

    def events(self, source: Source) -> Iterator[Event]:
        """What one file tells of failures and retries."""
        try:
            if source.path == STDIN:
                # Unbuffered: an interrupted run has judged all that has arrived.
                stdin = terminal.stdin()
                yield from self._file(Content(getattr(stdin, "raw", stdin)), source)
                return
            with open(source.path, "rb", buffering=0) as file:  # noqa: PTH123  ten thousand of them
                status = os.fstat(file.fileno())
                regular = stat.S_ISREG(status.st_mode) and status.st_size > 0
                # What is written while it is read belongs to the next run.
                end = status.st_size if source.end is None else min(source.end, status.st_size)
                if source.begin:
                    file.seek(source.begin)
                left = max(0, end - source.begin) if regular else None
                yield from self._file(Content(file, left), source)
        except OSError as error:
            why = getattr(error, "strerror", None) or "cannot be read"
            self.counts.unreadable.append((source.path, why))

    def _file(self, file: Content, source: Source) -> Iterator[Event]:
        try:
            if not source.transcript:
                file.look_ahead()
            if file.head[:2] != b"\x1f\x8b":
                yield from self._content(file, source)
                return
            unpacked = Unpacked(file)
            inner = Content(unpacked)
            inner.look_ahead()
            yield from self._content(inner, source)
            if unpacked.broken:
                why = f"read as far as possible: {unpacked.broken}"
                self.counts.unreadable.append((source.path, why))
        finally:
            self.counts.bytes += file.taken

    def _content(self, file: Content, source: Source) -> Iterator[Event]:
        """Tell what the file is, and read it so."""
        counts = self.counts
        if source.transcript or transcripts.is_transcript(file.head):
            for one in transcripts.records(file.readinto, self._buffer, counts):
                yield transcripts.event(one, *self._kinds.of_record(one))
            counts.transcripts += source.begin == 0
            return
        bom = file.head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        if not bom and b"\0" in file.head[:8192]:
            counts.not_text.append(source.path)
            return
        log = lines.Log(self._now, self._kinds, "claude" in source.path.lower(), counts)
        yield from log.events(self._texts(file, "utf-16" if bom else "utf-8-sig"))
        counts.logs += 1

    def _texts(self, file: Content, encoding: str) -> Iterator[str]:
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
        self.counts.long += (long := sum(len(row) > lines.LONGEST for row in rows))
        return "\n".join(row[: lines.LONGEST] for row in rows) if long else text
