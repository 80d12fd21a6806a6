"""Claude Code's files as people leave them: cut off, with a comma too many, in a file that nobody
thinks of. A loopback world stands as Anthropic's front door and keeps every header it was sent."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import claude_settings
from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from tests.conftest import Run

KEY, TOKEN, BASE = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"
THEIRS = "pLaNtEd-of-a-gateway"
RELAY = "http://127.0.0.1:9"  # refuses

BROKEN = {
    "a comma too many": f'{{\n "env": {{"{BASE}": "{RELAY}"}},\n}}',
    "a comment": f'{{\n // my gateway\n "env": {{"{BASE}": "{RELAY}"}}}}',
    "cut off": f'{{"env":\n {{"{BASE}": "http://127',
    "nothing of an address": '{"env": {"FOO": "1"},\n}',
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A healthy world with a folder for what an organization sets."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    with serve(by_name("healthy")) as running:
        yield running


def told(run: Run, running: Running, **env: str | None) -> dict[str, Any]:
    """`check --json` with these variables over the world's own; nothing secret is in it."""
    over = {**running.environ(), **env}
    done = run("check", "--json", env={k: v for k, v in over.items() if v is not None})
    assert "pLaNtEd" not in done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def written(running: Running, name: str, content: str) -> Path:
    """A file of Claude Code's: the user's, or the organization's."""
    managed = name.startswith("managed")
    folder = claude_settings.MANAGED_DIR if managed else Path(running.environ()[
        "CLAUDE_CONFIG_DIR"])  # fmt: skip
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def keys(running: Running) -> set[str]:
    """Every credential that was sent anywhere."""
    names = ("x-api-key", "authorization")
    return {seen.headers[n] for seen in running.log for n in names if n in seen.headers}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(
    "name", ["settings.json", "managed-settings.json", "managed-settings.d/10-x.json"]
)
def test_a_token_stays_here_where_a_file_cannot_be_read(
    name: str, content: str, run: Run, world: Running
) -> None:
    """What the file holds may be the address that the token is for: the file and its line are
    told, and no key leaves."""
    path = written(world, name, content)
    verdict = told(run, world, **{KEY: None, TOKEN: THEIRS})["verdict"]
    assert set() == keys(world)
    assert ("degraded", "environment-conflict") == (verdict["severity"], verdict["cause"])
    place = name if name == "settings.json" else str(path)
    assert f"Claude Code's {place} is not valid JSON (line " in verdict["summary"]


def test_a_key_of_anthropics_beside_a_broken_file(run: Run, world: Running) -> None:
    """It is sent where the file names no address; that the file says nothing is told all the
    same, and the first fix opens it."""
    written(world, "settings.json", BROKEN["nothing of an address"])
    report = told(run, world)
    assert {DEMO_KEY} == keys(world)
    with pytest.raises(json.JSONDecodeError) as error:
        json.loads(BROKEN["nothing of an address"])
    line = error.value.lineno  # 2; from Python 3.13 on 1, where the comma is
    assert f"not valid JSON (line {line})" in report["verdict"]["summary"]
    assert report["fixes"][0]["command"].endswith('/settings.json"')
    world.log.clear()
    written(world, "settings.json", BROKEN["a comment"])
    told(run, world)
    assert set() == keys(world)


def test_an_empty_file_and_one_with_a_mark_are_whole(run: Run, world: Running) -> None:
    """Claude Code reads both, so nothing is wrong."""
    for content in ("", "\n", '\ufeff{"env": {"FOO": "1"}}'):
        written(world, "settings.json", content)
        assert "healthy" == told(run, world)["verdict"]["cause"]


def test_the_address_in_claude_codes_own_file(run: Run, world: Running) -> None:
    """`env` of .claude.json counts as that of settings.json does, and below it. The first fix
    takes it out there."""
    path = written(world, ".claude.json", json.dumps({"env": {BASE: RELAY}, "projects": {}}))
    report = told(run, world, **{KEY: None, TOKEN: THEIRS})
    assert set() == keys(world)
    assert f"{BASE} of Claude Code's .claude.json" in json.dumps(report)
    written(world, "settings.json", json.dumps({"env": {BASE: "{api}".replace(
        "{api}", world.api_url)}}))  # fmt: skip
    assert ".claude.json" not in told(run, world)["verdict"]["summary"]
    written(world, "settings.json", "{}")
    report = told(run, world)
    assert f"{BASE} of Claude Code's .claude.json" in report["verdict"]["summary"]
    env = {"CLAUDE_CONFIG_DIR": str(path.parent), "PATH": "/usr/bin:/bin:/usr/local/bin"}
    subprocess.run(["sh", "-c", report["fixes"][0]["command"]], env=env, check=True)
    assert {"env": {}, "projects": {}} == json.loads(path.read_text())
    assert "healthy" == told(run, world)["verdict"]["cause"]


def test_a_key_that_goes_along_to_another_address(run: Run, world: Running) -> None:
    """settings.json leads Claude Code away from the gateway of the shell, whose token it takes
    along: that is said, the token stays here, and the fix leaves the shell's pair whole."""
    written(world, "settings.json", json.dumps({"env": {BASE: world.api_url}}))
    report = told(run, world, **{KEY: None, TOKEN: THEIRS, BASE: RELAY})
    facts = next(p["facts"] for p in report["probes"] if p["name"] == "environment")
    assert f"it takes {TOKEN} along, which may be for {RELAY}" in " ".join(facts["conflicts"])
    assert "unset" not in facts["mend"]
    assert facts["mend"].endswith(f'/settings.json" {BASE}')


def test_a_wrong_address_goes_with_its_key(run: Run, world: Running) -> None:
    """No fix leaves a gateway's key behind for Anthropic; a key of Anthropic's own form stays."""
    for key, ends in (({KEY: None, TOKEN: THEIRS}, f" {TOKEN}"), ({}, "")):
        env = {**key, BASE: "https://console.anthropic.com"}
        report = told(run, world, **env)
        commands = [fix.get("command") or "" for fix in report["fixes"]]
        away = [one for one in commands if f"unset {BASE}" in one]
        assert [] == [one for one in away if one != f"unset {BASE}{ends}"]
        assert away


def test_two_conflicts_of_one_file_are_one_command(run: Run, world: Running) -> None:
    """Address and token of settings.json beside a key in the shell: what is to be typed is short
    enough to be shown."""
    written(world, "settings.json", json.dumps({"env": {BASE: "http://127.0.0.1:9", TOKEN: "t"}}))
    report = told(run, world)
    facts = next(p["facts"] for p in report["probes"] if p["name"] == "environment")
    assert facts["mend"].endswith(f'/settings.json" {TOKEN} {BASE}')
