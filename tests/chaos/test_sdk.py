"""The official SDK cannot tell the loopback API from the real one by what it raises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import anthropic
import httpx2
import pytest
from anthropic.types import MessageParam

from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve

HAIKU = "claude-haiku-5-5"
HELLO: list[MessageParam] = [{"role": "user", "content": "Hello"}]


@contextmanager
def client(scenario: str, retries: int = 0) -> Iterator[tuple[anthropic.Anthropic, Running]]:
    """A client of a served scenario. Nothing may have gone wrong inside the world itself."""
    with serve(by_name(scenario)) as running:
        sdk = anthropic.Anthropic(
            api_key=DEMO_KEY, base_url=running.api_url, max_retries=retries, timeout=5
        )
        with sdk:
            yield sdk, running
        assert running.faults == []


def test_a_healthy_message_has_text_and_consistent_usage() -> None:
    """A plain call returns text; its input tokens are what count_tokens says."""
    with client("healthy") as (sdk, _):
        reply = sdk.messages.create(
            model=HAIKU, max_tokens=200, messages=HELLO, thinking={"type": "disabled"}
        )
        counted = sdk.messages.count_tokens(model=HAIKU, messages=HELLO)
    assert "end_turn" == reply.stop_reason
    assert "text" == reply.content[0].type
    assert counted.input_tokens == reply.usage.input_tokens
    assert reply._request_id is not None and reply._request_id.startswith("req_")


def test_a_healthy_stream_arrives_whole() -> None:
    """The stream's text is the final message's text, token by token, up to max_tokens."""
    with client("healthy") as (sdk, _), sdk.messages.stream(
        model="claude-haiku-4-5", max_tokens=10, messages=HELLO
    ) as stream:  # fmt: skip
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
    assert 10 == len(pieces) == final.usage.output_tokens
    assert "".join(pieces) == final.content[0].text  # type: ignore[union-attr]
    assert ("max_tokens", "claude-haiku-4-5-20251001") == (final.stop_reason, final.model)


def test_the_events_of_a_stream_come_in_the_documented_order() -> None:
    """message_start, the block with its deltas, message_delta, message_stop."""
    with client("healthy") as (sdk, _):
        stream = sdk.messages.create(
            model=HAIKU, max_tokens=2, messages=HELLO, thinking={"type": "disabled"}, stream=True
        )
        names = [event.type for event in stream]
    assert [
        "message_start", "content_block_start", "content_block_delta", "content_block_delta",
        "content_block_stop", "message_delta", "message_stop",
    ] == names  # fmt: skip


def test_thinking_eats_a_small_max_tokens() -> None:
    """Haiku 5.5 thinks unless told not to, so a ten-token call ends without any text."""
    with client("healthy") as (sdk, _):
        reply = sdk.messages.create(model=HAIKU, max_tokens=10, messages=HELLO)
    assert ["thinking"] == [block.type for block in reply.content]
    assert ("max_tokens", 10) == (reply.stop_reason, reply.usage.output_tokens)


def test_models_are_listed_newest_first_over_all_pages() -> None:
    """models.list follows the pages; no model comes twice, none is older than the next."""
    with client("healthy") as (sdk, running):
        listed = list(sdk.models.list(limit=3))
        one = sdk.models.retrieve("claude-haiku-4-5")
    assert HAIKU in [model.id for model in listed]
    assert len(listed) == len({model.id for model in listed}) > 3
    assert sorted((m.created_at for m in listed), reverse=True) == [m.created_at for m in listed]
    assert "claude-haiku-4-5-20251001" == one.id
    assert len(running.log) > 2


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("scenario", "raised", "status", "kind"),
    [
        ("overloaded", anthropic.OverloadedError, 529, "overloaded_error"),
        ("rate-limited", anthropic.RateLimitError, 429, "rate_limit_error"),
        ("key-rejected", anthropic.AuthenticationError, 401, "authentication_error"),
        ("key-forbidden", anthropic.PermissionDeniedError, 403, "permission_error"),
        ("bad-request", anthropic.BadRequestError, 400, "invalid_request_error"),
        ("credit-exhausted", anthropic.BadRequestError, 400, "invalid_request_error"),
        ("billing-problem", anthropic.APIStatusError, 402, "billing_error"),
        ("server-error", anthropic.InternalServerError, 500, "api_error"),
        ("timeout-error", anthropic.InternalServerError, 504, "timeout_error"),
    ],
)
def test_an_error_raises_what_the_real_api_would_raise(
    scenario: str, raised: type[anthropic.APIStatusError], status: int, kind: str, stream: bool
) -> None:
    """Class, status, type, and one request id in header and body."""
    with client(scenario) as (sdk, running):
        with pytest.raises(raised) as caught:
            sdk.messages.create(model=HAIKU, max_tokens=50, messages=HELLO, stream=stream)
        error = caught.value
    assert (status, kind) == (error.status_code, error.type)
    assert isinstance(error.body, dict)
    assert error.request_id == error.body["request_id"]
    assert "details" in error.body["error"]
    assert 1 == len(running.asked("api"))


def test_an_unknown_model_is_not_found() -> None:
    """A retired or unknown id is 404 "model: <id>"."""
    with client("healthy") as (sdk, _), pytest.raises(anthropic.NotFoundError) as caught:
        sdk.messages.create(model="claude-haiku-3-5", max_tokens=9, messages=HELLO)
    assert "model: claude-haiku-3-5" == caught.value.api_message


def test_the_monthly_threshold_is_told_by_its_code() -> None:
    """The SDK knows enforced_spend_limit_reached from an ordinary rate limit."""
    with client("spend-limit") as (sdk, _), pytest.raises(anthropic.RateLimitError) as caught:
        sdk.messages.create(model=HAIKU, max_tokens=9, messages=HELLO)
    assert "enforced_spend_limit_reached" == caught.value.error_code
    assert "retry-after" not in caught.value.response.headers


def test_a_rate_limit_tells_when_to_come_back() -> None:
    """429 has retry-after and the limits with what remains."""
    with client("rate-limited") as (sdk, _), pytest.raises(anthropic.RateLimitError) as caught:
        sdk.messages.create(model=HAIKU, max_tokens=9, messages=HELLO)
    headers = caught.value.response.headers
    assert "17" == headers["retry-after"]
    assert "0" == headers["anthropic-ratelimit-input-tokens-remaining"]
    assert headers["anthropic-ratelimit-tokens-reset"].endswith("Z")


def test_an_error_inside_a_stream_is_a_status_error_on_200() -> None:
    """The failure comes after the first token; the HTTP status stays 200, the body is its own."""
    with client("overloaded-in-stream") as (sdk, _):
        seen = []
        with pytest.raises(anthropic.APIStatusError) as caught:
            for event in sdk.messages.create(
                model=HAIKU, max_tokens=50, messages=HELLO, stream=True
            ):
                seen.append(event.type)
    assert 200 == caught.value.status_code
    assert "content_block_delta" in seen
    assert {
        "type": "error",
        "error": {"details": None, "type": "overloaded_error", "message": "Overloaded"},
    } == caught.value.body


def test_a_cut_stream_breaks_the_connection_before_message_stop() -> None:
    """A connection closed in mid-answer surfaces as a protocol error, after some events."""
    with client("cut-stream") as (sdk, _):
        seen = []
        with pytest.raises((anthropic.APIConnectionError, httpx2.RemoteProtocolError)):
            for event in sdk.messages.create(
                model=HAIKU, max_tokens=50, messages=HELLO, stream=True
            ):
                seen.append(event.type)
    assert "message_start" == seen[0]
    assert "message_stop" not in seen


def test_a_stream_that_ends_early_raises_nothing() -> None:
    """The trap: without message_stop the SDK's stream just ends. Only the caller can notice."""
    with client("ended-stream") as (sdk, _):
        stream = sdk.messages.create(model=HAIKU, max_tokens=50, messages=HELLO, stream=True)
        seen = [event.type for event in stream]
    assert "content_block_delta" == seen[-1]


