"""Claude Code's own records in a paste are read by their fields, whatever else they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claude_doctor.failures.reader import read
from tests.failures.corpus_report import CLIENTS

NOISE = {
    "type": "attachment",
    "sessionId": "s",
    "content": "skills: openrouter, rate limit helper, 529 explainer, invalid api key finder",
}
ASKED = {"type": "user", "sessionId": "s", "message": {"content": "why is it a 401 error?"}}


def failed(text: str, **more: object) -> dict[str, object]:
    """A transcript's record of a failure."""
    message = {"content": [{"type": "text", "text": text}]}
    return {
        "type": "assistant",
        "sessionId": "s",
        "isApiErrorMessage": True,
        "message": message,
        **more,
    }


def lines(*records: object) -> str:
    """As a transcript holds them."""
    return "\n".join(json.dumps(record) for record in records) + "\n"


def test_only_what_a_record_says_of_a_failure_counts() -> None:
    """The conversation and lists of skills are no evidence."""
    text = lines(NOISE, ASKED, failed("API Error: 529 Overloaded"), NOISE)
    reading = read(text)
    assert ("overloaded", 1) == (reading.entry.id, sum(m.count for m in reading.matches))


def test_records_in_which_nothing_failed() -> None:
    """A transcript without a failure tells of none."""
    assert "no-failure" == read(lines(NOISE, ASKED)).entry.id


@pytest.mark.parametrize("shape", ["array", "lines", "long"])
def test_an_execution_file_is_read(shape: str) -> None:
    """The file that claude-code-action leaves: an array, or lines, of any length."""
    records: list[object] = [NOISE, failed("Credit balance is too low"), NOISE]
    if shape == "long":
        records = [NOISE] * 2000 + records
    text = lines(*records) if shape == "lines" else json.dumps(records, indent=2)
    assert "credit-exhausted" == read(text).entry.id


def test_a_hidden_cause_is_said_and_where_it_is() -> None:
    """The action's log shows a failed result without its reason."""
    result = {
        "type": "result",
        "subtype": "success",
        "is_error": True,
        "duration_ms": 207,
        "num_turns": 1,
        "total_cost_usd": 0,
    }
    for text in (json.dumps(result, indent=2), lines(result | {"session_id": "s"})):
        reading = read(text)
        assert "cause-hidden" == reading.entry.id
        assert "read-execution-file" == reading.fixes[0]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"type": "system", "subtype": "api_retry", "attempt": 1, "max_retries": 10,
          "error_status": 529, "error": "overloaded", "session_id": "s"}, "overloaded"),
        ({"hook_event_name": "StopFailure", "error": "overloaded", "session_id": "s"},
         "overloaded"),
        ({"hook_event_name": "StopFailure", "error": "server_error", "session_id": "s",
          "error_details": "API Error: 500 Internal server error"}, "api-error"),
        ({"hook_event_name": "StopFailure", "error": "unknown", "session_id": "s",
          "last_assistant_message": "You've hit your session limit · resets 3pm"},
         "subscription-limit"),
        ({"type": "result", "is_error": True, "session_id": "s",
          "result": "API Error: 401 Invalid API key"}, "key-rejected"),
    ],
)  # fmt: skip
def test_events_and_hooks(record: dict[str, object], expected: str) -> None:
    """Retry lines of a stream, a hook's payload, a failed result."""
    assert expected == read(json.dumps(record)).entry.id


@pytest.mark.skipif(not CLIENTS.exists(), reason="the shared samples are absent")
@pytest.mark.parametrize("path", sorted(CLIENTS.glob("transcripts/*/projects/*/*.jsonl")), ids=str)
def test_real_transcripts(path: Path) -> None:
    """What Claude Code recorded is read as what happened."""
    side = read(path.read_text(encoding="utf-8")).side
    assert side in ({"either", "network"} if "tls-" in str(path) else {"server"})
