"""The history under load and on broken ground: many writers, kills, full and closed disks, files
that are no history. Told, never a crash, and the check's verdict unharmed."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.outside import history, history_schema
from tests.conftest import ROOT, Run
from tests.outside.test_history import checked, filled

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs mounts of a thread")
posix = pytest.mark.skipif(os.name != "posix", reason="needs fork, signals and limits")

#: Forks so many writers; each records so many checks when the gate opens, for all at once.
WRITERS = """
import os, sys
from pathlib import Path
from claude_doctor.outside import history
from claude_doctor.outside import history_file  # loaded once, not by each child
folder, writers, many = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
gate, opens = os.pipe()
children = []
for writer in range(writers):
    children.append(os.fork())
    if children[-1] == 0:
        os.close(opens)
        os.read(gate, 1)
        for number in range(many):
            verdict = {"side": "server", "cause": f"w{writer}-{number}"}
            if said := history.record(folder, {"verdict": verdict}, "check"):
                print(said, flush=True)
        os._exit(0)
os.close(opens)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""

#: Forks writers one after another, kills each at a moment of its own, prints what had returned.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from claude_doctor.outside import history
from claude_doctor.outside import history_file  # loaded once, not by each child
folder = Path(sys.argv[1])
random.seed(14)
for turn in range(200):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        for number in range(10**6):
            if history.record(folder, {"verdict": {"cause": f"{turn}-{number}"}}, "check") is None:
                os.write(write, f"{turn}-{number}\\n".encode())
    os.close(write)
    with os.fdopen(read) as pipe:
        # some are still making the file, others past their third row
        lines = [pipe.readline() for _ in range(turn % 4)]
        time.sleep(random.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(*lines, *pipe, flush=True)
"""


def at_once(folder: Path, writers: int, many: int) -> set[str]:
    """Let so many processes write so many checks each, all at once; what they had to say."""
    done = subprocess.run(
        [sys.executable, "-c", WRITERS, str(folder), str(writers), str(many)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout
    return set(done.stdout.splitlines())


def causes(folder: Path) -> list[str]:
    found, trouble = history.read(folder)
    assert trouble is None
    return sorted(row.cause or "" for row in found)


@posix
def test_fifty_at_once_twice_lose_nothing(tmp_path: Path) -> None:
    """The first fifty make the file and take the older lines over, the second fifty find it."""
    line = json.dumps({"checked_at": "2026-11-01T00:00:00Z", "cause": "before"})
    (tmp_path / "history.jsonl").write_text(f"{line}\n")
    wanted = ["before", *(f"w{w}-{n}" for w in range(50) for n in range(4))]
    assert set() == at_once(tmp_path, 50, 4)
    assert sorted(wanted) == causes(tmp_path)
    assert set() == at_once(tmp_path, 50, 4)
    assert sorted(wanted + wanted[1:]) == causes(tmp_path)


@posix
def test_many_that_find_it_broken_set_it_aside_once(tmp_path: Path) -> None:
    """None of them renames the new file that another has begun: nothing is lost."""
    filled(tmp_path, 1)
    (tmp_path / "history.db").write_bytes(b"no database at all\n" * 1000)
    said = at_once(tmp_path, 20, 2)
    [aside] = tmp_path.glob("history.db.corrupt-*")
    assert said == {
        f"the history was broken: it is kept as {aside.name}, and a new one was started"
    }
    assert sorted(f"w{w}-{n}" for w in range(20) for n in range(2)) == causes(tmp_path)


@posix
def test_two_hundred_kills(tmp_path: Path) -> None:
    """SIGKILL at a random point of a write, 200 times: it opens, and holds every check whose write
    had returned."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    finished = done.stdout.split()
    assert len(finished) >= 300
    assert set(finished) <= set(causes(tmp_path))
    assert [] == list(tmp_path.glob("*.corrupt-*"))
    with closing(sqlite3.connect(tmp_path / "history.db")) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(20_000))


