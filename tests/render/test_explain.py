"""`explain` as a document and as text."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.failures.classify import CATALOGUE
from claude_doctor.failures.reader import Reading, read, told
from claude_doctor.render.explain import to_json, to_text
from claude_doctor.render.paint import Paint, width_of
from claude_doctor.render.screen import Screen

PAINT = Paint(Screen(width=80))
OVERLOADED = (
    'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},'
    '"request_id":"req_011Invented00000000"}'
)


def test_json_has_the_contract_keys() -> None:
    """The keys of the contract, with the values of the reading."""
    told = to_json(read(OVERLOADED))
    expected = {
        "schema_version": 1,
        "side": "server",
        "category": "overloaded",
        "http_status": 529,
        "error_type": "overloaded_error",
        "retryable": True,
        "confidence": "high",
        "request_id": "req_011Invented00000000",
        "cause": "overloaded",
    }
    assert expected == {key: told[key] for key in expected}
    assert {"id", "title", "command", "url"} == set(told["fixes"][0])
    assert [("overloaded", 1)] == [(m["id"], m["count"]) for m in told["matches"]]
    assert told["meaning"]


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.id)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_row_can_be_told(row: object, width: int) -> None:
    """Each row has its text and its document; only commands and addresses exceed the width."""
    reading = told(row, "low")  # type: ignore[arg-type]
    json.dumps(to_json(reading))
    for line in to_text(reading, Paint(Screen(width=width))).splitlines():
        whole = any(line.endswith(extra) for extra in _unbroken(reading))
        assert width_of(line) <= width or whole, line


def _unbroken(reading: Reading) -> set[str]:
    told = to_json(reading)
    extras = {fix[key] for fix in told["fixes"] for key in ("command", "url")} | {told["doc"]}
    return {extra for extra in extras if extra}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("429", {"error_code": None, "retry_after_s": None, "resets": None, "field": None}),
        (
            'API Error: 429 {"type":"error","error":{"type":"rate_limit_error","message":"Slow '
            'down"}}\nretry-after: 16\nanthropic-ratelimit-input-tokens-remaining: 0',
            {
                "retry_after_s": 16,
                "speaker": "anthropic",
                "meaning": "Your input tokens per minute are used up. Wait 16 s.",
            },
        ),
        (
            "You've hit your weekly limit · resets 6:20pm (Europe/Berlin)",
            {"resets": "6:20pm (Europe/Berlin)", "speaker": "claude-code"},
        ),
        (
            "You will regain access on 2026-12-01 at 00:00 UTC. You have reached your API usage "
            "limits",
            {"resets": "2026-12-01 at 00:00 UTC"},
        ),
        (
            '400 {"type":"error","error":{"type":"invalid_request_error","message":'
            '"messages.2.content.0: Input should be a valid list"}}',
            {"field": "messages.2.content.0", "error_type": "invalid_request_error"},
        ),
        (
            "prompt is too long: 212431 tokens > 200000 maximum",
            {"meaning": "The request has 212,431 tokens, and only 200,000 fit."},
        ),
        (
            "noise above\nmore noise\nAPI Error: 529 Overloaded",
            {"line": "API Error: 529 Overloaded", "id": "overloaded"},
        ),
        ("bash: x: command not found", {"speaker": "not-a-model-call"}),
        ("openai.RateLimitError: slow down", {"speaker": "other-provider"}),
        ("ThrottlingException: bedrock says slow down", {"speaker": "bedrock"}),
    ],
)
def test_what_is_lifted_out(text: str, expected: dict[str, object]) -> None:
    """The wait, the reset, the field, the numbers, the line and the speaker, where they are."""
    document = to_json(read(text))
    assert expected == {key: document[key] for key in expected}


def first_fix(text: str) -> str:
    """The id of the fix that stands first."""
    return str(to_json(read(text))["fixes"][0]["id"])


@pytest.mark.parametrize(
    ("text", "first", "never"),
    [
        ("Could not load the default credentials", "google-login", "check-key"),
        ("not authorized to perform aws-marketplace:Subscribe", "marketplace-rights", "contact"),
        ("Hostname/IP does not match certificate's altnames", "see-certificate", "trust-ca"),
        (
            "Prompt is too long · automatic compaction failed. Press esc twice to go back",
            "rewind",
            "shrink-context",
        ),
        ("API Error: Usage credits required for 1M context", "usage-credits", "add-credit"),
        ("Opus's safeguards flagged this message. Press esc twice, /model", "rewind", "-"),
        ("OAuth token has expired · Please run /login", "login-again", "check-key"),
        ("401 invalid x-api-key", "check-key", "login-again"),
        ('500 {"type":"error","error":{"type":"api_error","message":"Internal server error"}}',
         "backoff", "report-request-id"),
    ],
)  # fmt: skip
def test_advice_fits_the_text(text: str, first: str, never: str) -> None:
    """What the text offers is first, and what it contradicts is not there."""
    assert first == first_fix(text)
    assert never not in [fix["id"] for fix in to_json(read(text))["fixes"]]


def test_text_begins_with_whose_fault() -> None:
    """Whose fault comes first, then what it means, whether to retry, what to do, and where."""
    text = to_text(read(OVERLOADED), PAINT)
    assert text.startswith("✗ It's Anthropic's side.")
    order = ["over capacity", "retry", "request id", "What to do", "1. ", "Documented at https://"]
    assert sorted(order, key=text.index) == order


def test_text_lists_several_failures() -> None:
    """Where the text holds more than one failure, each is told with its count."""
    text = to_text(read(OVERLOADED + "\nAPI Error: Request timed out.\n" * 2), PAINT)
    assert "Found in the text" in text
    assert "1 × overloaded" in text
    assert "2 × timed-out" in text


def test_unconfirmed_code_is_told_so() -> None:
    """The article's code is explained without being believed."""
    text = " ".join(to_text(read("400-4"), PAINT).split())
    assert "no official source" in text
    assert "unconfirmed" in text


@given(st.text(max_size=300), st.integers(-5, 300))
def test_anything_can_be_told(text: str, width: int) -> None:
    """Whatever was read, both forms exist, and the text has no control characters."""
    reading = read(text)
    json.dumps(to_json(reading))
    told = to_text(reading, Paint(Screen(width=width)))
    assert all(c == "\n" or unicodedata.category(c) != "Cc" for c in told)
