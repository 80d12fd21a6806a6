"""Logs that hold whole answers: their headers are counted as nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.failures.answers import cut_streams, dumps
from tests.logs.records import found

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples" / "clients"


def counts(path: Path, text: str) -> dict[str, int]:
    """The failures of each category in a log with this text."""
    path.write_text(text)
    return {cause["category"]: cause["failures"] for cause in found(path)["causes"]}


@pytest.mark.parametrize(
    ("status", "expected"), [(200, {}), (429, {"rate_limit": 1}), (529, {"overloaded": 1})]
)
def test_an_answer_is_one_failure_or_none(
    status: int, expected: dict[str, int], tmp_path: Path
) -> None:
    """One answer, in every client's shape, on one line or on twenty: one failure, or none."""
    for shape, text in dumps(status):
        assert expected == counts(tmp_path / "app.log", text), shape


@pytest.mark.parametrize("text", dict(cut_streams()).values(), ids=dict(cut_streams()))
def test_a_cut_stream_is_no_limit(text: str, tmp_path: Path) -> None:
    """The headers in the dump of a broken answer are no failure of their own."""
    assert {"incomplete_stream", "connection"} >= set(counts(tmp_path / "app.log", text))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("01-py-sdk-debug-log-healthy-200.txt", {}),
        ("01-ts-sdk-debug-log-healthy-200.txt", {}),
        ("01-vercel-ai-cut-stream-inspect.txt", {"incomplete_stream": 1}),
        ("06-py-debug-overloaded-3-attempts.txt", {"overloaded": 1}),
    ],
)
def test_what_real_clients_wrote(name: str, expected: dict[str, int], tmp_path: Path) -> None:
    """Real debug logs are counted for what happened."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert expected == counts(tmp_path / "app.log", text)
