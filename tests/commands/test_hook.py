"""`hook`: an answer within three seconds and exit 0, whatever the payload, the world and git do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.outside import history, newest
from claude_doctor.outside.worktree import Question
from tests import clock
from tests.changing import pings, world

HOOK = [sys.executable, "-m", "claude_doctor", "hook"]
GHOSTTY = {"TERM": "xterm-ghostty"}
ALLOWED = re.compile(r"(?:\x1b\](?:9|99|777);[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\)|\x07)*")
OVERLOADED = {
    "session_id": "s", "transcript_path": "/nowhere", "hook_event_name": "StopFailure",
    "error": "overloaded", "last_assistant_message": "API Error: Repeated 529 Overloaded errors",
    "error_details": '529 {"type":"error","error":{"type":"overloaded_error","message":"Over"}}',
}  # fmt: skip


# A machine that is so many times slower has so many times as long for the same.
SLOWER = """import sys
from claude_doctor.commands import _failed_turn as turn
slower = float(sys.argv[1])
turn.HEARD_S *= slower; turn.LOOKED_S *= slower; turn.IN_ALL_S *= slower
sys.argv = ["claude-doctor", "hook"]
from claude_doctor.__main__ import run
run()"""


def _command() -> tuple[list[str], float]:
    """The hook, and the seconds that it may take."""
    slower = min(clock.slowness(), 8.0)
    if slower < 1.5:
        return HOOK, 3.0
    return [sys.executable, "-c", SLOWER, str(slower)], 3.0 * slower


def _hook(env: dict[str, str], payload: object) -> str:
    """The sequence that is answered, within three seconds and a start of Python."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    command, limit = _command()
    began = time.monotonic()
    done = subprocess.run(
        command, env=env | GHOSTTY, input=raw, capture_output=True, timeout=60, check=False
    )
    assert clock.soon(time.monotonic() - began, limit)
    assert (0, b"") == (done.returncode, done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer.keys() <= {"terminalSequence"}
    sequence = answer.get("terminalSequence", "")
    assert ALLOWED.fullmatch(sequence)
    return str(sequence)


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder under git with one file that is not committed."""
    folder = tmp_path / "work"
    folder.mkdir()
    _git(folder, "init", "-q")
    (folder / "half.py").write_text("half")
    return folder


def test_an_overload_is_told_and_kept(nowhere: dict[str, str], repository: Path) -> None:
    """Whose fault, retry, uncommitted work; a row of the hook's with what the turn met; nothing
    metered is sent; the status bar shows it."""
    with world("overloaded") as running:
        env = nowhere | running.environ()
        told = _hook(env, {**OVERLOADED, "cwd": str(repository)})
        assert 0 == pings(running)
        row = history.latest(Path(env["CLAUDE_DOCTOR_DATA_DIR"]))
        bar = newest.check(env["CLAUDE_DOCTOR_DATA_DIR"])
    assert "the service's fault, not yours" in told
    assert "Retry in a moment. Uncommitted work lies in work. " in told
    assert row is not None
    assert ("hook", "server", "overloaded", 529, "overloaded_error") == (
        row.source, row.side, row.cause, row.http_status, row.error_type
    )  # fmt: skip
    assert bar is not None
    assert bar.status == 529


@pytest.mark.parametrize(
    ("error", "details", "words"),
    [
        ("authentication_failed", '401 {"type":"error","error":{"type":"authentication_error",'
         '"message":"invalid x-api-key"}}', ("your request or configuration", "Do not retry")),
        ("billing_error", "Your credit balance is too low to access the Anthropic API.",
         ("your account", "Do not retry")),
        ("server_error", '500 {"type":"error","error":{"type":"api_error","message":"Internal"}}',
         ("the service's fault", "Retry")),
        # what Claude Code sends of a 529 in print mode: no details, and another word
        ("server_error", None, ("the service's fault", "Retry")),
        ("overloaded", None, ("the service's fault", "Retry")),
    ],
)  # fmt: skip
def test_each_kind_names_its_side(
    nowhere: dict[str, str], error: str, details: str | None, words: tuple[str, ...]
) -> None:
    """By the details, or where there are none by Claude Code's own word for the failure."""
    payload = {"hook_event_name": "StopFailure", "error": error, "error_details": details}
    with world("healthy") as running:
        told = _hook(nowhere | running.environ(), payload)
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"\xff\x00",
        b"[" * 100_000,
        b"7",
        {"hook_event_name": "Stop", "cwd": "/"},
        {"error": "overloaded"},
        json.dumps({**OVERLOADED, "error_details": "x" * 3_000_000}).encode(),
        json.dumps(OVERLOADED).encode()[:-20],
    ],
)
def test_what_is_no_failed_turn_is_answered_with_nothing(
    nowhere: dict[str, str], payload: object
) -> None:
    """Broken, foreign, cut and huge payloads: an empty object, nothing in the history."""
    assert "" == _hook(nowhere, payload)
    assert not Path(nowhere["CLAUDE_DOCTOR_DATA_DIR"]).exists()


