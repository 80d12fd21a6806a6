"""What `tests.bench` runs: a process with its seconds, its work and its memory, on a pipe or a
terminal; and what a check has loaded when its first packet leaves."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
CHECK = ("-m", "claude_doctor", "check")

#: A Typer program as small as one with two commands can be.
TYPER = """import typer

app = typer.Typer()


@app.command()
def one(text: str) -> None:
    print(text)


@app.command()
def two(text: str) -> None:
    print(text)


app()
"""

#: Runs a check and writes, when its first packet leaves, the moment and what is loaded by then. A
#: name that is looked up is a packet; a number is not.
_HOOK = """import sys, time
seen = []
def hook(event, args):
    if seen or not event.startswith("socket."):
        return
    if event == "socket.getaddrinfo" and args[0].replace(".", "").isdigit():
        return
    if event in ("socket.getaddrinfo", "socket.connect", "socket.sendto"):
        seen.append((time.monotonic(), time.process_time(), [*sys.modules]))
sys.addaudithook(hook)
from claude_doctor import cli
sys.argv = ["claude-doctor", *sys.argv[2:]]
try:
    cli.main()
finally:
    import json
    with open(sys.orig_argv[3], "w") as file:
        json.dump(seen[0] if seen else None, file)
"""


@dataclass(frozen=True, slots=True)
class Took:
    """One process: seconds on the wall, seconds of work, the most memory in MiB, what it said."""

    wall: float
    cpu: float
    mib: float
    out: str


def environment(folder: Path) -> dict[str, str]:
    """An environment of its own, in which Python keeps its byte code, as for a user."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR", "SYSTEMROOT")}
    places = {name: str(folder / name.lower()) for name in ("HOME", "CLAUDE_CONFIG_DIR")}
    return {**kept, **places, "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLUMNS": "80"}


def run(
    command: Sequence[str], env: Mapping[str, str], terminal: bool = False, given: str = ""
) -> Took:
    """Run it to its end."""
    read, wrote = pty.openpty() if terminal else os.pipe()
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE if given else subprocess.DEVNULL, stdout=wrote,
        stderr=wrote if terminal else subprocess.DEVNULL, env=env, cwd=ROOT,
    )  # fmt: skip
    os.close(wrote)
    if process.stdin is not None:
        process.stdin.write(given.encode())
        process.stdin.close()
    parts = []
    with contextlib.suppress(OSError):  # a terminal that nobody writes to any more
        while part := os.read(read, 65536):
            parts.append(part)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    os.close(read)
    cpu = usage.ru_utime + usage.ru_stime
    return Took(wall, cpu, usage.ru_maxrss / 1024, b"".join(parts).decode("utf-8", "replace"))


def python(*arguments: str) -> list[str]:
    """This interpreter with these arguments."""
    return [sys.executable, *arguments]


def first_packet(env: Mapping[str, str], *arguments: str) -> tuple[float, float, list[str]]:
    """Seconds from the start of a check to its first packet, its work until then, and the modules
    that are loaded by then."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        started = time.monotonic()
        run(python("-c", _HOOK, str(told), *arguments), env)
        seen = json.loads(told.read_text(encoding="utf-8"))
    assert seen is not None, "no packet has left"
    return seen[0] - started, seen[1], sorted(seen[2])


class World:
    """A world in a process of its own; `env` leads there."""

    def __init__(self, process: subprocess.Popen[str], env: dict[str, str]) -> None:
        self._process, self._env = process, env
        self._turn = 0

    def env(self) -> dict[str, str]:
        """An environment with an empty cache, so that every peer is asked."""
        self._turn += 1
        cache = f"{self._env['CLAUDE_DOCTOR_CACHE_DIR']}-{self._turn}"
        return {**self._env, "CLAUDE_DOCTOR_CACHE_DIR": cache}

    def connections(self) -> dict[str, list[int]]:
        """By role, the connections since the last call: all, and those with a TLS handshake."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        found: dict[str, list[int]] = json.loads(self._process.stdout.readline())
        return found


@contextlib.contextmanager
def world(folder: Path, delay: float, latency: float = 0.0) -> Iterator[World]:
    """Serve it while the block runs."""
    process = subprocess.Popen(
        python("-m", "tests.bench_world", str(delay), str(latency), str(folder)),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield World(process, {**environment(folder), **told})
    finally:
        stdin: IO[str] | None = process.stdin
        if stdin is not None:
            stdin.close()
        process.wait(30)
