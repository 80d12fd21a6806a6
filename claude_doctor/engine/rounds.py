"""Checks again and again in one process: one event loop for all, and what they share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from types import TracebackType

from ..border.settings import Settings
from ..outside.kept import Kept
from ..outside.local import hush
from .model import Probe
from .runner import LOCAL, Collected, collecting, unable


class Loop:
    """One event loop for the rounds of a process. A context manager: leaving it ends the loop and
    drops the connections that were kept."""

    def __init__(self) -> None:
        self._runner, self._kept = asyncio.Runner(), Kept()

    def collect(self, settings: Settings, probes: Sequence[Probe], deadline: float) -> Collected:
        """Run the probes until the deadline, as `runner.collect`. The configuration is the same
        each time but for the time-out and whether a completion is asked for."""
        run = self._round(settings, probes, deadline)
        try:
            return self._runner.run(run)
        except LOCAL as error:  # the next round may be luckier
            run.close()
            return unable(probes, error)

    async def _round(
        self, settings: Settings, probes: Sequence[Probe], deadline: float
    ) -> Collected:
        try:
            return await collecting(settings, probes, deadline, kept=self._kept)
        finally:
            await _tidied()

    def __enter__(self) -> Loop:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        bye = self._kept.hang_up()
        try:
            with contextlib.suppress(OSError):  # nothing is left to do
                self._runner.run(bye)
        finally:
            bye.close()
            try:
                self._runner.close()
            except LOCAL:  # all has been told by now
                hush()


async def _tidied() -> None:
    """End what the round has left running, and let what it dropped close: between two rounds the
    loop stands still."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=0.1)
    for _ in range(3):  # a connection under TLS takes that many turns
        await asyncio.sleep(0)
