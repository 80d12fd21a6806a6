"""Credentials of every place are known, so that none is ever printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claude_doctor.border import credentials
from tests.conftest import Run

ODD = "NoPrefixAtAll-9f8e7d"


def test_where_credentials_are_looked_for(tmp_path: Path) -> None:
    """Named variables, header lines, proxy logins, and what Claude Code's settings hold."""
    stored = {
        "env": {"MY_SECRET": "stored-secret-1", "ANTHROPIC_BASE_URL": "https://relay.example"}
    }
    (tmp_path / "settings.json").write_text(json.dumps(stored))
    found = credentials.values(
        {
            "OPENAI_API_KEY": " key-of-another ",
            "ANTHROPIC_CUSTOM_HEADERS": "X-Auth: header-secret-1\nX-Team: blue",
            "HTTPS_PROXY": "http://me:proxy-secret-1@proxy.example",
            "ANTHROPIC_BASE_URL": "https://me:base-secret-1@relay.example/?k=query-secret-1&v=2",
            "CLAUDE_CONFIG_DIR": str(tmp_path),
        }
    )
    assert {"key-of-another", "header-secret-1", "proxy-secret-1", "stored-secret-1"} <= set(found)
    assert {"base-secret-1", "query-secret-1"} <= set(found)
    assert "https://relay.example" not in found
    assert "blue" not in found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CEREBRAS_API_KEY", "csk-9f8e7d6c5b4a"), ("TOGETHER_APIKEY", "oddvaluewithoutdigits"),
        ("NPM_TOKEN", "npm_oddvalue"), ("DB_PASSWORD", "correct horse"), ("my_secret", "Xq-odd-Xq"),
        ("ACME_SECRET_2", "planted.value"), ("ACME_SECRET_ID", "id-12345678"),
        ("DEEPSEEK_KEY", "ds-12345678"), ("VAULT_TOKEN_PROD", "hvs.12345678"),
        ("SOME_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----"),
    ],
)  # fmt: skip
def test_a_credential_is_known_by_its_variable(name: str, value: str) -> None:
    """No list of vendors: what is called a key, token, secret or password is masked."""
    assert value in credentials.values({name: f" {value}\n"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAUDE_DOCTOR_USE_GITHUB_TOKEN", "1"), ("ACME_TOKEN", "true"), ("A_TOKEN", "disabled"),
        ("CLAUDE_CODE_API_KEY_HELPER_TTL_MS", "3600000000"), ("MAX_THINKING_TOKENS", "31999"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token-1"), ("SIGNING_KEY", "~/.ssh/id_ed25519"),
        ("PASSWORD_STORE_DIR", "C:\\Users\\me1\\store"), ("SORT_KEY", "created_at"),
        ("TOKEN_URL", "https://login.example/v2/token"), ("SECRET_BACKEND", "production"),
        ("MONKEY", "chimpanzee1"), ("TOKENIZERS_MODE", "everywhere1"), ("KEYBOARD", "us-intl-12"),
    ],
)  # fmt: skip
def test_what_is_no_credential_is_left_alone(name: str, value: str) -> None:
    """Numbers, paths, addresses, switches and ordinary words stay readable in every output."""
    assert value not in credentials.values({name: value})


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("ANTHROPIC_FOUNDRY_RESOURCE", "acme-east-2", False), ("AWS_PROFILE", "team-dev", False),
        ("ANTHROPIC_VERTEX_PROJECT_ID", "acme-ml-prod-42", False),
        ("GOOGLE_CLOUD_PROJECT", "acme-ml-prod-42", False), ("AWS_REGION", "eu-west-1", False),
        ("CLOUD_ML_REGION", "europe-west1", False), ("AWS_DEFAULT_PROFILE", "team-dev", False),
        ("VERTEX_REGION_CLAUDE_HAIKU_4_5", "us-east5-x", False),
        ("ANTHROPIC_AWS_WORKSPACE_ID", "wrkspc_0123456789", False),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/x", False),
        ("AZURE_TENANT_ID", "0f0f0f0f-1111-2222-3333-444444444444", False),
        ("GOOGLE_APPLICATION_CREDENTIALS", "keys/acme.json", False),
        ("ANTHROPIC_FOUNDRY_API_KEY", "acme-key-12345", True),
        ("MY_PROJECT", "acme-project", False),
        ("PROJECT_API_KEY", "acme-key-12345", True), ("PROFILE_PASSWORD", "correct horse", True),
        ("MODEL_TOKEN", "Xq-odd-Xq-9", True), ("RESOURCE_SECRET", "planted.value", True),
        ("MY_GATEWAY", "whatever-it-is", True), ("AZURE_CLIENT_SECRET", "planted.value", True),
        ("REDDIT_CLIENT_ID", "planted-id-1", True),
    ],
)  # fmt: skip
def test_settings_are_masked_where_they_hold_a_credential(
    tmp_path: Path, name: str, value: str, masked: bool
) -> None:
    """A region, a project, a resource, a profile in Claude Code's settings are shown, as from the
    shell; what is called a key is masked, whatever else its name says, and so is what is unknown.
    """
    (tmp_path / "settings.json").write_text(json.dumps({"env": {name: value}}))
    assert masked == (value in credentials.values({"CLAUDE_CONFIG_DIR": str(tmp_path)}))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"env": 3}', '{"env": {"A": 1}}', "\x00"])
def test_odd_settings_hold_none(tmp_path: Path, content: str) -> None:
    """A settings file in any other shape is no failure."""
    (tmp_path / "settings.json").write_text(content)
    assert () == credentials.values({"CLAUDE_CONFIG_DIR": str(tmp_path)})


@pytest.mark.parametrize("place", ["environment", "settings"])
def test_a_secret_of_no_known_form_is_masked_everywhere(
    run: Run, tmp_path: Path, place: str
) -> None:
    """Quoted by an error text, it is hidden by explain, check and logs, and in usage errors."""
    config = tmp_path / "config"
    config.mkdir()
    env = {"CLAUDE_CONFIG_DIR": str(config)}
    if place == "environment":
        env["ANTHROPIC_AUTH_TOKEN"] = ODD
    else:
        settings = {"env": {"ANTHROPIC_AUTH_TOKEN": ODD}}
        (config / "settings.json").write_text(json.dumps(settings))
    text = f"API Error: 500 the gateway says that {ODD} is bad"
    log = tmp_path / "some.log"
    log.write_text(f"{text}\n" * 3)
    for arguments in (
        ("explain", text),
        ("explain", "--json", text),
        ("check", "--offline", "--json", "--error", text),
        ("check", "--offline", "-v", "--error", text),
        ("logs", str(log)),
        ("logs", "--json", str(log)),
        ("check", "--only", ODD),
    ):
        done = run(*arguments, env=env)
        assert ODD not in done.stdout + done.stderr, arguments
