"""`watch` in a real terminal and for programs, against a world that changes under it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.changing import pings, started, turn, until, world
from tests.conftest import ROOT, Run
from tests.tmux import HERE, Terminal, terminal

GOLDEN = ROOT / "tests" / "golden" / "watch"
COMMAND = f"{shlex.quote(sys.executable)} -m claude_doctor watch"
in_tmux = pytest.mark.skipif(not HERE, reason="needs tmux")


def steady(screen: list[str]) -> str:
    """The screen without what differs from run to run: numbers, the plot's bars, how many."""
    lines, bars = [], False
    for line in screen:
        if bars and line.strip():
            continue
        bars = "Time to first token" in line
        line = re.sub(r"\d+(?:\.\d+)?", "0", line.rstrip())
        line = re.sub(r"([●✗╱])\1+", r"\1", line)
        line = re.sub(r"\b0 (?:ms|s|min)\b", "0 s", line)
        line = re.sub(r"asks in 0:0|asking", "asks", line)
        line = re.sub(r"req_\w+", "req", re.sub(r" {2,}", "  ", line))
        lines.append(line[:48] + "…" if line.endswith("…") else line)
    return "\n".join(lines).rstrip() + "\n"


@in_tmux
@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
def test_the_screens_of_an_outage(
    width: int, height: int, tmp_path: Path, nowhere: dict[str, str]
) -> None:
    """Healthy, 529, cut streams, healthy again: each screen is the golden one, inside the
    terminal's size, and the plot stands below its questions."""
    with world("healthy") as running, terminal(
        tmp_path, nowhere | running.environ(), width, height
    ) as pane:  # fmt: skip
        pane.type(f"{COMMAND} --interval 1 --ping")
        for number, name in enumerate(("healthy", "overloaded", "cut-stream", "healthy")):
            turn(running, name)
            golden = GOLDEN / f"{number + 1}-{name}.{width}.txt"
            before = pings(running)
            until(lambda before=before: pings(running) >= before + 2)  # type: ignore[misc]
            if "GOLDEN" in os.environ:
                time.sleep(1)
                golden.parent.mkdir(exist_ok=True)
                golden.write_text(steady(pane.screen()), encoding="utf-8")
            _shows(pane, golden.read_text(encoding="utf-8"))
            assert all(len(line) <= width for line in pane.screen())


def _shows(pane: Terminal, golden: str) -> None:
    ends = time.monotonic() + 15
    while (seen := steady(pane.screen())) != golden and time.monotonic() < ends:
        time.sleep(0.1)
    assert golden == seen


@in_tmux
@pytest.mark.parametrize("name", ["C-c", "SIGTERM", "SIGHUP"])
def test_the_terminal_is_left_as_it_was(name: str, tmp_path: Path, nowhere: dict[str, str]) -> None:
    """After Ctrl-C, SIGTERM and SIGHUP: the same `stty -a`, the ordinary screen with the cursor,
    and the last verdict on it."""
    with world("healthy") as running, terminal(tmp_path, nowhere | running.environ()) as pane:
        folder = shlex.quote(str(tmp_path))
        pane.type(f"cd {folder}; stty -a > before; {COMMAND} --ping; echo $? > code")
        until(lambda: pings(running) >= 1 and pane.says("#{alternate_on}") == "1")
        until(lambda: any("Claude works from here" in line for line in pane.screen()))
        assert pane.says("#{cursor_flag}") == "0"
        if name == "C-c":
            pane.key(name)
        else:
            pid = subprocess.run(
                ["pgrep", "-P", pane.says("#{pane_pid}")], capture_output=True, check=True
            ).stdout
            os.kill(int(pid), signal.Signals[name])
        until(lambda: (tmp_path / "code").exists() and (tmp_path / "code").read_text() != "")
        pane.type(f"stty -a > {folder}/after; echo > {folder}/done")
        until(lambda: (tmp_path / "done").exists())
        assert (tmp_path / "before").read_text() == (tmp_path / "after").read_text()
        number = signal.SIGINT if name == "C-c" else signal.Signals[name]
        assert 128 + number == int((tmp_path / "code").read_text())
        assert ("0", "1") == (pane.says("#{alternate_on}"), pane.says("#{cursor_flag}"))
        shown = any("Claude works from here" in line for line in pane.screen())
        assert shown == (name != "SIGHUP")  # then nobody is there to be told


