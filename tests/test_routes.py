"""`--route` names who serves Claude; the environment stays as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from tests.conftest import Run

KEY, TOKEN = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"
THEIRS = "sk-pLaNtEd-of-a-gateway"


def report(run: Run, *options: str, env: dict[str, str]) -> dict[str, Any]:
    """The facts of the environment and the ping, with the verdict."""
    done = run("check", "--json", *options, env=env)
    assert "pLaNtEd" not in done.stdout
    found: dict[str, Any] = json.loads(done.stdout)
    facts = {p["name"]: p["facts"] for p in found["probes"]}
    return {**facts["environment"], **facts["ping"], "verdict": found["verdict"]}


def carried(running: Running) -> dict[str, list[str]]:
    """What each role was sent to log in with."""
    found: dict[str, list[str]] = {}
    for seen in running.log:
        for name in {"x-api-key", "authorization"} & seen.headers.keys():
            found.setdefault(seen.role, []).append(seen.headers[name])
    return found


def test_anthropics_own_api_beside_a_cloud(run: Run) -> None:
    """Its key goes there, whatever is switched on; a token may be for the gateway before it."""
    with serve(by_name("healthy")) as world:
        env = {**world.environ(), "CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1"}
        found = report(run, "--route", "anthropic", "--surface", "code", env=env)
        assert ("anthropic", True) == (found["route"], found["works"])
        assert {"api": [DEMO_KEY]} == carried(world)
        world.log.clear()
        env = {**env, KEY: "", TOKEN: THEIRS, "ANTHROPIC_BEDROCK_BASE_URL": "https://llm.example"}
        found = report(run, "--route", "anthropic", "--surface", "code", env=env)
        assert "foreign" == found["key_withheld"]
        assert {} == carried(world)


@pytest.mark.parametrize("value", [THEIRS, DEMO_KEY])
@pytest.mark.parametrize("name", [KEY, TOKEN])
def test_a_gateways_credential_stays_here(name: str, value: str, run: Run) -> None:
    """Asked for Anthropic's own API where the configuration has a gateway: the credential is bound
    to that, so nobody is sent it, and the report says whose it is."""
    with serve(by_name("gateway-healthy")) as world:
        env = {**world.environ(), KEY: "", name: value}
        found = report(run, "--route", "anthropic", env=env)
        assert ("anthropic", "foreign") == (found["route"], found["key_withheld"])
        assert f"{name} belongs to the address in ANTHROPIC_BASE_URL" in found["untested"]
        assert {} == carried(world)


def test_the_gateway_beside_a_cloud(run: Run) -> None:
    """That of ANTHROPIC_BASE_URL is asked as it is without the switch."""
    with serve(by_name("gateway-healthy")) as world:
        env = {**world.environ(), "CLAUDE_CODE_USE_VERTEX": "1"}
        found = report(run, "--route", "gateway", "--surface", "code", env=env)
        assert ("gateway", "your gateway") == (found["route"], found["service"])
        assert {"api"} == set(carried(world))


def test_a_gateway_that_is_not_there_is_a_usage_error(run: Run) -> None:
    """Exit code 2, the message on stderr, nothing on stdout; so is an unknown word."""
    with serve(by_name("healthy")) as world:
        for route, words in (("gateway", "names no gateway"), ("azure", "unknown route")):
            done = run("check", "--route", route, env=world.environ())
            assert (2, "") == (done.returncode, done.stdout)
            assert words in done.stderr


@pytest.mark.parametrize("route", ["bedrock", "vertex", "foundry"])
def test_a_cloud_that_nothing_switches_on(route: str, run: Run) -> None:
    """It is called as the SDK's client for it would, which has no region of its own."""
    with serve(by_name("healthy")) as world:
        found = report(run, "--route", route, "--surface", "api", env=world.environ())
        assert (route, "client") == (found["route"], found["verdict"]["side"])
        assert "not set" in found["place_flaw"]
        assert "export" in found["place_mend"]
        assert {} == carried(world)


def test_a_login_that_is_left_to_nobody(run: Run) -> None:
    """Claude Code sends the cloud itself no login then and is refused (2.1.197): that is the
    verdict, and what takes the variable away is the fix."""
    skips = "CLAUDE_CODE_SKIP_VERTEX_AUTH"
    with serve(by_name("healthy")) as world:
        vertex = world.urls["vertex"]
        env = {**world.environ(), KEY: "", "ANTHROPIC_BASE_URL": "", "CLAUDE_CODE_USE_VERTEX": "1",
               "ANTHROPIC_VERTEX_PROJECT_ID": "demo-project-1", skips: "1",
               "ANTHROPIC_VERTEX_BASE_URL": f"{vertex}/v1",
               "CLAUDE_DOCTOR_CLOUD_URL": vertex}  # fmt: skip
        found = report(run, "--surface", "code", env=env)
        assert ("absent", "answers") == (found["cloud_login"], found["cloud_answer"])
        verdict = found["verdict"]
        assert ("client", "key-rejected") == (verdict["side"], verdict["cause"])
        assert skips in verdict["summary"]
        assert f"unset {skips}" == found["cloud_login_mend"]


@pytest.mark.parametrize("where", ["shell", "settings"])
@pytest.mark.parametrize(
    ("switch", "model"),
    [
        ("CLAUDE_CODE_USE_BEDROCK", "eu.anthropic.claude-haiku-4-5-20251001-v1:0"),
        ("CLAUDE_CODE_USE_VERTEX", "claude-haiku-4-5@20251001"),
    ],
)
def test_a_clouds_model_is_claude_codes_where_that_calls_the_cloud(
    switch: str, model: str, where: str, run: Run
) -> None:
    """The SDK beside it reads no ANTHROPIC_MODEL: its calls are not said to fail on that id."""
    with serve(by_name("healthy")) as world:
        env = world.environ()
        theirs = {switch: "1", "ANTHROPIC_MODEL": model}
        if where == "settings":
            file = world.folder / "claude" / "settings.json"
            file.write_text(json.dumps({"env": theirs}))
        else:
            env |= theirs
        found = report(run, "--surface", "api", env=env)
        assert found["works"]
        assert "model-not-found" != found["verdict"]["cause"]
        assert not found.get("models")
