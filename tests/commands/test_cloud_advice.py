"""`explain` and `logs` where the text does not tell who serves Claude: the configuration does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.commands import _explained
from claude_doctor.failures.classify import CATALOGUE
from claude_doctor.failures.route import ADVICE
from claude_doctor.fixes.table import FIXES
from tests.conftest import Run

SWITCHES = {
    "bedrock": "CLAUDE_CODE_USE_BEDROCK",
    "vertex": "CLAUDE_CODE_USE_VERTEX",
    "foundry": "CLAUDE_CODE_USE_FOUNDRY",
    "mantle": "CLAUDE_CODE_USE_MANTLE",
    "anthropic-aws": "CLAUDE_CODE_USE_ANTHROPIC_AWS",
}
VENDOR = {"bedrock": "aws", "mantle": "aws", "anthropic-aws": "aws", "vertex": "google",
          "foundry": "azure"}  # fmt: skip
PLACES = {"AWS_REGION": "eu-west-1", "CLOUD_ML_REGION": "us-east5",
          "ANTHROPIC_FOUNDRY_RESOURCE": "our-claude"}  # fmt: skip
KEY = "sk-ant-api03-" + "x" * 93
# What belongs to Anthropic's own API and to its console.
ANTHROPICS = {"check-key", "login-again", "ask-permission", "raise-tier", "raise-limit",
              "fix-model-id", "add-credit", "migrate-model"}  # fmt: skip


def told(run: Run, text: str, env: dict[str, str]) -> dict[str, Any]:
    """The document of `explain --json`."""
    done = run("explain", "--json", text, env=env)
    assert (0, "") == (done.returncode, done.stderr)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("cloud", SWITCHES)
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("401", {"aws": "renew-aws", "google": "renew-google", "azure": "renew-azure"}),
        ("Error: 401 Unauthorized", {"aws": "renew-aws", "google": "renew-google",
                                     "azure": "renew-azure"}),
        ("API Error: 403 Forbidden", {"aws": "aws-model-access", "google": "google-role",
                                      "azure": "azure-role"}),
        ("429", {"aws": "aws-quota", "google": "google-project-quota", "azure": "azure-quota"}),
    ],
)  # fmt: skip
def test_the_advice_is_the_clouds(cloud: str, text: str, first: dict[str, str], run: Run) -> None:
    """A credential, access or quota on a cloud route: its own first fix, none of Anthropic's, and
    the setting that said so."""
    document = told(run, text, {SWITCHES[cloud]: "1", **PLACES})
    fixes = [fix["id"] for fix in document["fixes"]]
    assert (cloud, SWITCHES[cloud]) == (document["route"], document["route_from"])
    assert first[VENDOR[cloud]] == fixes[0]
    assert set() == ANTHROPICS & set(fixes)
    shown = run("explain", text, env={SWITCHES[cloud]: "1", **PLACES}).stdout
    assert SWITCHES[cloud] in shown and "platform.claude.com/settings" not in shown


def test_the_file_that_says_so_is_named(run: Run, tmp_path: Path) -> None:
    """Claude Code's own settings count as they do in a check, and are named."""
    (tmp_path / "claude").mkdir()
    env = {"CLAUDE_CODE_USE_VERTEX": "1", "CLOUD_ML_REGION": "us-east5"}
    (tmp_path / "claude" / "settings.json").write_text(json.dumps({"env": env}))
    document = told(run, "401", {})
    assert "CLAUDE_CODE_USE_VERTEX of Claude Code's settings.json" == document["route_from"]
    shown = run("explain", "401").stdout
    assert "Google Vertex AI in us-east5" in " ".join(shown.split())


@pytest.mark.parametrize(
    "text",
    [
        # Anthropic's own words, ids and codes.
        'API Error: 401 {"type":"error","error":{"type":"authentication_error","message":"invalid '
        'x-api-key"},"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}',
        "invalid x-api-key",
        "Please run /login · API Error: 401",
        "OAuth token has expired. 401",
        "anthropic.RateLimitError: Error code: 429",
        # Other clouds, providers and programs.
        "DefaultCredentialsError: Your default credentials were not found",
        "azure openai: 401 Access denied due to invalid subscription key",
        "openai.AuthenticationError: Error code: 401 - Incorrect API key provided: sk-proj-x",
        "npm ERR! code E401",
        "litellm.AuthenticationError: 401",
        # No question of who serves Claude.
        "529",
        "500",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "getaddrinfo ENOTFOUND api.anthropic.com",
        "everything is fine",
    ],
)
def test_a_text_that_tells_its_speaker_keeps_it(text: str, run: Run) -> None:
    """The configuration never overrides what the text itself says."""
    plain = told(run, text, {})
    assert (None, None) == (plain["route"], plain["route_from"])
    assert plain == told(run, text, {SWITCHES["bedrock"]: "1", **PLACES})


