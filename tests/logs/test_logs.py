"""The command `logs` as a user meets it: what it reads, what it says, what it survives."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import clock
from tests.conftest import Run
from tests.logs.records import NOW, failure, found, retry, write

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")


def test_claude_codes_own_files_are_read_by_default(run: Run, tmp_path: Path) -> None:
    """Transcripts, sub-agents' too; a debug log only where its conversation has no transcript."""
    root = tmp_path / "claude"
    write(root / "projects/-home-x/a.jsonl", failure(0, requestId="req_1"), retry(1, 500, 5))
    write(root / "projects/-home-x/a/subagents/agent-1.jsonl", failure(9))
    line = "2020-01-01T12:00:00Z [ERROR] API Error: 529 Overloaded"
    write(root / "debug/a.txt", line)
    write(root / "debug/b.txt", line)
    (root / "debug/latest").symlink_to(root / "debug/b.txt")
    done = run("logs", "--json")
    assert 0 == done.returncode, done.stderr
    got = json.loads(done.stdout)
    assert (1, 3, 1) == (got["schema_version"], got["failures"], got["retries"])
    assert {"server": 3} == got["by_side"]
    assert (2, 1, 1) == tuple(got["read"][name] for name in ("transcripts", "logs", "covered"))
    assert ("2020-01-01T12:00:00Z", "2020-01-01T12:09:00Z") == (got["first"], got["last"])


def test_no_transcripts_is_not_no_failures(run: Run) -> None:
    """Where there is nothing to read, that is what is said."""
    done = run("logs")
    assert 0 == done.returncode
    assert "Nothing to read" in done.stdout
    assert "No failure" not in done.stdout