def truncated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        many = ((n, "check", "x" * 200) for n in range(1_700_000_000, 1_700_000_500))
        base.executemany("INSERT INTO checks (at, source, summary) VALUES (?, ?, ?)", many)
    os.truncate(path, path.stat().st_size // 2 + 100)


def another_programs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE bookmarks (url)")
        base.execute("PRAGMA user_version = 2")


def half_written(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)


@pytest.mark.parametrize("broken", [garbage, truncated, another_programs, half_written])
def test_a_broken_file_is_set_aside(
    run: Run, tmp_path: Path, broken: Callable[[Path], None]
) -> None:
    """It is kept under another name and told, a new one is begun, the verdict is unharmed."""
    data = filled(tmp_path / "data", *[100] * 12)
    broken(data / "history.db")
    kept = (data / "history.db").read_bytes()
    with serve(by_name("healthy")) as running:
        env = {**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}
        done = run("--json", env=env)
        again = run("--json", env=env)
    assert (0, "healthy") == (done.returncode, json.loads(done.stdout)["verdict"]["cause"])
    [aside] = data.glob("history.db.corrupt-*")
    assert re.fullmatch(r"history\.db\.corrupt-\d{8}T\d{6}", aside.name)
    assert kept == aside.read_bytes()
    assert f"was broken: it is kept as {aside.name}, and a new one was started" in done.stderr
    assert (0, "") == (again.returncode, again.stderr)
    assert ["healthy"] * 2 == [row.cause for row in history.rows(data)]


@pytest.mark.parametrize("broken", [garbage, truncated, another_programs, half_written])
def test_who_only_reads_tells_and_touches_nothing(
    tmp_path: Path, broken: Callable[[Path], None]
) -> None:
    """No rows, a sentence, no median, no newest; the file stays as it is."""
    path = filled(tmp_path, *[100] * 12) / "history.db"
    broken(path)
    kept = path.read_bytes()
    found, said = history.read(tmp_path)
    assert [] == found and said is not None and said.startswith("the history cannot be read: ")
    assert (None, None) == (history.latest(tmp_path), history.usual_ttft_ms(tmp_path))
    assert kept == path.read_bytes()


@posix
def test_who_cannot_have_the_folder_in_time_says_so(tmp_path: Path) -> None:
    """Another process sets the file aside and was stopped at it: who reads waits half a second and
    says why, who writes leaves the check beside the file."""
    import fcntl

    filled(tmp_path, 1)
    number = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    said = "the history cannot be read: another program keeps the file locked"
    assert ([], said) == history.read(tmp_path)
    document = checked(datetime.now(UTC), ttft_ms=2)
    assert history.record(tmp_path, document, "check", at_most=0.1) is None
    assert len(late(tmp_path)) == 1
    os.close(number)
    assert [1, 2] == [row.ttft_ms for row in history.rows(tmp_path)]
    assert [] == late(tmp_path)


def test_an_emptied_file_is_a_new_one(tmp_path: Path) -> None:
    """Truncated to nothing, as a full disk leaves it: it is begun again, and nothing is told."""
    os.truncate(filled(tmp_path, 1) / "history.db", 0)
    filled(tmp_path, 2)
    assert [2] == [row.ttft_ms for row in history.rows(tmp_path)]


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """Rows of every older version stay, and can be read before anybody has written."""
    for version in range(1, len(history_schema.STEPS)):
        folder = tmp_path / str(version)
        folder.mkdir()
        with closing(sqlite3.connect(folder / "history.db")) as base, base:
            for step in history_schema.STEPS[:version]:
                for statement in step:
                    base.execute(statement)
            now = "strftime('%s', 'now')"
            base.execute(f"INSERT INTO checks (at, source, cause) VALUES ({now}, 'check', 'old')")
            base.execute(f"PRAGMA user_version = {version}")
        assert ["old"] == causes(folder)
        filled(folder, 1)
        assert ["healthy", "old"] == causes(folder)
        with closing(sqlite3.connect(folder / "history.db")) as base:
            assert base.execute("PRAGMA user_version").fetchone() == (len(history_schema.STEPS),)


def test_a_newer_schema_is_left_alone(run: Run, tmp_path: Path) -> None:
    """It is told on stderr, the verdict is unharmed, and the file is not touched."""
    data = filled(tmp_path / "data", *[100] * 12)
    with closing(sqlite3.connect(data / "history.db")) as base, base:
        base.execute("PRAGMA user_version = 99")
    kept = (data / "history.db").read_bytes()
    with serve(by_name("healthy")) as running:
        done = run("--json", env={**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)})
    assert (0, "healthy") == (done.returncode, json.loads(done.stdout)["verdict"]["cause"])
    assert (
        "claude-doctor: this check was not kept in the history: a newer claude-doctor wrote it "
        f"(schema 99; known here: {len(history_schema.STEPS)})\n"
    ) == done.stderr
    assert kept == (data / "history.db").read_bytes()
    assert "newer" in (history.read(data)[1] or "")


def late(data: Path) -> list[Path]:
    """The files of checks that found the history locked."""
    return list(data.glob("late-*"))


