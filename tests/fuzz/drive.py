"""One case after the other: what must hold of each, and how a failure is told."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
import random
import signal
import time
import traceback
import zlib
from collections.abc import Iterator
from typing import Any

from tests.fuzz.mutate import Pool, mutated
from tests.fuzz.target import Target

#: Seconds of processor time that a case may take: 64 KiB of the slowest reader need a fifth.
CASE_S = 2.0
_TEXTS = 4_000_000  # characters of all texts in a result
_DEPTH = 12


class TooSlow(Exception):
    """The time of a case is over."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """A case that did not hold. `kind`: the exception or assertion and the line that raised it, by
    which cases are told apart."""

    target: str
    data: bytes
    kind: str
    trace: str


@contextlib.contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    def over(*_: object) -> None:
        raise TooSlow(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run(target: Target, data: bytes, seconds: float = CASE_S) -> Finding | None:
    """One case; None where all holds."""
    try:
        with _in_time(seconds):
            result = target.read(data)
            if target.check is not None:
                target.check(data, result)
        bounded(result)
    except target.refusals:
        return None
    except Exception as error:
        return Finding(target.name, data, _kind(error), traceback.format_exc(limit=-6))
    return None


def _kind(error: Exception) -> str:
    """The exception and the last line of the product that it passed; else the last of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if f"{os.sep}claude_doctor{os.sep}" in one.filename]
    where = (ours or frames)[-1]
    name = where.filename.rpartition(f"{os.sep}claude_doctor{os.sep}")[2].rpartition("fuzz/")[2]
    what = type(error).__name__
    if isinstance(error, AssertionError):
        last = frames[-1]
        return f"{what} {last.name}:{last.line}"
    return f"{what} {name} {where.name}: {where.line}"


def bounded(result: Any) -> None:
    """No text without end, and no number that is none."""
    total = sum(map(len, _texts(result, 0)))
    assert total <= _TEXTS, f"{total} characters come out"


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, float):
        assert math.isfinite(value), "a number that is none comes out"
    elif depth >= _DEPTH:
        return
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            if one.name != "document":  # the answer as it came
                yield from _texts(getattr(value, one.name), depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(key, depth + 1)
            yield from _texts(one, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _texts(one, depth + 1)


class Stream:
    """The cases of a target, the same for the same seed."""

    def __init__(self, target: Target, seed: int, whole: int) -> None:
        random.seed(seed)  # the world makes its ids with it
        self.target = target
        self.pool = Pool(target.seeds())
        self._whole = whole  # so many seeds come as they are, first
        self._random = random.Random(seed ^ zlib.crc32(target.name.encode()))

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pool.seeds[: self._whole]
        while True:
            yield mutated(self._random, self.pool)


@dataclasses.dataclass(slots=True)
class Tally:
    """What came of a target: cases, seconds of processor time, findings by kind."""

    target: str
    cases: int = 0
    took: float = 0.0
    found: dict[str, Finding] = dataclasses.field(default_factory=dict)
    times: dict[str, int] = dataclasses.field(default_factory=dict)


def fuzz(target: Target, cases: int, seed: int, at_most: float = math.inf) -> Tally:
    """So many cases, or as many as fit into so many seconds of processor time."""
    tally = Tally(target.name)
    begun = time.process_time()
    for data in Stream(target, seed, cases // 3):
        if tally.cases >= cases or time.process_time() - begun > at_most:
            break
        tally.cases += 1
        if (found := run(target, data)) is not None:
            kept = tally.found.get(found.kind)
            tally.times[found.kind] = tally.times.get(found.kind, 0) + 1
            if kept is None or len(data) < len(kept.data):
                tally.found[found.kind] = found
    tally.took = time.process_time() - begun
    return tally
