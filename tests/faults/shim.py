"""The preloaded library that fails the n-th call of a kind, and what it has counted."""

from __future__ import annotations

import errno
import functools
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SOURCE = Path(__file__).with_name("shim.c")
_SIZE = 4 * 4 + 4 * 32 + 216
#: The order of the library's own list.
KINDS = (
    "open", "read", "write", "connect", "send", "recv", "socket", "fsync", "rename", "mmap",
    "random", "epoll", "thread", "load", "pread", "pwrite", "unlink", "mkdir", "lock", "truncate",
    "resolve", "name", "close", "spawn", "wait",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """The n-th call of a kind fails with an error; `more`: and all after it."""

    kind: str
    at: int
    error: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.kind}#{self.at}{'+' if self.more else ''} {errno.errorcode[self.error]}"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a run called, and whether the fault came about; `what`: the file or host of it."""

    counts: Mapping[str, int]
    failed: int
    what: str


@functools.cache
def library() -> Path | None:
    """The library, compiled for this run; None where there is no compiler or no way to preload."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    target = Path(tempfile.gettempdir(), f"claude-doctor-shim-{os.getuid()}-{os.getpid()}.so")
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(_SOURCE), "-ldl"],
        capture_output=True, check=False,
    )  # fmt: skip
    import atexit

    atexit.register(lambda: target.unlink(missing_ok=True))
    return target if made.returncode == 0 else None


class State:
    """The file that the library counts in, mapped here as well."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="fault-")  # noqa: SIM115
        self._file.truncate(_SIZE)
        self._held = mmap.mmap(self._file.fileno(), _SIZE)
        self.env = {"LD_PRELOAD": str(library()), "FAULT_STATE": self._file.name}

    def close(self) -> None:
        """Remove it."""
        self._held.close()
        self._file.close()

    def forget(self) -> None:
        """Begin to count anew."""
        self._held[:] = bytes(_SIZE)

    def counted(self) -> Counted:
        """What the last run called."""
        _, failed, _, _, *counts = struct.unpack("<36i", self._held[: 36 * 4])
        what = self._held[36 * 4 :].split(b"\0")[0].decode("utf-8", "replace")
        return Counted({kind: n for kind, n in zip(KINDS, counts, strict=False) if n}, failed, what)


def variables(fault: Fault | None) -> dict[str, str]:
    """What tells the library to make a process of its own fail so."""
    if fault is None:
        return {}
    named = {"FAULT_KIND": fault.kind, "FAULT_AT": str(fault.at), "FAULT_ERRNO": str(fault.error)}
    return named | ({"FAULT_MORE": "1"} if fault.more else {})
