"""What contradicts what on a cloud's route, and that a sound setup is left in peace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claude_doctor.border import claude_settings, settings
from claude_doctor.border.claude_login import Found
from claude_doctor.sources.conflicts import find
from claude_doctor.sources.conflicts.view import View
from tests.sources.conflicts.test_precedence import NOW

BEDROCK = {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1"}
VERTEX = {"CLAUDE_CODE_USE_VERTEX": "1", "ANTHROPIC_VERTEX_PROJECT_ID": "team-12345"}
FOUNDRY = {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_RESOURCE": "team"}
GATE = "https://llm.corp.example"


def told(
    env: dict[str, str], folder: Path, files: dict[str, str] | None = None
) -> tuple[list[str], list[str]]:
    """The conflicts of Claude Code here, and what mends them."""
    (folder / "settings.json").write_text(json.dumps({"env": files or {}}))
    given = claude_settings.given(folder, folder / "no-such-folder")
    env = {"CLAUDE_CONFIG_DIR": str(folder), **env}
    read = settings.read(env, settings.Asked(surface="code"))
    hard, _ = find.find(View(read, given, Found(None), None, NOW))
    assert "PLANTED" not in str(hard)
    return [one.sentence for one in hard], [one.mend for one in hard]


SOUND = (
    {**BEDROCK, "AWS_BEARER_TOKEN_BEDROCK": "PLANTED"},
    {**BEDROCK, "AWS_PROFILE": "dev", "ANTHROPIC_MODEL": "eu.anthropic.claude-opus-4-6-v1"},
    {**BEDROCK, "ANTHROPIC_MODEL": "sonnet[1m]", "ANTHROPIC_API_KEY": "PLANTED-of-the-sdk"},
    {**BEDROCK, "CLAUDE_CODE_USE_MANTLE": "1"},
    {**BEDROCK, "ANTHROPIC_MODEL": "arn:aws:bedrock:eu-west-1:123456789012:"
     "application-inference-profile/abc123"},
    {**BEDROCK, "ANTHROPIC_BEDROCK_BASE_URL": GATE, "CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1",
     "ANTHROPIC_AUTH_TOKEN": "PLANTED", "ANTHROPIC_MODEL": "claude-opus-4-6",
     "ANTHROPIC_BASE_URL": "https://other.example"},
    {**VERTEX, "ANTHROPIC_MODEL": "claude-sonnet-4-5@20250929",
     "ANTHROPIC_DEFAULT_OPUS_MODEL": "claude-opus-4-6"},
    {**FOUNDRY, "ANTHROPIC_FOUNDRY_API_KEY": "PLANTED", "ANTHROPIC_MODEL": "our-deployment"},
    {"CLAUDE_CODE_USE_MANTLE": "1", "ANTHROPIC_MODEL": "anthropic.claude-haiku-4-5"},
)  # fmt: skip


@pytest.mark.parametrize("env", SOUND)
@pytest.mark.parametrize("place", ["shell", "file"])
def test_a_sound_setup_is_not_accused(env: dict[str, str], place: str, tmp_path: Path) -> None:
    """Wherever it is set: nothing is told as a conflict."""
    shell, files = (env, {}) if place == "shell" else ({}, env)
    assert [] == told(shell, tmp_path, files)[0]


BROKEN = (
    ({**BEDROCK, **VERTEX}, "Claude Code uses Amazon Bedrock", "unset CLAUDE_CODE_USE_VERTEX"),
    ({**VERTEX, **FOUNDRY}, "Claude Code uses Microsoft Foundry", "unset CLAUDE_CODE_USE_VERTEX"),
    ({**FOUNDRY, "ANTHROPIC_FOUNDRY_BASE_URL": GATE}, "both set",
     "unset ANTHROPIC_FOUNDRY_RESOURCE"),
    ({**BEDROCK, "CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1"}, "carry no login",
     "unset CLAUDE_CODE_SKIP_BEDROCK_AUTH"),
    ({"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_BASE_URL": GATE,
      "CLAUDE_CODE_SKIP_FOUNDRY_AUTH": "1"}, "makes no calls",
     'export ANTHROPIC_FOUNDRY_API_KEY="KEY-OF-THE-GATEWAY"'),
    ({**BEDROCK, "AWS_PROFILE": "dev", "AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY":
      "PLANTED"}, "logs in with the profile", "unset AWS_PROFILE"),
    ({**BEDROCK, "ANTHROPIC_MODEL": "claude-sonnet-4-5-20250929"},
     "ANTHROPIC_MODEL is an id of Anthropic's own API, and Claude Code calls Amazon Bedrock in",
     'export ANTHROPIC_MODEL="eu.anthropic.claude-sonnet-4-5-20250929-v1:0"'),
    ({**BEDROCK, "ANTHROPIC_DEFAULT_HAIKU_MODEL": "claude-haiku-4-5@20251001"},
     "ANTHROPIC_DEFAULT_HAIKU_MODEL is an id of Google Vertex AI's",
     'export ANTHROPIC_DEFAULT_HAIKU_MODEL="eu.anthropic.claude-haiku-4-5-20251001-v1:0"'),
    ({**VERTEX, "ANTHROPIC_MODEL": "us.anthropic.claude-opus-4-6-v1"},
     "an id of Amazon Bedrock's", 'export ANTHROPIC_MODEL="claude-opus-4-6"'),
    ({**VERTEX, "ANTHROPIC_MODEL": "claude-opus-4-1-20250805"}, "Anthropic's own API",
     'export ANTHROPIC_MODEL="claude-opus-4-1@20250805"'),
    ({**FOUNDRY, "ANTHROPIC_MODEL": "claude-opus-4-1@20250805"}, "Google Vertex AI's",
     'export ANTHROPIC_MODEL="claude-opus-4-1"'),
    ({"ANTHROPIC_DEFAULT_SONNET_MODEL": "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"},
     "an id of Amazon Bedrock's, and Claude Code calls Anthropic",
     'export ANTHROPIC_DEFAULT_SONNET_MODEL="claude-sonnet-4-5-20250929"'),
    ({"CLAUDE_CODE_USE_MANTLE": "1", "ANTHROPIC_MODEL":
      "us.anthropic.claude-haiku-4-5-20251001-v1:0"},
     "an id of Amazon Bedrock's", 'export ANTHROPIC_MODEL="anthropic.claude-haiku-4-5"'),
)  # fmt: skip


@pytest.mark.parametrize(("env", "words", "mend"), BROKEN)
def test_a_broken_setup_is_named(
    env: dict[str, str], words: str, mend: str, tmp_path: Path
) -> None:
    """With what to type; in a file of Claude Code's it is that file that is changed."""
    hard, mends = told(env, tmp_path)
    assert words in hard[0]
    assert mend == mends[0]
    hard, mends = told({}, tmp_path, env)
    assert words.split()[-1] in hard[0]
    assert "of Claude Code's settings.json" in hard[0] or "several" in hard[0]
    assert "settings.json" in mends[0] or "KEY-OF" in mends[0]
