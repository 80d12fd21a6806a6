"""The real command line, in this process: `main()` with its own arguments, environment and streams.

Everything else is as for a user: real sockets, real files. It spares the second that a new
interpreter needs to load httpx, PRAW and the rest; what is about the process itself (memory,
signals, what is loaded, a closed stream) is tested in one of its own.
"""

from __future__ import annotations

import contextlib
import functools
import io
import logging
import os
import signal
import ssl
import subprocess
import sys
import time
import types
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from claude_doctor import cli
from claude_doctor.outside import certificate, interrupt, terminal

_load = certificate.requests
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@functools.cache
def _loaded(*where: str | None) -> ssl.SSLContext:
    """What OpenSSL finds by the process's own variables, `where`, and the bundle."""
    return _load({})


def store_once(env: Mapping[str, str]) -> ssl.SSLContext:
    """The store of this machine, loaded by the first check of this process: it takes 65 ms, half of
    what a check on loopback costs. A store that the check's variables name is loaded as ever."""
    if any(name.startswith("SSL") for name in env):
        return _load(env)
    return _loaded(*map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")))


certificate.requests = store_once


def inside(
    arguments: tuple[str, ...], env: dict[str, str], input: str | None
) -> subprocess.CompletedProcess[str]:
    """Run it with nothing but this environment; what it printed and its exit code."""
    encoding = env.get("PYTHONIOENCODING", "utf-8")
    out, err = (_stream(encoding, errors) for errors in ("strict", "backslashreplace"))
    with _environment(env), _streams(_stdin(input or ""), out, err), _warnings(), _fresh():
        sys.argv = ["claude-doctor", *arguments]
        try:
            cli.main()
            code: Any = 0
        except SystemExit as left:
            code = left.code
    if isinstance(code, str):
        err.write(f"{code}\n")
    code = {None: 0}.get(code, 1 if isinstance(code, str) else code)
    return subprocess.CompletedProcess(arguments, code, _text(out), _text(err))


def _stream(encoding: str, errors: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding, errors, newline="", write_through=True)


def _stdin(text: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8")


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@contextlib.contextmanager
def _environment(env: dict[str, str]) -> Iterator[None]:
    kept = dict(os.environ)
    os.environ.clear()
    # A width of its own: with `pytest -s` the terminal's would be taken.
    os.environ.update({"COLUMNS": "80", **env})
    time.tzset()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)
        time.tzset()


@contextlib.contextmanager
def _streams(stdin: io.TextIOWrapper, out: io.TextIOWrapper, err: io.TextIOWrapper
             ) -> Iterator[None]:  # fmt: skip
    kept = sys.stdin, sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"]
    sys.stdin, sys.stdout, sys.stderr = stdin, out, err
    sys.modules["__main__"] = types.ModuleType("__main__")  # the usage line looks there for a name
    shown = logging.StreamHandler(err)  # asyncio's complaints end on stderr, as in a process
    shown.setLevel(logging.WARNING)
    logging.getLogger().addHandler(shown)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(shown)
        sys.stdin, sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"] = kept


@contextlib.contextmanager
def _warnings() -> Iterator[None]:
    """Python's own filters instead of pytest's: what a user would see is on stderr."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for quiet in (DeprecationWarning, PendingDeprecationWarning, ImportWarning,
                      ResourceWarning):  # fmt: skip
            warnings.simplefilter("ignore", quiet)
        warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: (
            print(warnings.formatwarning(message, category, filename, lineno), file=sys.stderr)
        )
        yield


@contextlib.contextmanager
def _fresh() -> Iterator[None]:
    """What a process knows from its start: when it began, its secrets, no Ctrl-C."""
    handlers = [(number, signal.getsignal(number)) for number in _SIGNALS]
    interrupt._seen = False
    terminal._secrets.cache_clear()
    cli.STARTED = time.monotonic()
    try:
        yield
    finally:
        terminal._secrets.cache_clear()
        for number, handler in handlers:
            signal.signal(number, handler)
