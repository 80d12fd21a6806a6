"""Each program's own configuration is what is checked, and where two differ that is said.

The real command line against a loopback world; Claude Code's files are real files.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import claude_settings
from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.wire import Reply, Seen
from tests.conftest import Run

KEY, TOKEN, BASE = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"
DEAD = "http://127.0.0.1:9"
THEIRS = "sk-pLaNtEd-of-a-gateway"

Check = Callable[..., dict[str, Any]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A healthy world; nothing of this machine's organization is in it."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    with serve(by_name("healthy")) as running:
        yield running


@pytest.fixture
def check(run: Run) -> Check:
    """`check --json` with these variables over the world's own, without those that are None, and
    with these settings of Claude Code's; the report, its facts by probe, and nothing secret."""

    def checked(
        running: Running, files: dict[str, Any] | None = None, *options: str, **env: str | None
    ) -> dict[str, Any]:
        folder = Path(running.environ()["CLAUDE_CONFIG_DIR"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.json").write_text(json.dumps(files or {}))
        over = {name: running.filled(value or "") for name, value in env.items()}
        whole = {**running.environ(), **over}
        whole = {k: v for k, v in whole.items() if k not in env or env[k] is not None}
        done = run("check", "--json", *options, env=whole)
        assert "pLaNtEd" not in done.stdout + done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        report["facts"] = {probe["name"]: probe["facts"] for probe in report["probes"]}
        report["code"] = done.returncode
        return report

    return checked


def carried(running: Running, role: str | None = None) -> list[dict[str, str]]:
    """The credentials of each request that carried one."""
    names = ("x-api-key", "authorization", "x-team")
    log = [seen for seen in running.log if role in (None, seen.role)]
    return [sent for seen in log
            if (sent := {n: seen.headers[n] for n in names if n in seen.headers})]  # fmt: skip


def test_a_dead_gateway_of_claude_codes_comes_before_lesser_conflicts(
    world: Running, check: Check
) -> None:
    """The shell works, settings.json sends Claude Code to nobody: that is the sentence, and the
    first fix, typed in a shell, takes away the address with its token and cures it."""
    files = {"env": {BASE: DEAD, TOKEN: THEIRS}, "theme": "dark"}
    found = check(world, files)
    verdict = found["verdict"]
    assert ("client", "degraded", "environment-conflict") == (
        verdict["side"], verdict["severity"], verdict["cause"])  # fmt: skip
    assert "It works for the Python SDK here, but" in verdict["summary"]
    assert f"{BASE} of Claude Code's settings.json sends Claude Code to {DEAD}" in (
        verdict["summary"])  # fmt: skip
    command = found["fixes"][0]["command"]
    folder = world.environ()["CLAUDE_CONFIG_DIR"]
    subprocess.run(["sh", "-c", command], env={"CLAUDE_CONFIG_DIR": folder, "PATH": "/usr/bin:/bin"
                   ":/usr/local/bin"}, check=True)  # fmt: skip
    left = json.loads((Path(folder) / "settings.json").read_text())
    assert {"env": {}, "theme": "dark"} == left
    assert "healthy" == check(world, left)["verdict"]["cause"]
    assert [] == [sent for sent in carried(world) if THEIRS in str(sent)]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy"])
def test_a_dead_proxy_of_claude_codes(name: str, world: Running, check: Check) -> None:
    """settings.json gives Claude Code alone a proxy that nobody serves."""
    found = check(world, {"env": {name: DEAD, "NO_PROXY": "x.example"}}, NO_PROXY="")
    assert "environment-conflict" == found["verdict"]["cause"]
    assert f"{name} of Claude Code's settings.json gives Claude Code the proxy {DEAD}" in (
        found["verdict"]["summary"])  # fmt: skip


def test_the_same_way_is_not_looked_at(world: Running, check: Check) -> None:
    """Where Claude Code goes the same way, no request more is sent."""
    plain = check(world)
    before = len(world.asked("api"))
    assert "none" == plain["facts"]["ping"]["other_program"]
    same = check(world, {"env": {BASE: "{api}".replace("{api}", world.api_url)}})
    assert "same" == same["facts"]["ping"]["other_program"]
    assert 2 * before == len(world.asked("api"))


def test_claude_codes_own_gateway_is_asked_with_its_own_token(check: Check) -> None:
    """Without a key in the shell Claude Code is what is checked: its gateway, its token as the
    bearer, its headers; nothing of it goes to the front door; and the screen says so."""
    with serve(by_name("gateway-healthy")) as world:
        files = {"env": {BASE: world.environ()[BASE], TOKEN: THEIRS,
                         "ANTHROPIC_CUSTOM_HEADERS": "X-Team: red\nHost: evil"}}  # fmt: skip
        found = check(world, files, **{KEY: None})
        assert ("healthy", "code") == (found["verdict"]["cause"],
                                       found["facts"]["environment"]["program"])  # fmt: skip
        assert {"x-team": "red", "authorization": f"Bearer {THEIRS}"} in carried(world, "api")
        assert [] == carried(world, "front_door")
        programs = found["facts"]["environment"]["programs"]
        assert "settings.json" in programs[0]["address_from"]
        assert ["host", "x-team"] == programs[0]["headers"]
        assert ["x-team"] == found["facts"]["ping"]["custom_headers"]


def test_the_users_headers_go_with_the_ping_alone(check: Check) -> None:
    """ANTHROPIC_CUSTOM_HEADERS goes to the gateway, as the SDK sends it, and to nobody else."""
    with serve(by_name("gateway-healthy")) as world:
        found = check(world, ANTHROPIC_CUSTOM_HEADERS="x-team: red")
        assert "healthy" == found["verdict"]["cause"]
        assert [{"x-team": "red", "x-api-key": DEMO_KEY}] == carried(world)


def knows(*models: str) -> Api:
    """A gateway that serves these models alone."""

    def answer(seen: Seen) -> Reply:
        asked = json.loads(seen.body or b"{}").get("model")
        if asked in models:
            usage = {"input_tokens": 1, "output_tokens": 1}
            whole = {
                "type": "message",
                "role": "assistant",
                "model": asked,
                "usage": usage,
                "content": [{"type": "text", "text": "pong"}],
                "stop_reason": "end_turn",
            }
            return Reply(200, (("content-type", "application/json"),), json.dumps(whole).encode())
        error = {"type": "not_found_error", "message": f"model: {asked}"}
        body = json.dumps({"type": "error", "error": error}).encode()
        return Reply(404, (("content-type", "application/json"),), body)

    return Api(instead=answer)


@pytest.mark.parametrize(
    ("wanted", "sent", "more"),
    [
        ("qwen3", "qwen3", {}),
        ("qwen3[1m]", "qwen3", {}),
        ("sonnet", "team-sonnet", {"ANTHROPIC_DEFAULT_SONNET_MODEL": "team-sonnet"}),
        ("opusplan", "team-sonnet", {"ANTHROPIC_DEFAULT_SONNET_MODEL": "team-sonnet[1m]"}),
        ("Opus[1m]", "claude-opus-5-5", {}),
    ],
)
def test_behind_a_gateway_the_users_own_model_is_asked(
    wanted: str, sent: str, more: dict[str, str], check: Check
) -> None:
    """One request, for what Claude Code would send: the gateway need not know our Haiku."""
    with serve(replace(by_name("gateway-healthy"), api=knows(sent))) as world:
        found = check(world, ANTHROPIC_MODEL=wanted, **more)
        assert "healthy" == found["verdict"]["cause"]
        asked = [json.loads(s.body)["model"] for s in world.asked("api") if s.method == "POST"]
        assert [sent] == asked


def test_an_alias_whose_id_is_a_guess_convicts_nobody(check: Check) -> None:
    """Which id `haiku` stands for is decided by Claude Code's version: a gateway that does not
    know ours has not failed."""
    with serve(replace(by_name("gateway-healthy"), api=knows("other"))) as world:
        found = check(world, ANTHROPIC_MODEL="sonnet")
        assert "down" != found["verdict"]["severity"]


def test_an_alias_is_claude_codes_word(world: Running, check: Check) -> None:
    """ANTHROPIC_MODEL=sonnet works; an id of Bedrock's at Anthropic does not, and is named."""
    assert "healthy" == check(world, ANTHROPIC_MODEL="sonnet")["verdict"]["cause"]
    found = check(world, ANTHROPIC_MODEL="us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    assert "model-not-found" == found["verdict"]["cause"]
    assert "an id of Amazon Bedrock's" in found["verdict"]["summary"]
    assert 'export ANTHROPIC_MODEL="claude-sonnet-4-5-20250929"' == found["fixes"][0]["command"]


CLOUDS = (
    ({"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1"}, "Amazon Bedrock in eu-west-1"),
    ({"CLAUDE_CODE_USE_VERTEX": "true", "CLOUD_ML_REGION": "us-east5"},
     "Google Vertex AI in us-east5"),
    ({"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_RESOURCE": "team"},
     "Microsoft Foundry (team)"),
    ({"CLAUDE_CODE_USE_MANTLE": "1"}, "Amazon Bedrock (Mantle) in us-east-1"),
)  # fmt: skip


@pytest.mark.parametrize(("env", "words"), CLOUDS)
@pytest.mark.parametrize("place", ["shell", "file"])
@pytest.mark.parametrize("token", [None, THEIRS])
def test_a_cloud_is_recognised(
    env: dict[str, str], words: str, place: str, token: str | None, world: Running, check: Check
) -> None:
    """Claude Code calls a cloud: that is said, whatever else is set. Without a network: the cloud
    itself is no part of a test."""
    files, shell = ({"env": env}, {}) if place == "file" else ({}, env)
    found = check(world, files, "--offline", **{KEY: None, TOKEN: token}, **shell)
    facts = found["facts"]["environment"]
    assert words == facts["service"]
    assert f"Claude Code calls {words}" == facts["cloud_words"]
    assert [] == carried(world)


#: A cloud, and what its client needs to know besides the address.
BEFORE = (
    ("BEDROCK", {"AWS_REGION": "eu-west-1"}),
    ("VERTEX", {"ANTHROPIC_VERTEX_PROJECT_ID": "team-12345"}),
    ("FOUNDRY", {}),
)


@pytest.mark.parametrize(("name", "place"), BEFORE)
def test_a_dead_gateway_before_a_cloud(
    name: str, place: dict[str, str], world: Running, check: Check
) -> None:
    """It is looked at without a key, and named by its variable; one that answers is no fault, and
    is not sent a token that the cloud's own login takes the place of."""
    env = {f"CLAUDE_CODE_USE_{name}": "1", KEY: None, BASE: None, **place}
    found = check(world, **env, **{f"ANTHROPIC_{name}_BASE_URL": DEAD})
    assert "gateway-failure" == found["verdict"]["cause"]
    assert f"ANTHROPIC_{name}_BASE_URL sends Claude Code to {DEAD}" in found["verdict"]["summary"]
    assert f"unset ANTHROPIC_{name}_BASE_URL" in [fix["command"] for fix in found["fixes"]]
    token = {} if name == "FOUNDRY" else {TOKEN: THEIRS}
    found = check(world, **env, **token, **{f"ANTHROPIC_{name}_BASE_URL": "{api}"})
    assert "network" != found["verdict"]["side"]
    assert [] == carried(world)


def login(running: Running) -> None:
    """A stored subscription."""
    folder = Path(running.environ()["CLAUDE_CONFIG_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    stored = {"accessToken": "sk-ant-oat01-pLaNtEd", "refreshToken": "x", "expiresAt": 4e12}
    (folder / ".credentials.json").write_text(json.dumps({"claudeAiOauth": stored}))


def test_a_token_left_beside_a_login(check: Check) -> None:
    """The token is refused and hides the login: it is named, and `unset` is the first fix."""
    with serve(by_name("key-rejected")) as world:
        login(world)
        found = check(world, **{KEY: None, TOKEN: "ollama"})
    assert "key-rejected" == found["verdict"]["cause"]
    assert f"It's {TOKEN}" in found["verdict"]["summary"]
    assert f"unset {TOKEN}" == found["fixes"][0]["command"]


def test_a_subscriptions_token_as_a_key(world: Running, check: Check) -> None:
    """It is sent nowhere, and that it cannot work there is the verdict."""
    found = check(world, **{KEY: "sk-ant-oat01-pLaNtEd-token"})
    assert ("client", 11) == (found["verdict"]["side"], found["code"])
    assert "subscription token" in found["verdict"]["summary"]
    assert [] == carried(world)


def test_an_empty_key(world: Running, check: Check) -> None:
    """Set but empty is told by name; beside a login it is a way to switch the key off."""
    found = check(world, **{KEY: ""})
    assert ("client", f"{KEY} is set but empty") == (
        found["verdict"]["side"], found["verdict"]["summary"][: len(KEY) + 17])  # fmt: skip
    login(world)
    assert "healthy" == check(world, **{KEY: ""})["verdict"]["cause"]


def test_a_helper_that_is_not_there(world: Running, check: Check) -> None:
    """apiKeyHelper names no file: Claude Code gets no key, and that is said."""
    found = check(world, {"apiKeyHelper": "/nowhere/key.sh --now"}, **{KEY: None})
    assert "environment-conflict" == found["verdict"]["cause"]
    assert "apiKeyHelper" in found["verdict"]["summary"]
    assert "does not exist" in found["verdict"]["summary"]


def test_a_certificate_file_of_claude_codes_that_is_not_pem(
    world: Running, check: Check, tmp_path: Path
) -> None:
    """settings.json names the file, the shell does not: the variable and the file are told."""
    (tmp_path / "ca.der").write_bytes(b"0\x82\x01\x00")
    found = check(world, {"env": {"NODE_EXTRA_CA_CERTS": str(tmp_path / "ca.der")}})
    assert "NODE_EXTRA_CA_CERTS of Claude Code's settings.json" in found["verdict"]["summary"]


def test_the_key_of_the_demo_stays_with_the_sdk(world: Running, check: Check) -> None:
    """Each has its own address and key: the SDK's is tested, the other's is looked at keyless."""
    found = check(world, {"env": {BASE: world.urls["control"], TOKEN: THEIRS}})
    assert "works" == found["facts"]["ping"]["other_program"]
    assert {DEMO_KEY} == {sent["x-api-key"] for sent in carried(world)}


def test_plain_http_inside_a_private_network(check: Check) -> None:
    """A name whose every address is private: the key goes there, to just that address and with
    the name as its host, and that it is unencrypted is the verdict. A public one gets nothing."""
    with serve(by_name("gateway-healthy")) as world:
        port = world.environ()[BASE].rpartition(":")[2]
        found = check(world, **{BASE: f"http://127.1:{port}", "NO_PROXY": "*"})
        verdict = found["verdict"]
        assert ("client", "degraded", "insecure-endpoint") == (
            verdict["side"], verdict["severity"], verdict["cause"])  # fmt: skip
        sent = [seen.headers for seen in world.asked("api") if "x-api-key" in seen.headers]
        assert [f"127.1:{port}"] == [headers["host"] for headers in sent]
        world.log.clear()
        found = check(world, **{BASE: "http://192.0.2.1:4000", "NO_PROXY": "*"})
        assert ("down", "insecure-endpoint") == (
            found["verdict"]["severity"], found["verdict"]["cause"])  # fmt: skip
        assert [] == carried(world)


def test_a_gateways_address_in_the_settings_and_its_token_in_the_shell(
    world: Running, check: Check
) -> None:
    """The fix gives the shell that address; it never leads a gateway's own token to Anthropic."""
    gateway = world.urls["control"]
    # Without a network: with no address of its own the shell's calls go to Anthropic's own API.
    files = {"env": {BASE: gateway}}
    found = check(world, files, "--offline", **{KEY: None, TOKEN: THEIRS, BASE: ""})
    assert f'export {BASE}="{gateway}"' in found["facts"]["environment"]["mend"]
