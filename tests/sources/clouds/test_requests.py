"""What is sent on a cloud route: as the official SDK sends it, with the credential of that cloud
and no other."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import anthropic
import pytest

from claude_doctor.border import settings
from claude_doctor.border.settings import Asked
from claude_doctor.chaos.wire import Seen
from claude_doctor.outside.world import World
from claude_doctor.sources import _cloud_calls as calls
from tests.peers import Peer, peer
from tests.sources.clouds.answers import AMZN, answer

REFUSED = answer(403, {"message": "No"}, AMZN)
SECRETS = {
    "ANTHROPIC_API_KEY": "sk-ant-api03-anthropics",
    "ANTHROPIC_AUTH_TOKEN": "token-of-anthropic",
    "AWS_BEARER_TOKEN_BEDROCK": "key-of-bedrock",
    "ANTHROPIC_FOUNDRY_API_KEY": "key-of-foundry",
    "ANTHROPIC_AWS_API_KEY": "key-of-aws",
    "AWS_SECRET_ACCESS_KEY": "secret-of-aws",
    "AWS_SESSION_TOKEN": "session-of-aws",
}
PLACES = {
    "AWS_REGION": "eu-west-1",
    "CLOUD_ML_REGION": "us-east5",
    "ANTHROPIC_VERTEX_PROJECT_ID": "project-1",
    "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1",
    "HOME": "/nonexistent",
}
BASES = {
    "BEDROCK": "ANTHROPIC_BEDROCK_BASE_URL",
    "VERTEX": "ANTHROPIC_VERTEX_BASE_URL",
    "FOUNDRY": "ANTHROPIC_FOUNDRY_BASE_URL",
    "MANTLE": "ANTHROPIC_BEDROCK_MANTLE_BASE_URL",
    "ANTHROPIC_AWS": "ANTHROPIC_AWS_BASE_URL",
}
MODELS = (
    "claude-haiku-4-5@20251001", "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/a1b2",
    "my deployment", "a;b", "ünïcode/%2F",
)  # fmt: skip


def asked(at: Peer, cloud: str, models: tuple[str, ...], **env: str) -> calls.Calls:
    """What a ping on this cloud's route sends to the peer."""
    named = {f"CLAUDE_CODE_USE_{cloud}": "1", BASES[cloud]: at.url, **PLACES, **env}
    if f"CLAUDE_CODE_SKIP_{cloud}_AUTH" not in env:  # else a gateway is asked, not the cloud
        named["CLAUDE_DOCTOR_CLOUD_URL"] = at.url

    async def go() -> calls.Calls:
        ping = named.pop("ping", "1") == "1"
        wanted = Asked(models=models, ping=ping, surface="code")
        world = World(settings.read(named, wanted), time.monotonic() + 20)
        try:
            return await calls.ask(world)
        finally:
            await world.close()

    return asyncio.run(go())


def credentials(seen: Seen) -> dict[str, str]:
    """The headers of a request in which there is one of the secrets."""
    return {n: v for n, v in seen.headers.items() if any(one in v for one in SECRETS.values())}


def without_padding(seen: Seen) -> dict[str, Any]:
    document = json.loads(seen.body)
    return {name: value for name, value in document.items() if name != "anthropic_version"}


def clients(url: str) -> dict[str, Any]:
    """The SDK's clients for the clouds, with nothing that must be looked for."""
    own: dict[str, Any] = {"base_url": url, "max_retries": 0}
    return {
        "BEDROCK": anthropic.AnthropicBedrock(
            aws_region="eu-west-1", api_key="key-of-bedrock", **own
        ),
        "VERTEX": anthropic.AnthropicVertex(
            region="us-east5", project_id="project-1", access_token="token", **own
        ),
        "FOUNDRY": anthropic.AnthropicFoundry(api_key="key-of-foundry", **own),
        "MANTLE": anthropic.AnthropicBedrockMantle(
            aws_region="eu-west-1", api_key="key-of-bedrock", **own
        ),
        "ANTHROPIC_AWS": anthropic.AnthropicAWS(
            aws_region="eu-west-1", api_key="key-of-aws", workspace_id="wrkspc_1", **own
        ),
    }  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("cloud", BASES)
def test_the_request_is_that_of_the_sdk(
    monkeypatch: pytest.MonkeyPatch, cloud: str, model: str
) -> None:
    """The same path, the same body but for the version in it, the same key in the same headers."""
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    with peer(lambda _: REFUSED) as at:
        request = {
            "model": model, "max_tokens": 10, "stream": True,
            "messages": [{"role": "user", "content": "Answer with the one word: pong"}],
        }  # fmt: skip
        if "haiku" in model:
            request["thinking"] = {"type": "disabled"}
        with pytest.raises(anthropic.PermissionDeniedError):
            clients(at.url)[cloud].messages.create(**request)
        skip = {"CLAUDE_CODE_SKIP_VERTEX_AUTH": "1", "ANTHROPIC_AUTH_TOKEN": "token"}
        asked(at, cloud, (model,), **(skip if cloud == "VERTEX" else SECRETS))
        theirs, ours = at.asked
    assert theirs.path == ours.path
    assert without_padding(theirs) == without_padding(ours)
    # The SDK gives Claude on AWS the key as a bearer, Claude Code as x-api-key.
    sent = {value.removeprefix("Bearer ") for value in credentials(ours).values()}
    assert sent <= {value.removeprefix("Bearer ") for value in theirs.headers.values()}
    assert theirs.headers.get("anthropic-workspace-id") == ours.headers.get(
        "anthropic-workspace-id"
    )


