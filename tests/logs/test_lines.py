"""Any log: which lines tell of a failed call, how often it is told, when it was."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.border import dates
from claude_doctor.logs import lines
from claude_doctor.logs.events import Counts
from claude_doctor.logs.kinds import Kinds
from claude_doctor.render import logs as shown
from tests.logs.records import NOW, found, read, write

CALL = 'INFO httpx HTTP Request: POST https://api.anthropic.com/v1/messages "HTTP/1.1 {}"'
AGAIN = "INFO anthropic._base_client Retrying request to /v1/messages in {} seconds"


@pytest.fixture
def berlin() -> Iterator[None]:
    """This machine's clock is two hours ahead of UTC in summer."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_one_request_of_the_sdk(tmp_path: Path) -> None:
    """Three sends, two announced retries, then the exception: one failed request, sent 3 times."""
    path = write(
        tmp_path / "app.log",
        "2020-01-01T12:00:00Z INFO starting",
        "2020-01-01T12:00:01Z " + CALL.format("529 "),
        "2020-01-01T12:00:01Z " + AGAIN.format("0.5"),
        "2020-01-01T12:00:02Z " + CALL.format("529 "),
        "2020-01-01T12:00:02Z " + AGAIN.format("0.9"),
        "2020-01-01T12:00:04Z " + CALL.format("529 "),
        "2020-01-01T12:00:04Z ERROR the agent stopped",
        "Traceback (most recent call last):",
        '  File "app.py", line 7, in main',
        "anthropic._exceptions.OverloadedError: Error code: 529 - {'type': 'error', 'error': "
        "{'type': 'overloaded_error', 'message': 'Overloaded'}, 'request_id': 'req_011Cinvented'}",
        "2020-01-01T12:00:09Z " + CALL.format("200 OK"),
    )
    got = found(path)
    assert (1, 2, {"3": 1}) == (got["failures"], got["retries"], got["requests"]["sent_times"])
    assert ["overloaded"] == [cause["id"] for cause in got["causes"]]
    assert ("2020-01-01T12:00:01Z", "2020-01-01T12:00:04Z") == (got["first"], got["last"])
    assert 1 == got["requests"]["ids"]


def test_statuses_are_told_apart(tmp_path: Path) -> None:
    """Lines that differ by the status alone are different failures."""
    statuses = ["529 ", "429 Too Many Requests", "401 Unauthorized", "529 ", "200 OK"]
    texts = [f"2020-01-01T12:0{n}:00Z {CALL.format(s)}" for n, s in enumerate(statuses)]
    got = found(write(tmp_path / "app.log", *texts))
    assert {"overloaded": 2, "rate-limited-windowless": 1, "key-rejected": 1} == {
        cause["id"]: cause["failures"] for cause in got["causes"]
    }


def test_parallel_workers_are_counted_each(tmp_path: Path) -> None:
    """Many failures in one second count each; told in two forms, they count once each."""
    both = (CALL.format("529 "), "ERROR anthropic.OverloadedError: 529 overloaded_error")
    texts = [f"2020-01-01T12:00:00.{n:03}Z {form}" for n in range(40) for form in both]
    assert 40 == found(write(tmp_path / "app.log", *texts))["failures"]


def test_other_programs_errors_are_theirs(tmp_path: Path) -> None:
    """A web server's 404 and a database's refusal are no failed calls of Claude."""
    path = write(
        tmp_path / "app.log",
        '10.0.0.1 - - [01/Jan/2020:12:00:00 +0000] "GET /x HTTP/1.1" 404 12',
        "2020-01-01 12:00:00 ERROR postgres: connection refused on port 5432",
        "2020-01-01 12:00:00 ERROR 503 Service Unavailable from the billing host",
        "2020-01-01 12:00:00 INFO rate limit set to 100",
    )
    got = found(path)
    assert (0, 1) == (got["failures"], got["read"]["logs"])


def test_json_lines_and_streams(tmp_path: Path) -> None:
    """An application's own JSON lines are judged; Claude Code's stream records are read as such."""
    path = write(
        tmp_path / "run.log",
        {"time": 1577880000123, "session_id": "x", "msg": "anthropic 529 overloaded_error"},
        {"type": "system", "subtype": "api_retry", "attempt": 1, "retry_delay_ms": 500,
         "error_status": 529, "error": "overloaded", "session_id": "s", "uuid": "1"},
        {"type": "user", "message": {"content": "API Error: 529 overloaded_error"},
         "session_id": "s", "uuid": "2"},
        {"type": "result", "subtype": "success", "is_error": True, "session_id": "s",
         "result": "API Error: 529 Overloaded.", "uuid": "3"},
        {"type": "result", "subtype": "success", "is_error": False, "session_id": "t",
         "result": "I fixed the 529 overloaded_error", "uuid": "4"},
    )  # fmt: skip
    got = found(path)
    assert (2, 1, 2) == (got["failures"], got["retries"], got["read"]["undated"])
    assert {"1": 1, "2": 1} == got["requests"]["sent_times"]
    assert "2020-01-01T12:00:00Z" == got["first"]