@pytest.mark.parametrize(
    "arguments", [("/nonexistent/file",), ("x" * 5000,), ("--since", "soon"),
                  ("--since", ""), ("--since", "2999-01-01"), ("--nonsense",)]
)  # fmt: skip
def test_usage_errors(run: Run, arguments: tuple[str, ...]) -> None:
    """No such path, no such time: exit 2, the message on stderr, nothing on stdout."""
    done = run("logs", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_text_for_a_terminal(run: Run, tmp_path: Path) -> None:
    """Whose fault, causes, plot, requests, and the loop, in 80 columns."""
    pauses = [retry(n, 500, n) for n in range(1, 9)]
    path = write(tmp_path / "a.jsonl", *pauses, failure(9), failure(200, "Invalid API key"))
    done = run("logs", str(path), env={"COLUMNS": "80"})
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    for said in ("2 failures and 8 retries", "1 Anthropic's", "overloaded", "█", "░",
                 "This machine feeds the retry storm", "sent 9 times", "1 transcript"):  # fmt: skip
        assert said in " ".join(done.stdout.split()), said


def test_times_are_local_with_utc_once(nowhere: dict[str, str], tmp_path: Path) -> None:
    """In Kolkata the times are those of Kolkata, with UTC beside the last one; bars of half
    days begin at noon and at midnight there."""
    last = "2020-01-09T20:00:00Z"  # the next morning there
    path = write(tmp_path / "a.jsonl", failure(timestamp="2020-01-01T12:00:00Z"),
                 failure(timestamp=last))  # fmt: skip
    env = nowhere | {"TZ": "Asia/Kolkata", "COLUMNS": "80"}
    command = [sys.executable, "-m", "claude_doctor", "logs", str(path)]
    text = subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout
    assert "first seen 2020-01-01 17:30, last 2020-01-10 01:30 IST (2020-01-09 20:00 UTC)" in (
        " ".join(text.split())
    )
    assert 1 == text.count("UTC")
    bars = [line.split() for line in text.splitlines() if "█" in line and "failures" not in line]
    assert [["2020-01-01", "12:00"], ["2020-01-10", "00:00"]] == [bar[:2] for bar in bars]


def test_ascii_where_the_terminal_has_no_more(run: Run, tmp_path: Path) -> None:
    """With an ASCII stdout the plot is ASCII, and nothing is a question mark."""
    path = write(tmp_path / "a.jsonl", retry(1, 500), failure(9), failure(400, "é is in it 529"))
    done = run("logs", str(path), env={"PYTHONIOENCODING": "ascii"})
    assert 0 == done.returncode
    assert done.stdout.isascii()
    assert "####" in done.stdout
    assert "????" not in done.stdout


def test_standard_input_and_other_files(run: Run, tmp_path: Path) -> None:
    """A transcript, a log, a packed log, a PowerShell log and a pipe are read for what they are."""
    line = "2020-01-01 12:00:00,123 ERROR anthropic: Error code: 529 - {'type': 'error'}"
    lines = json.dumps(failure(), separators=(",", ":")) + "\n"
    piped = run("logs", "-", "--json", input=lines)
    assert 1 == json.loads(piped.stdout)["failures"]
    plain = write(tmp_path / "plain.log", line)
    packed = tmp_path / "packed.log.gz"
    packed.write_bytes(gzip.compress(line.encode() + b"\n"))
    wide = tmp_path / "wide.log"
    wide.write_bytes((line + "\r\n").encode("utf-16"))
    for path in (plain, packed, wide):
        got = found(path)
        assert (1, 1) == (got["failures"], got["read"]["logs"]), path
        assert ["overloaded"] == [cause["id"] for cause in got["causes"]]
    # a file named twice, and by another name, is one file
    (tmp_path / "again.log").symlink_to(plain)
    assert 3 == found(tmp_path, plain, plain)["failures"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_ctrl_c_prints_what_was_read(nowhere: dict[str, str]) -> None:
    """Interrupted while it waits for more: exit 130, and a report that says it is not all."""
    command = [sys.executable, "-m", "claude_doctor", "logs", "-"]
    lines = "2020-01-01T12:00:00Z anthropic 529 overloaded_error\n" * 3000
    with subprocess.Popen(
        command, env=nowhere, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines)
        process.stdin.flush()
        clock.pause(1.0)  # to read it and wait
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
        assert 130 == process.wait(60)
    assert "interrupted" in said
    assert "overloaded" in said


@linux
def test_a_closed_standard_input(nowhere: dict[str, str]) -> None:
    """It is told, and is no bug."""
    command = f"{sys.executable} -m claude_doctor logs - <&-"
    done = subprocess.run(
        ["sh", "-c", command], env=nowhere, capture_output=True, encoding="utf-8", check=False
    )
    assert (2, "") == (done.returncode, done.stdout)
    assert "closed" in done.stderr


def test_what_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    """Things that are no text, or cut off, are counted and named; the rest is read."""
    write(tmp_path / "a.jsonl", failure())
    (tmp_path / "core.log").write_bytes(b"\x7fELF\0\0\0overloaded_error 529")
    (tmp_path / "cut.log.gz").write_bytes(gzip.compress(os.urandom(4096).hex().encode())[:2000])
    (tmp_path / "source.py").write_text("raise OverloadedError('529 overloaded_error')")
    got = json.loads(run("logs", str(tmp_path), "--json").stdout)
    assert 1 == got["failures"]
    assert [str(tmp_path / "core.log")] == got["read"]["not_text"]
    assert [str(tmp_path / "cut.log.gz")] == [one["path"] for one in got["read"]["unreadable"]]
    assert 1 == got["read"]["passed_over"]


@linux
def test_what_is_no_file_is_named(run: Run, tmp_path: Path) -> None:
    """A folder, a dead link, a pipe that is called like a transcript: named, and nothing waits."""
    folder = tmp_path / "projects" / "-home-x"
    write(folder / "a.jsonl", failure())
    write(folder / "dir.jsonl" / "b.jsonl", failure(1))
    (folder / "dead.jsonl").symlink_to(tmp_path / "nowhere")
    (folder / "memory.jsonl").symlink_to("/proc/self/mem")
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "loop").symlink_to(folder)
    (folder / "log").mkdir()
    done = run("logs", "--json", env={"CLAUDE_CONFIG_DIR": str(tmp_path)})
    got = json.loads(done.stdout)
    assert (0, 2) == (done.returncode, got["failures"])
    named = {Path(one["path"]).name: one["why"] for one in got["read"]["unreadable"]}
    assert {"dead.jsonl", "dir.jsonl", "memory.jsonl", "pipe.jsonl"} == set(named)
    assert "a broken link" == named["dead.jsonl"]


@linux
def test_an_unreadable_file(run: Run, tmp_path: Path) -> None:
    """Beside others it is counted and named; alone it is no "no failure" but exit code 2."""
    (tmp_path / "bad.log").symlink_to("/proc/self/mem")
    done = run("logs", str(tmp_path))
    assert (2, "") == (done.returncode, done.stdout)
    assert "bad.log" in done.stderr
    write(tmp_path / "a.jsonl", failure())
    done = run("logs", str(tmp_path))
    assert 0 == done.returncode
    assert "1 failure" in done.stdout
    assert "bad.log" in done.stdout


@linux
def test_a_folder_that_may_not_be_entered(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """Its files are named, by themselves and as the folder's, and no bug is told."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.log").write_text("529\n")
    (tmp_path / "a" / "other.bin").write_text("x")
    (tmp_path / "a").chmod(0o644)
    drop = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root enters everything, and nothing here can make it less")
    for asked in (tmp_path / "a" / "a.log", tmp_path):
        done = subprocess.run(
            [*(drop if os.geteuid() == 0 else ()), sys.executable, "-m", "claude_doctor", "logs",
             str(asked)], env=nowhere, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (2, "") == (done.returncode, done.stdout)
        assert "a.log: Permission denied" in done.stderr
    (tmp_path / "a").chmod(0o755)


def test_half_and_broken_lines(tmp_path: Path) -> None:
    """A half last line is being written, whatever it holds; broken ones with a mark are counted;
    what has no time that can be read is a failure all the same."""
    whole = json.dumps(failure(), separators=(",", ":"))
    path = write(
        tmp_path / "a.jsonl",
        failure(), '{"isApiErrorMessage":true,', failure(timestamp="yesterday"), b"\xff\xfe\0",
    )  # fmt: skip
    size = path.stat().st_size
    for cut in (1, 20, len(whole) - 9, len(whole) - 1):
        with path.open("r+") as file:
            file.truncate(size)
            file.seek(size)
            file.write(whole[:cut])
        got = found(path)
        assert (2, 1, 1, 1) == (
            got["failures"], got["read"]["broken_lines"], got["read"]["half_lines"],
            got["read"]["undated"],
        )  # fmt: skip
    with path.open("a") as file:
        file.write(whole[-1:])  # without a line end, and whole
    got = found(path)
    assert (3, 0) == (got["failures"] + got["read"]["copies"], got["read"]["half_lines"])


def test_a_stray_byte_costs_a_letter(tmp_path: Path) -> None:
    """Invalid UTF-8, lone surrogates and NULs in its text leave a record a record."""
    line = json.dumps(failure(), separators=(",", ":")).encode()
    odd = [
        line.replace(b"Overl", bad + b" Overl") for bad in (b"\xff", b"\xed\xa0\x80", b"\\ud800")
    ]
    got = found(write(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + line, *odd, line + b"\r"))
    assert 5 == got["failures"] + got["read"]["copies"]
    assert {"overloaded"} == {cause["id"] for cause in got["causes"]}


def test_other_forms_of_a_record(tmp_path: Path) -> None:
    """Times as numbers, missing and odd fields: each failure counts, and none of it is absurd."""
    odd: list[dict[str, Any]] = [
        {"timestamp": 1577880000}, {"timestamp": 1577880000123}, {"timestamp": None},
        {"apiErrorStatus": 10**400}, {"apiErrorStatus": "529"},
        {"message": None, "error": "overloaded"},
        {"message": "API Error: 529"}, {"message": {"content": [None, {"text": 5}]}, "error": [1]},
        {"uuid": ["x"]}, {"sessionId": {"a": 1}}, {"requestId": 5}, {"error": {"a": {"b": 1}}},
    ]  # fmt: skip
    path = write(
        tmp_path / "a.jsonl",
        *(failure(n, **one) for n, one in enumerate(odd)),
        *(retry(1, 500, n, retryAttempt=n * 10**6 + 1) for n in range(2)),
    )
    got = found(path)
    assert (len(odd), 2) == (got["failures"], got["retries"])
    assert 1 == got["read"]["undated"]
    assert got["requests"]["sent"] < 2 * len(odd)
    assert {"529"} == {status for cause in got["causes"] for status in cause["statuses"]}


LINE = "2020-01-01T12:00:{:02}Z anthropic Error code: 529 - {{'type': 'overloaded_error'}} {:0400x}"


@pytest.mark.parametrize(
    ("harm", "least", "why"),
    [
        (lambda data: data[: len(data) // 2], 20, "too early"),
        (lambda data: data[:-8] + b"\0\0\0\0" + data[-4:], 60, "incorrect data check"),
        (lambda data: data[: len(data) // 2] + b"\xff" * 99 + data[len(data) // 2 :], 20, ""),
        (lambda data: data + b"rubbish", 60, "garbage"),
        (lambda data: data + b"\0" * 999, 60, None),
        (lambda data: data + data, 120, None),
    ],
)
def test_a_broken_gzip_file(
    harm: Callable[[bytes], bytes], least: int, why: str | None, tmp_path: Path
) -> None:
    """What stands before the break is counted, and the file is named with what is wrong."""
    dice = random.Random(4)
    text = "\n".join(LINE.format(n, dice.getrandbits(1600)) for n in range(60)) + "\n"
    path = tmp_path / "a.log.gz"
    path.write_bytes(harm(gzip.compress(text.encode())))
    got = found(path)
    assert least <= got["failures"] <= max(60, least)
    assert 1 == got["read"]["logs"]
    told = [one["why"] for one in got["read"]["unreadable"]]
    assert told == [] if why is None else why in told[0]


def test_statuses_and_request_ids_of_texts(tmp_path: Path) -> None:
    """A status that only the text tells is counted, so is every request id in it."""
    path = write(
        tmp_path / "a.jsonl",
        failure(0, 'API Error: 529 {"request_id":"req_011Cfirst"}', error="overloaded"),
        failure(1, "API Error: 500 Internal server error. req_011Csecond", requestId="req_011Cone"),
        failure(2, "Request rejected (429) · this may be a temporary capacity issue"),
        failure(3, "Connection lost mid-response. The response above may be incomplete."),
    )
    got = found(path)
    assert 3 == got["requests"]["ids"]
    statuses = [cause["statuses"] for cause in got["causes"]]
    assert sorted(["{'529': 1}", "{'500': 1}", "{'429': 1}", "{}"]) == sorted(map(str, statuses))


def test_a_line_of_a_hundred_megabytes(run: Run, tmp_path: Path) -> None:
    """It is passed over in little memory, is counted where it may hold a failure, and costs
    nothing of what stands around it."""
    path = tmp_path / "projects" / "a.jsonl"
    write(path, failure(1))
    with path.open("ab") as file:
        for piece in (b'{"type":"user","content":"', b'{"isApiErrorMessage":true,"x":"'):
            file.write(piece)
            for _ in range(100):
                file.write(b"z" * (1 << 20))
            file.write(b'"}\n')
        file.write(json.dumps(failure(2), separators=(",", ":")).encode() + b"\n")
    env = {"CLAUDE_CONFIG_DIR": str(tmp_path)}
    done = run("logs", "--json", env=env)
    got = json.loads(done.stdout)
    assert (2, 1) == (got["failures"], got["read"]["long_lines"])
    if sys.platform.startswith("linux"):
        program = "import resource,subprocess,sys; subprocess.run(sys.argv[1:], stdout=-3); "
        program += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        used = subprocess.run(
            [sys.executable, "-c", program, sys.executable, "-m", "claude_doctor", "logs"],
            env={**os.environ, **env}, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert int(used.stdout) < 100 * 1024
    log = path.rename(tmp_path / "a.log")
    assert 2 == found(log)["failures"]


def test_a_transcript_that_is_written_to_while_it_is_read(tmp_path: Path) -> None:
    """What stood there before is found; no run crashes, hangs or counts a failure twice."""
    path = write(tmp_path / "a.jsonl", *(failure(n, uuid=f"{n}") for n in range(50)))
    stop = threading.Event()

    def writer() -> None:
        number = 50
        with path.open("ab", buffering=0) as file:
            while not stop.is_set():
                line = json.dumps(failure(1, uuid=f"{number}"), separators=(",", ":")).encode()
                file.write(line[:99])
                file.write(line[99:] + b"\n")
                number += 1
                time.sleep(0.001)  # a quick talker; without a pause the file grows to gigabytes

    thread = threading.Thread(target=writer)
    thread.start()
    try:
        counts = []
        for _ in range(20):
            got = found(path)
            counts.append(got["failures"])
            assert got["read"]["half_lines"] <= 1
            assert (0, 0) == (got["read"]["broken_lines"], got["read"]["copies"])
    finally:
        stop.set()
        thread.join()
    assert counts == sorted(counts)
    assert counts[0] >= 50


def test_quotations_are_no_failures(tmp_path: Path) -> None:
    """What users, tools and the model say about errors counts neither in transcripts nor where
    a transcript is hidden in another log."""
    told = failure()
    quotes: list[Any] = [
        {"type": "user", "sessionId": "s", "message": {"content": json.dumps(told)}},
        {**told, "type": "user"},
        {**told, "isApiErrorMessage": False, "toolUseResult": told},
        {"type": "assistant", "sessionId": "s", "message": {"content": "API Error: 529"}},
    ]
    assert 0 == found(write(tmp_path / "a.jsonl", *quotes))["failures"]
    log = write(tmp_path / "b.log", "Claude Code starts", *quotes)
    got = found(log)
    assert (0, 1) == (got["failures"], got["read"]["logs"])


def test_since(run: Run, tmp_path: Path) -> None:
    """Only what came after; what has no time is left out and counted."""
    now = datetime.now(UTC)
    ago = [(now - timedelta(hours=hours)).isoformat() for hours in (1, 5, 100)]
    path = write(tmp_path / "a.jsonl", *(failure(timestamp=at) for at in ago))
    write(tmp_path / "b.log", "API Error: 529 Overloaded (claude)")
    for since, count in (("2h", 1), ("2d", 2), ("1w", 3), (ago[1], 2), ("1970-01-01", 3)):
        got = json.loads(run("logs", str(tmp_path), "--since", since, "--json").stdout)
        assert count == got["failures"], since
        assert 1 == got["read"]["undated"]
    os.utime(path, (0, 0))
    got = json.loads(run("logs", str(tmp_path), "--since", "2d", "--json").stdout)
    assert (0, 1) == (got["failures"], got["read"]["older"])


def test_copies_count_once(tmp_path: Path) -> None:
    """A record that a resumed conversation repeats is one failure; another is another."""
    write(tmp_path / "a.jsonl", failure(uuid="1"), failure(uuid="2"))
    write(tmp_path / "b.jsonl", failure(uuid="1"), failure(uuid="3"))
    got = found(tmp_path)
    assert (3, 1) == (got["failures"], got["read"]["copies"])


def test_no_secret_and_no_escape_sequence_leaves(run: Run, tmp_path: Path) -> None:
    """Keys in texts and in file names, own keys in whatever form, and terminal codes."""
    text = "API Error: 401 bad key sk-ant-api03-PLANTEDPLANTED \x1b]0;owned\x07 my-own-PLANTED-key"
    write(tmp_path / "sk-ant-api03-PLANTEDPLANTED.jsonl", failure(0, text))
    (tmp_path / "sk-ant-api03-PLANTEDPLANTED.log").write_bytes(b"\0")
    for more in ((), ("--json",)):
        env = {"ANTHROPIC_API_KEY": "my-own-PLANTED-key"}
        done = run("logs", str(tmp_path), *more, env=env)
        assert "1 failure" in done.stdout or '"failures": 1' in done.stdout
        assert "PLANTED" not in done.stdout + done.stderr
        assert "\x1b" not in done.stdout


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2300-01-01"])
def test_times_that_cannot_be(at: str, tmp_path: Path) -> None:
    """A misdated record is counted, and costs the plot nothing."""
    from claude_doctor.render import logs_text, when
    from claude_doctor.render.paint import Paint
    from claude_doctor.render.screen import Screen
    from tests.logs.records import read

    path = write(tmp_path / "a.jsonl", failure(), failure(timestamp=at))
    text = logs_text.render(read(path), Paint(Screen(width=80)))
    assert "2 failures" in text
    assert when.day(datetime(2020, 1, 1, 12, tzinfo=UTC)) in text
    assert len(text.splitlines()) < 30
    assert NOW.year == 2020
