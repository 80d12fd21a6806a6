"""What a target of the fuzzer is, and the forms in which its bytes stand for what it reads."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claude_doctor.outside.http import Answer

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
URL = "http://127.0.0.1:9/x"

Check = Callable[[bytes, Any], None]


@dataclass(frozen=True, slots=True)
class Target:
    """A parser: its modules below claude_doctor, what reads bytes with it, and seeds that the
    project makes itself. `refusals`: the exceptions by which it says no; `check`: what must hold of
    a result beside what holds of all; `slow`: a case takes milliseconds, so it gets fewer;
    `shown`: every text of the result may be printed as it is."""

    name: str
    modules: tuple[str, ...]
    read: Callable[[bytes], Any]
    seeds: Callable[[], list[bytes]]
    refusals: tuple[type[Exception], ...] = ()
    check: Check | None = None
    slow: bool = False
    shown: bool = False


def text(data: bytes) -> str:
    """Bytes as the text that a program would make of them."""
    return data.decode("utf-8", "replace")


def variable(data: bytes) -> str:
    """Bytes as the value of a variable: no zero,
    and odd bytes as Python's `os.environ` has them."""
    return data.replace(b"\0", b"").decode("utf-8", "surrogateescape")


def environment(data: bytes) -> dict[str, str]:
    """NAME=value, a line each; a line that has no name goes on with the value above."""
    found: dict[str, str] = {}
    last = ""
    for line in variable(data).split("\n"):
        name, equals, value = line.partition("=")
        if equals and name.replace("_", "a").isalnum() and name.isascii():
            found[name] = value
            last = name
        elif last:
            found[last] += "\n" + line
    return found


def headers(data: bytes) -> tuple[dict[str, str], bytes]:
    """The headers above the first empty line as an HTTP client gives them, and what is below."""
    head, _, body = data.partition(b"\n\n")
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}, body


def answer(data: bytes) -> Answer:
    """A status, headers, an empty line and a body, as an answer."""
    first, _, rest = data.partition(b"\n")
    found, body = headers(rest)
    status = int(first) if first.isdigit() and len(first) == 3 else 200
    return Answer(URL, status, found, body, 12)


def http(body: bytes, status: int = 200, **named: str) -> bytes:
    """The seed that `answer` reads."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return str(status).encode() + b"\n" + "\n".join(lines).encode("latin-1") + b"\n\n" + body


@functools.cache
def folder() -> Path:
    """A folder of this process's own for files that are read; in memory where that can be."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp("-fuzz", dir=memory if memory.is_dir() else None))
    import atexit

    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def in_file(name: str, read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    """A reader of bytes from a reader of a path: the file has this name in a home of its own."""

    def call(data: bytes) -> Any:
        home = folder() / str(os.getpid())
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        try:
            return read(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    return call


def home() -> Path:
    """The home of those files."""
    return folder() / str(os.getpid())


def each(read: Callable[..., Iterator[Any] | list[Any]]) -> Callable[..., list[Any]]:
    """The same with everything that it yields."""
    return lambda *args: list(read(*args))


def lines(pairs: Mapping[str, str]) -> bytes:
    """The seed that `environment` reads."""
    return "\n".join(f"{name}={value}" for name, value in pairs.items()).encode()
