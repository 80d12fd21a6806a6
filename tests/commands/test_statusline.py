"""`statusline`: a line in some milliseconds whatever comes in, and one look at the page for all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import platformdirs.macos
import platformdirs.unix
import pytest

from claude_doctor.border import folders, settings
from claude_doctor.outside import history, newest
from claude_doctor.render.statusline import Limit, line
from tests.changing import pings, until, world
from tests.conftest import Run

BAR = [sys.executable, "-m", "claude_doctor", "statusline"]
NOW = 1_800_000_000.0


def _bar(env: dict[str, str], input: bytes | None = None, *more: str) -> str:
    done = subprocess.run(
        [*BAR, *more], env=env, capture_output=True, timeout=30, check=False, input=input,
        stdin=subprocess.DEVNULL if input is None else None,
    )  # fmt: skip
    assert (0, b"") == (done.returncode, done.stderr)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1
    return lines[0]


def _check(side: str = "server", severity: str = "down", ago: float = 0.0, **more: object
           ) -> newest.Check:  # fmt: skip
    values = {"cause": "overloaded", "status": 529, "route": "anthropic", "since": NOW - ago}
    return newest.Check(at=NOW - ago, side=side, severity=severity, **{**values, **more})  # type: ignore[arg-type]


def test_without_a_check_it_says_so(nowhere: dict[str, str]) -> None:
    """Nothing measured is nothing good, and no page is read with --offline."""
    assert _bar(nowhere, None, "--offline") == "○ no check yet"
    assert not (Path(nowhere["CLAUDE_DOCTOR_CACHE_DIR"])).exists()


def test_an_overload_is_shown_and_nothing_metered_is_sent(nowhere: dict[str, str], run: Run
                                                          ) -> None:  # fmt: skip
    """A check's verdict stands in the bar; ten bars at once have the page read once, by a process
    that none of them waits for."""
    with world("overloaded") as running:
        env = nowhere | running.environ()
        assert run("check", "-q", env=env).returncode == 10
        asked, seen = pings(running), len(list(running.log))
        bars = [
            subprocess.Popen(BAR, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            for _ in range(10)
        ]
        for bar in bars:
            assert "✗ Anthropic 529 · 0 min" in bar.communicate(timeout=30)[0].decode()
        page = Path(env["CLAUDE_DOCTOR_CACHE_DIR"]) / newest.PAGE
        until(page.exists)
        time.sleep(0.3)
        assert asked == pings(running)
        reads = [one.role for one in list(running.log)[seen:] if "summary.json" in one.path]
        assert 1 == reads.count("status")  # a busy machine asks its other address, too
        assert "page green" in _bar(env) or "page degraded" in _bar(env)
        assert run("history", "--clear", env=env).returncode == 0
        assert "529" not in _bar(env)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe\x00",
        b"{" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"rate_limits": 7}',
        b'{"rate_limits": {"five_hour": [], "seven_day": {"used_percentage": "99"}}}',
        b'{"rate_limits": {"five_hour": {"used_percentage": NaN, "resets_at": 1e999}}}',
        b'{"rate_limits": {"five_hour": {"used_percentage": true, "resets_at": "\x1b[2J"}}}',
        b"x" * 3_000_000,
    ],
)
def test_what_is_no_session_changes_nothing(nowhere: dict[str, str], given: bytes) -> None:
    """Broken, foreign, deep and huge standard input: a line, exit 0, nothing on stderr."""
    assert "no check yet" in _bar(nowhere, given, "--offline")


def test_a_standard_input_that_never_ends_is_not_waited_for(nowhere: dict[str, str]) -> None:
    """A pipe that is held open costs a tenth of a second, and JSON in it is read all the same;
    a closed standard input is none."""
    mine, theirs = os.pipe()
    reset = time.time() + 3000
    wanted = {"rate_limits": {"five_hour": {"used_percentage": 96.2, "resets_at": reset}}}
    for sent in (b"", json.dumps(wanted).encode()):
        os.write(theirs, sent)
        done = subprocess.run(
            [*BAR, "--offline"], env=nowhere, stdin=mine, capture_output=True, timeout=5, check=True
        )
        assert (b"5 h limit 96 %, new in 49 min" in done.stdout) == bool(sent)
    shell = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *BAR, "--offline"], env=nowhere, capture_output=True,
        timeout=5, check=True,
    )  # fmt: skip
    assert (b"no check yet" in shell.stdout, b"") == (True, shell.stderr)


def test_its_reader_may_be_gone(nowhere: dict[str, str]) -> None:
    """A closed pipe behind it is no error."""
    mine, theirs = os.pipe()
    os.close(mine)
    done = subprocess.run(
        [*BAR, "--offline"], env=nowhere, stdin=subprocess.DEVNULL, stdout=theirs,
        stderr=subprocess.PIPE, timeout=5, check=False,
    )  # fmt: skip
    os.close(theirs)
    assert (0, b"") == (done.returncode, done.stderr)


def test_colors_are_for_claude_code_and_signs_for_who_has_them(nowhere: dict[str, str]) -> None:
    """Piped into a prompt it is plain; Claude Code's JSON brings color, NO_COLOR takes it, and an
    encoding without the signs gets ASCII."""
    assert "\x1b" not in _bar(nowhere, None, "--offline")
    assert "\x1b[" in _bar(nowhere, b"{}", "--offline")
    assert "\x1b" not in _bar({**nowhere, "NO_COLOR": "1"}, b"{}", "--offline")
    assert _bar({**nowhere, "PYTHONIOENCODING": "ascii"}, None, "--offline") == "- no check yet"


def test_files_that_are_not_ours_are_none(nowhere: dict[str, str], tmp_path: Path) -> None:
    """Garbage, a pipe, a folder and escape sequences in the place of its files: no check."""
    data = Path(nowhere["CLAUDE_DOCTOR_DATA_DIR"])
    data.mkdir()
    place = data / newest.CHECK
    for content in (
        b"",
        b"\x00" * 5000,
        b"1\t1\t1\tserver\tdown\t\x1b]0;x\x07\t529\tx\n",
        b"2\t\n",
    ):
        place.write_bytes(content)
        assert "no check yet" in _bar(nowhere, None, "--offline")
    place.unlink()
    os.mkfifo(place)
    assert "no check yet" in _bar(nowhere, None, "--offline")
    place.unlink()
    place.mkdir()
    assert "no check yet" in _bar(nowhere, None, "--offline")


@pytest.mark.parametrize(
    ("check", "page", "limits", "wanted"),
    [
        (_check(ago=30, since=NOW - 750), (NOW, "operational"), [],
         "✗ Anthropic 529 · 12 min · page green"),
        (_check(route="bedrock"), None, [], "✗ Amazon Bedrock 529 · 0 min"),
        (_check(ago=1200), (NOW - 601, "operational"), [], "? Anthropic 529 · 20 min ago"),
        (_check(ago=4000), (NOW, "major_outage"), [],
         "▲ no check in the last hour · page major outage"),
        (_check("healthy", "none", 120), (NOW, "incident"), [],
         "▲ Claude ok · 2 min ago · page incident"),
        (_check("healthy", "none", 120), (NOW, "elsewhere"), [], "● Claude ok · 2 min ago"),
        (_check("client", "down", 0, cause="key-rejected", status=401), None, [],
         "✗ your side: key rejected · 0 min"),
        (_check("server", "degraded", 0, cause="slow-response", status=200), None, [],
         "▲ Anthropic: slow response · 0 min"),
        (_check("unknown", "none", 60, cause="silence", status=0), None, [],
         "? silence · 1 min ago"),
        (_check(ago=-300), None, [], "○ no check in the last hour"),
        (None, None, [Limit("5 h", 89.9, 60)], "○ no check yet"),
        (None, None, [Limit("5 h", 100, 7300), Limit("7 day", 91, None)],
         "✗ 5 h limit reached, new in 2 h · 7 day limit 91 % · no check yet"),
    ],
)  # fmt: skip
def test_what_is_told_and_for_how_long(
    check: newest.Check | None, page: tuple[float, str] | None, limits: list[Limit], wanted: str
) -> None:
    """A check speaks for a quarter of an hour, and with its age for an hour; an old page and a
    limit that does not bind are left out."""
    assert wanted == line(check, page, limits, NOW)
    assert line(check, page, limits, NOW, signs=False).isascii()


def test_since_counts_from_the_first_of_one_kind(tmp_path: Path) -> None:
    """Checks that say the same are one stretch; another verdict, or an hour without any, begins
    anew; an older check does not replace a newer one."""

    def note(at: float, side: str = "server") -> float:
        newest.keep(str(tmp_path), at, side, "down", "overloaded", 529, "anthropic")
        found = newest.check(str(tmp_path))
        assert found is not None
        return found.since

    assert [note(1000), note(1600), note(1200), note(1700, "network")] == [1000, 1000, 1000, 1700]
    assert [note(2000), note(2600), note(9000)] == [2000, 2000, 9000]
    assert 0o600 == (tmp_path / newest.CHECK).stat().st_mode & 0o777


def test_one_of_many_asks_once_a_minute(tmp_path: Path) -> None:
    """Twenty processes at once: one asks, with no claim there and with one of another minute,
    before or after; a folder that cannot be made has nobody ask."""
    program = (
        "import sys, time; from claude_doctor.outside import newest\n"
        "time.sleep(max(0, float(sys.argv[2]) - time.time()))\n"  # all in the same moment
        "sys.exit(newest.claim(sys.argv[1], time.time() + float(sys.argv[3])))"
    )

    def claims(offset: float) -> int:
        words = [sys.executable, "-c", program, str(tmp_path), str(time.time() + 1.5), str(offset)]
        many = [subprocess.Popen(words) for _ in range(20)]
        return sum(one.wait(60) for one in many)

    assert [1, 0, 1, 0, 1] == [claims(offset) for offset in (0, 0, 61, 61, -3600)]
    assert len(list(tmp_path.iterdir())) <= 2
    assert not newest.claim("/dev/null/nowhere", time.time())


def test_one_alone_asks_where_a_minute_ends(tmp_path: Path) -> None:
    """Who looked at the clock before it ended and comes after one who looked behind it asks not."""
    ends = (time.time() // newest.EVERY + 1) * newest.EVERY
    for first, second, name in ((0.01, -0.01, "back"), (-0.01, 0.01, "on")):
        folder = str(tmp_path / name)
        assert newest.claim(folder, ends + first)
        assert not newest.claim(folder, ends + second)


def test_nothing_heavy_is_loaded(nowhere: dict[str, str]) -> None:
    """Neither the command line's library nor SQLite nor anything of that size."""
    program = (
        "import atexit, sys; sys.argv = ['claude-doctor', 'statusline', '--offline']\n"
        "from claude_doctor.cli import main; main()\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere, input="{}", capture_output=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    heavy = {"typer", "rich", "httpx", "pydantic", "sqlite3", "pathlib", "typing", "subprocess",
             "asyncio", "dataclasses", "platformdirs", "contextlib"}  # fmt: skip
    before = set(
        subprocess.run(
            [sys.executable, "-c", "import sys; print(*sys.modules)"], env=nowhere,
            capture_output=True, encoding="utf-8", check=True,
        ).stdout.split()
    )  # fmt: skip
    assert set() == (heavy & set(done.stdout.splitlines()[-1].split())) - before


