"""On a cloud's route: what is known without asking, what its own words name, and what cures it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claude_doctor.fixes import table
from claude_doctor.sources.clouds.facts import Feed, Said
from claude_doctor.sources.clouds.grants import Lack
from tests.conftest import Run
from tests.rules.test_clouds import SERVICES, facts, judged

BEDROCK = {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_BEARER_TOKEN_BEDROCK": "x"}


def _first(found: dict[str, object]) -> Any:
    return table.named(judged(found).fixes, found)[0]


def _environment(run: Run, *args: str, **env: str) -> Any:
    report = json.loads(run("check", *args, "--json", env=env).stdout)
    return next(probe for probe in report["probes"] if probe["name"] == "environment")


@pytest.mark.parametrize("asked", [("--only", "cloud"), ("--skip", "environment")])
def test_the_route_is_known_where_the_environment_is_not_asked(
    asked: tuple[str, ...], run: Run
) -> None:
    """Which cloud calls go through is a setting: what another probe measures is judged by it."""
    probe = _environment(run, *asked, "--offline", **BEDROCK, AWS_REGION="eu-west-1")
    assert "skipped" == probe["outcome"]
    assert "bedrock" == probe["facts"]["route"]
    known = {f"environment.{name}": value for name, value in probe["facts"].items()}
    verdict = judged(known | {"cloud.state": Feed.DOWN, "cloud.words": "an event"}).verdict
    assert ("incident-posted", "degraded") == (verdict.cause, verdict.severity)
    assert "Amazon Bedrock in eu-west-1 reports trouble: an event" in verdict.summary


def test_every_kind_of_grant_has_a_sentence_and_a_first_fix_of_its_own() -> None:
    """What is missing decides both, on the route of the cloud that says it."""
    routes = {Lack.BILLING: "vertex", Lack.API: "vertex", Lack.FIREWALL: "foundry",
              **dict.fromkeys((Lack.PRIVATE, Lack.TENANT, Lack.KEYS_OFF), "foundry")}  # fmt: skip
    shown = set()
    for lack in Lack:
        found = facts(routes.get(lack, "bedrock"), Said.ACCESS, ping__cloud_lack=lack)
        verdict = judged(found).verdict
        assert "organization-disabled" == verdict.cause
        shown.add((verdict.summary, _first(found).id))
    assert len(Lack) == len({says for says, _ in shown}) == len({fix for _, fix in shown})


@pytest.mark.parametrize("act", ["bedrock-mantle:CreateInference", "bedrock:CountTokens"])
def test_the_denied_act_stands_in_sentence_and_title(act: str) -> None:
    """As the cloud names it, whichever it is."""
    found = facts("mantle", Said.ACCESS, ping__cloud_lack=Lack.ROLE, ping__cloud_act=act)
    assert act in judged(found).verdict.summary
    assert act in _first(found).title


@pytest.mark.parametrize(
    ("env", "other"),
    [
        ({"AWS_REGION": "us-west-2"}, "us-east-1"), ({"AWS_REGION": "eu-central-1"}, "eu-west-1"),
        ({"AWS_REGION": "us-gov-west-1"}, "us-gov-east-1"),
        ({"AWS_REGION": "sa-east-1"}, "us-west-2"),
    ],
)  # fmt: skip
def test_the_region_to_try_is_another_near_this_one(
    env: dict[str, str], other: str, run: Run
) -> None:
    """Never the one that is set, and none of another partition."""
    probe = _environment(run, "--only", "environment", **BEDROCK, **env)
    assert other == probe["facts"]["other_region"]
    found = {"environment.route": "bedrock", "environment.other_region": other}
    assert f"AWS_REGION={other} " in str(table.named(("other-aws-region",), found)[0].command)


@pytest.mark.parametrize(
    ("held", "mended"),
    [
        ("https://team.services.ai.azure.com", "https://team.services.ai.azure.com/anthropic"),
        ("https://team.services.ai.azure.com/", "https://team.services.ai.azure.com/anthropic"),
        ("https://team.services.ai.azure.com/anthropic", None),
        ("https://gateway.example/", None),
    ],
)
def test_a_path_that_the_clouds_own_address_lacks_is_added(
    held: str, mended: str | None, run: Run
) -> None:
    """What is no address of the cloud's, or has a path, is left to its owner."""
    probe = _environment(run, "--only", "environment", CLAUDE_CODE_USE_FOUNDRY="1",
                         ANTHROPIC_FOUNDRY_BASE_URL=held)  # fmt: skip
    set_to = f'export ANTHROPIC_FOUNDRY_BASE_URL="{mended}"'
    assert (set_to == probe["facts"]["base_url_mend"]) is (mended is not None)


