"""A key that may belong to another address than the one asked: it stays here, and that is said.

A loopback world stands as Anthropic's front door and keeps every header that it was sent.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import claude_settings, settings
from claude_doctor.border.programs import CLOUDS
from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.wire import Reply
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.world import World
from claude_doctor.probes import ping
from tests.conftest import Run

KEY, TOKEN, BASE = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"
THEIRS = "sk-pLaNtEd-of-a-gateway"
RELAY = "https://127.0.0.1:9"  # refuses

#: Where a cloud is looked for, by its switch; None: the switch stands alone.
ADDRESSES = (
    ("CLAUDE_CODE_USE_BEDROCK", "ANTHROPIC_BEDROCK_BASE_URL"),
    ("CLAUDE_CODE_USE_VERTEX", "ANTHROPIC_VERTEX_BASE_URL"),
    ("CLAUDE_CODE_USE_FOUNDRY", "ANTHROPIC_FOUNDRY_BASE_URL"),
    ("CLAUDE_CODE_USE_FOUNDRY", "ANTHROPIC_FOUNDRY_RESOURCE"),
    ("CLAUDE_CODE_USE_MANTLE", "ANTHROPIC_BEDROCK_MANTLE_BASE_URL"),
    ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "ANTHROPIC_AWS_BASE_URL"),
    *((switch, None) for switch in CLOUDS),
)
PLACES = ("shell", "settings.json", "managed-settings.json")


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    """A healthy world."""
    with serve(by_name("healthy")) as running:
        yield running


@pytest.fixture
def world(served: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The same with an empty log, and with a folder for what an organization sets."""
    served.log.clear()
    (Path(served.environ()["CLAUDE_CONFIG_DIR"]) / "settings.json").unlink(missing_ok=True)
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    return served


def placed(running: Running, place: str, **env: str) -> dict[str, str]:
    """These variables where they are set: those of the shell come back, the rest is written."""
    if place == "shell":
        return env
    folder = Path(running.environ()["CLAUDE_CONFIG_DIR"])
    folder = folder if place == "settings.json" else claude_settings.MANAGED_DIR
    folder.mkdir(parents=True, exist_ok=True)
    (folder / place).write_text(json.dumps({"env": env}))
    return {}


def shell(running: Running, **env: str) -> dict[str, str]:
    """The world's environment without its key."""
    return {**{k: v for k, v in running.environ().items() if k != KEY}, **env}


def pinged(env: dict[str, str], *models: str) -> dict[str, Any]:
    """The facts of a ping in this environment, as the SDK's, with its summary."""

    async def go() -> dict[str, Any]:
        asked = settings.Asked(models=models, surface="api")
        world = World(settings.read(env, asked), time.monotonic() + 10)
        sheet = Sheet("ping", world.secrets)
        await ping.run(world, sheet)
        await world.close()
        return {**sheet.facts, "summary": sheet.summary}

    return asyncio.run(go())


def carried(running: Running) -> list[str]:
    """Every credential that any peer was sent."""
    names = ("x-api-key", "authorization")
    return [seen.headers[name] for seen in running.log for name in names if name in seen.headers]


def withheld(facts: dict[str, Any], *names: str) -> None:
    """The ping was keyless, for this reason, and says which variables it is about."""
    assert ("foreign", False) == (facts["key_withheld"], facts["keyed"])
    assert facts["front_door"] is True
    for name in names:
        assert name in facts["untested"]
        assert name in facts["summary"]
    assert "no completion was tested" in facts["summary"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("switch", "address"), ADDRESSES)
@pytest.mark.parametrize(
    ("name", "value"), [(TOKEN, THEIRS), (TOKEN, DEMO_KEY), (KEY, THEIRS)], ids=str
)
def test_beside_a_cloud_a_foreign_credential_stays_here(
    world: Running, switch: str, address: str | None, place: str, name: str, value: str
) -> None:
    """Whatever the cloud and wherever it is set: a token may be that of the gateway before it, and
    a key that has not Anthropic's form is not Anthropic's."""
    cloud = {switch: "1"} | ({address: RELAY} if address else {})
    facts = pinged(shell(world, **placed(world, place, **cloud), **{name: value}), "claude-opus-5")
    assert world.asked("api")
    assert [] == carried(world)
    withheld(facts, name, address or switch, *([place] if place != "shell" else []))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("address", [None, "ANTHROPIC_BEDROCK_BASE_URL"])