@pytest.mark.parametrize(
    ("text", "env", "route"),
    [
        ("401", {}, None),
        ("401", {"CLAUDE_CODE_USE_BEDROCK": "0"}, None),
        ("401", {"ANTHROPIC_BASE_URL": "https://gateway.example"}, None),
        # As in a check: a key of Anthropic's in this shell is for the SDK.
        ("401", {"CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_API_KEY": KEY}, None),
        ("API Error: 403 Forbidden",
         {"CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_API_KEY": KEY}, "bedrock"),
    ],
)  # fmt: skip
def test_whose_configuration_counts(
    text: str, env: dict[str, str], route: str | None, run: Run
) -> None:
    """Off a cloud nothing changes; Claude Code's words are about Claude Code's route."""
    assert route == told(run, text, env)["route"]


def test_the_advice_exists_and_covers_each_cloud() -> None:
    """Every fix is one of the table, every category the catalogue's, and each cloud has advice."""
    known = {fix.id: fix for fix in FIXES}
    assert ADVICE.keys() <= {row.category for row in CATALOGUE}
    for category, ids in ADVICE.items():
        for cloud in SWITCHES:
            fits = [one for one in ids if not known[one].routes or cloud in known[one].routes]
            assert fits, (category, cloud)


def test_no_settings_are_read_for_other_failures() -> None:
    """What is read only for the categories with advice is never read for a side without."""
    sides = {row.side for row in CATALOGUE if row.category in ADVICE and row.category not in (
        "rate_limit",)}  # fmt: skip
    assert set() == sides & set(_explained.NEVER)


def _record(text: str, **more: Any) -> str:
    return json.dumps({
        "type": "assistant", "isApiErrorMessage": True, "timestamp": "2026-11-29T10:00:00Z",
        "sessionId": "s", "uuid": text, "message": {"content": [{"type": "text", "text": text}]},
        **more,
    })  # fmt: skip


FORBIDDEN = "API Error: 403 Forbidden"
THROTTLED = "API Error: 429 ThrottlingException: Too many tokens, please wait before trying again."


def logged(run: Run, path: Path, env: dict[str, str], *lines: str) -> dict[str, Any]:
    """The document of `logs --json` for these lines."""
    path.write_text("\n".join(lines) + "\n")
    document: dict[str, Any] = json.loads(run("logs", str(path), "--json", env=env).stdout)
    return document


def test_transcripts_are_about_the_active_route(run: Run, tmp_path: Path) -> None:
    """A record that names no cloud gets the advice of the active one, and the output says why."""
    env = {SWITCHES["vertex"]: "1", **PLACES}
    document = logged(run, tmp_path / "t.jsonl", env, _record(FORBIDDEN))
    cause = document["causes"][0]
    assert ("vertex", SWITCHES["vertex"]) == (document["route"], document["route_from"])
    assert ("vertex", "google-role") == (cause["route"], cause["fixes"][0]["id"])
    shown = " ".join(run("logs", str(tmp_path / "t.jsonl"), env=env).stdout.split())
    assert "Google Vertex AI in us-east5" in shown and SWITCHES["vertex"] in shown


@pytest.mark.parametrize("env", [{}, {SWITCHES["vertex"]: "1", **PLACES}])
@pytest.mark.parametrize(
    ("text", "first"),
    [
        (THROTTLED, "backoff"),
        ("API Error: 403 not authorized to perform the required AWS Marketplace actions "
         "(aws-marketplace:Subscribe)", "marketplace-rights"),
        ("API Error: 403 The security token included in the request is expired", "aws-sso-login"),
    ],
)  # fmt: skip
def test_a_record_that_names_its_cloud_keeps_it(
    text: str, first: str, env: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """Whatever is set here now; what its words ask for goes first, then what its cloud has."""
    document = logged(run, tmp_path / "t.jsonl", env, _record(text))
    cause = document["causes"][0]
    fixes = [fix["id"] for fix in cause["fixes"]]
    assert (None, "bedrock") == (document["route"], cause["route"])
    assert fixes[0] in (first, "wait-it-out")
    assert set(fixes) & {"aws-quota", "aws-role", "renew-aws"}


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-29T10:00:00Z ERROR claude api call failed: 403 Forbidden",
        _record(FORBIDDEN, requestId="req_011CSHoEeqs5C35K2UUqR7Fy"),
        _record("Please run /login · API Error: 403 OAuth token revoked"),
        _record("API Error: 529 Overloaded."),
    ],
)
def test_other_lines_have_no_route(line: str, run: Run, tmp_path: Path) -> None:
    """Lines of other logs, and records that Anthropic answered, are left alone."""
    env = {SWITCHES["bedrock"]: "1", **PLACES}
    document = logged(run, tmp_path / "t.log", env, line)
    assert document["causes"] and document["route"] is None
    assert [(None, [])] == [(one["route"], one["fixes"]) for one in document["causes"]]
