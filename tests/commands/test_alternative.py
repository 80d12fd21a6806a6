"""The one more metered request of `--fallbacks`, counted where it arrives: at the API."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from claude_doctor.chaos import SCENARIOS, Running, Scenario, by_name, serve
from claude_doctor.chaos.answers import BAD_KEY, OVERLOADED, RATE_LIMITED, SERVER_ERROR, Refusal
from claude_doctor.chaos.roles import Api, Stream
from claude_doctor.chaos.scenarios import fallbacks, server
from claude_doctor.chaos.wire import Wire
from tests import clock
from tests.conftest import Run, busy

#: Verdicts that come of a ping which failed by the service's fault.
FAULTS = ("overloaded", "incomplete-response-loop", "server-error", "incomplete-stream")
#: Where no request may be added though the verdict is one of these, and why.
NOT_ASKED = {
    "overloaded-only-model": "there is no other model",
    "stalled-stream": "the stream stays silent until the deadline",
}
DEFAULT = "claude-haiku-5-5"


def _kinds() -> list[Scenario]:
    """Every scenario of the service's side, and one of each other verdict; no cloud's."""
    ours = {id(one) for one in (*server.ROWS, *fallbacks.ROWS)}
    first = {(s.side, s.cause, s.severity): id(s) for s in reversed(SCENARIOS) if not s.cloud}
    chosen = ours | set(first.values())
    return [s for s in SCENARIOS if id(s) in chosen and not s.cloud]


def metered(running: Running) -> Counter[str]:
    """The models of the requests for a completion that carried a key, by how often."""
    sent = [s for s in running.log if (s.method, s.path) == ("POST", "/v1/messages")]
    keyed = [s for s in sent if {"x-api-key", "authorization"} & {h.lower() for h in s.headers}]
    return Counter(json.loads(s.body)["model"] for s in keyed)


def check(run: Run, scenario: Scenario, *more: str) -> tuple[dict[str, Any], Counter[str], str]:
    """One check of this world: the report, the metered requests, and the text of the same."""
    with serve(scenario) as running:
        options = [one for one in scenario.options if one != "--fallbacks"]
        done = run("check", "--json", *options, *more, env=running.environ())
        assert [] == running.faults
        return json.loads(done.stdout), metered(running), done.stderr


def facts(report: dict[str, Any]) -> dict[str, Any]:
    """What the ping has measured."""
    (ping,) = [probe for probe in report["probes"] if probe["name"] == "ping"]
    found: dict[str, Any] = ping["facts"]
    return found


@pytest.mark.sampled(4)
@pytest.mark.parametrize("scenario", _kinds(), ids=lambda s: s.name)
def test_one_more_request_where_the_service_fails_and_nowhere_else(
    run: Run, scenario: Scenario
) -> None:
    """In every kind of world: one more where a keyed ping failed by the service's fault, another
    model is there and time is left, else none; no model is asked twice; the report says of it what
    came."""
    report, sent, errors = check(run, scenario, "--fallbacks")
    said, ping = report["verdict"], facts(report)
    assert "" == errors
    assert scenario.cause == said["cause"] or busy(report)
    assert {1} >= set(sent.values())
    failed = said["severity"] == "down" and said["cause"] in FAULTS and bool(sent)
    expected = failed and scenario.name not in NOT_ASKED
    assert expected == (ping.get("other_sent") is True)
    if not expected:
        assert 2 > len(set(sent) - _named(report)) or ping.get("default_model_gone")
        return
    assert ping["other_model"] in sent
    rows = {row["model"]: row for row in ping["models"]}
    assert set(sent) == set(rows)
    assert ping["other_works"] is (rows[ping["other_model"]]["answer"] == "complete")
    assert ping["other_status"] == rows[ping["other_model"]].get("http_status")


def _named(report: dict[str, Any]) -> set[str]:
    """The models that the user has named."""
    (own,) = [probe for probe in report["probes"] if probe["name"] == "environment"]
    return set(own["facts"].get("models", ()))


API = {
    "one-model": Api(refusals=((DEFAULT, OVERLOADED),)),
    "all-models": Api(refusal=OVERLOADED),
    "internal": Api(refusal=SERVER_ERROR),
    "cut": Api(stream=Stream.CUT),
    "in-stream": Api(stream_error=OVERLOADED),
    "works": Api(),
    "key": Api(refusal=BAD_KEY),
    "limit": Api(refusal=RATE_LIMITED),
    "credit": Api(refusal=Refusal(400, "invalid_request_error", "credit balance is too low")),
    "silent": Api(instead=Wire.MUTE),
    "reset": Api(instead=Wire.RESET),
}
MORE = ("one-model", "all-models", "internal", "cut", "in-stream")


@pytest.mark.parametrize("kind", API)
def test_with_the_option_one_more_and_without_it_none(run: Run, kind: str) -> None:
    """Exactly one more than the same check sends without it, where the service fails."""
    world = replace(by_name("healthy"), api=API[kind], timeout_s=3.0)
    _, without, _ = check(run, world)
    _, sent, _ = check(run, world, "--fallbacks")
    assert (kind in MORE) == (sent.total() - without.total() == 1)
    assert 1 == without.total()


def test_what_answers_is_the_first_route_and_its_cost_is_told(run: Run) -> None:
    """Another model answers the same key: the report says which, how long it took, and what all
    requests cost together; the text names both."""
    world = by_name("overloaded-with-fallback")
    report, sent, _ = check(run, world, "--fallbacks")
    ping = facts(report)
    assert ("claude-sonnet-5-5", True, 200, "none") == tuple(
        ping[f"other_{name}"] for name in ("model", "works", "status", "error")
    )
    assert 0 < ping["other_ms"] < 5000
    assert {DEFAULT: 1, "claude-sonnet-5-5": 1} == sent
    assert ping["cost_usd"] == sum(row.get("cost_usd", 0) for row in ping["models"]) > 0
    assert "claude-sonnet-5-5" == report["fallback"]["id"]
    text = run("demo", world.name).stdout
    told = " ".join(text.split())
    assert "2 requests (one for --fallbacks: claude-sonnet-5-5), 15 + 10 tokens, $" in told
    assert "None" not in told


def test_the_users_own_line_comes_first(run: Run) -> None:
    """Who asks for an Opus that fails is given another Opus, though Haiku answers as well."""
    refused = Api(refusals=(("claude-opus-5-5", OVERLOADED),))
    world = replace(by_name("healthy"), api=refused)
    report, sent, _ = check(run, world, "--fallbacks", "--model", "claude-opus-5-5")
    assert {DEFAULT: 1, "claude-opus-5-5": 1, "claude-opus-5": 1} == sent
    assert ("claude-opus-5", "overloaded") == (
        report["fallback"]["id"],
        report["verdict"]["cause"],
    )
    assert "claude-opus-5-5" == facts(report)["failed_model"]


def test_a_model_that_has_answered_is_not_asked_again(run: Run) -> None:
    """The best other model is one that the user has named too, and it works: no further request."""
    refused = Api(refusals=(("claude-opus-5-5", OVERLOADED),))
    named = ("--model", "claude-opus-5-5", "--model", "claude-opus-5")
    world = replace(by_name("healthy"), api=refused)
    report, sent, _ = check(run, world, "--fallbacks", *named)
    assert {DEFAULT: 1, "claude-opus-5-5": 1, "claude-opus-5": 1} == sent
    ping = facts(report)
    assert ("claude-opus-5", False, True) == tuple(
        ping[f"other_{name}"] for name in ("model", "sent", "works")
    )


@pytest.mark.parametrize("model", ["claude-sonnet-5-5", "claude-haiku-5-5"])
def test_a_hanging_model_costs_no_verdict_and_no_deadline(run: Run, model: str) -> None:
    """The other model stays silent: the run ends in time with the verdict of the first."""
    world = replace(by_name("overloaded-with-fallback"), api=API["one-model"], timeout_s=3.0)
    slow = replace(world.api, first_token_s=30.0)
    started = time.monotonic()
    report, sent, _ = check(run, replace(world, api=slow), "--fallbacks")
    assert clock.soon(time.monotonic() - started, 3.0, 0.5)
    assert ("overloaded", 2) == (report["verdict"]["cause"], sent.total())
    assert facts(report).get("other_works") is not True
    (ping,) = [probe for probe in report["probes"] if probe["name"] == "ping"]
    assert "measured" == ping["outcome"]


def test_only_the_routes_that_no_wrong_page_names(run: Run) -> None:
    """The page is green and two models answer 529: no third Claude model is recommended by that
    page, and no route by a page that nobody contradicts is lost."""
    report, _, _ = check(run, by_name("overloaded-every-model"), "--fallbacks")
    assert "bedrock" == report["fallback"]["id"]
    bare = replace(by_name("overloaded-every-model"), env=(), args=())
    with serve(bare) as running:
        env = {**running.environ(), "OLLAMA_HOST": "127.0.0.1:9"}
        done = run("check", "--json", "--fallbacks", env=env)
    assert json.loads(done.stdout)["fallback"] is None
