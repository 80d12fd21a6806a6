"""Which credential wins: every pair that people have set together, told with its winner."""

from __future__ import annotations

import json
import stat
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import claude_login, claude_settings, settings
from claude_doctor.border.claude_login import Found, Login
from claude_doctor.sources.conflicts import find
from claude_doctor.sources.conflicts.credential import calls_a_cloud
from claude_doctor.sources.conflicts.effective import EDIT
from claude_doctor.sources.conflicts.view import View

KEY, TOKEN = "sk-ant-api03-PLANTEDPLANTEDPLANTED", "PLANTED-gateway-token"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOREVER = Login(datetime(2099, 1, 1, tzinfo=UTC), renewable=True)
GATEWAY = {"ANTHROPIC_BASE_URL": "https://relay.example"}


def view(
    env: dict[str, str],
    folder: Path,
    login: Login | None = None,
    found: Found | None = None,
    managed: Path | None = None,
) -> View:
    """What the probe would look at, with these files."""
    given = claude_settings.given(folder, managed or folder / "no-such-folder")
    read = settings.read({"CLAUDE_CONFIG_DIR": str(folder), **env}, settings.Asked(surface="api"))
    return View(read, given, found or Found(login), None, NOW)


def told(*args: Any, **how: Any) -> tuple[list[str], list[str], list[str]]:
    """The conflicts, the remarks, and what mends the conflicts. No value shows anywhere."""
    hard, soft = find.find(view(*args, **how))
    assert "PLANTED" not in str((hard, soft))
    return [x.sentence for x in hard], [x.sentence for x in soft], [x.mend for x in hard]


def user(folder: Path, **content: Any) -> None:
    """Write the user's settings.json."""
    (folder / "settings.json").write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("env", "helper", "login", "winner", "mend"),
    [
        ({"ANTHROPIC_API_KEY": KEY}, False, True, "uses the key, not", "unset ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_AUTH_TOKEN": TOKEN}, False, True, "uses the token, not",
         "unset ANTHROPIC_AUTH_TOKEN"),
        ({"ANTHROPIC_API_KEY": KEY}, True, False, "never asks the helper",
         "unset ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_AUTH_TOKEN": TOKEN}, True, False, "never asks the helper",
         "unset ANTHROPIC_AUTH_TOKEN"),
        ({}, True, True, "the helper's key, not the subscription", EDIT),
        ({"ANTHROPIC_API_KEY": KEY, "CLAUDE_CODE_OAUTH_TOKEN": "PLANTED"}, False, False,
         "uses the key", "unset ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_AUTH_TOKEN": TOKEN}, False, False,
         "Claude Code sends the token", "unset ANTHROPIC_AUTH_TOKEN"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_AUTH_TOKEN": TOKEN, **GATEWAY}, False, False,
         "Claude Code sends the token", "unset ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_API_KEY": KEY, "CLAUDE_CODE_USE_FOUNDRY": "1"}, False, True, "uses foundry",
         "unset CLAUDE_CODE_USE_FOUNDRY"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_CUSTOM_HEADERS": "X-API-Key: PLANTED-other"}, False,
         False, "the header wins", "unset ANTHROPIC_CUSTOM_HEADERS"),
        ({"ANTHROPIC_AUTH_TOKEN": TOKEN,
          "ANTHROPIC_CUSTOM_HEADERS": "X-Team: a\nauthorization : Basic PLANTED"}, False, False,
         "the header wins", "unset ANTHROPIC_CUSTOM_HEADERS"),
    ],
)  # fmt: skip
def test_every_pair_has_a_winner_and_a_way_out(
    env: dict[str, str], helper: bool, login: bool, winner: str, mend: str, tmp_path: Path
) -> None:
    """One sentence, the winner in it, and what to type."""
    if helper:
        user(tmp_path, apiKeyHelper="echo PLANTED")
    hard, _, mends = told(env, tmp_path, FOREVER if login else None)
    assert 1 == len(hard)
    assert winner in hard[0]
    assert [mend] == mends


@pytest.mark.parametrize(
    "env",
    [
        {"ANTHROPIC_API_KEY": KEY, **GATEWAY},
        {"ANTHROPIC_AUTH_TOKEN": TOKEN, **GATEWAY},
        {"ANTHROPIC_AUTH_TOKEN": TOKEN, "CLAUDE_CODE_USE_BEDROCK": "1"},
    ],
)
def test_a_gateways_credential_is_there_on_purpose(env: dict[str, str], tmp_path: Path) -> None:
    """A key for a relay beside a login is no conflict."""
    assert [] == told(env, tmp_path, FOREVER)[0]


