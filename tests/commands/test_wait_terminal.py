"""`wait` in a real terminal: its screens, and the terminal as it was."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.changing import pings, turn, until, world
from tests.conftest import ROOT
from tests.tmux import HERE, terminal

GOLDEN = ROOT / "tests" / "golden" / "watch"
COMMAND = f"{shlex.quote(sys.executable)} -m claude_doctor wait"
pytestmark = pytest.mark.skipif(not HERE, reason="needs tmux")


def steady(screen: list[str]) -> str:
    """The screen from the first verdict on, without the numbers that differ from run to run."""
    lines = [re.sub(r"\d+(?:\.\d+)?", "0", line.rstrip()) for line in screen if line.strip()]
    first = next((n for n, line in enumerate(lines) if line.startswith("0:0:0")), len(lines))
    text = "\n".join(line for line in lines[first:] if not line.startswith("$")) + "\n"
    head, said, end = text.partition("Claude answers:")
    return head + said + end.replace("\n     ", " ")  # numbers of more digits break it


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
def test_the_screen_of_an_outage_waited_for(
    width: int, height: int, tmp_path: Path, nowhere: dict[str, str]
) -> None:
    """529, cut streams, healthy: a line stays for each, the line in place is gone at the end, and
    the exit code is 0; `stty -a` is what it was."""
    with world("overloaded") as running, terminal(
        tmp_path, nowhere | running.environ(), width, height
    ) as pane:  # fmt: skip
        pane.type("PS1='$ '; cd " + shlex.quote(str(tmp_path)))
        pane.type(f"clear; stty -a > before; {COMMAND} --every 0.5; echo $? > code")
        until(lambda: any("asks again in" in line for line in pane.screen()))
        turn(running, "cut-stream")
        until(lambda: any("the answer started" in line for line in pane.screen()))
        turn(running, "healthy")
        until(lambda: (tmp_path / "code").exists() and (tmp_path / "code").read_text() != "")
        seen = steady(pane.screen())
        pane.type("stty -a > after; echo > done")
        until(lambda: (tmp_path / "done").exists())
    golden = GOLDEN / f"wait.{width}.txt"
    if "GOLDEN" in os.environ:
        golden.write_text(seen, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == seen
    assert "0\n" == (tmp_path / "code").read_text()
    assert (tmp_path / "before").read_text() == (tmp_path / "after").read_text()


@pytest.mark.parametrize("name", ["C-c", "SIGTERM", "SIGHUP"])
def test_the_terminal_is_left_as_it_was(name: str, tmp_path: Path, nowhere: dict[str, str]) -> None:
    """After a signal: the same `stty -a`, the cursor, no line in place, the shell's own code."""
    with world("overloaded") as running, terminal(tmp_path, nowhere | running.environ()) as pane:
        pane.type("cd " + shlex.quote(str(tmp_path)))
        pane.type(f"stty -a > before; {COMMAND} --every 5; echo $? > code")
        until(lambda: pings(running) >= 1)
        until(lambda: any("asks again in" in line for line in pane.screen()))
        if name == "C-c":
            pane.key(name)
        else:
            found = subprocess.run(
                ["pgrep", "-P", pane.says("#{pane_pid}")], capture_output=True, check=True
            )
            os.kill(int(found.stdout), signal.Signals[name])
        until(lambda: (tmp_path / "code").exists() and (tmp_path / "code").read_text() != "")
        shown = pane.screen()
        pane.type("stty -a > after; echo > done")
        until(lambda: (tmp_path / "done").exists())
        assert "1" == pane.says("#{cursor_flag}")
    number = signal.SIGINT if name == "C-c" else signal.Signals[name]
    assert 128 + number == int((tmp_path / "code").read_text())
    assert (tmp_path / "before").read_text() == (tmp_path / "after").read_text()
    assert any("Interrupted (asked" in line for line in shown)
    assert not any("asks again in" in line for line in shown)
