"""What goes to a cloud, or to the gateway before it, and what stays here."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from claude_doctor.border import claude_settings, settings
from claude_doctor.border.clouds import CLOUDS
from claude_doctor.outside.world import World
from claude_doctor.sources.conflicts.cloud_credential import credential
from claude_doctor.sources.conflicts.credential import Credential

Carried = Callable[..., Credential]
GATE = "https://llm.corp.example"
TOKEN, KEY = "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"
THEIRS, ANTHROPICS = "sk-pLaNtEd-gateway", "sk-ant-api03-pLaNtEd"
PLACES = {"AWS_REGION": "eu-west-1", "ANTHROPIC_FOUNDRY_RESOURCE": "team",
          "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1"}  # fmt: skip
KEYS = {cloud.id: next(iter(cloud.keys.items()), None) for cloud in CLOUDS.values()}
KEYED = [cloud for cloud, key in KEYS.items() if key]


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carried:
    """What a program in this environment carries; `files`: Claude Code's settings."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")

    def call(env: dict[str, str], files: dict[str, str] | None = None, **asked: str) -> Credential:
        (tmp_path / "settings.json").write_text(json.dumps({"env": files or {}}))
        env = {"CLAUDE_CONFIG_DIR": str(tmp_path), "HOME": str(tmp_path), **env}

        async def go() -> Credential:
            told = settings.read(env, settings.Asked(**{"surface": "code", **asked}))
            world = World(told, time.monotonic() + 60)
            try:
                return await credential(world)
            finally:
                await world.close()

        return asyncio.run(go())

    return call


def on(cloud: str, gate: bool = False, skip: bool = False) -> dict[str, str]:
    """The switch of a cloud with its place, a gateway before it, its login left to that."""
    one = CLOUDS[cloud]
    places = {} if gate and cloud == "foundry" else PLACES
    env = {one.switch: "1", **places}
    return env | ({one.base: GATE} if gate else {}) | ({one.skips: "1"} if skip else {})


@pytest.mark.parametrize("gate", [False, True])
@pytest.mark.parametrize("cloud", KEYED)
def test_a_clouds_key_goes_as_it_stands(cloud: str, gate: bool, carried: Carried) -> None:
    """To the cloud, and to what Claude Code's configuration puts before it; nothing else goes."""
    name, header = next(iter(CLOUDS[cloud].keys.items()))
    others = {n: "other-" + n for key in KEYS.values() if key for n in [key[0]] if n != name}
    found = carried({**on(cloud, gate), **others, name: "pLaNtEd-key", KEY: ANTHROPICS})
    value = "Bearer pLaNtEd-key" if header == "authorization" else "pLaNtEd-key"
    assert {header: value} == dict(found.header)
    assert (None, False, False) == (found.withheld, found.signed, found.left)


@pytest.mark.parametrize("gate", [False, True])
@pytest.mark.parametrize("cloud", CLOUDS)
def test_without_a_key_the_request_is_signed(cloud: str, gate: bool, carried: Carried) -> None:
    """And no credential of Anthropic's, of another cloud's or of a gateway's takes its place."""
    others = {key[0]: "x" for one, key in KEYS.items() if key and key[0] not in CLOUDS[cloud].keys}
    token = {} if cloud == "foundry" else {TOKEN: THEIRS}
    found = carried({**on(cloud, gate), **others, **token, KEY: ANTHROPICS})
    assert {} == dict(found.header)
    assert (None, True, False) == (found.withheld, found.signed, found.left)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_what_a_gateway_is_sent_where_it_adds_the_login(cloud: str, carried: Carried) -> None:
    """The token as the bearer, a key of the gateway's own; Anthropic's key never; without any the
    request is bare."""
    env = on(cloud, gate=True, skip=True)
    assert {"authorization": f"Bearer {THEIRS}"} == dict(carried({**env, TOKEN: THEIRS}).header)
    if cloud in ("bedrock", "vertex"):
        assert {"x-api-key": THEIRS} == dict(carried({**env, KEY: THEIRS}).header)
        kept = carried({**env, KEY: ANTHROPICS})
        assert ("foreign", {}) == (kept.withheld, dict(kept.header))
        assert KEY in kept.why
    else:
        assert ({}, True) == (dict((kept := carried({**env, KEY: THEIRS})).header), kept.left)
    bare = carried(env)
    assert ({}, True, False) == (dict(bare.header), bare.left, bare.signed)


