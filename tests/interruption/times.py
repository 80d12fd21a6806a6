"""The cases of time: a clock that jumps, a history of the future, a machine that slept."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

from tests import clock

from . import held, starting
from .cases import Case, Place, words
from .starting import Job
from .table import LINES, Line

#: The library that tells a program another time; the package `libfaketime` of Debian.
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
JUMPS = {"hours ahead": "+3h", "hours back": "-3h", "years ahead": "+4000d", "years back": "-9000d"}
_LONGEST_S = 30.0  # no line of the table takes a third of it


def _env(place: Place, told: Path) -> dict[str, str]:
    return place.environ(place.world) | {
        "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip


def _write(told: Path, text: str) -> None:
    told.write_text(text)


def _after(ran: starting.Ran, line: Line, place: Place, began: float) -> Iterator[str]:
    yield from held.faults(ran, (*line.codes, *line.unsure), place.home)
    yield from held.wrong(ran, "overloaded")
    if not clock.soon(time.monotonic() - began, _LONGEST_S):
        yield "it took too long"


def jump(line: Line, name: str) -> Case:
    """The wall's clock jumps when the first packet is sent."""

    def run(place: Place) -> Iterator[str]:
        told = place.home.parent / "clock"
        told.write_text("+0")
        began = time.monotonic()
        ran = starting.on_pipes(
            words(line, place), _env(place, told), line.stdin,
            lambda _: _write(told, JUMPS[name]), "socket.connect",
        )  # fmt: skip
        yield from _after(ran, line, place, began)

    return Case(line=line, condition=f"the clock jumps {name}", run=run)


def future(line: Line, name: str) -> Case:
    """Checks and caches of another time are there; the clock is right again."""

    def run(place: Place) -> Iterator[str]:
        told = place.home.parent / "clock"
        told.write_text(JUMPS[name])
        for before in ("check -q", "statusline"):
            starting.on_pipes([*starting.PROGRAM, *before.split()], _env(place, told), b"")
        began = time.monotonic()
        ran = starting.on_pipes(words(line, place), place.environ(place.world), line.stdin)
        yield from _after(ran, line, place, began)

    return Case(line=line, condition=f"its files are {name}", run=run)


def slept(line: Line) -> Case:
    """The machine sleeps for longer than the time-out while the first packet is on its way."""

    def run(place: Place) -> Iterator[str]:
        def sleep(job: Job) -> None:
            job.signal(signal.SIGSTOP)
            time.sleep(6)
            job.signal(signal.SIGCONT)

        argv = words(line, place)
        argv += ["--timeout", "2"] if line.command == "check" else []
        env = place.environ(place.world)
        began = time.monotonic()
        ran = starting.on_pipes(argv, env, line.stdin, sleep, "socket.connect")
        yield from _after(ran, line, place, began)

    return Case(line=line, condition="the machine sleeps", run=run)


def cases() -> Iterator[Case]:
    """Every line that asks, and those that read what it kept."""
    asking = [line for line in LINES if line.asks]
    yield from map(slept, asking)
    if LIBRARY is not None:
        yield from (jump(line, name) for line in asking for name in JUMPS)
        readers = [line for line in LINES if line.command in ("history", "statusline", "check",
                                                              "wait", "watch", "hook")]  # fmt: skip
        yield from (future(line, name) for line in readers for name in JUMPS)
