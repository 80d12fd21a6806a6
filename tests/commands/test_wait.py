"""`wait`: an end for every course of things, against a world that changes under it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from claude_doctor.outside import history
from tests import clock
from tests.changing import pings, started, turn, until, world
from tests.conftest import Run

FAST = ("wait", "--every", "0.3")


def _left(done: subprocess.Popen[str], seconds: float = 30) -> tuple[int, list[str], str]:
    out, err = done.communicate(timeout=seconds)
    return done.returncode, out.splitlines(), err


def test_two_complete_answers_in_a_row_are_enough(nowhere: dict[str, str]) -> None:
    """All is well: exit 0 after two metered requests, one line for the verdict and one at the
    end."""
    with world("healthy") as running, started(FAST, nowhere | running.environ()) as process:
        code, lines, err = _left(process)
        assert (0, 2, "") == (code, pings(running), err)
    assert "●" in lines[0]
    assert "two complete answers in a row (asked 2 times" in lines[-1]
    assert len(lines) == 2


def test_an_outage_from_529_over_cut_streams_to_answers(nowhere: dict[str, str]) -> None:
    """It asks on until the service answers whole; a line a change; one metered request a round."""
    with world("overloaded") as running, started(
        FAST, env := nowhere | running.environ()
    ) as process:  # fmt: skip
        until(lambda: pings(running) >= 2)
        turn(running, "cut-stream")
        now = pings(running)
        until(lambda: pings(running) >= now + 2)
        assert process.poll() is None
        turn(running, "healthy")
        code, lines, _ = _left(process)
        asked = pings(running)
        rows = history.rows(Path(env["CLAUDE_DOCTOR_DATA_DIR"]))
    assert code == 0
    assert [asked, {"wait"}] == [len(rows), {row.source for row in rows}]
    assert [line.split("  ")[1] for line in lines[:-1]] == ["✗", "✗", "●"]
    assert "529" in lines[0]
    assert f"asked {asked} times" in lines[-1]


def test_one_answer_between_failures_is_no_end(nowhere: dict[str, str]) -> None:
    """After one good answer and a failure it goes on."""
    slower = ("wait", "--every", "1")
    with world("healthy") as running, started(slower, nowhere | running.environ()) as process:
        until(lambda: pings(running) == 1)
        turn(running, "overloaded")
        until(lambda: pings(running) >= 4)
        assert process.poll() is None
        turn(running, "healthy")
        assert 0 == _left(process)[0]


@pytest.mark.parametrize(
    ("scenario", "code", "words"),
    [
        ("overloaded", 10, "Gave up: no two complete answers in a row"),
        ("key-rejected", 11, "Waiting will not fix this"),
        ("credit-exhausted", 12, "Waiting will not fix this"),
        ("rate-limited", 12, "Gave up: the next try is due in 17 s"),
        ("offline", 13, "Gave up"),
        ("incident-posted-keyless", 10, "Gave up"),
    ],
)
def test_what_ends_it_without_an_answer(
    scenario: str, code: int, words: str, nowhere: dict[str, str]
) -> None:
    """The exit code is the last verdict's; what waiting does not cure is asked once."""
    keyless = scenario.endswith("-keyless")
    with world(scenario.removesuffix("-keyless")) as running:
        env = nowhere | running.environ()
        if keyless:
            del env["ANTHROPIC_API_KEY"]
        with started((*FAST, "--timeout", str(min(6 * clock.slowness(), 15))), env) as process:
            left, lines, _ = _left(process)
            asked = pings(running)
    assert code == left, lines
    assert words in lines[-1]
    if "cure" in words or "17 s" in words:
        assert asked == 1


def test_without_a_key_it_says_what_counts(nowhere: dict[str, str]) -> None:
    """Keyless: nothing metered is sent, and both what counts and what was not tested are said."""
    with world("healthy-keyless") as running:
        env = nowhere | running.environ()
        with started(FAST, env) as process:
            code, lines, _ = _left(process)
        assert 0 == pings(running)
    assert code == 0
    assert "No completion can be tested" in lines[0]
    assert "no completion was tested" in lines[-1]


def test_the_users_own_model_is_the_one_request(nowhere: dict[str, str]) -> None:
    """Where the user's own model is named, that one alone is asked, and it decides."""
    with world("opus-overloaded") as running:
        env = {**nowhere, **running.environ(), "ANTHROPIC_MODEL": "claude-opus-5-5"}
        with started((*FAST, "--timeout", str(min(6 * clock.slowness(), 15))), env) as process:
            code, lines, _ = _left(process)
        bodies = [s.body for s in running.log if s.path == "/v1/messages" and s.body]
    assert code == 10, lines
    keyed = [body for body in bodies if b"pong" in body]
    assert keyed
    assert all(b"claude-opus-5-5" in body for body in keyed)


def test_any_takes_a_usable_fallback(nowhere: dict[str, str]) -> None:
    """`--for any`: Claude fails, another route that this machine can use is up; it is named."""
    with world("outage-with-fallback") as running, started(
        (*FAST, "--for", "any"), nowhere | running.environ()
    ) as process:  # fmt: skip
        code, lines, _ = _left(process)
    assert code == 0
    assert "A fallback is usable" in lines[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_at_once(number: signal.Signals, nowhere: dict[str, str]) -> None:
    """Within a second, with a line of how far it was and the shell's own code."""
    with world("overloaded") as running:
        env = nowhere | running.environ()
        with started(("wait", "--every", "5"), env) as process:
            until(lambda: pings(running) >= 1)
            clock.pause(0.7)
            sent = time.monotonic()
            process.send_signal(number)
            code, lines, err = _left(process)
            assert clock.soon(time.monotonic() - sent, 1.0)
    assert code == 128 + number
    assert lines[-1].startswith("Interrupted (asked")
    assert err == ""


def test_a_pace_that_hurts_others_is_refused(run: Run) -> None:
    """Below 5 s it asks only this machine: elsewhere a usage error, and nothing is sent."""
    done = run("wait", "--every", "1", env={"ANTHROPIC_BASE_URL": "https://relay.invalid"})
    assert (2, "") == (done.returncode, done.stdout)
    assert "at least 5 seconds" in done.stderr


def test_on_a_terminal_a_line_is_drawn_in_place_and_a_notice_given(
    nowhere: dict[str, str],
) -> None:
    """The line counts down and is wiped off; at the end the terminal gets its own notice."""
    with world("overloaded") as running:
        env = {**nowhere, **running.environ(), "TERM": "xterm", "TERM_PROGRAM": "iTerm.app"}
        process, shown = _on_terminal(FAST, env, lambda: pings(running) >= 2,
                                      lambda: turn(running, "healthy"))  # fmt: skip
    assert process == 0
    assert "asks again in 0:0" in shown
    assert "\x1b]9;Claude answers again: " in shown
    last = shown.rsplit("\r\x1b[K", 1)[-1]
    assert last.startswith("Claude answers: two complete answers")


def _on_terminal(
    arguments: tuple[str, ...],
    env: Mapping[str, str],
    ready: Callable[[], bool],
    then: Callable[[], None],
) -> tuple[int, str]:
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "claude_doctor", *arguments], env)
    shown, turned = b"", False
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
        if not turned and ready():
            turned = True
            then()
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()