@in_tmux
def test_another_size_is_drawn_anew_and_nothing_flickers(
    tmp_path: Path, nowhere: dict[str, str]
) -> None:
    """A larger terminal is used whole, a smaller one not overrun; no frame wipes the screen."""
    with world("healthy") as running, terminal(tmp_path, nowhere | running.environ()) as pane:
        pane.tmux("pipe-pane", "-t", "0", f"cat > {shlex.quote(str(tmp_path / 'raw'))}")
        pane.type(f"{COMMAND} --interval 1 --ping")
        until(lambda: pings(running) >= 3)
        raw = (tmp_path / "raw").read_bytes()
        assert 1 >= raw.count(b"\x1b[2J")
        for width, height in ((120, 40), (60, 15)):
            pane.tmux("resize-window", "-x", str(width), "-y", str(height))
            until(lambda width=width: len(pane.screen()[0].rstrip()) == width)  # type: ignore[misc]
            assert pane.screen()[0].startswith("claude-doctor watch")
            assert height == len(pane.screen())


def test_a_document_a_line(nowhere: dict[str, str]) -> None:
    """`--json --count 3`: three documents of schema version 1, each on its line, with the count
    and the cost so far; the exit code is the last verdict's."""
    with world("overloaded") as running:
        env = nowhere | running.environ()
        with started(("watch", "--json", "--interval", "0.4", "--count", "3"), env) as process:
            out, err = process.communicate(timeout=60)
    documents = [json.loads(line) for line in out.splitlines()]
    assert ["overloaded"] * 3 == [one["verdict"]["cause"] for one in documents]
    assert [1, 2, 3] == [one["watch"]["asked"] for one in documents]
    assert {"overloaded"} == {one["watch"]["kind"] for one in documents}
    assert (10, "") == (process.returncode, err)


def test_keyless_while_well_and_metered_in_trouble(nowhere: dict[str, str]) -> None:
    """Two answers make it sure, then it asks keyless; a red page makes it ask for a completion
    again. Never more than one metered request a question."""
    with world("healthy") as running:
        env = nowhere | running.environ()
        with started(("watch", "--json", "--interval", "0.8", "--count", "7"), env) as process:
            assert process.stdout is not None
            seen = [json.loads(process.stdout.readline()) for _ in range(4)]
            assert 2 == pings(running)
            turn(running, "overloaded-with-incident")
            seen += [json.loads(line) for line in process.stdout]
        asked = pings(running)
    kinds = [one["watch"]["kind"] for one in seen]
    assert ["ok", "ok", "answers", "answers"] == kinds[:4]
    assert "overloaded" == kinds[-1]
    assert asked == seen[-1]["watch"]["metered"] < 7


def test_a_change_runs_the_command(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """`--exec`: on a change alone, with the report on standard input and the verdict in the
    environment; a text of a stranger's is data there."""
    told = tmp_path / "told"
    command = f'echo "$CLAUDE_DOCTOR_SIDE $CLAUDE_DOCTOR_CAUSE" >> {told}; cat >> {told}'
    with world("healthy") as running:
        env = nowhere | running.environ()
        arguments = ("watch", "--ping", "--interval", "1", "--count", "5", "--exec", command)
        with started(arguments, env) as process:
            until(lambda: pings(running) >= 2)
            assert not told.exists()
            turn(running, "overloaded")
            out, _ = process.communicate(timeout=60)
    head, _, document = told.read_text().partition("\n")
    assert "server overloaded" == head
    assert "overloaded" == json.loads(document)["verdict"]["cause"]
    assert 2 == len(out.splitlines())  # in a log: the first verdict, and the change


def test_who_stops_reading_ends_it(nowhere: dict[str, str]) -> None:
    """`watch --json | head -1` ends by itself."""
    with world("healthy") as running:
        env = nowhere | running.environ()
        with started(("watch", "--json", "--interval", "0.4"), env) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.stdout.close()
            process.wait(timeout=30)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_hours_of_it_leave_nothing_behind(nowhere: dict[str, str]) -> None:
    """Forty questions, some of them failing: no more open files between two questions and hardly
    more memory than after ten."""
    with world("healthy") as running:
        env = nowhere | running.environ()
        arguments = ("watch", "--json", "--ping", "--interval", "0.2", "--count", "40")
        with started(arguments, env) as process:
            assert process.stdout is not None
            held = []
            for number, _ in enumerate(process.stdout):
                turn(running, "overloaded" if number % 8 in (3, 4) else "healthy")
                if number < 39:  # then it is about to end
                    held.append(_held(process.pid))
    assert held[38][0] - held[9][0] < 6
    # A look may fall into a question that is out, which holds some more: the fewest are at rest.
    assert min(files for _, files in held[29:]) <= min(files for _, files in held[:10])


def _held(pid: int) -> tuple[float, int]:
    """MiB of memory and open files."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found is not None
    return int(found[1]) / 1024, len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_an_interval_that_hurts_others_is_refused(run: Run) -> None:
    """Below 20 s it asks only this machine."""
    done = run("watch", "--interval", "10", env={"ANTHROPIC_BASE_URL": "https://relay.invalid"})
    assert (2, "") == (done.returncode, done.stdout)
    assert "at least 20 seconds" in done.stderr
