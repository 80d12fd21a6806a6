"""Behaviors before set-ups, many side by side in one loop: what is wrong, and what it took."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import logging
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.command import store_once

from .actors import ACTORS, Actor
from .cells import Cell, Lag, Peers, judge, peak, run
from .talk import Behavior, End

__all__ = ["Result", "play", "store_once"]  # importing the last loads the store once for all
REFUSED = Behavior("refused", lambda talk: talk.hold())
LONG = 25.0  # seconds for what ends by itself: only a machine with other work takes them
SLACK = 0.5  # seconds beyond a run's time limit, by the contract
TOGETHER = {End.WAITS: 4, End.AT_ONCE: 2, End.SOUND: 2}


@dataclass(slots=True)
class Result:
    """The cells of some behaviors; `grown`: the most memory that the runs before one behavior added
    together, in kB; `noise`: what Python or a library would have printed."""

    cells: list[Cell] = field(default_factory=list)
    grown: int = 0
    noise: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be, with its cell."""
        told = [f"{c.actor} before {c.behavior}: {w}" for c in self.cells for w in c.wrong]
        return told + [f"printed: {words}" for words in self.noise]


def play(
    peers: Peers, behaviors: Sequence[Behavior], timeout: float,
    actors: Sequence[Actor] = ACTORS, env: dict[str, str] | None = None,
) -> Result:  # fmt: skip
    """Run each actor before each behavior."""
    result = Result()
    limits = {End.WAITS: timeout, End.AT_ONCE: LONG, End.SOUND: LONG}
    with _listening(result.noise):
        for at, together in _batches(behaviors):
            base = peak(reset=True)
            batch = behaviors[at : at + together]
            seconds = limits[behaviors[at].end]
            result.cells += asyncio.run(_batch(peers, batch, seconds, actors, env or {}, result))
            result.grown = max(result.grown, (peak() - base) // len(batch))
    return result


def _batches(behaviors: Sequence[Behavior]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(behaviors):
        end = behaviors[at].end
        alike = next((n for n, one in enumerate(behaviors[at:]) if one.end is not end), 99)
        together = min(TOGETHER[end], alike)
        yield at, together
        at += together


async def _batch(
    peers: Peers, behaviors: Iterable[Behavior], timeout: float,
    actors: Sequence[Actor], env: dict[str, str], result: Result,
) -> list[Cell]:  # fmt: skip
    lag = Lag()
    beats = asyncio.create_task(lag.beats())
    with contextlib.ExitStack() as stack:
        todo = []
        for one in behaviors:
            for actor in actors:
                if actor.meets(one):
                    urls = stack.enter_context(peers.open(one.name, actor.tls))
                    todo.append((actor, one, urls))
        cells = await asyncio.gather(
            *(run(actor, one, urls, timeout, env, lag) for actor, one, urls in todo)
        )
    beats.cancel()
    for cell, (actor, one, _) in zip(cells, todo, strict=True):
        judge(cell, actor, one)
        if cell.seconds > timeout + SLACK:
            cell.wrong.append(f"late: {cell.seconds:.1f} s of {timeout:g}")
    return list(cells)


@contextlib.contextmanager
def _listening(noise: list[str]) -> Iterator[None]:
    """Note what would have come out on stderr beside the report: of the loop, of what is thrown
    away, of other threads and of who warns. A traceback is its last line."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            noise.append(f"{record.name}: {record.getMessage()[:150]}")

    def warned(message: Warning | str, *_: Any, **__: Any) -> None:
        if not isinstance(message, ResourceWarning | DeprecationWarning):
            noise.append(f"{type(message).__name__}: {message}")

    handler, usual = Handler(logging.WARNING), threading.excepthook
    logger = logging.getLogger("asyncio")
    logger.addHandler(handler)
    threading.excepthook = lambda told: noise.append(f"thread: {told.exc_value!r}")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = warned
        printed = io.StringIO()
        try:
            with contextlib.redirect_stderr(printed):
                yield
                gc.collect()
        finally:
            lines = printed.getvalue().splitlines()
            noise += [line[:200] for line in lines if line[:1].strip() and "Traceback" not in line]
            logger.removeHandler(handler)
            threading.excepthook = usual