def test_a_lock_that_stays_costs_no_more_than_the_patience(run: Run, tmp_path: Path) -> None:
    """Another program holds the file: the report is there in time, the check waits for some
    seconds, and who lists the history later finds it. Nothing is told."""
    data = filled(tmp_path / "data", *[100] * 12)
    with closing(sqlite3.connect(data / "history.db", isolation_level=None)) as base:
        base.execute("BEGIN EXCLUSIVE")
        with serve(by_name("overloaded")) as running:
            env = {**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}
            done = run("--json", "--timeout", "3", env=env)
        [path] = late(data)
        assert 0o600 == path.stat().st_mode & 0o777 or os.name != "posix"
    assert (10, "") == (done.returncode, done.stderr)
    listed = json.loads(run("history", "--json", env=env).stdout)
    assert "overloaded" in json.dumps(listed) and [] == late(data)
    assert [*["healthy"] * 12, "overloaded"] == [row.cause for row in history.rows(data)]


@posix
def test_a_stopped_program_that_has_the_folder_is_told_as_that(tmp_path: Path) -> None:
    """One that was stopped while it read keeps a broken file from being deleted: it is told in the
    words for a lock, a check waits beside the file, and is there when the program has gone on."""
    import fcntl

    (filled(tmp_path, 1) / "history.db").write_bytes(b"no database at all\n" * 1000)
    number = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_SH)
        said = history.clear(tmp_path)[1]
        assert history.record(tmp_path, checked(ttft_ms=2), "check", at_most=0.1) is None
    finally:
        os.close(number)
    assert "the history cannot be deleted: another program keeps the file locked" == said
    assert 1 == len(late(tmp_path))
    assert "broken" in (history.record(tmp_path, checked(ttft_ms=3), "check") or "")
    assert [2, 3] == sorted(row.ttft_ms or 0 for row in history.rows(tmp_path))


def test_what_was_left_beside_the_file_is_taken_in_once(tmp_path: Path) -> None:
    """By the next check that is written, with all that is known of it; also where the file of one
    that was taken in is still there, as a kill at that moment leaves it."""
    with closing(sqlite3.connect(filled(tmp_path, 1) / "history.db", isolation_level=None)) as base:
        base.execute("BEGIN EXCLUSIVE")
        for ttft in (2, 3):
            left = checked(ttft_ms=ttft, model="claude-haiku-5-5")
            assert history.record(tmp_path, left, "watch", at_most=0.01) is None
    kept = {path: path.read_bytes() for path in late(tmp_path)}
    filled(tmp_path, 4)
    assert 2 == len(kept) and [] == late(tmp_path)
    for path, raw in kept.items():
        path.write_bytes(raw)
    filled(tmp_path, 5)
    rows = history.rows(tmp_path)
    assert [] == late(tmp_path) and [1, 2, 3, 4, 5] == sorted(row.ttft_ms or 0 for row in rows)
    assert {("watch", "claude-haiku-5-5", 900)} == {
        (row.source, row.model, row.duration_ms) for row in rows if row.ttft_ms in (2, 3)
    }


@pytest.mark.parametrize(
    "raw", [b"", b"[1]", b"{", b'{"at": NaN, "source": "x"}', b'{"at": 1}', b"[" * 60_000]
)
def test_what_is_no_check_beside_the_file_is_passed_over(raw: bytes, tmp_path: Path) -> None:
    """Broken, foreign and half: it costs no other check its place."""
    (tmp_path / "late-x.json").write_bytes(raw)
    filled(tmp_path, 1)
    assert [1] == [row.ttft_ms for row in history.rows(tmp_path)] and [] == late(tmp_path)


@posix
@pytest.mark.parametrize("room", [0, 4096, 12 * 1024, 64 * 1024])
def test_a_full_disk(nowhere: dict[str, str], tmp_path: Path, room: int) -> None:
    """Nothing more can be written to any file: told in a line, the verdict unharmed, and what was
    there is there."""
    data = tmp_path / "data"
    if room > 4096:
        filled(data, 1)
    # a limit of the process: the same answers as of a disk that is full, without one
    command = (
        "import resource, signal, sys; from claude_doctor.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        "sys.argv = ['claude-doctor', '--json', '--skip', 'reddit']; main()\n"
    )
    with serve(by_name("overloaded")) as running:
        env = {**nowhere, **running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}
        env["PYTHONDONTWRITEBYTECODE"] = "1"  # the interpreter keeps what it wrote half
        done = subprocess.run(
            [sys.executable, "-c", command], env=env, capture_output=True, text=True, check=False
        )
    assert (10, "overloaded") == (done.returncode, json.loads(done.stdout)["verdict"]["cause"])
    assert re.fullmatch(
        r"(claude-doctor: this check was not kept in the history: [\w /()]+\n)?", done.stderr
    )
    assert (room < 64 * 1024) == bool(done.stderr)
    assert [] == list(data.glob("*.corrupt-*"))
    filled(data, 2)
    assert (1.0 if room > 4096 else 2.0) == history.rows(data)[0].ttft_ms


