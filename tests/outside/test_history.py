"""Past checks: what is kept of one, for how long, and who may read it."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.outside import history, history_row
from tests.conftest import ROOT, Run


def checked(at: datetime | None = None, **ping: object) -> dict[str, Any]:
    """The document of a check with these facts of its ping."""
    at = at or datetime.now(UTC)
    return {
        "checked_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "duration_ms": 900,
        "verdict": {"side": "healthy", "severity": "none", "cause": "healthy",
                    "confidence": "high", "summary": "Everything works."},
        "probes": [{"name": "ping", "facts": ping}],
    }  # fmt: skip


def filled(folder: Path, *times: object) -> Path:
    for ttft in times:
        assert history.record(folder, checked(ttft_ms=ttft), "check") is None
    return folder


def test_a_median_needs_ten_checks(tmp_path: Path) -> None:
    """Below ten there is no "usual"."""
    assert history.usual_ttft_ms(tmp_path) is None
    assert history.usual_ttft_ms(filled(tmp_path, *range(100, 1000, 100))) is None
    assert 550 == history.usual_ttft_ms(filled(tmp_path, 1000))


def test_times_that_are_none_do_not_count(tmp_path: Path) -> None:
    """Other types, negative and missing times are no times to first token."""
    filled(tmp_path, *[200] * 10, None, "fast", -5, True, float("nan"), float("inf"), 0)
    assert 200 == history.usual_ttft_ms(tmp_path)


def test_a_check_is_kept_with_what_it_saw(run: Run, tmp_path: Path) -> None:
    """Verdict, ping, page, crowd and route of a real check; the newest is what `latest` gives."""
    data = tmp_path / "data"
    for scenario in ("healthy", "overloaded-with-incident"):
        with serve(by_name(scenario)) as running:
            env = {**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(data)}
            document = json.loads(run("--json", env=env).stdout)
    good, bad = history.rows(data)
    ping = next(probe["facts"] for probe in document["probes"] if probe["name"] == "ping")
    assert ("check", "healthy", "none", "complete") == (
        good.source, good.cause, good.severity, good.answer
    )  # fmt: skip
    assert None not in (good.ttft_ms, good.cost_usd, good.duration_ms, good.model)
    assert ("operational", None) == (good.page, good.page_since)
    assert ("server", "overloaded", 529, "overloaded_error", "error", "anthropic") == (
        bad.side, bad.cause, bad.http_status, bad.error_type, bad.answer, bad.route
    )  # fmt: skip
    assert (ping["request_id"], document["verdict"]["summary"]) == (bad.request_id, bad.summary)
    assert bad.page not in (None, "operational")
    assert bad.page_since is not None and bad.page_since < bad.at
    assert bad.crowd in history_row.LEVELS
    assert bad == history.latest(data)
    assert f"{bad.at:%Y-%m-%dT%H:%M:%SZ}" == document["checked_at"]


def test_what_is_left_beside_the_file_is_there_for_all(tmp_path: Path) -> None:
    """Checks of one second that are alike in all: each is kept, few files lie about, and who asks
    for the newest or the usual knows them."""
    at = datetime.now(UTC)
    for number in range(50):
        assert history.record(tmp_path, checked(at, ttft_ms=100), "check", soon=True) is None
        assert len(list(tmp_path.glob("late-*"))) <= 20
        if number == 9:
            assert 100 == history.usual_ttft_ms(tmp_path)
    assert len(list(tmp_path.glob("late-*"))) > 5
    assert history.record(tmp_path, checked(at, ttft_ms=200), "check", soon=True) is None
    newest = history.latest(tmp_path)
    assert newest is not None and 200 == newest.ttft_ms and [] == list(tmp_path.glob("late-*"))
    rows = history.rows(tmp_path)
    assert [f"{at:%H:%M:%S}"] * 51 == [f"{row.at:%H:%M:%S}" for row in rows]


def test_checks_of_one_second_come_in_the_order_in_which_they_ended(tmp_path: Path) -> None:
    """Also where the next second begins between them: they are told apart by when they were left,
    and that is later for the later one."""
    filled(tmp_path, 1)
    at = datetime.now(UTC)
    time.sleep((0.9 - time.time() % 1) % 1)
    times = range(100, 110)
    for ttft_ms in times:
        assert history.record(tmp_path, checked(at, ttft_ms=ttft_ms), "check", soon=True) is None
        time.sleep(0.03)
    assert len(list(tmp_path.glob("late-*"))) == len(times)
    assert [1, *times] == [row.ttft_ms for row in history.rows(tmp_path)]


def test_it_is_private(tmp_path: Path) -> None:
    """The folder is 0700, the file 0600, a file that was open to others is closed to them."""
    folder = filled(tmp_path / "a" / "b", 1)
    assert 0o700 == folder.stat().st_mode & 0o777
    path = folder / "history.db"
    path.chmod(0o644)
    filled(folder, 2)
    assert 0o600 == path.stat().st_mode & 0o777
    with closing(sqlite3.connect(path)) as base, base:  # open, so that its log is there
        assert base.execute("SELECT count(*) FROM checks").fetchone() == (2,)
        filled(folder, 3)
        assert {0o600} == {one.stat().st_mode & 0o777 for one in folder.iterdir()}


def test_no_secret_and_no_escape_sequence_is_kept(tmp_path: Path) -> None:
    """Credentials, those of a known form and those given, and control characters stay out."""
    document = checked(model="x\x1b[31m\u202e=1", request_id="sk-ant-api03-" + "a" * 40)
    document["verdict"]["summary"] = "the key hunter2hunter2\nis Bearer abcdefghijklmnop"
    assert history.record(tmp_path, document, "hook", secrets=("hunter2hunter2",)) is None
    row = history.latest(tmp_path)
    assert row is not None
    assert ("x =1", "[redacted]") == (row.model, row.request_id)
    assert "the key [redacted] is Bearer [redacted]" == row.summary
    kept = (tmp_path / "history.db").read_bytes()
    assert not any(part in kept for part in (b"hunter2", b"sk-ant", b"abcdefgh", b"\x1b["))


def test_what_is_older_goes(tmp_path: Path) -> None:
    """After 90 days, and beyond 50,000; one check with a wrong clock does not empty it."""
    now = datetime.now(UTC)
    for days in (91, 89):
        history.record(tmp_path, checked(now - timedelta(days=days), ttft_ms=days), "check")
    assert [89] == [row.ttft_ms for row in history.rows(tmp_path)]
    with closing(sqlite3.connect(tmp_path / "history.db")) as base, base:
        at = now.timestamp() - 3600
        many = ((at, "watch", number) for number in range(history.ROWS + 5))
        base.executemany("INSERT INTO checks (at, source, ttft_ms) VALUES (?, ?, ?)", many)
    filled(tmp_path, 7)
    found = history.rows(tmp_path)
    assert history.ROWS == len(found)
    assert (6, 7) == (found[0].ttft_ms, found[-1].ttft_ms)
    assert [7] == [row.ttft_ms for row in history.rows(tmp_path, limit=1)]
    assert 1 == len(history.rows(tmp_path, since=now - timedelta(minutes=30)))


def test_lines_of_before_are_taken_over_once(tmp_path: Path) -> None:
    """The older file's checks come into the database, odd lines are passed over, the file goes."""
    at = datetime.now(UTC) - timedelta(days=1)
    rows = [
        {
            "checked_at": f"{at + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}",
            "side": "server",
            "cause": "overloaded",
            "severity": "down",
            "ttft_ms": 100 + n,
        }
        for n in range(12)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "history.jsonl").write_text(
        '{"ttft_ms": 9}\n[1, 2]\n\x00\nnull\n{"checked_at": 7}\n' + lines + '{"half'
    )  # fmt: skip
    assert 105.5 == history.usual_ttft_ms(tmp_path)
    assert [Path("history.db")] == [one.relative_to(tmp_path) for one in tmp_path.iterdir()]
    filled(tmp_path, 1)
    assert [*range(100, 112), 1] == [row.ttft_ms for row in history.rows(tmp_path)]
    assert "overloaded" == history.rows(tmp_path)[0].cause
    (tmp_path / "history.jsonl").write_text(lines)
    filled(tmp_path, 2)
    assert 14 == len(history.rows(tmp_path))


def test_a_saved_case_can_be_recorded(tmp_path: Path) -> None:
    """Whatever report was saved, older ones too, is a row with its verdict."""
    for path in sorted((ROOT / "tests" / "cases").glob("*.json")):
        document = json.loads(path.read_text())
        assert history.record(tmp_path, document, "check") is None
        row = history.latest(tmp_path)
        assert row is not None and document["verdict"]["cause"] == row.cause


@pytest.mark.parametrize("document", [{}, {"probes": 7}, {"probes": [{}]}, {"verdict": [1]}])
def test_a_document_of_another_shape_is_no_crash(tmp_path: Path, document: Any) -> None:
    """It is a row with little in it, or a sentence."""
    said = history.record(tmp_path, document, "hook")
    assert said is None or "not kept" in said