@pytest.mark.parametrize(
    ("line", "utc"),
    [
        ("2020-06-01T12:00:00.5Z x", "2020-06-01T12:00:00.500000"),
        ("[2020-06-01 12:00:00,250] x", "2020-06-01T10:00:00.250000"),
        ("2020-06-01T12:00:00+05:30 x", "2020-06-01T06:30:00"),
        ("2020-06-01 12:00:00 -0400 x", "2020-06-01T16:00:00"),
        ('1.2.3.4 - - [01/Jun/2020:12:00:00 +0000] "GET', "2020-06-01T12:00:00"),
        ('{"level":"error","time":1591012800123}', "2020-06-01T12:00:00"),
        ('{"ts":1591012800.5}', "2020-06-01T12:00:00"),
        ("Dec 31 23:00:00 host app[1]: x", "2019-12-31T22:00:00"),
        ("Jan  1 23:00:00 host app[1]: x", "2020-01-01T22:00:00"),
        ("2020-02-31 12:00:00 x", None),
        ("Jux  1 23:00:00 host", None),
        ("12:00:00 x", None),
        ("", None),
    ],
)
def test_times_of_lines(line: str, utc: str | None, berlin: None) -> None:
    """Loggers' times with and without zones; what is no time is none."""
    at = dates.of_line(line, NOW)
    assert utc == (None if at is None else datetime.fromtimestamp(at, UTC).isoformat()[:-6])


@given(
    st.text(max_size=300), st.sampled_from(["", "overloaded error ", "2020-01-01T00:00:00Z 529 "])
)
def test_any_text_is_read(text: str, before: str) -> None:
    """No text raises, in one piece or in two."""
    for pieces in ([before + text], [before + "\n", text + "\n"]):
        for told in lines.Log(NOW, Kinds(), True, Counts()).events(pieces):
            assert told.row.side not in ("none",)
        dates.of_line(text, NOW)
        dates.any_in(text)


def test_a_log_that_is_one_endless_line(tmp_path: Path) -> None:
    """Its beginning is read, the rest passed over and counted."""
    path = tmp_path / "x.log"
    path.write_text("claude: 529 overloaded_error " + json.dumps(["y" * 9] * 400_000) + "\nend\n")
    got = found(path)
    assert (1, 1) == (got["failures"], got["read"]["long_lines"])


def test_what_stands_below_belongs_to_a_line(tmp_path: Path) -> None:
    """Node prints an error over several lines: its status and request id are of that failure."""
    path = write(
        tmp_path / "app.log",
        "2020-01-01T12:00:00Z anthropic call failed with an error {",
        "    at Anthropic.makeStatusError (/app/core.mjs:311:25)",
        "  status: 429,",
        "  headers: {",
        "    'request-id': 'req_011Cinvented'",
        "  }",
        "}",
        "2020-01-01T12:05:00Z all is well",
    )
    got = found(path)
    assert (1, 1) == (got["failures"], got["requests"]["ids"])
    assert ["rate_limit"] == [cause["category"] for cause in got["causes"]]
    assert {"429": 1} == got["causes"][0]["statuses"]


def test_retries_without_a_reason(tmp_path: Path) -> None:
    """A log that only says that requests are sent again is no log without trouble."""
    again = [f"2020-01-01T12:0{n}:00Z " + AGAIN.format(n / 2) for n in range(5)]
    got = found(write(tmp_path / "app.log", *again))
    assert (0, 5, ["unknown"]) == (
        got["failures"],
        got["retries"],
        [c["id"] for c in got["causes"]],
    )
    other = "2020-01-01T12:00:00Z claude is retrying the edit"
    assert 0 == found(write(tmp_path / "other.log", other))["retries"]


def test_the_time_of_a_line_in_the_piece_before(tmp_path: Path) -> None:
    """A traceback whose dated line lies in the piece read before keeps its time."""
    from claude_doctor.logs.files import PIECE

    for less in (0, 40, 120):
        path = tmp_path / f"{less}.log"
        with path.open("w") as file:
            file.write("2020-01-01T11:00:00Z anthropic 529 overloaded_error\n")
            line = "2020-01-01T11:30:00Z all is well, says the program\n"
            file.write(line * ((PIECE - less) // len(line)))
            file.write("2020-01-01T12:00:00Z the agent stopped\nTraceback\n" + "  File x\n" * 9)
            file.write("anthropic.InternalServerError: Error code: 500\n")
        assert "2020-01-01T12:00:00Z" == found(path)["last"]


def test_half_a_key_at_the_edge_is_not_shown(tmp_path: Path) -> None:
    """Where a text is cut inside of a credential, the part that is left is not shown."""
    key = "QlanwordPLANTEDQlanwordPLANTEDQlanwordPLANTED"
    for before in range(540, 620, 7):
        text = "anthropic 529 overloaded_error " + " " * (before - 31) + key + " end"
        got = shown.to_json(read(write(tmp_path / f"{before}.log", text)), (key,))
        assert "PLANTED" not in got, before


def test_attempts_are_one_request(tmp_path: Path) -> None:
    """Claude Code's debug log tells each attempt as an error of its own."""
    line = "2020-01-01T12:00:{:02}Z [ERROR] API error (attempt {}/4): 529 {}\n"
    error = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
    path = tmp_path / "debug.log"
    path.write_text("".join(line.format(4 * n, n, error) for n in (1, 2, 3, 4)))
    got = found(path)
    assert (1, 3) == (got["causes"][0]["failures"], got["causes"][0]["retries"])
    assert {"4": 1} == got["requests"]["sent_times"]