def test_a_stalled_stream_times_out() -> None:
    """A stream that stops sending ends by the client's own time limit."""
    gone = (anthropic.APITimeoutError, httpx2.ReadTimeout)
    with client("stalled-stream") as (sdk, _), pytest.raises(gone):
        list(
            sdk.with_options(timeout=0.3).messages.create(
                model=HAIKU, max_tokens=50, messages=HELLO, stream=True
            )
        )


@pytest.mark.parametrize("scenario", ["connection-failed", "incident-confirmed-dropped"])
def test_no_answer_is_a_connection_error(scenario: str) -> None:
    """A refused and a closed connection are both APIConnectionError."""
    with client(scenario) as (sdk, _), pytest.raises(anthropic.APIConnectionError):
        sdk.messages.create(model=HAIKU, max_tokens=9, messages=HELLO)


def test_retries_are_counted_by_the_world() -> None:
    """A client with two retries sends three requests to an overloaded API."""
    with client("overloaded", 2) as (sdk, running), pytest.raises(anthropic.OverloadedError):
        sdk.messages.create(model=HAIKU, max_tokens=9, messages=HELLO)
    asked = running.asked("api")
    assert ["0", "1", "2"] == [seen.headers["x-stainless-retry-count"] for seen in asked]


def test_a_refusal_of_the_request_is_not_retried() -> None:
    """400 and 401 are sent once, however many retries are allowed."""
    for scenario in ("bad-request", "key-rejected", "spend-limit-own"):
        with client(scenario, 2) as (sdk, running), pytest.raises(anthropic.APIStatusError):
            sdk.messages.create(model=HAIKU, max_tokens=9, messages=HELLO)
        assert 1 == len(running.asked("api")), scenario


def test_sampling_parameters_are_refused_by_the_newest_version() -> None:
    """Version 2026-10-21, which the SDK sends, has no temperature on any model."""
    with client("healthy") as (sdk, _), pytest.raises(anthropic.BadRequestError) as caught:
        sdk.messages.create(
            model="claude-haiku-4-5", max_tokens=9, messages=HELLO,
            extra_body={"temperature": 1.0},
        )  # fmt: skip
    assert "temperature: Extra inputs are not permitted" == caught.value.api_message


def test_a_request_above_the_limit_is_refused_by_the_edge() -> None:
    """More than 32 MB is 413 without a request id, whatever the scenario."""
    huge: list[MessageParam] = [{"role": "user", "content": "x" * (33 * 1024 * 1024)}]
    with client("healthy") as (sdk, running), pytest.raises(anthropic.APIStatusError) as caught:
        sdk.messages.create(model=HAIKU, max_tokens=9, messages=huge)
    assert (413, None) == (caught.value.status_code, caught.value.request_id)
    assert b"" == running.log[0].body
