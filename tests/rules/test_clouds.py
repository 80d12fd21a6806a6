"""The rules of a route through a cloud, over every value of what is measured there."""

from __future__ import annotations

import json
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.engine.judge import judge
from claude_doctor.engine.model import Confidence, Severity, Side
from claude_doctor.fixes import table
from claude_doctor.rules import all_remarks, all_rules
from claude_doctor.sources.clouds.facts import CLOUD_ROUTES, Feed, Login, Said
from tests.conftest import ROOT, Run
from tests.rules.test_rules import evidence

SERVICES = {
    "bedrock": "Amazon Bedrock in eu-west-1", "vertex": "Google Vertex AI in us-east5",
    "foundry": "Microsoft Foundry (team)", "mantle": "Amazon Bedrock (Mantle) in eu-west-1",
    "anthropic-aws": "Claude on AWS in eu-west-1",
}  # fmt: skip
FLAW = "AWS_REGION is not set, so calls have no region"

#: What each answer of the endpoint is, with a login whose dates are good and nothing in the feed.
ANSWERS: dict[Said, tuple[Side, Severity, str]] = {
    Said.WORKS: (Side.HEALTHY, Severity.NONE, "healthy"),
    Said.ANSWERS: (Side.HEALTHY, Severity.NONE, "healthy"),
    Said.NO_CREDENTIAL: (Side.CLIENT, Severity.DOWN, "key-rejected"),
    Said.EXPIRED: (Side.CLIENT, Severity.DOWN, "key-rejected"),
    Said.REFUSED: (Side.CLIENT, Severity.DOWN, "key-rejected"),
    Said.ACCESS: (Side.ACCOUNT, Severity.DOWN, "organization-disabled"),
    Said.MODEL: (Side.CLIENT, Severity.DOWN, "model-not-found"),
    Said.REGION: (Side.CLIENT, Severity.DOWN, "model-not-found"),
    Said.THROTTLED: (Side.ACCOUNT, Severity.DOWN, "rate-limited"),
    Said.QUOTA: (Side.ACCOUNT, Severity.DOWN, "rate-limited"),
    Said.OVERLOADED: (Side.SERVER, Severity.DOWN, "overloaded"),
    Said.FAILED: (Side.SERVER, Severity.DOWN, "server-error"),
    Said.CUT: (Side.SERVER, Severity.DOWN, "incomplete-stream"),
    Said.BAD_REQUEST: (Side.CLIENT, Severity.DOWN, "bad-request"),
    Said.FOREIGN: (Side.UNKNOWN, Severity.DOWN, "not-enough-evidence"),
    Said.SILENT: (Side.UNKNOWN, Severity.DOWN, "silence"),
    Said.UNREACHED: (Side.NETWORK, Severity.DOWN, "connection-failed"),
}

#: Everything that convicts Anthropic, its limits or the way to it elsewhere.
ANTHROPICS: dict[str, object] = {
    "status.source": "json", "status.api_component": "major_outage", "status.api_incident": True,
    "status.supports": True, "status.billing_incident": True, "status.model_incident": True,
    "status.incident_name": "Elevated errors", "github.level": "strong", "reddit.level": "strong",
    "hackernews.level": "strong", "quota.low": True, "quota.headroom": True,
    "quota.resets_in_s": 9, "transcripts.subscription_limit": True,
    "environment.subscription_key": True,
}  # fmt: skip


