"""The refused key is named with the variable and the file that hold it, and the first fix takes it
out there: a new key elsewhere would never be asked for. Through the real command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import claude_settings
from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from tests.conftest import Run

KEY, TOKEN = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"
HEADERS = "ANTHROPIC_CUSTOM_HEADERS"
STALE = "sk-ant-api03-pLaNtEd"


def told(run: Run, running: Running, files: dict[str, str], shell: dict[str, str]) -> tuple[
    str, str]:  # fmt: skip
    """The sentence and the first command, with these variables and no others."""
    folder = Path(running.environ()["CLAUDE_CONFIG_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps({"env": files}))
    env = {k: v for k, v in running.environ().items() if k != KEY}
    done = run("check", "--json", env={**env, **shell})
    assert "pLaNtEd" not in done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert "key-rejected" == report["verdict"]["cause"]
    return report["verdict"]["summary"], report["fixes"][0]["command"]


@pytest.mark.parametrize(
    ("files", "shell", "where", "begins", "ends"),
    [
        ({}, {KEY: STALE}, "your API key", "export", "ANTHROPIC_API_KEY=…"),
        ({}, {TOKEN: STALE}, TOKEN, f"unset {TOKEN}; export", "ANTHROPIC_API_KEY=…"),
        ({KEY: STALE}, {}, f"{KEY} of Claude Code's settings.json", "python3 -c",
         f"/settings.json\" {KEY}; export {KEY}=…"),
        ({TOKEN: STALE}, {}, f"{TOKEN} of Claude Code's settings.json", "python3 -c",
         f"/settings.json\" {TOKEN}; export {KEY}=…"),
        ({}, {HEADERS: f"X-Api-Key: {STALE}", KEY: DEMO_KEY}, HEADERS, "unset", HEADERS),
        ({}, {HEADERS: f"X-Api-Key: {STALE}"}, HEADERS, f"unset {HEADERS}", f"export {KEY}=…"),
    ],
)  # fmt: skip
def test_the_place_of_a_refused_key(
    files: dict[str, str], shell: dict[str, str], where: str, begins: str, ends: str,
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Shell or file, key, token or a header of one's own."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    with serve(by_name("key-rejected")) as running:
        sentence, command = told(run, running, files, shell)
    assert f"It's {where}: the API " in sentence
    assert command.startswith(begins)
    assert command.endswith(ends)


def test_quotation_marks_in_a_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A malformed key of settings.json is named with the file, and the fix opens that."""
    monkeypatch.setattr(claude_settings, "MANAGED_DIR", tmp_path / "managed")
    with serve(by_name("key-rejected")) as running:
        sentence, command = told(run, running, {TOKEN: f'"{STALE}"'}, {})
    assert f"{TOKEN} of Claude Code's settings.json" in sentence
    assert "quot" in sentence
    assert "settings.json" in command
