"""Every credential of a cloud, of a gateway and of Anthropic's set at once: each goes to its own
address, and all other peers are sent none.

A loopback world stands for all that a check asks, and keeps what it was sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from claude_doctor.border.clouds import CLOUDS
from claude_doctor.chaos import Running, by_name, serve
from tests.conftest import Run

#: Whatever may log in anywhere, with a value of its own.
PLANTED = {
    name: f"pLaNtEd-{number}-{name.lower().replace('_', '-')}"
    for number, name in enumerate((
        "AWS_BEARER_TOKEN_BEDROCK", "ANTHROPIC_FOUNDRY_API_KEY", "ANTHROPIC_AWS_API_KEY",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_CLIENT_SECRET",
        "GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN", "ANTHROPIC_AUTH_TOKEN",
        "CLAUDE_CODE_OAUTH_TOKEN", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "GEMINI_API_KEY",
    ), 10)
} | {"ANTHROPIC_API_KEY": "sk-ant-api03-pLaNtEd-of-anthropics"}  # fmt: skip
IDS = {"bedrock": "eu.anthropic.claude-opus-4-6-v1", "vertex": "claude-opus-4-6",
       "mantle": "anthropic.claude-opus-4-7"}  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    """A gateway's world: its address and Anthropic's front door are two."""
    with serve(by_name("gateway-healthy")) as running:
        yield running


def environment(world: Running, cloud: str, own: bool) -> dict[str, str]:
    """Claude Code on the cloud, whose address is the world's; `own`: it is the cloud itself there,
    and else a gateway before it."""
    one, api = CLOUDS[cloud], world.urls[role(cloud)] if own else world.api_url
    env = {**world.environ(), "ANTHROPIC_BASE_URL": ""}
    place = {"AWS_REGION": "eu-west-1", "CLOUD_ML_REGION": "us-east5",
             "ANTHROPIC_VERTEX_PROJECT_ID": "team-12345", "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1",
             "ANTHROPIC_MODEL": IDS.get(cloud, "claude-opus-4-6")}  # fmt: skip
    return {**env, **PLANTED, **place, one.switch: "1", one.base: api,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_EC2_METADATA_DISABLED": "true",
            "CLAUDE_DOCTOR_CLOUD_URL": api if own else ""}  # fmt: skip


def role(cloud: str) -> str:
    """Who plays the cloud itself."""
    return cloud.replace("-", "_")


def sent(world: Running) -> dict[str, set[str]]:
    """The variables whose values a role was sent, anywhere in a request."""
    found: dict[str, set[str]] = {}
    for seen in world.log:
        everything = f"{seen.path} {dict(seen.headers)} {seen.body!r}"
        names = {name for name, value in PLANTED.items() if value in everything}
        if names:
            found.setdefault(seen.role, set()).update(names)
    return found


@pytest.mark.sampled(3)
@pytest.mark.parametrize("skip", [False, True], ids=["", "skip"])
@pytest.mark.parametrize("own", [True, False], ids=["own", "gateway"])
@pytest.mark.parametrize("cloud", CLOUDS)
def test_each_goes_to_its_own_address_alone(
    served: Running, cloud: str, own: bool, skip: bool, run: Run, closed_port: int
) -> None:
    """A whole check with other routes: the cloud's key at the cloud, or at the gateway before it; a
    gateway's token at the gateway alone; Anthropic's key and all others nowhere, nor in a text."""
    served.log.clear()
    one = CLOUDS[cloud]
    env = environment(served, cloud, own) | ({one.skips: "1"} if skip else {})
    # The other clouds that are set up here are asked by name: nobody outside is to hear of it.
    env |= {"HTTPS_PROXY": f"http://127.0.0.1:{closed_port}", "NO_PROXY": "127.0.0.1,localhost"}
    text = ""
    for form in ("json", "text"):
        done = run("check", "--format", form, "-v", "--fallbacks", "--surface", "code", env=env)
        text += done.stdout + done.stderr
    allowed = set(one.keys)
    if not own and (skip or cloud == "foundry"):
        allowed |= {"ANTHROPIC_AUTH_TOKEN"}
    found, there = sent(served), role(cloud) if own else "api"
    assert set(found) <= {there}, found
    assert found.get(there, set()) <= allowed
    if one.keys and not (cloud in ("mantle", "anthropic-aws") and skip):
        assert set(one.keys) <= found[there]
    elif skip and not own:
        assert {"ANTHROPIC_AUTH_TOKEN"} == found[there]
    assert "pLaNtEd" not in text


def test_on_anthropics_route_no_credential_of_a_clouds_goes(served: Running, run: Run) -> None:
    """Nor to a gateway that answers for Anthropic: only the one that is set for it."""
    served.log.clear()
    env = {**served.environ(), **PLANTED, "ANTHROPIC_AUTH_TOKEN": ""}
    done = run("check", "--json", "--fallbacks", "--surface", "api", env=env)
    assert sent(served) in ({"api": {"ANTHROPIC_API_KEY"}}, {})
    assert "pLaNtEd" not in done.stdout
    assert "anthropic" != json.loads(done.stdout)["verdict"]["side"]
