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
