"""The loopback API against what is written down about the real one: codes, statuses, envelopes."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import anthropic
import httpx
import pytest
from anthropic.types import FileMetadata, Message, ModelInfo
from anthropic.types.messages import MessageBatch

from claude_doctor.chaos import SCENARIOS, Scenario, answers, by_name
from claude_doctor.chaos.answers import Refusal
from tests.conftest import SHARED

from .worlds import HEALTHY, KEY, PING, served

CODES = SHARED / "corpus" / "error-codes.jsonl"
REFUSALS = {name: value for name, value in vars(answers).items() if isinstance(value, Refusal)}
REFUSING = [scenario for scenario in SCENARIOS if scenario.api.refusal and not scenario.everywhere]
#: The documented types, and the status that each comes with (vendor's errors page, 2026-11).
TYPES = {
    "invalid_request_error": 400, "authentication_error": 401, "billing_error": 402,
    "permission_error": 403, "not_found_error": 404, "request_too_large": 413,
    "rate_limit_error": 429, "api_error": 500, "timeout_error": 504, "overloaded_error": 529,
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_an_errors_type_has_its_own_status(name: str) -> None:
    """No error of the loopback API has a type with a status that the real one does not pair."""
    refusal = REFUSALS[name]
    assert TYPES[refusal.type] == refusal.status


@pytest.mark.skipif(not CODES.exists(), reason="the list of error codes is not here")
def test_an_errors_code_is_a_listed_one() -> None:
    """A code in `details` is in the vendor's list, with the same status and type."""
    listed = {row["code"]: row for row in map(json.loads, CODES.read_text().splitlines())}
    shown = 0
    for refusal in REFUSALS.values():
        for key, code in refusal.details:
            assert "error_code" == key
            row = listed[code]
            assert (row["http_status"], row["error_type"]) == (refusal.status, refusal.type)
            shown += 1
    assert shown >= 2


@pytest.mark.parametrize("scenario", REFUSING, ids=[s.name for s in REFUSING])
@pytest.mark.parametrize("stream", [False, True])
def test_an_error_is_wrapped_as_the_api_wraps_it(scenario: Scenario, stream: bool) -> None:
    """The envelope's keys, one request id in header and body, JSON also for a stream."""
    with served(scenario) as running:
        answer = httpx.post(
            running.api_url + "/v1/messages",
            json={**PING, "stream": stream}, headers=KEY, trust_env=False,
        )  # fmt: skip
    assert scenario.api.refusal is not None
    body = answer.json()
    assert {"type", "error", "request_id"} == set(body)
    assert {"type", "message", "details"} == set(body["error"])
    assert ("error", scenario.api.refusal.status) == (body["type"], answer.status_code)
    assert answer.headers["request-id"] == body["request_id"]
    assert body["request_id"].startswith("req_")
    assert answer.headers["content-type"] == "application/json"
    limited = [name for name in answer.headers if name.startswith("anthropic-ratelimit-")]
    assert bool(limited) is scenario.api.refusal.metered


def test_what_is_given_fits_the_sdks_own_types() -> None:
    """Every required field of the vendor's types is there, and has the type that they say."""
    asks: list[tuple[Any, str, str, dict[str, Any]]] = [
        (Message, "POST", "messages", {"json": PING}),
        (ModelInfo, "GET", "models/claude-opus-5-5", {}),
        (ModelInfo, "GET", "models/claude-opus-9", {}),
        (FileMetadata, "POST", "files", {"files": {"file": ("a.txt", b"x")}}),
        (MessageBatch, "POST", "messages/batches",
         {"json": {"requests": [{"custom_id": "a", "params": PING}]}}),
    ]  # fmt: skip
    with served(HEALTHY) as running, httpx.Client(headers=KEY, trust_env=False) as http:
        for kind, method, path, more in asks:
            answer = http.request(method, f"{running.api_url}/v1/{path}", **more)
            assert 200 == answer.status_code, answer.text
            assert answer.headers["request-id"].startswith("req_")
            kind.model_validate(answer.json())
    assert anthropic.__version__ >= "2"


def test_retry_after_and_the_reset_are_the_same_moment() -> None:
    """A client that reads either comes back at the same second, and not too early."""
    with served(by_name("rate-limited")) as running:
        answer = httpx.post(
            running.api_url + "/v1/messages", json=PING, headers=KEY, trust_env=False
        )
    now = parsedate_to_datetime(answer.headers["date"])
    for kind in ("tokens", "input-tokens"):
        reset = datetime.fromisoformat(answer.headers[f"anthropic-ratelimit-{kind}-reset"])
        assert 0 <= (reset - now).total_seconds() - int(answer.headers["retry-after"]) <= 1


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("overloaded", "true"),
        ("rate-limited-bare", "true"),
        ("bad-request", "false"),
        ("key-rejected", "false"),
        ("billing-problem", "false"),
        ("server-error", None),
        ("healthy", None),
    ],
)
def test_an_error_says_whether_to_come_back(scenario: str, said: str | None) -> None:
    """`x-should-retry`, which the SDKs obey before their own list."""
    with served(by_name(scenario)) as running:
        for stream in (False, True):
            answer = httpx.post(
                running.api_url + "/v1/messages",
                json={**PING, "stream": stream}, headers=KEY, trust_env=False,
            )  # fmt: skip
            assert said == answer.headers.get("x-should-retry")
