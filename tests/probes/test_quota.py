"""Limits out of headers and out of the Admin API; what is odd is left out, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor import admin
from claude_doctor.probes.quota import read_headers

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAMES = [
    f"anthropic-ratelimit-{kind}-{what}"
    for kind in ("requests", "tokens", "input-tokens", "output-tokens")
    for what in ("limit", "remaining", "reset")
]


def headers(limit: str, remaining: str, reset: str = "2026-11-22T12:00:30Z") -> dict[str, str]:
    return {
        "anthropic-ratelimit-requests-limit": limit,
        "anthropic-ratelimit-requests-remaining": remaining,
        "anthropic-ratelimit-requests-reset": reset,
    }


def test_a_limit_is_read() -> None:
    """Limit, remaining, percent and the seconds to the reset."""
    (limit,) = read_headers(headers("50", "4"), NOW)
    assert ("requests", 50, 4, 8.0, 30) == (
        limit.name,
        limit.limit,
        limit.remaining,
        limit.percent,
        limit.resets_in_s,
    )


@pytest.mark.parametrize(
    ("limit", "remaining"),
    [("", "1"), ("0", "0"), ("x", "1"), ("-5", "1"), ("1", ""), ("9" * 30, "1"), ("٣", "1")],
)
def test_odd_limits_are_left_out(limit: str, remaining: str) -> None:
    """Missing, zero, negative, huge and foreign digits say nothing."""
    assert [] == read_headers(headers(limit, remaining), NOW)


@pytest.mark.parametrize("reset", ["", "soon", "2026-11-22T12:00:30", "9" * 40])
def test_an_unreadable_reset_is_unknown(reset: str) -> None:
    """The limit stays, its reset is not guessed."""
    (limit,) = read_headers(headers("50", "4", reset), NOW)
    assert limit.resets_in_s is None


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=25)))
def test_any_headers_are_read(found: dict[str, str]) -> None:
    """Whatever the headers hold, every limit that is read makes sense."""
    for limit in read_headers(found, NOW):
        assert 0 <= limit.percent <= 100
        assert limit.resets_in_s is None or limit.resets_in_s >= 0


def group(kind: str, value: object, *models: str) -> dict[str, object]:
    return {
        "type": "rate_limit",
        "group_type": "model_group",
        "models": list(models),
        "limits": [{"type": kind, "value": value}],
    }


def minute(at: int, *results: dict[str, object]) -> dict[str, object]:
    start = NOW - timedelta(minutes=at)
    return {"starting_at": start.isoformat(), "results": list(results)}


def test_the_busiest_minute_counts() -> None:
    """Use is the sum over a group's models in its busiest minute; other groups do not count."""
    limits = {"data": [group("output_tokens_per_minute", 1000, "claude-a", "claude-b")]}
    usage = {
        "data": [
            minute(2, {"model": "claude-a-20260101", "output_tokens": 300},
                   {"model": "claude-b", "output_tokens": 200}),
            minute(1, {"model": "claude-z", "output_tokens": 5000}),
        ]
    }  # fmt: skip
    (load,) = admin.loads(limits, usage)
    assert (500, 0.5) == (load.used, load.share)


def test_input_counts_what_counts() -> None:
    """Uncached input and cache writes count against the input limit, cache reads do not."""
    limits = {"data": [group("input_tokens_per_minute", 1000, "claude-a")]}
    used = {
        "model": "claude-a",
        "uncached_input_tokens": 100,
        "cache_read_input_tokens": 900,
        "cache_creation": {"ephemeral_5m_input_tokens": 50, "ephemeral_1h_input_tokens": 25},
    }
    (load,) = admin.loads(limits, {"data": [minute(1, used)]})
    assert 175 == load.used


def test_unknown_use_is_not_zero_use() -> None:
    """Without a usage answer, and for requests, which it does not count, the use is unknown."""
    limits = {
        "data": [group("requests_per_minute", 50, "a"), group("input_tokens_per_minute", 9, "a")]
    }
    assert [None, None] == [load.share for load in admin.loads(limits, None)]
    assert [None, 0.0] == [load.share for load in admin.loads(limits, {"data": []})]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["data", "group_type", "models", "limits", "type", "value", "results",
                         "model", "output_tokens", "cache_creation"]),
        inner | st.just("model_group") | st.just("output_tokens_per_minute"), max_size=4,
    ),
    max_leaves=15,
)  # fmt: skip


@given(json_like, json_like)
def test_any_admin_answer_is_read(limits: object, usage: object) -> None:
    """No shape raises, and no share is negative."""
    for load in admin.loads(limits, usage):
        assert load.share is None or load.share >= 0
