"""Threads for what cannot be cancelled, on a machine that has no memory for them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.outside.local import lacked

#: Runs this program; each thread that is started from that number on begins, and finds no memory
#: to run in, of which nobody is told. Only the start is replaced: a limit on the memory of a real
#: process lets every run fail at a place of its own.
STARVED = """
import _thread, sys
real, left = _thread.start_new_thread, [None] * int(sys.argv.pop(1))
def start(work, *args):
    lives = bool(left) and left.pop() is None
    return real(work if lives else (lambda *_: None), *args)
_thread.start_new_thread = start
from claude_doctor.__main__ import run
run()
"""


@pytest.mark.parametrize("first", [0, 1, 3])
def test_silence_of_a_thread_that_never_ran_is_none_of_the_network(
    first: int, nowhere: dict[str, str]
) -> None:
    """The control hosts were never asked, and nothing follows about the connection."""
    with serve(by_name("healthy")) as running:
        done = subprocess.run(
            [sys.executable, "-c", STARVED, str(first), "check", "--json", "--timeout", "8"],
            env={**nowhere, **running.environ()}, capture_output=True, encoding="utf-8", timeout=60,
            check=False,
        )  # fmt: skip
    report = json.loads(done.stdout)
    assert (14, "unknown") == (done.returncode, report["verdict"]["side"])
    facts = {one["name"]: one["facts"] for one in report["probes"]}["network"]
    assert not {"failed", "portal"} & {facts.get("control"), facts.get("dns"), facts.get("tcp")}


def test_a_world_whose_thread_never_ran_is_told(nowhere: dict[str, str]) -> None:
    """The demo waits for it no longer than for any other, and says what this machine lacked."""
    done = subprocess.run(
        [sys.executable, "-c", STARVED, "0", "demo", "overloaded"],
        env=nowhere, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert 0 < done.returncode and "its thread has not begun" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("error", [
    MemoryError(), RuntimeError("can't start new thread"),
    LookupError("unknown encoding: idna"), OSError("unknown error (_ssl.c:3098)"),
])  # fmt: skip
def test_what_python_could_not_load_is_no_bug_of_ours(error: Exception) -> None:
    """Without memory it does not find a codec of its own, and OpenSSL makes no context and has no
    word for it. A stranger's encoding that nobody knows is not this machine's."""
    assert lacked(error) is not None
    assert lacked(LookupError("unknown encoding: utf-9")) is None