EVIL = "\x1b]52;c;aGk=\x07\x1b[2J; API Error: 529 overloaded_error \x9c\u202e"
FIELDS = ("error", "error_details", "last_assistant_message")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("cwd", [7, "", "relative", "/nowhere", "\x00", "--help", "/\x1b]0;x\x07"])
def test_strangers_cannot_speak_to_the_terminal(nowhere: dict[str, str], cwd: object) -> None:
    """Escape sequences in every field stay out of the answer, whatever the folder is."""
    payload = {"hook_event_name": "StopFailure", "cwd": cwd, **dict.fromkeys(FIELDS, EVIL)}
    assert "52;c" not in _hook(nowhere, payload)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("field", FIELDS)
def test_nor_in_one_field_alone(nowhere: dict[str, str], field: str) -> None:
    """The same where only this field is there: half a payload is a payload."""
    told = _hook(nowhere, {"hook_event_name": "StopFailure", "cwd": "/\x1b]0;x\x07", field: EVIL})
    assert told
    assert "52;c" not in told


def test_fields_of_a_wrong_type_are_a_failed_turn(nowhere: dict[str, str]) -> None:
    """Neither text nor folder: it is told all the same."""
    payload = {"hook_event_name": "StopFailure", "error": {}, "error_details": 7, "cwd": []}
    assert _hook(nowhere, payload)


def test_a_dead_network_has_an_end(nowhere: dict[str, str], silent_port: int) -> None:
    """Every peer takes the connection and is silent: answered within three seconds."""
    silent = {k: f"http://127.0.0.1:{silent_port}" for k in nowhere if k.endswith("_URL")}
    assert "Claude Code stopped: " in _hook(nowhere | silent, OVERLOADED)


def test_a_standard_input_that_never_ends(nowhere: dict[str, str]) -> None:
    """A pipe that is held open is listened to for half a second."""
    mine, theirs = os.pipe()
    os.write(theirs, json.dumps(OVERLOADED).encode())
    command, limit = _command()
    began = time.monotonic()
    done = subprocess.run(command, env=nowhere, stdin=mine, capture_output=True, check=False)
    os.close(theirs)
    assert (0, True) == (done.returncode, clock.soon(time.monotonic() - began, limit))
    assert {"terminalSequence": "\a"} == json.loads(done.stdout)


def test_a_git_that_hangs_costs_only_its_answer(nowhere: dict[str, str], tmp_path: Path) -> None:
    """Then the notice is without a word on uncommitted work."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text("#!/bin/sh\nexec sleep 20\n")
    (tmp_path / "bin" / "git").chmod(0o755)
    env = nowhere | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    (tmp_path / "here").mkdir()
    told = _hook(env, {**OVERLOADED, "cwd": str(tmp_path / "here")})
    assert "Claude Code stopped: " in told
    assert "ncommitted" not in told


def test_git_is_asked_and_nothing_is_changed(repository: Path, tmp_path: Path) -> None:
    """Work, no work, no repository; no program of the repository's is run, no index written."""

    def asked(folder: object) -> bool | None:
        return Question(str(folder)).answer(time.monotonic() + 10)

    assert asked(repository) is True
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\n")
    trap.chmod(0o755)
    _git(repository, "add", ".")
    _git(repository, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    _git(repository, "config", "core.fsmonitor", str(trap))
    os.utime(repository / "half.py", (1, 1))
    index = (repository / ".git" / "index").read_bytes()
    assert asked(repository) is False
    assert index == (repository / ".git" / "index").read_bytes()
    assert not (tmp_path / "sprung").exists()
    assert asked(tmp_path) is None
    assert asked("relative") is None


def test_the_settings_are_printed_and_nothing_is_edited(nowhere: dict[str, str]) -> None:
    """--print-config is a part of a settings file, for every kind of failure."""
    done = subprocess.run(
        [*HOOK, "--print-config"], env=nowhere, capture_output=True, check=True, timeout=30
    )
    (entry,) = json.loads(done.stdout)["hooks"]["StopFailure"]
    assert "claude-doctor hook" == entry["hooks"][0]["command"]
    assert "matcher" not in entry
    assert not Path(nowhere["CLAUDE_CONFIG_DIR"]).exists()
