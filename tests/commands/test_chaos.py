"""The command `chaos`: it serves until it is told to end, and then leaves nothing behind."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.chaos.worlds import KEY, PING
from tests.conftest import Run

#: Signals at a moment of the command's own: the first event of the interpreter that begins so.
_PROGRAM = """
import os, signal, sys
sys.argv = ["claude-doctor", "{command}", "overloaded"]
sent = []
def watch(event, arguments):
    told = " ".join([event, *(str(one) for one in arguments)])
    if told.startswith({moment!r}) and not sent:
        sent.append(os.kill(os.getpid(), signal.{name}))
sys.addaudithook(watch)
class Out:
    def __getattr__(self, name):
        return getattr(sys.__stdout__, name)
    def write(self, text):
        sys.__stdout__.write(text)
        sys.audit("printed")
    def flush(self):
        sys.__stdout__.flush()
sys.stdout = Out()
from claude_doctor.cli import main; main()
"""


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("import typer", "SIGINT"),
        ("socket.bind", "SIGTERM"),
        ("tempfile.mkdtemp", "SIGINT"),
        ("printed", "SIGINT"),
        ("printed", "SIGTERM"),
    ],
)
def test_it_ends_quietly_at_any_moment(
    moment: str, name: str, nowhere: dict[str, str], tmp_path: Path
) -> None:
    """Told to end while it loads, opens its ports, makes its folder or prints: it ends with code
    0, no word on stderr, and no folder of its own left."""
    program = _PROGRAM.format(command="chaos", moment=moment, name=name)
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere | {"TMPDIR": str(tmp_path)},
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    assert [] == list(tmp_path.glob("claude-doctor-*"))


def test_a_demo_that_is_ended_clears_up(nowhere: dict[str, str], tmp_path: Path) -> None:
    """On SIGTERM it ends with its report and the code of that signal, and no folder is left."""
    program = _PROGRAM.format(command="demo", moment="tempfile.mkdtemp", name="SIGTERM")
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere | {"TMPDIR": str(tmp_path)},
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (143, "") == (done.returncode, done.stderr)
    assert "Interrupted after " in done.stdout and "exit" not in done.stdout
    assert [] == list(tmp_path.glob("claude-doctor-*"))


def test_a_storm_is_made_to_measure_and_counted(nowhere: dict[str, str]) -> None:
    """With one place and an answer a minute long, the second request is refused; at the end it is
    told what became of both, in a line that a shell skips."""
    command = ["chaos", "storm", "--capacity", "1", "--latency", "60", "--seed", "7"]
    process = subprocess.Popen(
        [sys.executable, "-m", "claude_doctor", *command],
        env=nowhere, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip().partition("=")[2] + "/v1/messages"
            with httpx.Client(headers=KEY, trust_env=False, verify=False, timeout=60) as client:
                with pytest.raises(httpx.ReadTimeout):
                    client.post(url, json=PING, timeout=1)
                assert 529 == client.post(url, json=PING).status_code
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (0, "") == (process.returncode, err)
    told = "# your requests: 2 sent = 0 answered + 0 cut + 1 refused + 1 in flight"
    assert told == out.splitlines()[-1]


#: What a shell does with the block: every variable is set, a check runs against the world, and the
#: process that serves it ends when it is told to.
_SHELL = """
eval "$("$PYTHON" -m claude_doctor chaos "$1" --export &)"
printf '%s\\n' "$CLAUDE_DOCTOR_CHAOS_PID"
"$PYTHON" -m claude_doctor check --json
kill "$CLAUDE_DOCTOR_CHAOS_PID"
"""


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize("name", ["overloaded", "wrong-endpoint"])
def test_a_shell_evaluates_the_block(
    shell: str, name: str, nowhere: dict[str, str], tmp_path: Path
) -> None:
    """`eval "$(claude-doctor chaos NAME --export &)"` sets all, serves on, and leaves nothing."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = nowhere | {"TMPDIR": str(folder), "PYTHON": sys.executable}
    done = subprocess.run(
        [shell, "-c", _SHELL, shell, name], env=env, capture_output=True, encoding="utf-8",
        timeout=60, check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    pid, _, report = done.stdout.partition("\n")
    assert name == json.loads(report)["verdict"]["cause"]
    assert _until(lambda: not list(folder.glob("claude-doctor-*")))
    assert int(pid) > 1


def _until(is_so: Callable[[], bool], seconds: float = 30) -> bool:
    ends = time.monotonic() + seconds
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.05)
    return is_so()


def test_ctrl_c_at_the_prompt_is_not_meant_for_it(nowhere: dict[str, str], tmp_path: Path) -> None:
    """A shell in a terminal goes on beside it: Ctrl-C there does not end it, the terminal's end
    does, and nothing is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = nowhere | {"TMPDIR": str(folder), "PYTHON": sys.executable, "TERM": "dumb"}
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe("bash", ["bash", "--norc", "-i"], env)
    read = b""

    def told() -> bool:
        nonlocal read
        if select.select([terminal], [], [], 0)[0]:
            read += os.read(terminal, 65536)
        return re.search(rb"PID=\d+=", read) is not None

    try:
        line = f'{_SHELL.split("printf")[0].strip()}; echo PID="$CLAUDE_DOCTOR_CHAOS_PID"=\n'
        os.write(terminal, line.replace("$1", "overloaded").encode())
        assert _until(told), read
        os.write(terminal, b"\x03")
        time.sleep(0.5)
        assert list(folder.glob("claude-doctor-*"))
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    assert _until(lambda: not list(folder.glob("claude-doctor-*")))


def test_the_first_line_sets_the_address_and_the_rest_is_skipped(nowhere: dict[str, str]) -> None:
    """Without --export a shell sets one variable, and a reader is told what to do next in at most
    six short lines."""
    command = [sys.executable, "-m", "claude_doctor", "chaos", "overloaded"]
    with subprocess.Popen(
        command, env=nowhere, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            rest = process.stdout.read().splitlines()
        finally:
            process.kill()
    assert first.startswith("export ANTHROPIC_BASE_URL=http://127.0.0.1:")
    assert 3 <= len(rest) <= 6
    assert all(line.startswith("# ") and len(line) < 80 for line in rest)
    assert "--export" in rest[-1]


def test_a_port_that_is_taken_is_a_usage_error(run: Run, silent_port: int) -> None:
    """It is told which and why; that is no bug."""
    done = run("chaos", "--port", str(silent_port))
    assert (2, "") == (done.returncode, done.stdout)
    assert f"'--port': {silent_port}: Address already in use" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("overloaded", "--capacity", "5"), "'--capacity': only with storm"),
        (("--latency", "1"), "'--latency': only with storm"),
        (("storm-brink", "--seed", "1"), "'--seed': only with storm"),
        (("storm", "--capacity", "0"), "'--capacity'"),
        (("storm", "--latency", "nan"), "'--latency'"),
    ],
)
def test_a_measure_of_something_else_is_a_usage_error(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    """The options of a storm are refused with another scenario, and out of their range."""
    done = run("chaos", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert says in done.stderr