def test_a_path_that_is_not_there_is_no_missing_deployment() -> None:
    """Foundry has a code of its own for that."""
    path: dict[str, Any] = {"ping__error": "not-found", "ping__answered_by": "cloud"}
    named = facts("foundry", Said.FOREIGN, **path, environment__base_url_mend="unset X")
    assert "wrong-endpoint" == judged(named).verdict.cause
    assert "fix-cloud-base" == _first(named).id
    assert "foundry-resource" == _first(facts("foundry", Said.FOREIGN, **path)).id


@pytest.mark.parametrize(
    ("route", "speaker", "same", "works", "severity"),
    [
        ("foundry", "foundry", True, True, "degraded"),
        ("vertex", "unknown", True, True, "degraded"),
        ("foundry", "foundry", False, True, "down"), ("foundry", "foundry", True, False, "down"),
        ("foundry", "bedrock", True, True, "down"),
    ],
)  # fmt: skip
def test_a_text_about_a_model_is_contradicted_by_that_models_answer(
    route: str, speaker: str, same: bool, works: bool, severity: str
) -> None:
    """It happened and works now; of another model or cloud an answer says nothing. The cloud is
    named either way."""
    text: dict[str, object] = {
        "error.error": "model-not-found", "error.speaker": speaker, "error.cloud": "Some Cloud",
        "error.category": "model_not_found", "error.confidence": "high", "error.side": "client",
        "error.same_model": same,
    }  # fmt: skip
    answer = Said.WORKS if works else Said.ANSWERS
    verdict = judged(facts(route, answer) | text).verdict
    assert ("model-not-found", severity) == (verdict.cause, verdict.severity)
    assert SERVICES[route] in verdict.summary


def test_what_a_request_is_refused_for_is_named_where_the_cloud_names_it() -> None:
    """A field by its name, a beta's flag by its header."""
    field = facts("bedrock", Said.BAD_REQUEST, ping__cloud_field="max_tokens")
    assert "`max_tokens`" in judged(field).verdict.summary
    beta = facts("vertex", Said.BAD_REQUEST, ping__cloud_field="anthropic-beta")
    assert "anthropic-beta" in judged(beta).verdict.summary
    assert "beta-off" == _first(beta).id


def test_what_cures_on_a_cloud_never_asks_anthropics_own_host() -> None:
    """A country that is not served, a key that has run out, China's partition."""
    country = facts("vertex", Said.ACCESS, ping__error="region-blocked", ping__works=False)
    assert "cloud-country" in judged(country).fixes
    fixes = table.named(judged(country).fixes, country)
    assert not any("anthropic.com/cdn" in str(fix.command) for fix in fixes)
    key = facts("mantle", Said.EXPIRED, ping__error="bedrock-key")
    assert ["new-bedrock-key"] == list(judged(key).fixes)
    china = facts("bedrock", Said.UNREACHED, environment__place="cn-north-1")
    assert "China" in judged(china).verdict.summary


def test_govclouds_consoles_are_its_own() -> None:
    """The same page at the partition's own host; what is no console stays."""
    gov = {"environment.route": "bedrock", "environment.place": "us-gov-west-1"}
    pages = [str(fix.url) for fix in table.named(("aws-role", "other-aws-region"), gov)]
    assert pages[0].startswith("https://console.amazonaws-us-gov.com/iam")
    assert pages[1].startswith("https://docs.aws.amazon.com/")
