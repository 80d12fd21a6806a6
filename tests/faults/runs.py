"""Runs of the program against a loopback world while one call fails, and what must hold of each."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.outside import history, history_file
from tests import clock
from tests.conftest import ROOT
from tests.faults.shim import Counted, Fault, State, variables

#: Seconds for a run that would take some; beyond is a hang.
HANG_S = 40.0
_TIMEOUT = "6"
LATE = "takes longer than its time-out"
#: Exit codes of the contract, without 1: that is a bug of ours.
_CHECKS = {0, 10, 11, 12, 13, 14}


@dataclass(frozen=True, slots=True)
class Command:
    """A command line in a scenario's world. `codes`: what it may exit with, with and without a
    fault; `input`: its standard input; `report`: its output is a report as JSON, a document a
    line; `most`: seconds that any run may take, its time-out and two for a machine that fails."""

    name: str
    words: tuple[str, ...]
    scenario: str = "healthy"
    codes: frozenset[int] = frozenset({0, 2})
    input: str = ""
    report: bool = False
    most: float = 8.0


_C = frozenset(_CHECKS)
COMMANDS = (
    Command("check", ("check", "--timeout", _TIMEOUT), codes=_C),
    Command("check-json", ("check", "--json", "--timeout", _TIMEOUT), codes=_C, report=True),
    Command("check-overloaded", ("check", "--json", "--timeout", _TIMEOUT), "overloaded", _C,
            report=True),
    Command("check-output", ("check", "--json", "--timeout", _TIMEOUT, "--output", "{folder}/out"),
            codes=_C | {2}),
    Command("explain", ("explain", "{folder}/error.txt", "--json")),
    Command("explain-stdin", ("explain",), input="529 overloaded_error\n" * 50),
    Command("logs", ("logs", "--json", "{folder}/app.log")),
    Command("logs-claude", ("logs",), "recent-failures"),
    Command("wait", ("wait", "--every", "0.1", "--timeout", "5", "--notify", "off"), codes=_C),
    Command("watch", ("watch", "--json", "--interval", "0.2", "--count", "3"), codes=_C | {2},
            report=True, most=22),
    Command("fallbacks", ("fallbacks", "--json", "--timeout", _TIMEOUT), codes=_C),
    Command("statusline", ("statusline", "--offline"), codes=frozenset({0}), input='{"a":1}'),
    Command("statusline-page", ("statusline",), codes=frozenset({0}), input='{"a":1}'),
    Command("history", ("history", "--json")),
    Command("history-clear", ("history", "--clear")),
    Command("hook", ("hook",), codes=frozenset({0}), input=json.dumps(
        {"hook_event_name": "StopFailure", "cwd": "/", "error": "529 overloaded_error"})),
    Command("demo", ("demo", "overloaded", "--json"), codes=_C | {2}, report=True, most=22),
    Command("fixes", ("fixes", "backoff", "--copy-to", "{folder}/recipe.py")),
    Command("replay", ("check", "--replay", "{folder}/report.json", "--json"), codes=_C | {2},
            report=True),
)  # fmt: skip
BEFORE = 3  # checks that the history holds before each run


@dataclass(slots=True)
class Ran:
    """One run: what came out, and seconds of the wall clock and of the
    processor."""

    command: Command
    fault: Fault | None
    code: int | None
    out: str
    err: str
    took: float
    used: float = 0.0
    counted: Counted = field(default_factory=lambda: Counted({}, 0, ""))


class Place:
    """The worlds of the scenarios, and a fresh home for each run."""

    def __init__(self) -> None:
        self._worlds: dict[str, tuple[Any, Running]] = {}
        self._report = ""
        self._base: Path | None = None
        self._state = State()
        self._server: subprocess.Popen[str] | None = None
        self.folder = Path(tempfile.mkdtemp("-faults"))
        self.here, self._runs = self.folder / "run0", 0  # the home of the last run

    def close(self) -> None:
        """End the worlds and remove the folder."""
        for served, _ in self._worlds.values():
            served.__exit__(None, None, None)
        if self._server is not None and self._server.stdin is not None:
            self._server.stdin.close()
            self._server.wait(10)
        self._state.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def world(self, name: str) -> Running:
        """The world of a scenario, which is served until the end."""
        if name not in self._worlds:
            served = serve(by_name(name))
            self._worlds[name] = (served, served.__enter__())
        return self._worlds[name][1]

    def home(self) -> Path:
        """A folder with a history, a log, a text and a file that is to be replaced."""
        if self._base is None:
            self._base = self.folder / "base"
            (self._base / "data").mkdir(parents=True)
            (self._base / "cache").mkdir()
            self._report = (ROOT / "tests/cases/captive-portal.json").read_text(encoding="utf-8")
            for _ in range(BEFORE):
                assert (
                    history.record(self._base / "data", json.loads(self._report), "check") is None
                )
            (self._base / "report.json").write_text(self._report, encoding="utf-8")
            (self._base / "out").write_text("old\n", encoding="utf-8")
            (self._base / "error.txt").write_text("API Error: 529 overloaded_error\n" * 9)
            (self._base / "app.log").write_text(
                'INFO httpx HTTP Request: POST https://api.anthropic.com/v1/messages "529"\n' * 300
            )
        # What a bar has started in the background may still write into the last one.
        shutil.rmtree(self.here, ignore_errors=True)
        self._runs += 1
        self.here = self.folder / f"run{self._runs}"
        shutil.copytree(self._base, self.here)
        return self.here

    def run(self, command: Command, fault: Fault | None, whole: bool = False) -> Ran:
        """Once, with the fault; `whole`: in a process of its own."""
        home = self.home()
        world = self.world(command.scenario)
        env = world.environ() | {
            "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin",
            "CLAUDE_DOCTOR_CACHE_DIR": str(home / "cache"),
            "CLAUDE_DOCTOR_DATA_DIR": str(home / "data"),
        }  # fmt: skip
        words = [word.replace("{folder}", str(home)) for word in command.words]
        files = [str(self.folder / name) for name in ("in", "out", "err")]
        Path(files[0]).write_text(command.input, encoding="utf-8")
        for path in files[1:]:
            Path(path).write_bytes(b"")
        told = None if fault is None else (fault.kind, fault.at, fault.error, fault.more)
        asked = {"words": words, "env": env, "folder": str(home), "files": files,
                 "seconds": HANG_S, "fault": told}  # fmt: skip
        begun = time.monotonic()
        if whole:
            code, used = self._alone(asked, fault)
        else:
            code, used = self._forked(asked)
        took = time.monotonic() - begun
        texts = (Path(one).read_text(encoding="utf-8", errors="replace") for one in files[1:])
        return Ran(command, fault, code, *texts, took, used, self._state.counted())

    def _forked(self, asked: dict[str, Any]) -> tuple[int | None, float]:
        """A run in a fork of the server."""
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.server"], cwd=ROOT, text=True,
                env=os.environ | self._state.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            assert self._server.stdout is not None and self._server.stdout.readline() == "{}\n"
        assert self._server.stdin is not None and self._server.stdout is not None
        self._state.forget()
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        code, used = json.loads(self._server.stdout.readline())
        return code, used

    def _alone(self, asked: dict[str, Any], fault: Fault | None) -> tuple[int | None, float]:
        """A run in a process of its own, in which loading can fail, too."""
        self._state.forget()
        opened = [open(path, mode) for path, mode in zip(asked["files"], ("rb", "wb", "wb"),  # noqa: PTH123, SIM115
                                                         strict=True)]  # fmt: skip
        try:
            done = subprocess.run(
                [sys.executable, "-m", "claude_doctor", *asked["words"]], cwd=asked["folder"],
                env=asked["env"] | self._state.env | variables(fault), stdin=opened[0],
                stdout=opened[1], stderr=opened[2], timeout=HANG_S, check=False,
            )  # fmt: skip
            return done.returncode, 0.0
        except subprocess.TimeoutExpired:
            return None, 0.0
        finally:
            for one in opened:
                one.close()


@contextmanager
def place() -> Iterator[Place]:
    """A place that is cleaned up."""
    made = Place()
    try:
        yield made
    finally:
        made.close()


#: Errors that a peer or the network causes as well: what follows from one of them is no wrong
#: verdict, for a socket that tells of a reset was reset.
_OF_THE_NET = ("ECONNRESET", "ETIMEDOUT", "ECONNREFUSED", "EPIPE", "ENETUNREACH", "EPERM", "EACCES")
_ON_SOCKETS = ("connect", "send", "recv", "resolve")


def wrong(ran: Ran, home: Path) -> Iterator[str]:
    """Every way in which a run did not hold."""
    if ran.code is None:
        yield "hangs"
        return
    if not clock.soon(ran.took, ran.command.most):
        yield LATE
    if _before(ran):
        return
    if "Traceback (most recent call last)" in ran.err + ran.out:
        yield f"traceback: {ran.err.strip().splitlines()[-1][:90] if ran.err.strip() else ''}"
    if "was never awaited" in ran.err:
        yield "a warning that nobody asked for"
    if "a bug in claude-doctor" in ran.err:
        yield f"bug: {ran.err.partition('please report it:')[2].strip()[:90]}"
    elif ran.code not in ran.command.codes and not _told(ran):
        yield f"exit code {ran.code}: {ran.err.strip()[-90:]}"
    yield from _verdicts(ran)
    yield from _files(ran, home)


def _before(ran: Ran) -> bool:
    """Whether the way in itself could not be loaded: nothing of this program ran that could say
    so."""
    return ran.code == 1 and "<frozen runpy>" in ran.err and ", in main\n" not in ran.err


def _told(ran: Ran) -> bool:
    """Whether the output itself could not be written, or the program not be loaded, and a line says
    so."""
    kinds = ("write", "load", "open", "read", "close", "mmap", "random", "thread")
    if ran.fault is None or ran.code != 1:
        return False
    if ran.fault.kind == "write" and ran.fault.more and not ran.err:  # nor can that be said
        return True
    return ran.fault.kind in kinds and any(one in ran.err for one in _LINES)


#: How a run says that it was this machine.
_LINES = ("the output was not written", "this machine failed claude-doctor")


def _verdicts(ran: Ran) -> Iterator[str]:
    """Reports are whole, and none is sure of a wrong fault."""
    if not ran.command.report or ran.code not in _CHECKS or _stdout_failed(ran):
        return
    texts = ran.out.splitlines() if ran.command.name == "watch" else [ran.out]
    for text in filter(None, texts):
        try:
            verdict = json.loads(text)["verdict"]
        except (ValueError, KeyError, TypeError):
            yield f"half a report: {text[-60:]!r}"
            continue
        true = {"healthy": "healthy", "overloaded": "server"}.get(ran.command.scenario)
        if ran.command.name in ("demo", "replay"):
            true = {"demo": "server", "replay": "network"}[ran.command.name]
        side, sure = verdict["side"], verdict["confidence"]
        if side in (true, "unknown"):
            continue
        f = ran.fault
        net = f is not None and f.kind in _ON_SOCKETS and _error(f) in _OF_THE_NET
        if net and (side == "network" or verdict["cause"] == "incomplete-stream"):
            continue
        if sure == "high" or side in ("server", "account", "client", "healthy"):
            yield f"wrong: {side}/{verdict['severity']}/{verdict['cause']} ({sure})"


def _error(fault: Fault) -> str:
    import errno

    return errno.errorcode[fault.error]


def _stdout_failed(ran: Ran) -> bool:
    return ran.fault is not None and ran.fault.kind == "write" and ran.counted.what == "stdout"


def _files(ran: Ran, home: Path) -> Iterator[str]:
    """What was written is old or new, never half, and the history has all that it had."""
    base = home / "data" / history_file.FILE
    if ran.command.name != "history-clear":
        try:
            rows = _rows(home / "data")
            if rows < BEFORE:
                yield f"history: {rows} of {BEFORE} checks are left"
        except sqlite3.Error as error:
            yield f"history: {error}"
    if base.exists() and _check(base) != "ok":
        yield "history: the file is corrupt"
    for path in (home / "cache").glob("*.json"):
        yield from _json(path)
    out = (home / "out").read_text(encoding="utf-8", errors="replace")
    if out != "old\n":
        yield from _json(home / "out")
    if ran.command.name == "check-output" and ran.code in _CHECKS and out == "old\n":
        yield "exit code of a verdict, and the file was not written"
    recipe = home / "recipe.py"
    if recipe.exists() and not recipe.read_text(encoding="utf-8").endswith("\n"):
        yield "half a recipe"
    left = [one.name for one in home.rglob("*") if one.suffix == ".tmp" or ".tmp" in one.name]
    if left and (ran.fault is None or ran.fault.kind not in ("unlink",)):
        yield f"left behind: {left[0][:12]}"
    kept = (home / "data" / "newest", home / "cache" / "statusline-page")
    for path in kept:
        if path.exists() and not path.read_text(encoding="ascii", errors="replace").endswith("\n"):
            yield f"half a line in {path.name}"


def _json(path: Path) -> Iterator[str]:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        yield f"half a file: {path.suffix or path.name}"


def _rows(data: Path) -> int:
    base = sqlite3.connect(data / history_file.FILE)
    try:
        kept = int(base.execute("SELECT count(*) FROM checks").fetchone()[0])
    finally:
        base.close()
    return kept


def _check(path: Path) -> str:
    base = sqlite3.connect(path)
    try:
        return str(base.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    finally:
        base.close()