def test_a_header_alone_logs_in(tmp_path: Path) -> None:
    """Without a variable the header is no conflict, but the reason why this check has no key."""
    hard, soft, _ = told({"ANTHROPIC_CUSTOM_HEADERS": "Authorization: Bearer PLANTED"}, tmp_path)
    assert [] == hard
    assert "log in with it" in soft[0]


def test_the_file_that_sets_it_is_named(tmp_path: Path) -> None:
    """A key out of settings.json is told as that, and mended there."""
    user(tmp_path, env={"ANTHROPIC_API_KEY": KEY})
    hard, soft, mends = told({}, tmp_path, FOREVER)
    assert "ANTHROPIC_API_KEY of Claude Code's settings.json is set" in hard[0]
    assert "settings.json" in mends[0]
    assert "settings.json only" in soft[0]


def test_a_token_in_the_settings_beats_a_key_in_the_shell(tmp_path: Path) -> None:
    """Claude Code sends one, every other program the other: that is told, and not "none"."""
    user(tmp_path, env={"ANTHROPIC_AUTH_TOKEN": TOKEN})
    hard, soft, mends = told({"ANTHROPIC_API_KEY": KEY}, tmp_path)
    assert "ANTHROPIC_AUTH_TOKEN of Claude Code's settings.json are both set" in hard[0]
    assert "Claude Code sends the token, other programs and this check send the key" in hard[0]
    assert "settings.json" in mends[0]
    assert [] == soft


def test_managed_settings_win(tmp_path: Path) -> None:
    """The organization's file overrides the user's; what is typed against it needs an
    administrator."""
    user(tmp_path, env={"ANTHROPIC_BASE_URL": "https://PLANTED.example", "A": "user"})
    managed = tmp_path / "managed"
    (managed / "managed-settings.d").mkdir(parents=True)
    (managed / "managed-settings.json").write_text(
        json.dumps({"env": {"ANTHROPIC_BASE_URL": "https://PLANTED-first.example"}})
    )
    (managed / "managed-settings.d" / "10-relay.json").write_text(
        json.dumps({"env": {"ANTHROPIC_BASE_URL": "https://PLANTED-last.example"}})
    )
    given = claude_settings.given(tmp_path, managed)
    assert "https://PLANTED-last.example" == given.env["ANTHROPIC_BASE_URL"]
    part = str(managed / "managed-settings.d" / "10-relay.json")
    assert {"ANTHROPIC_BASE_URL": part, "A": "settings.json"} == given.places
    hard, _, mends = told({"ANTHROPIC_API_KEY": KEY}, tmp_path, managed=managed)
    assert f"{part} sets another ANTHROPIC_BASE_URL" in hard[0]
    assert mends[0].startswith("sudo python3 -c")
    assert f"{part} ANTHROPIC_BASE_URL" in mends[0]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """Which of the files cannot be read as JSON is told; the other one still counts."""
    user(tmp_path, env={"A": "1"})
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "managed-settings.json").write_text("{")
    hard, _, mends = told({}, tmp_path, managed=tmp_path / "m")
    file = tmp_path / "m" / "managed-settings.json"
    assert [f"Claude Code's {file} is not valid JSON (line 1), so nothing in it applies"] == hard
    assert [f'sudo "${{EDITOR:-nano}}" {file}'] == mends
    assert {"A": "1"} == dict(claude_settings.given(tmp_path, tmp_path / "m").env)


def test_a_profile_of_the_sdk(tmp_path: Path) -> None:
    """A profile on disk is what the SDK falls back to; this check cannot use it, and says so."""
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "default.json").write_text("{}")
    env = {"ANTHROPIC_CONFIG_DIR": str(tmp_path)}
    assert "in its own folder" in told(env, tmp_path)[1][0]
    assert [] == told({**env, "ANTHROPIC_API_KEY": KEY}, tmp_path)[1]


