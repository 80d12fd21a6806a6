"""What is told to be typed against a conflict is typed, in a real shell, and helps."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from tests.command import inside
from tests.conftest import Run

Shell = Callable[..., dict[str, Any]]

TOKEN = "planted-gateway-token"
#: What is set, and the fix whose command is typed.
CASES: list[tuple[str, dict[str, str], str]] = [
    ("two credentials", {"ANTHROPIC_AUTH_TOKEN": TOKEN}, "mend-environment"),
    ("blanks", {"ANTHROPIC_API_KEY": f" {DEMO_KEY}\r\n"}, "mend-environment"),
    ("a cloud", {"CLAUDE_CODE_USE_BEDROCK": "1"}, "mend-environment"),
    ("three clouds", {"CLAUDE_CODE_USE_BEDROCK": "1", "CLAUDE_CODE_USE_VERTEX": "1",
                      "CLAUDE_CODE_USE_FOUNDRY": "1"}, "mend-environment"),
    ("a header", {"ANTHROPIC_CUSTOM_HEADERS": f"X-Api-Key: {TOKEN}"}, "mend-environment"),
    ("no such CA", {"NODE_EXTRA_CA_CERTS": "/nowhere/ca.pem"}, "mend-environment"),
    ("no such certificate", {"CLAUDE_CODE_CLIENT_CERT": "/nowhere/me.pem"}, "mend-environment"),
    ("proxies differ", {"HTTP_PROXY": "http://127.0.0.1:8", "http_proxy": "http://127.0.0.1:9",
                        "NO_PROXY": "127.0.0.1"}, "mend-environment"),
    ("/v1 too much", {"ANTHROPIC_BASE_URL": "{api}/v1"}, "fix-base-url"),
    ("/v1/messages too much", {"ANTHROPIC_BASE_URL": "{api}/v1/messages/"}, "fix-base-url"),
    ("a query", {"ANTHROPIC_BASE_URL": "{api}?x=1"}, "fix-base-url"),
    ("a proxy before this machine", {"HTTP_PROXY": "http://192.0.2.1:9", "NO_PROXY": "x.example"},
     "set-no-proxy"),
    ("the same in lower case", {"http_proxy": "http://192.0.2.1:9", "no_proxy": "x.example"},
     "set-no-proxy"),
]  # fmt: skip


@pytest.fixture
def shell(nowhere: dict[str, str]) -> Shell:
    """`check --json` in the environment that a real shell leaves behind after the command; nothing
    secret may show."""

    def check(running: Running, command: str, **env: str) -> dict[str, Any]:
        kept = {**nowhere, **running.environ()}
        kept.pop("NO_PROXY")
        left = subprocess.run(
            ["sh", "-c", f"{command}\nenv -0"],
            env={**kept, **{k: running.filled(v) for k, v in env.items()}},
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        after = dict(line.split("=", 1) for line in left.stdout.split("\0") if "=" in line)
        done = inside(("check", "--json", "--timeout", "5"), after, None)
        assert TOKEN not in done.stdout + done.stderr
        assert "demodemo" not in done.stdout + done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    return check


def facts(report: dict[str, Any]) -> dict[str, Any]:
    """The environment probe's facts."""
    return next(p["facts"] for p in report["probes"] if p["name"] == "environment")


@pytest.mark.parametrize(("name", "env", "fix"), CASES, ids=[name for name, _, _ in CASES])
def test_a_mend_that_is_typed_helps(name: str, env: dict[str, str], fix: str, shell: Shell) -> None:
    """Before: a conflict. After: none, and where the key is left the check is healthy."""
    with serve(by_name("healthy")) as running:
        before = shell(running, "", **env)
        assert facts(before)["conflict"] is True
        command = {one["id"]: one["command"] for one in before["fixes"]}[fix]
        after = shell(running, command, **env)
    assert facts(after)["conflict"] is False, command
    assert "healthy" == after["verdict"]["cause"]


def test_the_settings_file_is_opened(shell: Shell, tmp_path: Path) -> None:
    """What only Claude Code's settings.json can mend opens that file, in a folder with a blank."""
    folder = tmp_path / "my config"
    folder.mkdir()
    stored = {"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}}
    (folder / "settings.json").write_text(json.dumps(stored))
    with serve(by_name("healthy")) as running:
        env = {"CLAUDE_CONFIG_DIR": str(folder), "EDITOR": "rm"}
        before = shell(running, "", **env)
        assert "environment-conflict" == before["verdict"]["cause"]
        after = shell(running, before["fixes"][0]["command"], **env)
    assert "healthy" == after["verdict"]["cause"]


def test_every_conflict_is_told(run: Run) -> None:
    """One is the verdict's, the others stand below it."""
    with serve(by_name("healthy")) as running:
        env = {**running.environ(), "NODE_EXTRA_CA_CERTS": "/nowhere/ca.pem", "COLUMNS": "120"}
        done = run("check", env={**env, "CLAUDE_CODE_USE_BEDROCK": "1"})
    shown = " ".join(done.stdout.split())
    assert "NODE_EXTRA_CA_CERTS" in shown
    assert "ANTHROPIC_API_KEY is set and Claude Code is switched to bedrock" in shown


def test_remarks_are_told_below_the_verdict(run: Run) -> None:
    """What may explain a difference is no alarm. With something to type it is told unasked, and
    counted else; -v tells all."""
    with serve(by_name("healthy")) as running:
        env = {**running.environ(), "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-planted"}
        env |= {"NODE_TLS_REJECT_UNAUTHORIZED": "0", "ANTHROPIC_API_KEY": "", "COLUMNS": "120"}
        done, verbose = run("check", env=env), run("check", "-v", env=env)
    told, everything = (" ".join(one.stdout.split()) for one in (done, verbose))
    assert "1 remark, why: -v" in told
    assert "▲ Also NODE_TLS_REJECT_UNAUTHORIZED=0: " in told
    assert "(unset NODE_TLS_REJECT_UNAUTHORIZED)" in told
    assert "belongs to a subscription" not in told
    assert "CLAUDE_CODE_OAUTH_TOKEN belongs to a subscription" in everything


def test_a_conflict_is_told_beside_another_verdict(run: Run) -> None:
    """Where the key is refused, the text still says which credential went where."""
    with serve(by_name("key-rejected")) as running:
        env = {**running.environ(), "ANTHROPIC_AUTH_TOKEN": TOKEN, "COLUMNS": "120"}
        done = run("check", env=env)
    assert 11 == done.returncode
    shown = " ".join(done.stdout.split())
    assert "Also: ANTHROPIC_API_KEY and ANTHROPIC_AUTH_TOKEN are both set" in shown
    assert "Claude Code sends the token." in shown