def facts(
    route: str,
    answer: Said | None,
    login: Login | None = Login.PRESENT,
    feed: Feed | None = Feed.UP,
    flaw: bool = False,
    **more: Any,
) -> dict[str, object]:
    """What a check on this route measures; None was not measured."""
    gave = {Said.WORKS: True, Said.ANSWERS: None, None: None}
    found: dict[str, object | None] = {
        "environment.route": route, "environment.cloud_route": route,
        "environment.cloud_words": "Claude Code calls a cloud",
        "environment.service": SERVICES[route], "environment.provider": SERVICES[route],
        "environment.gateway": False, "environment.place_flaw": FLAW if flaw else "none",
        "environment.cloud_login": login, "ping.gateway": False, "ping.cloud_answer": answer,
        "ping.works": gave.get(answer, False), "cloud.state": feed, "network.control": "open",
        **{name.replace("__", "."): value for name, value in more.items()},
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def judged(found: dict[str, object]) -> Any:
    return judge(evidence(found), all_rules(), all_remarks())


# Every pair of an answer with each other fact, and a route of each vendor in turn.
_ROUTES = cycle(CLOUD_ROUTES)
EVERY = [
    (next(_ROUTES), answer, login, feed, flaw)
    for answer, (login, feed, flaw) in product(
        (None, *Said),
        [
            *((login, Feed.UP, False) for login in (None, *Login)),
            *((Login.PRESENT, feed, False) for feed in (None, *Feed)),
            *((login, Feed.DOWN, True) for login in (None, Login.EXPIRED, Login.PRESENT)),
        ],
    )
]


def test_every_combination_is_judged_and_none_of_it_is_anthropics(
    request: pytest.FixtureRequest,
) -> None:
    """Over the domains: a verdict, its sentence about the cloud, fixes where it is down, and
    none of them another route's. Anthropic's page, the crowd, limits and keys change nothing. A
    usual run takes every second, of each answer, login, feed and route some."""
    step = 1 if request.config.getoption("everything") else 2
    for route, answer, login, feed, flaw in EVERY[::step]:
        found = facts(route, answer, login, feed, flaw)
        judgement = judged(found)
        verdict = judgement.verdict
        assert "It's Anthropic" not in verdict.summary
        fixes = table.named(judgement.fixes, found)
        assert fixes or verdict.severity is not Severity.DOWN
        assert all(table.helps(fix, route) for fix in fixes), (route, answer, judgement.fixes)
        beside = judged(found | ANTHROPICS)
        assert verdict == beside.verdict, (route, answer, login, feed, flaw)
        assert judgement.fixes == beside.fixes
        if flaw and answer is not Said.UNREACHED:
            assert "wrong-endpoint" == verdict.cause


def test_what_works_is_no_fault_whatever_the_dates_say() -> None:
    """A request that works beats a login's dates; those beat nothing measured; and what is not
    known is never healthy."""
    for route, login, feed in product(("bedrock", "vertex"), (None, *Login), (None, *Feed)):
        works = judged(facts(route, Said.WORKS, login, feed)).verdict
        red = feed in (Feed.DEGRADED, Feed.DOWN)
        assert works.cause == ("incident-posted" if red else "healthy")
        nothing = judged(facts(route, None, login, feed)).verdict
        assert nothing.side is not Side.HEALTHY
        if login in (Login.EXPIRED, Login.ABSENT, Login.BROKEN):
            assert "key-rejected" == nothing.cause
        there = judged(facts(route, Said.ANSWERS, login, feed)).verdict
        if login in (Login.EXPIRED, Login.ABSENT, Login.BROKEN):
            assert "key-rejected" == there.cause
        elif login is None and not red:
            assert Side.UNKNOWN is there.side


@pytest.mark.parametrize("route", ("bedrock", "vertex", "foundry"))
@pytest.mark.parametrize("answer", Said)
def test_each_answer_has_its_verdict(route: str, answer: Said) -> None:
    """The table of answers, with the service named where it is at fault or the account at it."""
    verdict = judged(facts(route, answer)).verdict
    assert ANSWERS[answer] == (verdict.side, verdict.severity, verdict.cause)
    if answer is not Said.CUT:
        assert verdict.confidence is not Confidence.LOW or answer in (
            Said.ANSWERS, Said.SILENT, Said.FOREIGN
        )  # fmt: skip
    assert SERVICES[route] in verdict.summary


def test_a_strange_answer_is_the_address_only_where_a_variable_gives_one() -> None:
    """Nobody is told to take out what is not set."""
    named = facts("bedrock", Said.FOREIGN, environment__base_url_from="ANTHROPIC_BEDROCK_BASE_URL")
    assert "wrong-endpoint" == judged(named).verdict.cause
    assert "fix-cloud-base" not in judged(facts("bedrock", Said.FOREIGN)).fixes


def test_a_region_that_is_not_known_is_the_fault_only_where_its_name_alone_is_missing() -> None:
    """The table of regions may be old: a host that resolves, or no name that does, says more."""
    doubt = "AWS_REGION names eu-west-9, which is not a known region; similar: eu-west-1"
    more: dict[str, Any] = {
        "environment__place_doubt": doubt, "ping__transport": "dns", "network__dns": "failed",
        "ping__answer": "unreached", "network__host": "bedrock-runtime.eu-west-9.amazonaws.com",
    }  # fmt: skip
    verdict = judged(facts("bedrock", Said.UNREACHED, **more)).verdict
    assert ("wrong-endpoint", Confidence.MEDIUM) == (verdict.cause, verdict.confidence)
    assert doubt in verdict.summary
    nobody = more | {"network__control": "failed", "network__others_answered": False}
    assert "wrong-endpoint" != judged(facts("bedrock", Said.UNREACHED, **nobody)).verdict.cause
    known = more | {"environment__place_doubt": "none"}
    assert "dns-failure" == judged(facts("bedrock", Said.UNREACHED, **known)).verdict.cause
    works = facts("bedrock", Said.WORKS, environment__place_doubt=doubt)
    assert "healthy" == judged(works).verdict.cause


@pytest.mark.parametrize("route", ("bedrock", "vertex", "foundry"))
def test_nobodys_5xx_at_the_clouds_own_address_is_most_likely_the_clouds(route: str) -> None:
    """It is the server's side, and less certain than the cloud's own words."""
    found = facts(route, Said.FAILED, ping__answered_by="unknown", ping__shows="502 “Bad Gateway”")
    verdict = judged(found).verdict
    assert ("server-error", Confidence.MEDIUM) == (verdict.cause, verdict.confidence)
    assert SERVICES[route] in verdict.summary


def test_a_failure_inside_an_answer_is_no_status() -> None:
    """A 200 that ends in an error is not said to be answered 200."""
    for route, kind in (("bedrock", "internalServerException"), ("vertex", "api_error")):
        found = facts(route, Said.FAILED, ping__http_status=200, ping__error_type=kind)
        summary = judged(found).verdict.summary
        assert "answers 200" not in summary
        assert kind in summary


def test_what_a_gateway_passes_on_shows_that_it_lives() -> None:
    """The look at it beside the ping may meet the same error."""
    dead: dict[str, Any] = {
        "ping__gateway": True,
        "environment__gateway": True,
        "ping__cloud_gateway": "dead",
    }
    for answer, cause in ((Said.FAILED, "server-error"), (Said.OVERLOADED, "overloaded"),
                          (Said.FOREIGN, "gateway-failure")):  # fmt: skip
        assert cause == judged(facts("bedrock", answer, **dead)).verdict.cause


def test_the_feed_alone_convicts_only_where_nothing_answers() -> None:
    """Without any answer a red feed is the cause; beside one that works it is a warning."""
    for answer, cause, severity in (
        (Said.SILENT, "incident-confirmed", Severity.DOWN),
        (Said.UNREACHED, "incident-confirmed", Severity.DOWN),
        (Said.WORKS, "incident-posted", Severity.DEGRADED),
        (Said.ANSWERS, "incident-posted", Severity.DEGRADED),
        (Said.THROTTLED, "rate-limited", Severity.DOWN),
    ):
        verdict = judged(facts("vertex", answer, feed=Feed.DOWN)).verdict
        assert (cause, severity) == (verdict.cause, verdict.severity)


def test_a_gateway_before_the_cloud_is_its_own_fault() -> None:
    """What it says itself is not the cloud's; what it passes on is."""
    before: dict[str, Any] = {"ping__gateway": True, "ping__answered_by": "relay"}
    down = facts("bedrock", Said.FOREIGN, Login.NOT_NEEDED, ping__answer="relay-error", **before)
    assert "gateway-failure" == judged(down).verdict.cause
    key = facts("bedrock", Said.FOREIGN, Login.NOT_NEEDED, ping__answer="error",
                ping__error="key-rejected", **before)  # fmt: skip
    assert "the key for your gateway" in judged(key).verdict.summary
    passed = facts("bedrock", Said.THROTTLED, Login.NOT_NEEDED, ping__gateway=True,
                   ping__answered_by="cloud", ping__answer="error")  # fmt: skip
    assert "rate-limited" == judged(passed).verdict.cause


@pytest.mark.parametrize(
    ("speaker", "route", "works", "severity"),
    [
        ("bedrock", "bedrock", True, "degraded"), ("bedrock", "mantle", True, "degraded"),
        ("bedrock", "bedrock", False, "down"), ("bedrock", "vertex", True, "down"),
        ("vertex", "vertex", True, "degraded"), ("foundry", "bedrock", True, "down"),
        ("bedrock", "anthropic", True, "down"),
    ],
)  # fmt: skip
def test_a_pasted_text_is_contradicted_on_its_own_clouds_route(
    speaker: str, route: str, works: bool, severity: str
) -> None:
    """It happened and works now; on another route a working request says nothing about it."""
    text: dict[str, object] = {
        "error.error": "bedrock-throttled", "error.speaker": speaker, "error.cloud": "a cloud",
        "error.category": "rate_limit", "error.confidence": "high", "error.side": "account",
    }  # fmt: skip
    answer = Said.WORKS if works else Said.ANSWERS
    found = facts(route, answer) if route in SERVICES else {"ping.works": works}
    verdict = judged(found | text).verdict
    assert ("rate-limited", severity) == (verdict.cause, verdict.severity)


OLD = sorted(
    path
    for path in (ROOT / "tests" / "cases").glob("*.json")
    if not path.stem.startswith("cloud-")
)  # fmt: skip


@pytest.mark.parametrize("path", OLD, ids=[path.stem for path in OLD])
def test_anthropics_own_route_is_judged_as_ever(path: Path, run: Run, tmp_path: Path) -> None:
    """With the route and what else the environment now tells, the report is the same."""
    report = json.loads(path.read_text(encoding="utf-8"))
    probes = {probe["name"]: probe for probe in report["probes"]}
    probes["environment"]["facts"] |= {
        "route": "anthropic", "service": "Anthropic", "place_flaw": "none", "cloud_route": "none",
    }  # fmt: skip
    told = tmp_path / "told.json"
    told.write_text(json.dumps(report), encoding="utf-8")
    before, after = (
        json.loads(run("check", "--replay", str(one), "--json").stdout) for one in (path, told)
    )
    for part in ("verdict", "fixes", "context", "missing"):
        assert before[part] == after[part]
    states = [[(f["id"], f["state"]) for f in one["findings"]] for one in (before, after)]
    assert states[0] == states[1]
