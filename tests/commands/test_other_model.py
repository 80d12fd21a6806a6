"""The model that Claude Code alone would ask for: told although the check's own call works."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from tests.conftest import Run

OPUS = "ANTHROPIC_DEFAULT_OPUS_MODEL"


@pytest.mark.parametrize(
    ("content", "env", "surface", "named", "mend"),
    [
        ({"model": "gpt-4o"}, {}, "api", ("settings.json", "gpt-4o", "OpenAI"),
         "python3"),
        ({"model": "claude-3-5-sonnet-20241022"}, {}, "api", ("settings.json", "retired"),
         "python3"),
        ({"env": {"ANTHROPIC_MODEL": "qwen-max[1m]"}}, {}, "api",
         ("ANTHROPIC_MODEL of Claude Code's settings.json", "qwen-max"), "claude --model"),
        ({}, {OPUS: "qwen-max"}, "api", (OPUS, "qwen-max", "its default"), f"unset {OPUS}"),
        ({}, {OPUS: "qwen-max"}, "code", (OPUS, "qwen-max"), f"unset {OPUS}"),
        ({"env": {OPUS: "gemini-3-pro"}}, {}, "code", ("settings.json", "Google"),
         "claude --model"),
        ({"model": "opus"}, {OPUS: "gpt-5"}, "api", ("settings.json", "gpt-5"), "python3"),
    ],
)  # fmt: skip
def test_a_model_that_fails_for_claude_code_alone_is_told(
    content: object, env: dict[str, str], surface: str, named: tuple[str, ...], mend: str,
    run: Run, tmp_path: Path,
) -> None:  # fmt: skip
    """Degraded, the place and the model in the sentence, and the first fix mends that place."""
    report = checked(run, tmp_path, content, env, surface)
    verdict = report["verdict"]
    assert ("degraded", "environment-conflict") == (verdict["severity"], verdict["cause"])
    assert [] == [word for word in named if word not in verdict["summary"]], verdict["summary"]
    assert report["fixes"][0]["command"].startswith(mend)


@pytest.mark.parametrize(
    ("content", "env"),
    [
        ({"model": "opus[1m]"}, {}),
        ({"model": "claude-opus-5-5"}, {}),
        ({"model": "default"}, {}),
        ({"model": "a-claude-of-tomorrow"}, {}),
        ({"model": "sonnet"}, {OPUS: "qwen-max"}),
        ({}, {"ANTHROPIC_DEFAULT_SONNET_MODEL": "qwen-max"}),
        ({"model": "gpt-4o", "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}}, {}),
        ({"model": "us.anthropic.claude-opus-4-8-v1:0",
          "env": {"CLAUDE_CODE_USE_BEDROCK": "1"}}, {}),
    ],
)  # fmt: skip
def test_a_model_that_may_work_is_not_told(
    content: object, env: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """Claude Code's own words, current ids, and whatever a gateway or a cloud serves."""
    told = json.dumps(checked(run, tmp_path, content, env, "api"))
    assert "gives Claude Code" not in told


def test_the_command_leaves_the_rest_of_the_file(run: Run, tmp_path: Path) -> None:
    """The first fix, run by a shell as it is printed, takes `model` away and nothing else."""
    report = checked(run, tmp_path, {"model": "gpt-4o", "theme": "dark"}, {}, "api")
    env = {"CLAUDE_CONFIG_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", "-c", report["fixes"][0]["command"]], env=env, check=True)
    assert {"theme": "dark"} == json.loads((tmp_path / "settings.json").read_text())


def checked(
    run: Run, folder: Path, content: object, env: dict[str, str], surface: str
) -> dict[str, Any]:
    """The report of a check in a healthy world with these settings of Claude Code's."""
    (folder / "settings.json").write_text(json.dumps(content))
    with serve(by_name("healthy")) as running:
        world = {**running.environ(), "CLAUDE_CONFIG_DIR": str(folder), **env}
        report = json.loads(run("check", "--json", "--surface", surface, env=world).stdout)
    return dict(report)