def alone(work: Callable[[], object]) -> None:
    """Do it in a thread that has mounts of its own: they go with it, also where this process is
    killed. Needs root."""
    if os.geteuid() or not hasattr(libc := ctypes.CDLL(None), "unshare"):
        pytest.skip("no file system can be mounted here")

    def inside() -> None:
        if libc.unshare(0x20000):  # CLONE_NEWNS
            pytest.skip("no mounts of its own here")
        mount("--make-rprivate", "/")
        work()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(inside).result()


def mount(*arguments: str) -> None:
    """Mount something for this thread and what it starts."""
    command = ["mount", *arguments]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("no file system can be mounted here")


def small(folder: Path, size: str) -> None:
    """A small file system of its own there."""
    folder.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))


@linux
def test_what_a_test_mounts_stays_behind_nowhere(tmp_path: Path) -> None:
    """It is there for the thread that mounts it, and for nobody else, this process included."""

    def seen(whose: str) -> bool:
        return str(tmp_path) in Path(f"/proc/{whose}/mounts").read_text()

    def work() -> None:
        small(tmp_path, "64k")
        assert (True, False) == (seen("thread-self"), seen(str(os.getpid())))

    alone(work)


@contextmanager
def read_only(home: Path) -> Iterator[None]:
    """Nobody can write below it: by its modes, or for root, to whom these mean nothing, mounted."""
    if os.geteuid() == 0:
        mount("-o", "remount,ro", str(home))
        yield
        return
    below = [*home.rglob("*"), home]
    for path in below:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path in reversed(below):
            path.chmod(0o755)


@posix
def test_a_read_only_home(process: Run, tmp_path: Path) -> None:
    """Neither folder nor file can be written: that is told in a line, the verdict is unharmed, and
    the rows that are there are read, though their write-ahead log wants a folder to write in."""
    home = tmp_path / "home"
    home.mkdir()

    def work() -> None:
        small(home, "1m")
        in_a_read_only(home, process)

    if os.geteuid():
        in_a_read_only(home, process)
    else:
        alone(work)


def in_a_read_only(home: Path, process: Run) -> None:
    """The test's body."""
    data = filled(home / "data", *[100] * 12)
    with serve(by_name("healthy")) as running, read_only(home):
        env = {
            **running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data),
            "CLAUDE_DOCTOR_CACHE_DIR": str(home / "cache"), "CLAUDE_CONFIG_DIR": str(home),
        }  # fmt: skip
        there = process("--json", env=env)
        none = process("--json", env={**env, "CLAUDE_DOCTOR_DATA_DIR": str(home / "new")})
        kept = history.rows(data)
    assert 12 == len(kept)
    for done in (there, none):
        assert (0, "healthy") == (done.returncode, json.loads(done.stdout)["verdict"]["cause"])
        assert "claude-doctor: this check was not kept in the history: " in done.stderr
        assert 1 == done.stderr.count("\n")
    ping = next(p for p in json.loads(there.stdout)["probes"] if p["name"] == "ping")
    assert 100 == ping["facts"]["usual_ttft_ms"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system without files")
def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A file in its place, or a place where none can be made, is a sentence."""
    (tmp_path / "x").write_text("not a folder")
    for place in (tmp_path / "x", Path("/proc/nonexistent/x")):
        said = history.record(place, checked(), "check")
        assert said is not None and said.startswith("this check was not kept in the history: ")
        assert [] == history.rows(place)
        assert history.usual_ttft_ms(place) is None


@posix
def test_a_disk_that_is_full_indeed(tmp_path: Path) -> None:
    """On a file system of 64 KiB: told when there is no more room, and what was kept is there."""

    def work() -> None:
        small(tmp_path, "64k")
        kept = 0
        while (said := history.record(tmp_path, checked(model="m" * 300), "check")) is None:
            kept += 1
        assert said == "this check was not kept in the history: the disk is full"
        assert 0 < kept == len(history.rows(tmp_path))

    alone(work)
