"""What is said beside a verdict is data, in the JSON as on the screen; and Anthropic's own billing
trouble makes an account's verdict less certain."""

from __future__ import annotations

import json

import pytest

from claude_doctor.engine.facts import Facts, holds
from claude_doctor.engine.judge import judge
from claude_doctor.engine.model import Confidence, Remark, Severity, Side, State
from claude_doctor.failures.classify import with_cause
from claude_doctor.rules import all_remarks, all_rules
from claude_doctor.rules.reports import MONEY_CAUSES
from tests.conftest import Run
from tests.rules.test_rules import evidence, solutions

BILLING = {"status.billing_incident": True}
REMARKS = [(remark, n) for remark in all_remarks() for n in range(len(remark.cases))]


def judged(facts: dict[str, object]) -> tuple[Confidence, Side, Severity, dict[str, State]]:
    judgement = judge(evidence(facts), all_rules(), all_remarks())
    states = {finding.id: finding.state for finding in judgement.findings}
    verdict = judgement.verdict
    return verdict.confidence, verdict.side, verdict.severity, states


@pytest.mark.parametrize("cause", MONEY_CAUSES)
@pytest.mark.parametrize("works", [False, True])
def test_a_billing_incident_makes_an_accounts_verdict_less_certain(cause: str, works: bool) -> None:
    """Every error about money, of the ping and of the user's text, is judged less surely while the
    page has a billing incident open; the incident is a finding that contributes."""
    told = 0
    for row in with_cause(cause):
        facts: dict[str, object] = {"ping.works": works}
        facts |= {"error.error": row} if works else {"ping.error": row}
        alone, side, severity, _ = judged(facts)
        beside, side_too, severity_too, states = judged(facts | BILLING)
        assert (side, severity) == (side_too, severity_too)
        if side is not Side.ACCOUNT:  # a text that another rule judges first
            continue
        told += 1
        order = [Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW]
        assert order.index(beside) > order.index(alone) or alone is Confidence.LOW
        assert states["incident-posted"] is State.CONTRIBUTING
    assert told


def test_a_billing_incident_alone_says_nothing_of_the_api() -> None:
    """Without an error about money it is no finding: a rate limit is as sure as ever."""
    (row, *_) = with_cause("rate-limited")
    facts = {"ping.works": False, "ping.error": row, "ping.retry_after_told": True}
    assert judged(facts)[:3] == judged(facts | BILLING)[:3]
    assert judged(facts | BILLING)[3]["incident-posted"] is not State.CONTRIBUTING


def test_the_billing_incident_is_said_and_nobody_is_sent_to_pay_first(run: Run) -> None:
    """On the screen, in the JSON, and as the first thing to do."""
    report = json.loads(run("demo", "credit-or-billing-incident", "--json").stdout)
    said = "The status page has an open billing incident: it may not be your account."
    assert said in report["context"]
    assert "follow-status-page" == report["fixes"][0]["id"]
    assert said in " ".join(run("demo", "credit-or-billing-incident").stdout.split())


@pytest.mark.parametrize(("remark", "number"), REMARKS, ids=[f"{r.id}-{n}" for r, n in REMARKS])
def test_no_remark_is_dead(remark: Remark, number: int) -> None:
    """Some facts make this case speak before the others of its remark."""

    def spoken(facts: Facts) -> int | None:
        whens = [when for when, _ in remark.cases]
        return next((n for n, when in enumerate(whens) if holds(when, facts) is True), None)

    assert any(number == spoken(facts) for facts in solutions(remark.cases[number][0]))
