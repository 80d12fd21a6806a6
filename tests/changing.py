"""A loopback world that changes while a command runs, and the command in a process of its own."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.running import Running


@contextlib.contextmanager
def world(name: str) -> Iterator[Running]:
    """The scenario's world; `turn` makes another one of it."""
    with serve(by_name(name)) as running:
        yield running
        assert [] == running.faults


def turn(running: Running, name: str) -> None:
    """From the next request on the same ports are that scenario's."""
    running.scenario = by_name(name)


def pings(running: Running) -> int:
    """The metered requests so far."""
    return sum(
        seen.method == "POST" and "x-api-key" in seen.headers and seen.path == "/v1/messages"
        for seen in list(running.log)
    )


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something; a test fails where it does not come."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


@contextlib.contextmanager
def started(arguments: tuple[str, ...], env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The command line in a process of its own; it is not left behind."""
    with subprocess.Popen(
        [sys.executable, "-m", "claude_doctor", *arguments], env=dict(env),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as running:  # fmt: skip
        try:
            yield running
        finally:
            with contextlib.suppress(ProcessLookupError):
                running.send_signal(signal.SIGKILL)
