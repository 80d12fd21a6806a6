"""Limits out of headers and out of the Admin API; what is odd is left out, never guessed."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.chaos import DEMO_ADMIN_KEY, Scenario, by_name, serve
from claude_doctor.chaos.answers import document
from claude_doctor.chaos.roles import Admin
from claude_doctor.probes.quota import read_headers
from claude_doctor.sources.api import admin
from tests.conftest import Run

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


@pytest.mark.parametrize(
    "reset", ["", "soon", "2026-11-22T12:00:30", "9" * 40, "9999-01-01T00:00:00Z"]
)
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
    """Uncached input and cache writes count, cache reads do not, whatever the limit is called."""
    cached = "input_tokens_per_minute_cache_aware"
    limits = {"data": [group(cached, 1000, "claude-a"),
                       group("input_tokens_per_minute", 1000, "claude-a")]}  # fmt: skip
    used = {
        "model": "claude-a",
        "uncached_input_tokens": 100,
        "cache_read_input_tokens": 900,
        "cache_creation": {"ephemeral_5m_input_tokens": 50, "ephemeral_1h_input_tokens": 25},
    }
    aware, other = admin.loads(limits, {"data": [minute(1, used)]})
    assert (175, 175) == (aware.used, other.used)
    assert "input tokens of claude-a" == aware.words


def test_what_does_not_count_against_a_limit() -> None:
    """Batches have limits of their own, and a name that only begins alike is another model."""
    limits = {"data": [group("output_tokens_per_minute", 1000, "claude-opus-4")]}
    results = (
        {"model": "claude-opus-4", "service_tier": "batch", "output_tokens": 900},
        {"model": "claude-opus-4-5", "output_tokens": 800},
        {"model": "claude-opus-4", "service_tier": "standard", "output_tokens": 7},
    )
    (load,) = admin.loads(limits, {"data": [minute(1, *results)]})
    assert 7 == load.used


def test_unknown_use_is_not_zero_use() -> None:
    """Without a usage answer, and for requests, which it does not count, the use is unknown."""
    limits = {
        "data": [group("requests_per_minute", 50, "a"), group("input_tokens_per_minute", 9, "a")]
    }
    assert [None, None] == [load.share for load in admin.loads(limits, None)]
    assert [None, 0.0] == [load.share for load in admin.loads(limits, {"data": []})]


def test_the_tighter_limit_is_named_for_what_it_is() -> None:
    """`tokens` repeats input or output: the one that is named is the one that can be changed."""
    found = {
        f"anthropic-ratelimit-{kind}-{what}": str(value)
        for kind, left in (("tokens", 5), ("input-tokens", 5), ("output-tokens", 90))
        for what, value in (("limit", 100), ("remaining", left))
    }
    assert "input tokens" == min(read_headers(found, NOW), key=lambda x: x.percent).name


def quota(report: dict[str, Any]) -> dict[str, Any]:
    """The quota probe."""
    return next(p for p in report["probes"] if p["name"] == "quota")


def checked(run: Run, scenario: Scenario, *options: str, **env: str) -> dict[str, Any]:
    """`check --json` with an admin key."""
    with serve(scenario) as running:
        env = {**running.environ(), "ANTHROPIC_ADMIN_KEY": DEMO_ADMIN_KEY, **env}
        done = run("check", "--json", *options, env=env)
        asked = [seen.path for seen in running.asked("admin")]
    report: dict[str, Any] = json.loads(done.stdout)
    return {**report, "exit": done.returncode, "asked": asked}


def at_most(used: float, **changes: Any) -> Scenario:
    """The overloaded world with so much of every limit used."""
    loop = by_name("incomplete-response-loop")
    return dataclasses.replace(loop, admin=Admin(used=used), **changes)


@pytest.mark.parametrize(
    ("used", "cause"),
    [(0.0, "incomplete-response-loop"), (0.79, "incomplete-response-loop"), (0.8, "overloaded"),
     (0.99, "overloaded")],
)  # fmt: skip
def test_headroom_during_an_overload(used: float, cause: str, run: Run) -> None:
    """529 with use under 80 % of every limit is the Incomplete Response Loop, else an overload."""
    report = checked(run, at_most(used))
    assert (cause, 10) == (report["verdict"]["cause"], report["exit"])
    facts = quota(report)["facts"]
    assert pytest.approx(100 * used, abs=0.1) == facts["used_percent"]
    if used:  # of limits that nobody uses, any may be named
        assert "tokens of claude-haiku-5-5" in facts["busiest"]
    assert "(2,000,000 per minute) in the last 15 min" in quota(report)["summary"]


def test_input_alone_takes_the_headroom_away(run: Run) -> None:
    """Output is idle and input is at its limit, as the API names it: no headroom."""
    rows = [{"results": [{"model": "claude-haiku-5-5", "uncached_input_tokens": 1_900_000}]}]
    limits = [group("input_tokens_per_minute_cache_aware", 2_000_000, "claude-haiku-5-5"),
              group("output_tokens_per_minute", 400_000, "claude-haiku-5-5")]  # fmt: skip
    both = document({"data": rows + limits})  # the same answer to both questions
    report = checked(run, dataclasses.replace(at_most(0.0), admin=Admin(instead=both)))
    assert "overloaded" == report["verdict"]["cause"]
    assert "input tokens of claude-haiku-5-5" == quota(report)["facts"]["busiest"]


def test_the_window_is_longer_than_the_report_trails(run: Run) -> None:
    """The usage report is some 5 minutes late, so the last quarter of an hour is asked for."""
    (usage,) = [path for path in checked(run, at_most(0.1))["asked"] if "usage_report" in path]
    asked = parse_qs(urlsplit(usage).query)
    start, end = (datetime.fromisoformat(asked[name][0]) for name in ("starting_at", "ending_at"))
    assert timedelta(minutes=15) == end - start
    assert ["model", "service_tier"] == asked["group_by[]"]


@pytest.mark.parametrize(
    ("status", "words"), [(401, "rejects ANTHROPIC_ADMIN_KEY"), (403, "may not read"),
                          (404, "individual accounts"), (500, "answered 500")],
)  # fmt: skip
def test_an_admin_key_that_is_refused(status: int, words: str, run: Run) -> None:
    """What the Admin API says no to is told, and the ping's own limits stay."""
    refused = document({"type": "error", "error": {"type": "x", "message": "y"}}, status)
    world = dataclasses.replace(by_name("healthy"), admin=Admin(instead=refused))
    report = checked(run, world)
    assert ("healthy", "measured") == (report["verdict"]["cause"], quota(report)["outcome"])
    assert words in quota(report)["summary"]
    assert "99.9% of requests left" in quota(report)["summary"]


