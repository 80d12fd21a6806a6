"""Forks a process for each run: everything is loaded once, and a run costs what it does itself.

Started by `runs` with the library preloaded; a line of JSON comes in, one goes out. The world of
the peers is in another process, so that no thread is lost by the fork.
"""

from __future__ import annotations

import ctypes
import gc
import io
import json
import os
import resource
import signal
import sys
import time
from typing import Any

from claude_doctor import cli


def load() -> None:
    """What a run would load, and what it reads once."""
    import importlib
    import pkgutil

    import claude_doctor

    for one in pkgutil.walk_packages(claude_doctor.__path__, "claude_doctor."):
        if not any(part in one.name for part in ("__main__", "recipes", "signers.by_", "by_praw")):
            importlib.import_module(one.name)
    from claude_doctor.commands import _app
    from claude_doctor.failures import reader

    reader.read("API Error: 529 overloaded_error")
    _app.group()
    for name in ("sqlite3", "httpx", "anyio._backends._asyncio", "certifi", "bs4", "h11", "zlib"):
        importlib.import_module(name)


def _streams(files: list[str]) -> None:
    for number, (path, flags) in enumerate(
        zip(files, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    errors = ("strict", "strict", "backslashreplace")
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(open(number, mode, closefd=False), "utf-8", how, line_buffering=last)  # noqa: SIM115
        for number, mode, how, last in zip(
            (0, 1, 2), ("rb", "wb", "wb"), errors, (False, False, True), strict=True
        )
    )


def _run(asked: dict[str, Any]) -> None:
    """In the child: become the program."""
    os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv = ["claude-doctor", *asked["words"]]
    _streams(asked["files"])
    arm = ctypes.CDLL(None).fault_arm
    kind, at, error, more = asked["fault"] or ("", 0, 0, False)
    cli.STARTED = time.monotonic()
    arm(kind.encode(), at, error, int(more))
    cli.main()


def _wait(child: int, seconds: float) -> tuple[int | None, float]:
    """The exit code, None where it hangs, and the processor time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        time.sleep(0.004)
    os.killpg(child, signal.SIGKILL)
    _, _, used = os.wait4(child, 0)
    return None, used.ru_utime + used.ru_stime


def main() -> None:
    """Until the input ends."""
    load()
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    print("{}", file=answers, flush=True)
    while line := questions.readline():
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            answers.detach()
            _run(asked)
            return
        code, used = _wait(child, asked["seconds"])
        print(json.dumps([code, used]), file=answers, flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
