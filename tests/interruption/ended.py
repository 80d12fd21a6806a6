"""How a run ended: what its shell tells of it, and what is left of it."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path


class Said:
    """What the shell tells of its job."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._lines: list[str] = []
        self._rest = b""
        self.code: int | None = None
        self.stopped = 0
        self.ended_at = 0.0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while part := os.read(self._number, 1024):
            *whole, self._rest = (self._rest + part).split(b"\n")
            for line in whole:
                word, _, value = line.decode().partition(" ")
                if word == "stopped":
                    self.stopped += 1
                elif word == "ended":
                    self.ended_at = time.monotonic()
                    self.code = int(value)
                self._lines.append(line.decode())
        os.close(self._number)

    def job(self) -> int:
        """The job's number."""
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            if self._lines:
                return int(self._lines[0].split()[1])
            time.sleep(0.005)
        raise TimeoutError("the shell did not start its job")

    def finish(self) -> None:
        """Until it has said all."""
        self._thread.join(5)


def leftovers(mark: str, seconds: float = 1.0) -> list[str]:
    """The programs of a case that are there for longer than so many seconds."""
    ends = time.monotonic() + seconds
    while (found := _marked(mark)) and time.monotonic() < ends:
        time.sleep(0.05)
    return found


def _marked(mark: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"CASE={mark}".encode() in (folder / "environ").read_bytes():
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z":
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found