@pytest.mark.parametrize("switch", CLOUDS)
def test_beside_a_cloud_a_key_of_anthropics_is_the_sdks(
    world: Running, switch: str, address: str | None, place: str
) -> None:
    """A key of Anthropic's form goes to the front door as the SDK sends it, and no token with it
    or in its place."""
    cloud = {switch: "1"} | ({address: RELAY} if address else {})
    env = shell(world, **placed(world, place, **cloud), **{KEY: DEMO_KEY, TOKEN: THEIRS})
    facts = pinged(env)
    assert ("none", True) == (facts["key_withheld"], facts["works"])
    assert [DEMO_KEY] == carried(world)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", [KEY, TOKEN])
def test_a_clouds_address_alone_is_enough(world: Running, place: str, name: str) -> None:
    """The switch may be set for one command only; the address tells that there is a gateway."""
    cloud = placed(world, place, ANTHROPIC_VERTEX_BASE_URL=RELAY)
    withheld(pinged(shell(world, **cloud, **{name: THEIRS})), name, "ANTHROPIC_VERTEX_BASE_URL")
    assert [] == carried(world)


@pytest.mark.parametrize("place", PLACES[1:])
@pytest.mark.parametrize("value", [THEIRS, DEMO_KEY], ids=["theirs", "anthropics"])
@pytest.mark.parametrize("name", [KEY, TOKEN])
def test_an_address_that_only_claude_code_knows(
    world: Running, name: str, value: str, place: str
) -> None:
    """A base URL in Claude Code's files alone: the shell's key may be that gateway's."""
    placed(world, place, ANTHROPIC_BASE_URL=RELAY)
    withheld(pinged(shell(world, **{name: value})), name, BASE, place)
    assert [] == carried(world)


@pytest.mark.parametrize("place", PLACES[1:])
@pytest.mark.parametrize("same", [BASE, "ANTHROPIC_BEDROCK_BASE_URL"])
@pytest.mark.parametrize("name", [KEY, TOKEN])
def test_a_gateway_that_both_name_gets_its_key(
    name: str, same: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shell's base URL is the one of Claude Code's files, or a path behind it: nothing is
    withheld from the gateway, and the front door gets nothing."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    with serve(by_name("gateway-healthy")) as running:
        placed(running, place, **{same: f"{running.environ()[BASE]}/bedrock"})
        facts = pinged(shell(running, **{name: DEMO_KEY}))
        assert ("none", True) == (facts["key_withheld"], facts["works"])
        assert {"api"} == {s.role for s in running.log if {"x-api-key", "authorization"}
                           & s.headers.keys()}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_two_gateways_are_a_doubt(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway by ANTHROPIC_BASE_URL and another before a cloud: nobody gets the token."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    with serve(by_name("gateway-healthy")) as running:
        cloud = placed(running, place, ANTHROPIC_BEDROCK_BASE_URL=RELAY)
        withheld(pinged(shell(running, **cloud, **{TOKEN: THEIRS})), TOKEN)
        assert [] == carried(running)


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (401, "authentication_error", "No api key passed in"),
        (403, "permission_error", "Your API key does not have permission to do this"),
        (400, "authentication_error", "x-api-key header is required"),
    ],
)
def test_a_gateway_that_wants_the_withheld_key_is_no_fault(
    run: Run, status: int, kind: str, message: str
) -> None:
    """The gateway refuses the keyless request: no key is at fault, none was sent."""
    body = json.dumps({"type": "error", "error": {"type": kind, "message": message}}).encode()
    refusal = Reply(status, (("content-type", "application/json"),), body)
    scenario = dataclasses.replace(by_name("gateway-healthy"), api=Api(instead=refusal))
    with serve(scenario) as running:
        env = shell(running, **{TOKEN: THEIRS, "ANTHROPIC_BEDROCK_BASE_URL": RELAY})
        report = json.loads(run("check", "--json", env=env).stdout)
        assert running.asked("api")
        assert [] == carried(running)
    assert ("healthy", "low") == (report["verdict"]["cause"], report["verdict"]["confidence"])
    assert TOKEN in report["verdict"]["summary"]


def test_a_gateway_and_a_switch_are_no_doubt() -> None:
    """The shell names a gateway and its token, and no other address is known: the pair is one."""
    with serve(by_name("gateway-healthy")) as running:
        env = shell(running, **{TOKEN: DEMO_KEY, "CLAUDE_CODE_USE_BEDROCK": "1"})
        assert pinged(env)["works"] is True


@pytest.mark.parametrize("place", PLACES[1:])
def test_a_token_of_claude_codes_files_is_never_read(world: Running, place: str) -> None:
    """The switch in the shell and the token in the files: nothing is there to send."""
    placed(world, place, **{TOKEN: THEIRS, "ANTHROPIC_BEDROCK_BASE_URL": RELAY})
    facts = pinged(shell(world, CLAUDE_CODE_USE_BEDROCK="1"))
    assert ("none", "no API key is set") == (facts["key_withheld"], facts["untested"])
    assert [] == carried(world)


