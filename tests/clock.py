"""Watching the clock on a machine that has other work: bounds hold for a quiet machine, and what
its other work takes is allowed for."""

from __future__ import annotations

import time

#: Seconds of the work below on a machine for which the tests' bounds are meant.
_QUIET_S = 0.018


def _work() -> tuple[float, float]:
    """Seconds by the clock and of the processor. As much memory as arithmetic, as in our own."""
    clock, processor = time.perf_counter(), time.process_time()
    assert len({str(n)[::-1] for n in range(60_000)}) > 50_000
    return time.perf_counter() - clock, time.process_time() - processor


def slowness() -> float:
    """How many times as long all work takes now as on a quiet machine; at least 1."""
    return max(_work()[0] / _QUIET_S, 1.0)


def pause(seconds: float) -> None:
    """Sleep for as long as another process takes for what it does in so long on a quiet machine."""
    time.sleep(seconds * slowness())


def soon(taken: float, limit: float, slack: float = 0.5) -> bool:
    """Whether it took no longer than the limit, a deadline, and the slack, in which there is work
    to be done: that may take longer by as much as all work now does."""
    return taken < limit + slack or taken < limit + slack * slowness()


def quiet(processor_seconds: float) -> float:
    """So many seconds of the processor as they would be on a quiet machine: another thread on the
    same core, or another guest on the same host, makes them longer."""
    return processor_seconds / max(_work()[1] / _QUIET_S, 1)