REASONS = {
    "rate-limited": ("0% of your input tokens are left (2,000,000 per minute). Wait 17 s",
                     "wait-retry-after"),
    "rate-limited-bare": ("without a reason or a time to wait", "backoff"),
    "acceleration-limit": ("rose too fast", "wait-retry-after"),
    "spend-limit": ("your tier's monthly spend cap", "raise-tier"),
    "spend-limit-own": ("a custom spend limit", "raise-limit"),
    "spend-limit-workspace": ("specified workspace API usage limits", "raise-limit"),
    "credit-exhausted": ("the credit balance is used up", "add-credit"),
    "billing-problem": ("a billing problem blocks", "fix-billing"),
    "subscription-limit": ("your Claude subscription", "wait-for-reset"),
    "quota-low": ("3% of your input tokens are left (2,000,000 per minute); full again in",
                  "spread-load"),
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_limits_are_told_apart(name: str, run: Run) -> None:
    """Each kind of limit has its own sentence and its own first thing to do; where the API says
    when access returns, the sentence says it."""
    report = json.loads(run("demo", name, "--json").stdout)
    says, fix = REASONS[name]
    assert says in report["verdict"]["summary"]
    assert fix == report["fixes"][0]["id"]
    if name.startswith("spend-limit"):
        assert "regain access on 20" in report["verdict"]["summary"]


def test_extra_usage_is_no_weather(run: Run) -> None:
    """A plan that does not cover a call is not contradicted by a key's working ping."""
    with serve(by_name("healthy")) as running:
        text = "API Error: Usage credits required for 1M context"
        done = run("check", "--json", "--error", text, env=running.environ())
    verdict = json.loads(done.stdout)["verdict"]
    assert (12, "billing-problem", "down") == (
        done.returncode, verdict["cause"], verdict["severity"],
    )  # fmt: skip


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["data", "group_type", "models", "limits", "type", "value", "results",
                         "model", "service_tier", "output_tokens", "cache_creation"]),
        inner | st.just("model_group") | st.just("output_tokens_per_minute"), max_size=4,
    ),
    max_leaves=15,
)  # fmt: skip


@given(json_like, json_like)
def test_any_admin_answer_is_read(limits: object, usage: object) -> None:
    """No shape raises, and no share is negative."""
    for load in admin.loads(limits, usage):
        assert load.share is None or load.share >= 0
