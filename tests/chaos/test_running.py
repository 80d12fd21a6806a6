"""The environment of a served world, its exports for a shell, its files for a check."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from claude_doctor.chaos import DEMO_KEY, by_name

from .worlds import served


def test_the_environment_is_complete() -> None:
    """Every address of the contract is set, and the three folders exist."""
    with served() as running:
        env = running.environ()
        for name in ("CLAUDE_CONFIG_DIR", "CLAUDE_DOCTOR_CACHE_DIR", "CLAUDE_DOCTOR_DATA_DIR"):
            assert Path(env[name]).is_dir()
    addresses = "STATUS STATUS_FALLBACK DOWNDETECTOR REDDIT REDDIT_OAUTH GITHUB HN ADMIN FRONT_DOOR"
    for name in addresses.split():
        assert env[f"CLAUDE_DOCTOR_{name}_URL"].startswith("http://127.0.0.1:")
    assert env["ANTHROPIC_BASE_URL"] == env["CLAUDE_DOCTOR_FRONT_DOOR_URL"] == running.api_url
    assert DEMO_KEY == env["ANTHROPIC_API_KEY"]


def test_the_environment_follows_the_scenario() -> None:
    """Keyless has no key; a gateway has another front door; placeholders are filled."""
    with served(by_name("healthy-keyless")) as running:
        assert "ANTHROPIC_API_KEY" not in running.environ()
    with served(by_name("gateway-failure")) as running:
        env = running.environ()
        assert env["ANTHROPIC_BASE_URL"] != env["CLAUDE_DOCTOR_FRONT_DOOR_URL"]
    with served(by_name("proxy-failure")) as running:
        env = running.environ()
        assert running.urls["proxy"] == env["HTTPS_PROXY"]
        assert running.api_url.replace("http:", "https:") == env["ANTHROPIC_BASE_URL"]
        assert "NO_PROXY" not in env
    with served(by_name("wrong-endpoint")) as running:
        env = running.environ()
        assert f"{running.api_url}/v1" == env["ANTHROPIC_BASE_URL"]
        assert running.api_url == env["CLAUDE_DOCTOR_FRONT_DOOR_URL"]


@pytest.mark.parametrize("name", ["healthy", "wrong-endpoint", "key-with-blanks", "tls-failure"])
def test_exports_set_the_same_environment_in_a_shell(name: str) -> None:
    """The first line is the API's plain address; all of them together give environ()."""
    with served(by_name(name)) as running:
        lines, env = running.exports(), running.environ()
        assert f"export ANTHROPIC_BASE_URL={running.api_url}" == lines[0]
        done = subprocess.run(
            ["/bin/sh", "-c", "\n".join([*lines, "env -0"])],
            env={"PATH": os.environ["PATH"]}, capture_output=True, check=True,
        )  # fmt: skip
    got = dict(p.split("=", 1) for p in done.stdout.decode().split("\0") if "=" in p)
    exported = {k: v for k, v in env.items() if k not in ("OLLAMA_HOST", "LM_STUDIO_URL")}
    assert exported == {k: v for k, v in got.items() if k in exported}
    assert all(shlex.split(line)[0] == "export" for line in lines)


def test_files_are_written_for_now() -> None:
    """Transcripts hold failures of the last minutes, the history twelve checks."""
    with served(by_name("recent-failures")) as running:
        folder = Path(running.environ()["CLAUDE_CONFIG_DIR"])
        [path] = folder.glob("projects/*/*.jsonl")
        lines = [json.loads(line) for line in path.read_text().splitlines()]
    final = [line for line in lines if line.get("isApiErrorMessage") is True]
    assert [529] * 4 == [line["apiErrorStatus"] for line in final]
    assert {"assistant"} == {line["type"] for line in final}
    with served(by_name("slow-response")) as running:
        path = Path(running.environ()["CLAUDE_DOCTOR_DATA_DIR"]) / "history.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert 12 == len(rows)
    assert rows == sorted(rows, key=lambda row: row["checked_at"])