#: What the shell sets, what the files set, what is named, and the verdict.
CHECKS: tuple[tuple[dict[str, str], dict[str, str], tuple[str, ...], str], ...] = (
    (
        {TOKEN: THEIRS, "CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_BEDROCK_BASE_URL": RELAY},
        {},
        (TOKEN, "ANTHROPIC_BEDROCK_BASE_URL"),
        "environment-conflict",
    ),
    (
        {TOKEN: THEIRS},
        {"CLAUDE_CODE_USE_VERTEX": "1"},
        (TOKEN, "CLAUDE_CODE_USE_VERTEX"),
        "healthy",
    ),
    (
        {TOKEN: THEIRS, "CLAUDE_CODE_USE_FOUNDRY": "1"},
        {"ANTHROPIC_FOUNDRY_RESOURCE": "team"},
        (TOKEN, "ANTHROPIC_FOUNDRY_RESOURCE", "settings.json"),
        "healthy",
    ),
    (
        {KEY: THEIRS},
        {"ANTHROPIC_VERTEX_BASE_URL": RELAY},
        (KEY, "ANTHROPIC_VERTEX_BASE_URL"),
        "healthy",
    ),
    ({KEY: DEMO_KEY}, {BASE: RELAY}, (KEY, BASE, "settings.json"), "environment-conflict"),
    (
        {KEY: THEIRS, TOKEN: THEIRS + "2"},
        {"CLAUDE_CODE_USE_MANTLE": "1"},
        (KEY, "CLAUDE_CODE_USE_MANTLE"),
        "environment-conflict",
    ),
)


@pytest.mark.parametrize(("env", "files", "names", "cause"), CHECKS)
def test_the_whole_check_sends_nothing_and_says_why(
    run: Run,
    world: Running,
    env: dict[str, str],
    files: dict[str, str],
    names: tuple[str, ...],
    cause: str,
) -> None:
    """No peer of `check --fallbacks --model …` is sent a credential; JSON and screen name the
    variables and the reason; and nothing is down. Where the settings contradict each other, that
    is the verdict still."""
    placed(world, "settings.json", **files)
    options = ("--fallbacks", "--model", "claude-opus-5", "--surface", "api")
    done = run("check", "--json", *options, env=shell(world, **env))
    text = " ".join(run("check", "-v", *options, env=shell(world, **env)).stdout.split())
    assert world.asked("api")
    assert [] == carried(world)
    report = json.loads(done.stdout)
    facts = next(p for p in report["probes"] if p["name"] == "ping")["facts"]
    assert "foreign" == facts["key_withheld"]
    assert facts["untested"] in text
    for name in names:
        assert name in facts["untested"]
    verdict = report["verdict"]
    assert cause == verdict["cause"]
    if cause == "healthy":
        assert "low" == verdict["confidence"]
        assert facts["untested"] in verdict["summary"]
    assert "this check send" not in text
    assert "this check use" not in text
    assert 0 == done.returncode
    assert "pLaNtEd" not in done.stdout + text


@pytest.mark.parametrize("status", [529, 503])
def test_a_front_door_in_trouble_is_still_seen(run: Run, status: int) -> None:
    """Keyless, the API's own failure is the verdict, and no key went there."""
    with serve(by_name("overloaded" if status == 529 else "server-error")) as running:
        cloud = {"CLAUDE_CODE_USE_BEDROCK": "1", TOKEN: THEIRS}
        options = ("--json", "--surface", "api")  # Claude Code's calls go to the cloud itself
        report = json.loads(run("check", *options, env=shell(running, **cloud)).stdout)
        assert running.asked("api")
        assert [] == carried(running)
    assert "client" != report["verdict"]["side"]


def test_a_demo_is_not_the_organizations(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """What an organization sets for this machine changes nothing in the built-in world."""
    (tmp_path / "managed-settings.json").write_text(json.dumps({"env": {BASE: RELAY}}))
    program = (
        "import pathlib, sys; from claude_doctor.border import claude_settings\n"
        f"claude_settings.MANAGED_DIR = pathlib.Path({str(tmp_path)!r})\n"
        "sys.argv = ['claude-doctor', 'demo', 'healthy', '--json']\n"
        "from claude_doctor.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere, capture_output=True, encoding="utf-8",
        check=False, timeout=60,
    )  # fmt: skip
    assert "healthy" == json.loads(done.stdout)["verdict"]["cause"]
