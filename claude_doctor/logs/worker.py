"""A second process that reads the other half of the bytes, and tells what it finds by a pipe.

Searching gigabytes is bound by the processor, and threads share one; so where the system can
fork, half of the bytes are read by a child. It only finds; counting is the parent's.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..failures.classify import by_id
from .content import HEAD
from .events import Counts, Event
from .files import Files
from .sources import Source
from .transcripts import is_transcript

_BATCH = 1000  # finds that are sent at once
_LINE = 4 << 20  # bytes behind the middle of a file in which a line ends, unless it is enormous
# Bytes of finds that the child keeps until the parent has read its own half: 40,000 failures.
# With less it would wait for the parent, with more they would cost memory twice.
_KEPT = 8 << 20


def _possible() -> bool:
    """Whether there is a second processor, and a way to use it without starting over."""
    if not hasattr(os, "fork"):
        return False
    with suppress(AttributeError, OSError):  # not everywhere
        return len(os.sched_getaffinity(0)) > 1
    return (os.cpu_count() or 1) > 1


def halves(sources: Iterable[Source], worth: int) -> tuple[list[Source], list[Source]]:
    """The first and the second half of the bytes; one part where two are not worth it."""
    every = list(sources)
    left = sum(source.size for source in every) / 2
    if 2 * left < worth or not _possible():
        return every, []
    mine: list[Source] = []
    others: list[Source] = []
    for source in every:
        if source.size == 0 or left >= source.size:  # pipes stay with the parent
            mine.append(source)
        elif left > 0 and (cut := _line_end(source, int(left))):
            mine.append(replace(source, transcript=True, size=cut, end=cut))
            rest = source.size - cut
            others.append(replace(source, transcript=True, size=rest, begin=cut))
        else:
            (mine if left > source.size / 2 else others).append(source)
        left -= source.size
    return mine, others


def _line_end(source: Source, near: int) -> int | None:
    """Where a line of a transcript ends, close behind this byte; None where it has none there."""
    try:
        with Path(source.path).open("rb") as file:
            # Other logs belong together: a traceback, and the time of the line above it.
            if not (source.transcript or is_transcript(file.read(HEAD))):
                return None
            file.seek(near)
            found = file.read(_LINE).find(b"\n") + 1
    except OSError:
        return None
    return near + found if found and near + found < source.size else None


@contextmanager
def second(sources: list[Source], now: datetime) -> Iterator[Iterator[Event | Counts | None]]:
    """The child's finds, then its counts; None ends a file. Ends the child, whatever happens."""
    if not sources:
        yield iter(())
        return
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _work(sources, now, write)  # never returns
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        try:
            yield _items(pipe, sources)
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # done, or no longer wanted: it holds nothing
            os.waitpid(child, 0)


def _work(sources: list[Source], now: datetime, write: int) -> None:
    """The child's life. Nothing of the parent's may be run or flushed again: it leaves at once."""
    try:
        files = Files(now)
        with os.fdopen(write, "wb", _KEPT) as pipe:
            for source in sources:
                batch: list[tuple[object, ...] | None] = []
                for event in files.events(source):
                    batch.append((event.row.id, *event[1:]))
                    if len(batch) >= _BATCH:
                        pickle.dump(batch, pipe)
                        batch = []
                pickle.dump([*batch, None], pipe)
            pickle.dump(files.counts, pipe)
    finally:
        os._exit(0)


def _items(pipe: Any, sources: list[Source]) -> Iterator[Event | Counts | None]:
    """What the child sends; if it was killed, the files that it did not finish are named."""
    done = 0
    try:
        while not isinstance(items := pickle.load(pipe), Counts):
            done += items[-1] is None
            for item in items:
                yield item and Event(by_id(item[0]), *item[1:])
        yield items
    except (EOFError, pickle.UnpicklingError):
        yield None
        lost = [(source.path, "its reader was killed") for source in sources[done:]]
        yield Counts(unreadable=lost)
