"""A second process that reads the other half of the files, and tells what it finds by a pipe.

Searching gigabytes is bound by the processor, and threads share one; so where the system can
fork, half of the files are read by a child. It only finds; counting is the parent's.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from .files import Counts, Files
from .sources import Source
from .stream_json import Told

# Bytes of finds that the child keeps until the parent has read its own half: 40,000 failures.
# With less it would wait for the parent, with more they would cost memory twice.
_KEPT = 8 << 20


def possible() -> bool:
    """Whether there is a second processor, and a way to use it without starting over."""
    if not hasattr(os, "fork"):
        return False
    with suppress(AttributeError, OSError):  # not everywhere
        return len(os.sched_getaffinity(0)) > 1
    return (os.cpu_count() or 1) > 1


def halves(sources: Iterable[Source], worth: int) -> tuple[list[Source], list[Source]]:
    """Two parts with about as many bytes, in the order given; one, where it is not worth it."""
    every = list(sources)
    if sum(source.size for source in every) < worth or not possible():
        return every, []
    mine: list[Source] = []
    others: list[Source] = []
    ahead = 0
    for source in every:
        here = ahead <= 0 or source.size == 0  # pipes stay with the parent
        (mine if here else others).append(source)
        ahead += source.size if here else -source.size
    return mine, others


@contextmanager
def second(sources: list[Source], now: datetime) -> Iterator[Iterator[Told | Counts | None]]:
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
            pipe.close()  # a child that still writes ends at that
            os.waitpid(child, 0)


def _work(sources: list[Source], now: datetime, write: int) -> None:
    """The child's life. Nothing of the parent's may be run or flushed again: it leaves at once."""
    try:
        files = Files(now)
        with os.fdopen(write, "wb", _KEPT) as pipe:
            for source in sources:
                batch: list[Told | None] = []
                for told in files.told(source):
                    batch.append(told)
                    if len(batch) >= 1000:
                        pickle.dump(batch, pipe)
                        batch = []
                pickle.dump([*batch, None], pipe)
            pickle.dump(files.counts, pipe)
    finally:
        os._exit(0)


def _items(pipe: Any, sources: list[Source]) -> Iterator[Told | Counts | None]:
    """What the child sends; if it was killed, the files that it did not finish are named."""
    done = 0
    try:
        while not isinstance(items := pickle.load(pipe), Counts):
            done += items[-1] is None
            yield from items
        yield items
    except (EOFError, pickle.UnpicklingError):
        yield None
        lost = [(source.path, "its reader was killed") for source in sources[done:]]
        yield Counts(unreadable=lost)