def test_an_older_history_is_taken_over(nowhere: dict[str, str]) -> None:
    """Where only the database knows of a check, the process in the background notes it."""
    data = Path(nowhere["CLAUDE_DOCTOR_DATA_DIR"])
    verdict = {"side": "network", "severity": "down", "cause": "offline"}
    assert history.record(data, {"verdict": verdict}, "check") is None
    (data / newest.CHECK).unlink()
    _bar(nowhere)
    until((data / newest.CHECK).exists)
    assert "your network: offline" in _bar(nowhere)


PLATFORMS = {"linux": platformdirs.unix.Unix, "darwin": platformdirs.macos.MacOS}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("cache", [None, "", " ", "/x/cache", "relative"])
def test_the_folders_are_the_platforms_own(
    monkeypatch: pytest.MonkeyPatch, cache: str | None, platform: str
) -> None:
    """They are found without platformdirs where it would find them, on Linux and on macOS, and the
    bar looks where a check writes."""
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
        if cache is not None:
            monkeypatch.setenv(name, cache)
    theirs = PLATFORMS[platform]("claude-doctor")
    assert folders.cache(os.environ) == theirs.user_cache_dir
    assert folders.data(os.environ) == theirs.user_data_dir
    read = settings.read(dict(os.environ))
    assert (theirs.user_cache_path, theirs.user_data_path) == (read.cache_dir, read.data_dir)
