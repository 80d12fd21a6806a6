"""Whatever the system does to a command: its exit code, no traceback, no half-written file, the
terminal as it was, nothing left running, and no certain verdict that is wrong.

A part of the matrix: everything that is done meets one command, and every command meets several
things. `python -m tests.interruption` runs all of it.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.wire import Wire
from claude_doctor.commands import names
from tests.conftest import ROOT
from tests.interruption import cases, surroundings, times
from tests.interruption.cases import UNREACHED, Case, Place
from tests.interruption.table import LINES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and needs bash")

#: What a process dies of where nothing is done about it, at the moments that differ most.
SIGNALS = (
    ("rules", "Ctrl-C at import claude_doctor.outside.interrupt"),
    ("explain 529", "Ctrl-C at import claude_doctor.outside.terminal"),
    ("history", "Ctrl-C twice at import typer"),
    ("fixes backoff --copy-to {home}/recipe.py", "Ctrl-C at leaving"),
    ("fixes backoff --copy-to {home}/recipe.py", "SIGTERM at import typer"),
    ("statusline", "Ctrl-C at os.rename"),
    ("logs --json", "SIGTERM at leaving"),
    ("check", "SIGTERM at socket.connect"),
    ("check --json", "SIGTERM at os.rename"),
    ("check", "the terminal closes at socket.connect"),
    ("check", "Ctrl-Z and fg while it lasts"),
    ("check --json", "Ctrl-C while it lasts"),
    ("watch --interval 30", "Ctrl-Z and fg while it lasts"),
    ("watch --interval 30", "the terminal closes while it lasts"),
    ("watch --interval 30", "another size while it lasts"),
    ("wait --every 30", "Ctrl-C twice while it lasts"),
    ("chaos overloaded", "the terminal closes while it lasts"),
    ("storm", "Ctrl-C while it prints to a stopped terminal"),
)
#: Those of the lines whose start is cheap come round for everything that stands around a command.
_AROUND = tuple(line for line in LINES if not line.lasts and line.command not in
                ("watch", "wait", "fallbacks", "storm"))  # fmt: skip

#: Near to another one of them, and so left to the whole matrix.
_NEAR = ("full disk for both", "home empty", "home unset", "unknown terminal", "no columns",
         "columns enormous", "LC_ALL=C", "ASCII, strict", "umask 000", "10 files", "nice 19",
         "very little memory", "one more process", "stdin at its end")  # fmt: skip


def _chosen() -> Iterator[Case]:
    every = {(case.line.words, case.condition): case for case in cases.signals()}
    yield from (every[one] for one in SIGNALS)
    root = {name for name, around in surroundings.AROUND.items() if around.root}
    free = hasattr(os, "geteuid") and os.geteuid() == 0 and Path("/usr/bin/unshare").exists()
    for number, name in enumerate(surroundings.AROUND):
        if name not in _NEAR and (free or name not in root):
            yield surroundings.case(_AROUND[number * 5 % len(_AROUND)], name)
    yield times.slept(LINES[0])
    if times.LIBRARY is not None:
        yield times.jump(LINES[0], "hours back")
        yield times.future(next(line for line in LINES if line.words == "history"), "hours ahead")


@pytest.fixture(scope="module")
def world() -> Iterator[Running]:
    """The API is overloaded."""
    with serve(by_name("overloaded")) as running:
        yield running


@pytest.fixture(scope="module")
def mute() -> Iterator[Running]:
    """It takes the request and never answers."""
    with serve(dataclasses.replace(by_name("overloaded"), everywhere=Wire.MUTE)) as running:
        yield running


def test_every_command_has_a_line() -> None:
    """A new command gets a line in the table."""
    assert set(names()) == {line.command for line in LINES}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", list(_chosen()), ids=lambda case: case.name)
def test_it_ends_in_order(
    case: Case, tmp_path: Path, nowhere: dict[str, str], world: Running, mute: Running
) -> None:
    """Nothing that must hold is broken."""
    home = tmp_path / "home"
    home.mkdir()
    tmp_path.chmod(0o755)
    env = {**nowhere, "PYTHONPATH": str(ROOT)}
    place = Place(home=home, env=env, world=world, mute=mute)
    assert [] == [fault for fault in case.run(place) if fault != UNREACHED]
