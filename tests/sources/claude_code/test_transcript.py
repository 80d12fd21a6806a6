"""Reading Claude Code's records: whatever the bytes are, whole failures are found and no others."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.sources.claude_code import record, transcript

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
GOOD = {
    "type": "assistant",
    "isApiErrorMessage": True,
    "timestamp": "2030-01-01T11:59:00.000Z",
    "message": {"content": [{"type": "text", "text": "API Error: 529 Overloaded."}]},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_read(data: bytes, cut: bool) -> None:
    """No bytes raise, and without a whole record there is none."""
    found = transcript.Found()
    mixed = b'"subtype":"api_error"' + data + b'\n{"isApiErrorMessage":true' + data
    assert list(transcript.records(mixed, cut, found)) == []


@given(
    st.dictionaries(
        st.sampled_from(
            ["timestamp", "message", "error", "apiErrorStatus", "requestId", "uuid", "subtype"]
        ),
        json_values,
    )
)
def test_any_fields_are_read(fields: dict[str, object]) -> None:
    """A record may hold anything in any field; with its time it counts, else it is skipped."""
    found = transcript.Found()
    line = json.dumps(GOOD | fields).replace(
        '"isApiErrorMessage": true', '"isApiErrorMessage":true'
    )
    got = list(transcript.records(line.encode(), False, found))
    assert len(got) + found.skipped_lines == 1


@given(st.lists(st.sampled_from(["good", "broken", "other"]), max_size=20), st.integers(0, 400))
def test_a_cut_costs_only_its_line(kinds: list[str], cut: int) -> None:
    """A tail that begins anywhere holds every failure that stands whole in it."""
    lines = {
        "good": json.dumps(GOOD).encode(),
        "broken": b'{"isApiErrorMessage":true',
        "other": b'{"type":"user","message":"API Error"}',
    }
    data = b"".join(lines[kind] + b"\n" for kind in kinds)
    tail = data[cut:]
    whole = tail if cut == 0 else tail[tail.find(b"\n") + 1 :] if b"\n" in tail else b""
    found = transcript.Found()
    got = list(transcript.records(tail, cut > 0, found))
    assert len(got) == whole.count(b"529")


def test_a_time_without_a_zone_is_utc() -> None:
    """Timestamps with a Z, an offset, or nothing are the same moment."""
    for text in ("2030-01-01T12:00:00Z", "2030-01-01T13:00:00+01:00", "2030-01-01T12:00:00"):
        assert record.moment(text) == NOW
    for text in ("noon", "", "0001-01-01T00:00:00+14:00", 5, None):
        assert record.moment(text) is None


def test_time_is_bounded(tmp_path: Path) -> None:
    """With no time left nothing is claimed to be whole."""
    (tmp_path / "one.jsonl").write_text(json.dumps(GOOD) + "\n")
    found = transcript.recent(tmp_path, NOW - timedelta(days=36500), NOW, -1.0)
    assert found.whole is False
    assert found.files == 0


def test_many_transcripts_in_half_a_second(tmp_path: Path) -> None:
    """Two thousand old transcripts and one new one: read in time, and only the new one opened."""
    for at in range(2000):
        (tmp_path / f"{at}.jsonl").touch()
    past = time.time() - 86400
    import os

    for path in tmp_path.iterdir():
        os.utime(path, (past, past))
    (tmp_path / "new.jsonl").write_text(json.dumps(GOOD) + "\n")
    found = transcript.recent(tmp_path, datetime.now(UTC) - timedelta(minutes=15), NOW, 5.0)
    assert found.files == 1
    assert found.whole


def test_newest_first_and_in_order(tmp_path: Path) -> None:
    """Records come back in the order of their times, whichever file holds them."""
    for minute in (5, 1, 3):
        line = GOOD | {"timestamp": f"2030-01-01T11:5{minute}:00Z", "uuid": f"{minute}"}
        (tmp_path / f"{minute}.jsonl").write_text(json.dumps(line))
    found = transcript.recent(tmp_path, datetime.now(UTC) - timedelta(minutes=15), NOW, 5.0)
    assert [record.at.minute for record in found.records] == [51, 53, 55]
