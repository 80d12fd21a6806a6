"""`--output FILE`: whole or not at all, and never instead of an answer."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from claude_doctor.outside import files
from claude_doctor.render import formats
from tests.conftest import ROOT, Run

CASE = str(ROOT / "tests" / "cases" / "overloaded.json")


@pytest.mark.parametrize("name", formats.names())
def test_each_format_is_written(name: str, tmp_path: Path, run: Run) -> None:
    """The file holds what else is printed; nothing is printed, and the exit code is the same."""
    goal = tmp_path / "report"
    printed = run("check", "--replay", CASE, "--format", name)
    written = run("check", "--replay", CASE, "--format", name, "--output", str(goal))
    assert (printed.returncode, "", "") == (written.returncode, written.stdout, written.stderr)
    assert printed.stdout == goal.read_text(encoding="utf-8")
    assert [goal] == list(tmp_path.glob("*report*")) and not list(tmp_path.glob(".claude-doctor*"))


def test_a_demo_writes_it(tmp_path: Path, run: Run) -> None:
    """A real check writes its report; the list of scenarios is no report."""
    goal = tmp_path / "report.json"
    done = run("demo", "key-rejected", "--json", "--output", str(goal))
    assert (11, "") == (done.returncode, done.stdout)
    assert goal.read_text(encoding="utf-8").startswith('{\n "schema_version": 1')
    assert 2 == run("demo", "--output", str(goal)).returncode


def test_the_mode_is_the_umasks(tmp_path: Path, process: Run) -> None:
    """A collector of another user must be able to read it; a link stays a link."""
    goal, link = tmp_path / "real.prom", tmp_path / "link.prom"
    link.symlink_to(goal)
    kept = os.umask(0o022)
    try:
        process("check", "--replay", CASE, "-q", "--output", str(link))
        assert 0o644 == stat.S_IMODE(goal.stat().st_mode)
        os.umask(0o077)
        process("check", "--replay", CASE, "-q", "--output", str(goal))
        assert 0o600 == stat.S_IMODE(goal.stat().st_mode)
    finally:
        os.umask(kept)
    assert link.is_symlink()


@pytest.mark.parametrize("goal", ["none/report", ".", "x" * 300, "/proc/report"])
def test_what_cannot_be_written_is_told(goal: str, tmp_path: Path, run: Run) -> None:
    """A folder that is missing, a folder in its place, no disk: a line on stderr, the
    report printed, exit code 2, or UNKNOWN where a monitor asks."""
    done = run("check", "--replay", CASE, "-q", "--output", str(tmp_path / goal))
    assert 2 == done.returncode
    assert done.stdout.startswith("It's Anthropic, not you: ")
    assert done.stderr.startswith("claude-doctor: --output: ") and 1 == done.stderr.count("\n")
    asked = run("check", "--replay", CASE, "--format", "nagios", "--output", str(tmp_path / goal))
    assert 3 == asked.returncode and asked.stdout.startswith("CLAUDE CRITICAL - ")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """Where the new report does not fit, the old one is still there, and no draft lies about."""
    goal = tmp_path / "report.json"
    goal.write_text("the old one", encoding="utf-8")
    program = (
        "import resource, signal, sys; from claude_doctor.cli import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--replay", CASE, "--json",
         "--output", str(goal)],
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert 2 == done.returncode
    assert "File too large" in done.stderr and '"schema_version": 1' in done.stdout
    assert "the old one" == goal.read_text(encoding="utf-8")
    assert [goal] == list(tmp_path.iterdir())


def test_a_reader_never_sees_half(tmp_path: Path) -> None:
    """While one process replaces it again and again, every reading is one of the whole texts."""
    goal, texts = tmp_path / "m.prom", ("a" * 50_000 + "\n", "b" * 90_000 + "\n")
    files.replace(goal, texts[0])
    done = threading.Event()

    def write() -> None:
        for turn in range(40):
            files.replace(goal, texts[turn % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert goal.read_text(encoding="utf-8") in texts
    writer.join()


def test_what_is_no_file_is_not_replaced(tmp_path: Path, process: Run) -> None:
    """A device stays one; a pipe is written to where somebody reads it, and refused at once where
    nobody does; standard output has a name, too."""
    assert 10 == process("check", "--replay", CASE, "-q", "--output", os.devnull).returncode
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert 2 == process("check", "--replay", CASE, "-q", "--output", str(pipe)).returncode
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert 10 == process("check", "--replay", CASE, "-q", "--output", str(pipe)).returncode
    assert os.read(reader, 100).startswith(b"It's Anthropic")
    os.close(reader)
    done = process("check", "--replay", CASE, "-q", "--output", "/dev/stdout")
    assert done.stdout.startswith("It's Anthropic")