def keychain(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A stand-in for macOS's `security`; it writes down what it was asked."""
    tool, asked = folder / "security", folder / "asked"
    tool.write_text(f'#!/bin/sh\necho "$@" > {asked}\n{script}\n')
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(claude_login, "SECURITY", str(tool))
    return asked


def test_a_login_in_the_keychain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS only the presence of the entry is asked for: neither -w nor -g, which would show
    the secret; and the login counts beside a key."""
    asked = keychain(tmp_path, monkeypatch, "exit 0")
    found = claude_login.login({}, tmp_path, "darwin")
    assert found.login == Login(None, renewable=True)
    assert "find-generic-password -s Claude Code-credentials" == asked.read_text().strip()
    hard, _, _ = told({"ANTHROPIC_API_KEY": KEY}, tmp_path, found=found)
    assert "uses the key, not the subscription" in hard[0]
    _, soft, _ = told({}, tmp_path, found=found)
    assert "in the Keychain; it was not read" in soft[0]


@pytest.mark.parametrize("script", ["exit 36", "exit 1", "exec sleep 9", None])
def test_a_keychain_that_does_not_tell(
    script: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked, broken, silent or missing: "no login" is never concluded, and nobody waits."""
    monkeypatch.setattr(claude_login, "_PATIENCE_S", 0.3)
    monkeypatch.setattr(claude_login, "SECURITY", str(tmp_path / "missing"))
    if script is not None:
        keychain(tmp_path, monkeypatch, script)
    started = time.monotonic()
    found = claude_login.login({}, tmp_path, "darwin")
    assert time.monotonic() - started < 8
    assert (None, False) == (found.login, found.known)
    _, soft, _ = told({}, tmp_path, found=found)
    assert ["Claude Code may have a login in the Keychain, which was not checked"] == soft


def test_a_keychain_without_the_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not found is "no login"; but another folder has another entry, whose name is internal."""
    keychain(tmp_path, monkeypatch, "exit 44")
    assert Found(None, known=True, keychain=True) == claude_login.login({}, tmp_path, "darwin")
    moved = {"CLAUDE_CONFIG_DIR": str(tmp_path)}
    assert claude_login.login(moved, tmp_path, "darwin").known is False


def test_the_file_comes_before_the_keychain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file is, the Keychain is not asked; elsewhere than on macOS never."""
    asked = keychain(tmp_path, monkeypatch, "exit 0")
    assert Found(None) == claude_login.login({}, tmp_path, "linux")
    kept = {"claudeAiOauth": {"refreshToken": "PLANTED", "expiresAt": 1900000000000}}
    (tmp_path / ".credentials.json").write_text(json.dumps(kept))
    found = claude_login.login({}, tmp_path, "darwin")
    assert found.login is not None and found.login.renewable
    assert "PLANTED" not in repr(found)
    assert not asked.exists()


FOUNDRY = "ANTHROPIC_FOUNDRY_BASE_URL"


@pytest.mark.parametrize(
    ("switch", "variable", "address", "before"),
    [
        ("CLAUDE_CODE_USE_FOUNDRY", FOUNDRY, "https://corp.services.ai.azure.com/anthropic", False),
        ("CLAUDE_CODE_USE_FOUNDRY", FOUNDRY, "https://llm.corp.example", True),
        ("CLAUDE_CODE_USE_BEDROCK", "ANTHROPIC_BEDROCK_BASE_URL",
         "https://bedrock-runtime.eu-west-1.amazonaws.com", False),
        ("CLAUDE_CODE_USE_VERTEX", "ANTHROPIC_VERTEX_BASE_URL",
         "https://europe-west1-aiplatform.googleapis.com/v1", False),
        ("CLAUDE_CODE_USE_VERTEX", "ANTHROPIC_VERTEX_BASE_URL", "https://evilgoogleapis.com", True),
    ],
)  # fmt: skip
def test_a_clouds_own_host_is_no_gateway(
    switch: str, variable: str, address: str, before: bool, tmp_path: Path
) -> None:
    """Only what is not the cloud's own host stands before the cloud."""
    code = view({switch: "1", variable: address}, tmp_path).code
    assert before == code.before_cloud
    assert before == ("behind your gateway" in calls_a_cloud(code))


def test_a_foundry_of_two_addresses_is_told(tmp_path: Path) -> None:
    """The resource and the address are both named, and one of them is taken away."""
    env = {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_RESOURCE": "corp"}
    assert [] == told(env, tmp_path)[0]
    hard, _, mends = told({**env, FOUNDRY: "https://corp.services.ai.azure.com/x"}, tmp_path)
    assert FOUNDRY in hard[0]
    assert "ANTHROPIC_FOUNDRY_RESOURCE" in hard[0]
    assert ["unset ANTHROPIC_FOUNDRY_RESOURCE"] == mends
