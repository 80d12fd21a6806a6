"""What a check says beside a cloud's own answer: of a dead gateway before it, of what was not asked
for, of Azure's own words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from tests.conftest import Run

KEYS = "[default]\naws_access_key_id = AKIAEXAMPLE000DEFA00\naws_secret_access_key = {}\n"
SKIP = "CLAUDE_CODE_SKIP_BEDROCK_AUTH"


def checked(run: Run, *options: str, env: dict[str, str]) -> dict[str, Any]:
    """The report of a check."""
    found: dict[str, Any] = json.loads(run("check", "--json", *options, env=env).stdout)
    return found


@pytest.mark.parametrize(
    ("cloud", "more", "words", "login"),
    [
        ("bedrock", {}, "no AWS credential is set", "aws configure"),
        ("bedrock", {"AWS_ACCESS_KEY_ID": "A"}, "is set without AWS_SECRET_ACCESS_KEY",
         "export AWS_SECRET_ACCESS_KEY=…"),
        ("vertex", {}, "no application-default login", "gcloud auth application-default login"),
        ("foundry", {}, "ANTHROPIC_FOUNDRY_RESOURCE is not set",
         "export ANTHROPIC_FOUNDRY_RESOURCE=…; export ANTHROPIC_FOUNDRY_API_KEY=…"),
    ],
)  # fmt: skip
def test_a_dead_gateway_where_no_login_is(
    cloud: str, more: dict[str, str], words: str, login: str, run: Run, tmp_path: Path
) -> None:
    """Taking its address away alone leads to the next failure: the gateway goes first, then all
    that leads to it, and the login that would be needed."""
    with serve(by_name(f"{cloud}-gateway-failure")) as world:
        env = {
            **world.environ(),
            "HOME": str(tmp_path),
            "METADATA_SERVER_DETECTION": "none",
            **more,
        }
        report = checked(run, env=env)
    assert ("network", "gateway-failure") == (
        report["verdict"]["side"], report["verdict"]["cause"])  # fmt: skip
    assert words in report["verdict"]["summary"]
    first, drop, renew = (fix["command"] for fix in report["fixes"])
    assert first.startswith("curl -sv")
    assert drop.startswith(f"unset ANTHROPIC_{cloud.upper()}_BASE_URL")
    assert ("_SKIP_" in drop) == (f"CLAUDE_CODE_SKIP_{cloud.upper()}_AUTH" in env)
    assert login == renew


def test_a_dead_gateway_where_a_login_is(run: Run, tmp_path: Path) -> None:
    """Past the gateway calls work: its address goes, with the switch that leaves it the login."""
    (tmp_path / "keys").write_text(KEYS.format("x" * 40))
    with serve(by_name("bedrock-gateway-failure")) as world:
        env = {**world.environ(), SKIP: "1"}
        env["AWS_SHARED_CREDENTIALS_FILE"] = str(tmp_path / "keys")
        report = checked(run, env=env)
    commands = [fix["command"] for fix in report["fixes"]]
    assert f"unset ANTHROPIC_BEDROCK_BASE_URL {SKIP}" == commands[0]


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("bedrock-key-expired", "Amazon Bedrock"), ("bedrock-throttled", "Amazon Bedrock"),
        ("bedrock-overloaded", "Amazon Bedrock"), ("foundry-key-rejected", "Microsoft Foundry"),
        ("vertex-quota", "Google Vertex AI"), ("bedrock-healthy", "Amazon Bedrock"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("options", [("--skip", "environment"), ("--only", "ping")])
def test_the_route_is_known_without_a_look(
    options: tuple[str, ...], name: str, service: str, run: Run
) -> None:
    """Where the environment is not asked for, the cloud's answer is still the cloud's: the verdict
    is that of the whole check, and nothing of Anthropic's is concluded or advised."""
    with serve(by_name(name)) as world:
        whole = checked(run, env=world.environ())
        part = checked(run, *options, env=world.environ())
    told = [(one["verdict"]["side"], one["verdict"]["cause"]) for one in (whole, part)]
    assert told[0] == told[1]
    assert service in part["verdict"]["summary"]
    shown = json.dumps(part["fixes"])
    assert "ANTHROPIC_API_KEY" not in shown and "claude /login" not in shown


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("AADSTS700082: The refresh token has expired due to inactivity.", "az login"),
        ("AADSTS50173: The provided grant has expired due to it being revoked", "az login"),
        ("AADSTS50076: you must use multi-factor authentication", "az login"),
        ("DefaultAzureCredential failed to retrieve a token.\nAzureCliCredential: Please run "
         "'az login' to set up an account", "az login"),
        ("To re-authenticate, please run: az login", "az login"),
        # An application's secret is not mended by a user's login.
        ("AADSTS7000215: Invalid client secret provided.", "export ANTHROPIC_FOUNDRY_API_KEY=…"),
        ("401 Access denied due to invalid subscription key or wrong API endpoint.",
         "export ANTHROPIC_FOUNDRY_API_KEY=…"),
    ],
)  # fmt: skip
def test_azures_words_of_a_login(text: str, first: str, run: Run) -> None:
    """A user's login that has to be made anew is told so, with the command that makes it."""
    told = json.loads(run("explain", "--json", text, env={}).stdout)
    assert ("client", "auth") == (told["side"], told["category"])
    assert first == told["fixes"][0]["command"]
