"""No step of a report is contradicted by a fact of the same report: for every saved one, for random
facts, and by a look that is apart from the table of gates and finds what is planted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from claude_doctor.engine.judge import facts_of, judge, known_by
from claude_doctor.fixes.table import named
from claude_doctor.rules import all_gates, all_rules
from tests.conftest import Run
from tests.contradictions import contradictions
from tests.rules.test_gates import assignments
from tests.rules.test_rules import evidence
from tests.test_cases import CASES


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_no_saved_report_contradicts_itself(path: Path, run: Run) -> None:
    """Judged again, its steps fit its facts."""
    again = json.loads(run("check", "--replay", str(path), "--json").stdout)
    assert [] == contradictions(again)


def _report(facts: dict[str, object], gated: bool = True) -> dict[str, Any]:
    shown = evidence(facts)
    judgement = judge(shown, all_rules(), (), all_gates() if gated else None)
    verdict = judgement.verdict
    return {
        "verdict": {"cause": verdict.cause, "retry_after_s": verdict.retry_after_s},
        "fixes": [
            fix.document() for fix in named(judgement.fixes, known_by(judgement, facts_of(shown)))
        ],
        "findings": [{"id": one.id, "because": one.because} for one in judgement.findings],
        "probes": [{"name": one.name, "facts": one.facts} for one in shown],
    }


@given(assignments)
@settings(max_examples=100, deadline=None)
def test_no_report_over_random_facts_contradicts_itself(facts: dict[str, object]) -> None:
    """Over all that a rule or a gate mentions, in combinations that nobody has thought of."""
    assert [] == contradictions(_report(facts))


#: Facts, a step, and a word of the kind that must be found.
PLANTED: tuple[tuple[dict[str, object], dict[str, str], str], ...] = (
    ({"ping.keyed": True, "ping.answered_by": "anthropic", "ping.http_status": 403},
     {"title": "Set ANTHROPIC_API_KEY to a valid key"}, "A key to set"),
    ({"environment.proxy_set": False}, {"title": "Mend the proxy setting"}, "A proxy"),
    ({"environment.proxy_set": True}, {"title": "Ask for this network's proxy"}, "A proxy"),
    ({}, {"title": "Send Anthropic support the request id"}, "A number for support"),
    ({}, {"title": "Send Anthropic support the cf-ray"}, "A number for support"),
    ({"status.api_component": "operational", "status.api_incident": False},
     {"url": "https://status.claude.com"}, "A page to follow"),
    ({"cloud.state": "up"}, {"url": "https://health.aws.amazon.com/health/status"}, "A page"),
    ({"ping.model": "claude-haiku-5-5", "ping.works": False},
     {"title": "Use claude-haiku-5-5: it answers from here"}, "A model to use"),
    ({"ping.other_model": "claude-opus-5-5", "ping.other_works": False},
     {"title": "Use claude-opus-5-5: it answers from here"}, "A model to use"),
    ({"network.control": "failed", "network.others_answered": False},
     {"command": "claude-doctor fallbacks"}, "Another service"),
    ({"network.control": "open"}, {"title": "Check this machine's connection"}, "A connection"),
    ({"environment.route": "vertex"}, {"title": "Log in to AWS"}, "Another route"),
    ({"environment.route": "bedrock"}, {"url": "https://platform.claude.com/settings/keys"},
     "Another route"),
    ({"environment.gateway": False}, {"title": "Ask whoever runs the gateway"}, "A gateway"),
    ({"ping.front_door": False}, {"title": "Bypass the gateway"}, "A gateway"),
    ({}, {"title": "Wait 60 s", "command": "sleep 60; claude-doctor check"}, "A time to wait"),
    ({}, {"title": "Wait as long as retry-after says"}, "A time to wait"),
    ({"network.tls": "none"}, {"title": "Check the certificate"}, "A certificate"),
    ({"network.clock_off": False}, {"title": "Set this machine's clock"}, "A certificate"),
    ({"environment.base_url_from": ""}, {"title": "Fix ANTHROPIC_BASE_URL"}, "A base URL"),
    ({"ping.works": True}, {"command": "claude-doctor wait"}, "A wait"),
    ({"ping.lifecycle": "overdue"}, {"title": "Move before the retirement date"}, "A date"),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "step", "kind"), PLANTED, ids=[str(p[1]) for p in PLANTED])
def test_a_planted_contradiction_is_found(
    facts: dict[str, object], step: dict[str, str], kind: str
) -> None:
    """Each kind, in a report that is otherwise empty."""
    whole = {"title": "", "command": None, "url": None, **step}
    report = _report(facts) | {"fixes": [whole], "verdict": {"cause": "", "retry_after_s": None}}
    assert any(one.startswith(kind) for one in contradictions(report))


def test_without_the_gates_steps_are_contradicted() -> None:
    """The look has teeth: what the gates keep away, it finds."""
    facts: dict[str, object] = {
        "ping.error": "overloaded", "ping.works": False, "ping.http_status": 529,
        "ping.model": "claude-haiku-5-5", "status.api_component": "operational",
        "status.api_incident": False, "ping.answered_by": "anthropic",
    }  # fmt: skip
    assert [] == contradictions(_report(facts))
    assert contradictions(_report(facts, gated=False))