@pytest.mark.parametrize("cloud", KEYED)
def test_a_token_beside_the_clouds_key(cloud: str, carried: Carried) -> None:
    """At a gateway that adds the login: as Claude Code sends the one, the other or both."""
    name, header = next(iter(CLOUDS[cloud].keys.items()))
    found = dict(carried({**on(cloud, True, True), TOKEN: THEIRS, name: "pLaNtEd-key"}).header)
    token = {"authorization": f"Bearer {THEIRS}"}
    assert (
        found
        == {
            "bedrock": {"authorization": "Bearer pLaNtEd-key"},
            "foundry": {**token, header: "pLaNtEd-key"},
            "mantle": token,
            "anthropic-aws": token,
        }[cloud]
    )


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_gateways_token_never_goes_to_a_clouds_own_host(cloud: str, carried: Carried) -> None:
    """Nor does a header of the user's own that logs in; one of the cloud's own does go."""
    lines = "Authorization: Bearer pLaNtEd-1\nX-Corp-Api-Key: pLaNtEd-22\nX-Trace: on"
    found = carried({**on(cloud, skip=True), TOKEN: THEIRS, "ANTHROPIC_CUSTOM_HEADERS": lines})
    assert "pLaNtEd" not in str(dict(found.header))
    assert not found.left
    for name, header in CLOUDS[cloud].keys.items():
        found = carried({**on(cloud), name: "own", "ANTHROPIC_CUSTOM_HEADERS": lines})
        assert {header, "x-trace"} == set(found.header)
        found = carried({**on(cloud, True), name: "own", "ANTHROPIC_CUSTOM_HEADERS": lines})
        assert "x-corp-api-key" in found.header
        assert "own" in found.header[header]


@pytest.mark.parametrize("cloud", sorted(set(CLOUDS) - {"foundry"}))
def test_a_header_that_logs_in_to_a_gateway(cloud: str, carried: Carried) -> None:
    """It goes where the cloud's login is left to the gateway; else that takes its place."""
    lines = {"ANTHROPIC_CUSTOM_HEADERS": "Authorization: Basic pLaNtEd"}
    left = carried({**on(cloud, gate=True, skip=True), **lines})
    assert {"authorization": "Basic pLaNtEd"} == dict(left.header)
    found = carried({**on(cloud, gate=True), **lines})
    assert ({}, True) == (dict(found.header), found.signed)


@pytest.mark.parametrize("cloud", KEYED)
def test_a_key_that_may_be_for_another_address_stays_here(cloud: str, carried: Carried) -> None:
    """The shell's key with the shell's address, and a file that leads elsewhere; a pair in the file
    goes together."""
    one, name = CLOUDS[cloud], next(iter(CLOUDS[cloud].keys))
    shell = {**on(cloud, gate=True), name: "pLaNtEd-key"}
    found = carried(shell, {one.base: "https://other.example"})
    assert "foreign" == found.withheld
    assert one.base in found.why
    found = carried(shell, {one.base: "https://other.example", name: "pLaNtEd-file"})
    assert "pLaNtEd-file" in str(dict(found.header))
    found = carried({**PLACES, name: "pLaNtEd-key"}, {one.switch: "1", one.base: GATE})
    assert "pLaNtEd-key" in str(dict(found.header))


def test_the_sdks_key_stays_where_a_file_has_a_gateway_for_it(carried: Carried) -> None:
    """A route that is asked for reads the shell alone, and the key may be the gateway's."""
    env = {**PLACES, "AWS_BEARER_TOKEN_BEDROCK": "pLaNtEd"}
    asked = {"surface": "api", "route": "bedrock"}
    assert {"authorization"} == set(carried(env, **asked).header)
    found = carried(env, {"ANTHROPIC_BEDROCK_BASE_URL": GATE}, **asked)
    assert "foreign" == found.withheld


def test_a_helpers_key_is_left_to_claude_code(carried: Carried) -> None:
    """It would send that to the gateway, so a request without it says nothing of its calls."""
    env = on("bedrock", gate=True, skip=True)
    managed = claude_settings.MANAGED_DIR
    managed.mkdir()
    (managed / "managed-settings.json").write_text('{"apiKeyHelper": "/bin/echo"}')
    found = carried(env)
    assert ({}, False, False) == (dict(found.header), found.left, found.signed)
    assert "apiKeyHelper" in found.why


def test_no_key_over_plain_http(carried: Carried) -> None:
    """No key travels over it to a public address."""
    env = {**on("bedrock"), "ANTHROPIC_BEDROCK_BASE_URL": "http://192.0.2.1:4000"}
    found = carried({**env, "AWS_BEARER_TOKEN_BEDROCK": "pLaNtEd"})
    assert "insecure" == found.withheld


def test_a_login_that_is_kept_back_from_the_cloud_itself(carried: Carried) -> None:
    """With no gateway there nobody adds one, and the variable is named."""
    found = carried(on("bedrock", skip=True))
    assert "CLAUDE_CODE_SKIP_BEDROCK_AUTH withholds every login" == found.why
