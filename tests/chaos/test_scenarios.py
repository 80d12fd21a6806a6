"""The scenarios are sound as data: named, told, expected, and they cover the contract's causes."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from claude_doctor.chaos import SCENARIOS, Scenario, by_name, serve
from claude_doctor.chaos.roles import ROLES
from claude_doctor.engine.model import Severity, Side

#: The contract's causes, by side and severity. What needs certificates is left out: clock-skew.
CAUSES = {
    (Side.SERVER, Severity.DOWN): "overloaded incomplete-response-loop server-error "
    "incomplete-stream incident-confirmed crowd-outage",
    (Side.SERVER, Severity.DEGRADED): "incident-posted model-incident crowd-reports "
    "slow-response recent-failures",
    (Side.CLIENT, Severity.DOWN): "key-rejected key-forbidden model-not-found bad-request "
    "request-too-large wrong-endpoint insecure-endpoint",
    (Side.CLIENT, Severity.DEGRADED): "environment-conflict model-retiring",
    (Side.ACCOUNT, Severity.DOWN): "rate-limited spend-limit-reached credit-exhausted "
    "billing-problem organization-disabled subscription-limit",
    (Side.ACCOUNT, Severity.DEGRADED): "quota-low",
    (Side.NETWORK, Severity.DOWN): "offline dns-failure connection-failed tls-failure "
    "proxy-failure captive-portal region-blocked gateway-failure",
    (Side.UNKNOWN, Severity.DOWN): "silence",
    (Side.UNKNOWN, Severity.NONE): "not-enough-evidence",
    (Side.HEALTHY, Severity.NONE): "healthy",
}
IDS = [scenario.name for scenario in SCENARIOS]


def test_every_cause_of_the_contract_has_a_scenario() -> None:
    """Each cause is shown at each severity that the contract gives it."""
    shown = {(s.side, s.severity, s.cause) for s in SCENARIOS}
    wanted = {(*key, cause) for key, causes in CAUSES.items() for cause in causes.split()}
    assert set() == wanted - shown
    assert {cause for *_, cause in shown} <= {cause for *_, cause in wanted}
    assert len(SCENARIOS) >= 36


def test_names_are_unique_and_found() -> None:
    """by_name gives each scenario back; an unknown name is a KeyError."""
    assert len(SCENARIOS) == len(set(IDS))
    assert all(by_name(s.name) is s for s in SCENARIOS)
    with pytest.raises(KeyError):
        by_name("no-such-scenario")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_a_scenario_is_told_in_a_plain_line(scenario: Scenario) -> None:
    """The name is kebab-case; the story is one sentence that fits beside the name."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", scenario.name)
    assert scenario.story.endswith(".") and scenario.story.count(".") <= 3
    assert len(scenario.story) <= 90


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_the_exit_code_is_the_contracts(scenario: Scenario) -> None:
    """Down has its side's code, unknown 14 at any severity, everything else 0."""
    code = {"server": 10, "client": 11, "account": 12, "network": 13}.get(scenario.side, 0)
    expected = code if scenario.severity is Severity.DOWN else 0
    assert (14 if scenario.side is Side.UNKNOWN else expected) == scenario.exit_code


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_every_address_is_loopback_but_the_one_nobody_may_use(scenario: Scenario) -> None:
    """All addresses are on 127.0.0.1; the insecure ones are TEST-NET, the unresolvable one has a
    name that no resolver sends out."""
    with serve(scenario) as running:
        env = running.environ()
        assert running.faults == []
    for name, value in env.items():
        if "://" not in value:
            continue
        host = re.sub(r"[:/].*$", "", re.sub(r"^https?://", "", value))
        assert host in ("127.0.0.1", "192.0.2.1") or len(host) > 255, name
    assert set(running.urls) == set(ROLES)


def test_the_roles_of_a_scenario_are_its_fields() -> None:
    """Each role that can be configured is a field of Scenario."""
    names = {field.name for field in fields(Scenario)}
    assert set(ROLES) - names == {"reddit_oauth", "elsewhere"}


def test_options_hold_the_time_limit() -> None:
    """What check is called with: the arguments, then --timeout."""
    assert ("--no-ping", "--timeout", "10") == by_name("healthy-no-ping").options
