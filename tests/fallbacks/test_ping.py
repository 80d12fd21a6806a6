"""`fallbacks --ping`: one metered request a route, with that route's own credential alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claude_doctor.chaos import Running
from claude_doctor.chaos.clouds import refusals
from claude_doctor.chaos.roles import DEMO_BEDROCK_KEY, DEMO_FOUNDRY_KEY, DEMO_KEY, Cloud, Provider
from claude_doctor.chaos.wire import Seen
from tests.conftest import Run
from tests.fallbacks import test_command
from tests.fallbacks.test_command import world

BEDROCK = {"ANTHROPIC_BEDROCK_BASE_URL": "{bedrock}", "AWS_REGION": "us-east-1",
           "AWS_BEARER_TOKEN_BEDROCK": DEMO_BEDROCK_KEY}  # fmt: skip
FOUNDRY = {"ANTHROPIC_FOUNDRY_BASE_URL": "{foundry}/anthropic",
           "ANTHROPIC_FOUNDRY_API_KEY": DEMO_FOUNDRY_KEY}  # fmt: skip
VERTEX = {"ANTHROPIC_VERTEX_BASE_URL": "{vertex}/v1", "CLOUD_ML_REGION": "us-east5",
          "ANTHROPIC_VERTEX_PROJECT_ID": "demo-project"}  # fmt: skip
ON_BEDROCK = {**BEDROCK, "CLAUDE_CODE_USE_BEDROCK": "1", "CLAUDE_DOCTOR_CLOUD_URL": "{bedrock}"}
# No login of this machine's own is looked for, and no metadata address is asked.
ALONE = {"AWS_EC2_METADATA_DISABLED": "true", "NO_GCE_CHECK": "true"}


def asked(run: Run, running: Running, *options: str, **env: str) -> dict[str, Any]:
    """The document of `fallbacks` on a machine that is no cloud's, its routes by id."""
    filled = {name: running.filled(value) for name, value in env.items()}
    return test_command.asked(run, running, *options, **ALONE, **filled)


def metered(running: Running, role: str) -> list[Seen]:
    """The requests to a role that could be charged: those with a message in them."""
    return [seen for seen in running.asked(role) if b"max_tokens" in seen.body]


@pytest.mark.parametrize(
    ("route", "env"), [("bedrock", BEDROCK), ("foundry", FOUNDRY)], ids=["bedrock", "foundry"]
)
def test_a_route_that_works_is_up_and_its_cost_is_told(
    run: Run, route: str, env: dict[str, str]
) -> None:
    """One request, whatever its page says; tokens and cost stand in the document and the text."""
    page = {"bedrock": "aws", "foundry": "azure"}[route]
    with world(**{page: Provider(state="degraded")}) as running:
        one = asked(run, running, "--ping", **env)["by_id"][route]
        assert 1 == len(metered(running, route))
        filled = {name: running.filled(value) for name, value in env.items()}
        text = run("fallbacks", "--ping", env={**running.environ(), **ALONE, **filled}).stdout
    assert ("up", True, True) == (one["state"], one["usable"], one["ping"]["works"])
    assert one["ping"]["output_tokens"] > 0 and one["ping"]["model"]
    assert "its ping just worked" in one["reason"]
    assert "1 metered request sent:" in text and "tokens" in text


def test_without_the_option_nothing_is_metered(run: Run) -> None:
    """Keyless requests alone, and no cost in the text."""
    with world() as running:
        found = asked(run, running, **BEDROCK, **FOUNDRY)["by_id"]
        filled = {name: running.filled(value) for name, value in {**BEDROCK, **FOUNDRY}.items()}
        text = run("fallbacks", env={**running.environ(), **filled}).stdout
        assert [] == [seen for role in ("bedrock", "foundry") for seen in metered(running, role)]
    assert {None} == {found[route]["ping"] for route in ("bedrock", "foundry")}
    assert "metered" not in text


