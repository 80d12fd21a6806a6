"""The command `history`: what it shows of past checks, and what strangers' text cannot do there."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.outside import history, history_row
from tests.conftest import Run

NOW = datetime.now(UTC).replace(microsecond=0)

Keep = Callable[..., None]


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Adds a check of so many minutes ago to the history: `keep(5, "server", "overloaded")`."""

    def one(minutes: float, side: str = "healthy", cause: str = "healthy", **ping: object) -> None:
        down = side != "healthy"
        facts = ping or ({"answer": "error", "http_status": 529} if down else {})
        facts = facts or {"answer": "complete", "ttft_ms": 500}
        document = {
            "checked_at": f"{NOW - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}",
            "verdict": {"side": side, "severity": "down" if down else "none", "cause": cause,
                        "confidence": "high", "summary": f"{cause} it is"},
            "probes": [{"name": "ping", "facts": facts}],
        }  # fmt: skip
        assert history.record(tmp_path / "data", document, "check") is None

    return one


def document(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("history", "--json", *arguments)
    assert (0, "") == (done.returncode, done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_yet(run: Run, tmp_path: Path) -> None:
    """Without a history every view says so or is empty, and makes no file."""
    assert run("history").stdout.startswith("No check is kept.")
    assert run("history", "--plot").stdout.startswith("No check is kept.")
    assert run("history", "--outages").stdout.startswith("No outage was seen.")
    assert 1 == len(run("history", "--csv").stdout.splitlines())
    assert (0, []) == (document(run)["checks"], document(run, "--outages")["outages"])
    assert "0 checks deleted.\n" == run("history", "--clear").stdout
    assert not (tmp_path / "data").exists()


def test_the_list_has_the_newest_last(run: Run, keep: Keep) -> None:
    """Figures first, then the newest checks; --limit chooses how many."""
    for minutes in range(30, 0, -1):
        keep(minutes, *(("server", "overloaded") if minutes == 1 else ()))
    done = run("history")
    assert (0, "") == (done.returncode, done.stderr)
    lines = done.stdout.splitlines()
    assert "29 healthy, 1 server." in " ".join(done.stdout.split())
    assert "Claude worked in 29 of 30 (97 %)." in done.stdout
    assert "Time to first token (29): median 500 ms, p90 500 ms" in done.stdout
    rows = [line for line in lines if " check " in line and line.startswith("  ")]
    assert 20 == len(rows)
    assert rows[-1].split()[2:] == ["check", "529", "-", "✗", "overloaded", "(server)"]
    assert "10 older: --limit 30 shows all." in done.stdout
    assert 3 == run("history", "-n", "3").stdout.count("  check  ")
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("view", [(), ("--plot",), ("--outages",)])
def test_times_are_local_with_utc_once(
    keep: Keep, nowhere: dict[str, str], view: tuple[str, ...]
) -> None:
    """In Kolkata the times are those of Kolkata, and UTC, or how far it is, stands there once; the
    JSON stays in UTC."""
    keep(90)
    keep(60, "server", "overloaded")
    env = nowhere | {"TZ": "Asia/Kolkata", "COLUMNS": "80"}
    command = [sys.executable, "-m", "claude_doctor", "history", *view]
    text = subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout
    there = NOW - timedelta(minutes=60) + timedelta(hours=5, minutes=30)
    seen = there if view != ("--plot",) else there - timedelta(minutes=30)
    assert f"{seen:%Y-%m-%d %H:%M}" in text
    assert 1 == text.count("UTC") and "IST" in text
    if not view:
        done = subprocess.run([*command, "--json"], env=env, capture_output=True, check=True)
        at = NOW - timedelta(minutes=60)
        assert f"{at:%Y-%m-%dT%H:%M:%SZ}" == json.loads(done.stdout)["rows"][-1]["at"]


@pytest.mark.parametrize(
    ("since", "count"),
    [("2h", 1), ("3d", 2), ("1w", 3), pytest.param(f"{NOW - timedelta(hours=30)}", 2, id="moment")],
)
def test_since(run: Run, keep: Keep, since: str, count: int) -> None:
    """A span back or a moment: only what came after is counted, listed and plotted."""
    for minutes in (5 * 1440, 1440, 60):
        keep(minutes)
    assert count == document(run, "--since", since)["checks"]
    assert count == len(run("history", "--csv", "--since", since).stdout.splitlines()) - 1
    assert f"{count} check" in run("history", "--plot", "--since", since).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "soon"), ("--since", "2999-01-01"), ("--json", "--csv"), ("--plot", "--json"),
        ("--csv", "--outages"), ("--clear", "--plot"), ("--clear", "--since", "2h"), ("-n", "0"),
        ("--outages", "-n", "3"), ("extra",),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_a_usage_error(run: Run, arguments: tuple[str, ...]) -> None:
    """Exit code 2, the message on stderr, nothing on stdout."""
    done = run("history", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert "Error" in done.stderr


def test_json_has_every_check_and_the_figures(run: Run, keep: Keep) -> None:
    """Nearest-rank percentiles, availability by hour without what tells nothing of the service."""
    for number in range(1, 101):
        keep(number, answer="complete", ttft_ms=number * 10)
    keep(200, "server", "overloaded")
    keep(201, "client", "key-rejected", answer="error", http_status=401)
    found = document(run)
    assert {"count": 100, "p50": 500, "p90": 900, "p95": 950, "p99": 990, "max": 1000} == found[
        "ttft_ms"
    ]
    assert (101, 100) == (found["availability"]["tested"], found["availability"]["worked"])
    hours = found["availability"]["by_hour"]
    assert list(range(24)) == [one["hour"] for one in hours]
    assert 101 == sum(one["tested"] for one in hours)
    assert {"healthy": 100, "server": 1, "client": 1} == found["by_side"]
    assert 102 == len(found["rows"]) == found["checks"]
    assert list(history_row.COLUMNS) == list(found["rows"][0])
    assert found["rows"] == sorted(found["rows"], key=lambda row: str(row["at"]))
    assert 5 == len(document(run, "--limit", "5")["rows"])


HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "  =1", "＝1+1", "\t=1", '"=1"', "|calc",
    "\x1b]0;owned\x07title", "\u202ereversed", "a\nb,c\r\nd", 'quote " and , comma', "::error::x",
)  # fmt: skip


def test_csv_is_no_program(run: Run, tmp_path: Path) -> None:
    """No cell of strangers' text begins a formula, no control character is in it, and every row is
    one row; the same text is harmless in the list, the plot and the JSON."""
    for text in HOSTILE:
        made = {
            "checked_at": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
            "verdict": dict.fromkeys(("side", "cause", "summary", "confidence"), text)
            | {"severity": "down"},
            "probes": [
                {"name": "ping", "facts": dict.fromkeys(("model", "error_type", "answer"), text)}
            ],
        }
        assert history.record(tmp_path / "data", made, text) is None
    done = run("history", "--csv")
    table = list(csv.reader(io.StringIO(done.stdout)))
    assert list(history_row.COLUMNS) == table[0]
    assert len(HOSTILE) == len(table) - 1
    assert {len(table[0])} == {len(row) for row in table}
    cells = [cell for row in table[1:] for cell in row if not cell[:1].isdigit()]
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@", "＝"))]
    for shown in (done.stdout, *(run("history", *a).stdout for a in ([], ["--plot"], ["--json"]))):
        assert all(char.isprintable() or char == "\n" for char in shown)
        assert not any(line.startswith("::") for line in shown.splitlines())


def test_a_file_that_others_wrote_is_data_too(run: Run, keep: Keep, tmp_path: Path) -> None:
    """Text that came into the file past us is as harmless as any other."""
    import sqlite3

    keep(5)
    with sqlite3.connect(tmp_path / "data" / "history.db") as base:
        base.execute("UPDATE checks SET cause = ?, side = ?, model = x'ff1b5b', ttft_ms = 'soon'",
                     ("\x1b[2J\u202eevil", "=1"))  # fmt: skip
    base.close()
    for arguments in ((), ("--plot",), ("--json",), ("--csv",), ("--outages",)):
        done = run("history", *arguments)
        assert 0 == done.returncode
        assert all(char.isprintable() or char == "\n" for char in done.stdout)


def test_plots_fit_and_need_no_more_than_the_terminal_has(run: Run, keep: Keep) -> None:
    """Verdicts, times and hours; in ASCII where the encoding has no more, and at every width."""
    for minutes in range(600, 0, -20):
        keep(minutes, *(("server", "overloaded") if 300 < minutes < 400 else ()))
    for width in ("40", "80", "120", "300"):
        done = run("history", "--plot", env={"COLUMNS": width})
        for view in ((), ("--outages",)):
            lines = run("history", *view, env={"COLUMNS": width}).stdout.splitlines()
            assert max(map(len, lines)) <= int(width)
        assert all(len(line) <= max(40, min(120, int(width))) for line in done.stdout.splitlines())
        assert all(sign in done.stdout for sign in "●✗·█")
    plain = run("history", "--plot", env={"PYTHONIOENCODING": "ascii"}).stdout
    assert plain.isascii() and "?" not in plain
    assert "Claude worked, by hour of the day (UTC)" in plain


def test_clear_deletes_all(run: Run, keep: Keep, tmp_path: Path) -> None:
    """Rows, older lines, files that were set aside and drafts of who was killed at them; nothing of
    them can be found on the disk."""
    data = tmp_path / "data"
    keep(5, "server", "overloaded", request_id="req_011CSHoEeqs5C35K2UUqR7Fy")
    keep(4)
    for left in ("history.db.corrupt-20261101T000000", "late-0a.json.1b.tmp", "newest.2c.tmp"):
        (data / left).write_bytes(b"x")
    assert "2 checks deleted.\n" == run("history", "--clear").stdout
    assert ["history.db"] == [one.name for one in data.iterdir()]
    assert b"req_011CSHo" not in (data / "history.db").read_bytes()
    assert 0 == document(run)["checks"]
    (data / "history.db").write_bytes(os.urandom(9000))
    assert 0 == run("history", "--clear").returncode
    assert 0 == document(run)["checks"]


@pytest.mark.parametrize("arguments", [(), ("--plot",), ("--json",), ("--csv",), ("--outages",)])
def test_a_broken_file_is_told(
    run: Run, keep: Keep, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Exit code 2 and one line on stderr, as for logs that cannot be read."""
    keep(5)
    (tmp_path / "data" / "history.db").write_bytes(b"garbage " * 4000)
    done = run("history", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert "claude-doctor: the history cannot be read: file is not a database\n" == done.stderr


def test_an_outage_from_checks_and_transcripts(run: Run, tmp_path: Path) -> None:
    """Real checks against a world that fails, and its transcripts: one outage, with its pings,
    request ids and what the page and the crowd said; a good check ends it."""
    data, ids = tmp_path / "data", []
    with serve(by_name("healthy")) as running:
        assert 0 == run(env={**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}).returncode
    with serve(by_name("overloaded-with-incident")) as running:
        env = {**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}
        for _ in range(2):
            probes = json.loads(run("--json", env=env).stdout)["probes"]
            ids += [p["facts"]["request_id"] for p in probes if p["name"] == "ping"]
    with serve(by_name("recent-failures")) as running:
        env = {**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}
        found = json.loads(run("history", "--outages", "--json", env=env).stdout)
        text = " ".join(run("history", "--outages", env=env).stdout.split())
    [outage] = found["outages"]
    assert ("server", False, None) == (outage["side"], outage["over"], outage["good_after"])
    assert ids == [one for one in outage["request_ids"] if one in ids]
    assert {"529": 2} == outage["kinds"]
    assert (2, 4) == (outage["sources"]["check"], outage["sources"]["transcript"])
    assert (outage["page"]["admitted"], outage["page"]["admitted_by"]) != (None, None)
    assert outage["failed"] == 2 <= outage["pings"] <= 3  # the good check may stand inside
    assert "the service's" in text and ids[0] in text and "not seen to end" in text