VERSIONS = {"BEDROCK": "bedrock-2023-05-31", "VERTEX": "vertex-2023-10-16"}


@pytest.mark.parametrize("cloud", VERSIONS)
def test_the_body_names_the_version_that_every_gateway_knows(cloud: str) -> None:
    """That of the cloud's documentation, and of Claude Code."""
    with peer(lambda _: REFUSED) as at:
        asked(
            at, cloud, ("claude-x",), CLAUDE_CODE_SKIP_VERTEX_AUTH="1", AWS_BEARER_TOKEN_BEDROCK="k"
        )
        assert VERSIONS[cloud] == json.loads(at.asked[0].body)["anthropic_version"]


KEYS = {
    "BEDROCK": {"authorization": "Bearer key-of-bedrock"},
    "FOUNDRY": {"x-api-key": "key-of-foundry"},
    "MANTLE": {"authorization": "Bearer key-of-bedrock"},
    "ANTHROPIC_AWS": {"x-api-key": "key-of-aws"},
}


@pytest.mark.parametrize("cloud", KEYS)
def test_a_cloud_gets_its_own_key_alone_and_one_request_a_model(cloud: str) -> None:
    """Whatever else is set here."""
    with peer(lambda _: REFUSED) as at:
        got = asked(at, cloud, ("a", "b"), **SECRETS)
        assert 2 == len(at.asked) == len(got.replies)
        assert got.metered
        assert got.keyed
        for seen in at.asked:
            assert KEYS[cloud] == credentials(seen)


@pytest.mark.parametrize("cloud", BASES)
@pytest.mark.parametrize(
    "how",
    [{"ping": "0"}, {"models": "none"}, {"key": "none"}],
    ids=["--no-ping", "no model", "no key"],
)
def test_without_key_or_model_one_request_carries_nothing(cloud: str, how: dict[str, str]) -> None:
    """It holds no credential and asks for no completion, and the reason is told."""
    with peer(lambda _: REFUSED) as at:
        env = {**SECRETS, **({"ping": "0"} if "ping" in how else {})}
        if "key" in how:
            env = {name: SECRETS[name] for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")}
        got = asked(at, cloud, () if "models" in how else ("a",), **env)
        (seen,) = at.asked
        assert (False, False) == (got.metered, got.keyed)
        assert got.why
        assert b"{}" == seen.body
        assert {} == credentials(seen)


@pytest.mark.parametrize("cloud", ["BEDROCK", "VERTEX"])
def test_a_gateway_that_adds_the_credential_gets_what_claude_code_gives_it(cloud: str) -> None:
    """With the cloud's own login skipped, that is what Anthropic's API would get."""
    with peer(lambda _: REFUSED) as at:
        env = {f"CLAUDE_CODE_SKIP_{cloud}_AUTH": "1", "ANTHROPIC_AUTH_TOKEN": "token-of-anthropic"}
        got = asked(at, cloud, ("a",), **env, ANTHROPIC_CUSTOM_HEADERS="x-team: a")
        (seen,) = at.asked
        assert (True, True, ("x-team",)) == (got.metered, got.keyed, got.custom)
        assert {"authorization": "Bearer token-of-anthropic"} == credentials(seen)
        assert "a" == seen.headers["x-team"]


def test_a_gateway_that_adds_the_credential_may_want_none() -> None:
    """Then the ping goes without one, and is a ping."""
    with peer(lambda _: REFUSED) as at:
        got = asked(at, "BEDROCK", ("a",), CLAUDE_CODE_SKIP_BEDROCK_AUTH="1")
        assert (True, False) == (got.metered, got.keyed)
        assert 10 == json.loads(at.asked[0].body)["max_tokens"]


def test_a_subscriptions_token_goes_to_no_gateway() -> None:
    """Not even where the configuration sends it there: the vendor's terms keep it."""
    with peer(lambda _: REFUSED) as at:
        env = {
            "CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1",
            "ANTHROPIC_AUTH_TOKEN": "sk-ant-oat01-abcdefgh",
        }
        got = asked(at, "BEDROCK", ("a",), **env)
        assert ("subscription", False) == (got.withheld, got.metered)
        assert "authorization" not in at.asked[0].headers


@pytest.mark.parametrize("model", ["opus", "sonnet[1m]", "haiku"])
def test_claude_codes_own_words_are_no_models_of_a_clouds(model: str) -> None:
    """What they stand for is decided by its version, so nothing is asked for by them, unless a
    variable says what they mean."""
    with peer(lambda _: REFUSED) as at:
        assert not asked(at, "BEDROCK", (model,), **SECRETS).metered
        assert not asked(at, "BEDROCK", (), **SECRETS, ANTHROPIC_MODEL=model).metered
        word = model.partition("[")[0].upper()
        given = {f"ANTHROPIC_DEFAULT_{word}_MODEL": "eu.x"}
        for chosen in ({"ANTHROPIC_MODEL": model}, {}):
            got = asked(at, "BEDROCK", (), **SECRETS, **given, **chosen)
            assert ["eu.x"] == [reply.model for reply in got.replies if got.metered]