def test_each_credential_goes_to_its_own_route_alone(run: Run) -> None:
    """On Bedrock with keys for all: every peer sees its own key, in one metered request at most;
    the pages and the local servers see none."""
    env = {
        **ON_BEDROCK,
        **FOUNDRY,
        **VERTEX,
        "ANTHROPIC_API_KEY": DEMO_KEY,
        "ANTHROPIC_BASE_URL": "",
    }
    with world() as running:
        found = asked(run, running, "--ping", "--surface", "code", **env)["by_id"]
        log = list(running.log)
        counts = {role: len(metered(running, role)) for role in ("bedrock", "foundry", "api")}
    assert {"bedrock": 1, "foundry": 1, "api": 1} == counts
    assert "bedrock" not in found and found["bedrock-other-region"]["ping"]["works"]
    assert found["anthropic"]["ping"]["works"] and found["foundry"]["ping"]["works"]
    own = {"bedrock": DEMO_BEDROCK_KEY, "foundry": DEMO_FOUNDRY_KEY, "api": DEMO_KEY}
    for seen in log:
        for role, key in own.items():
            if role != seen.role:
                sent = {value.removeprefix("Bearer ") for value in seen.headers.values()}
                assert key not in sent | {seen.path}, (seen.role, role)
    assert found["vertex"]["ping"]["works"] is None
    assert "not pinged: " in found["vertex"]["reason"]


def test_the_active_route_is_not_pinged(run: Run) -> None:
    """Anthropic's own API is what calls take: its models are no routes of this option's."""
    with world() as running:
        found = asked(run, running, "--ping", **FOUNDRY)["by_id"]
        assert [] == running.asked("api")
    assert {None} == {one["ping"] for one in found.values() if one["kind"] == "claude-model"}


@pytest.mark.parametrize("name", ["THROTTLED", "ACCESS"])
def test_a_refusal_makes_a_route_useless(run: Run, name: str) -> None:
    """A green page and an endpoint that answers do not help: the cloud's own words are told."""
    refusal = next(
        value for key, value in vars(refusals).items() if name in key and hasattr(value, "status")
    )
    with world(bedrock=Cloud(refusal=refusal)) as running:
        one = asked(run, running, "--ping", **BEDROCK)["by_id"]["bedrock"]
    assert ("down", False, False) == (one["state"], one["usable"], one["ping"]["works"])
    assert f"its ping just failed ({refusal.status}: " in one["reason"]


def test_a_key_that_may_be_anothers_stays_here(run: Run) -> None:
    """A token beside a cloud's address and a gateway's: whose it is cannot be told, so the gateway
    is not pinged, and says why."""
    token = "planted-gateway-" + "t5" * 10
    env = {**ON_BEDROCK, "ANTHROPIC_BASE_URL": "{relay}", "ANTHROPIC_AUTH_TOKEN": token,
           "ANTHROPIC_API_KEY": ""}  # fmt: skip
    with world() as running:
        found = asked(run, running, "--ping", **env)["by_id"]
        assert token not in json.dumps([dict(seen.headers) for seen in running.log])
    assert found["gateway"]["ping"]["works"] is None
    assert "so it was not sent" in found["gateway"]["reason"]


def test_a_check_of_a_cloud_in_trouble_names_the_next_region(run: Run) -> None:
    """The verdict is the cloud's side; the line names the smallest change, and the run sends one
    metered request, the check's own."""
    env = {**ON_BEDROCK, "ANTHROPIC_API_KEY": "", "ANTHROPIC_BASE_URL": "",
           "ANTHROPIC_MODEL": "us.anthropic.claude-haiku-4-5-20251001-v1:0"}  # fmt: skip
    with world(bedrock=Cloud(refusal=refusals.UNAVAILABLE), aws=Provider(state="down")) as running:
        filled = {name: running.filled(value) for name, value in env.items()}
        whole = {**running.environ(), **ALONE, **filled}
        report = json.loads(run("check", "--fallbacks", "--json", env=whole).stdout)
        assert 1 == len(metered(running, "bedrock"))
        text = run("check", "--fallbacks", env={**whole, "COLUMNS": "110"}).stdout
    assert "server" == report["verdict"]["side"]
    assert ("bedrock-other-region", "us-east-2") == (
        report["fallback"]["id"], report["fallback"]["region"],
    )  # fmt: skip
    assert "Meanwhile: Claude through Bedrock in another region (us-east-2)" in text
