"""Flags and environment become settings: empty is unset, odd is no crash, secrets are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.border import settings
from claude_doctor.border.addresses import is_loopback, origin
from claude_doctor.border.programs import API

KEY = "sk-ant-api03-" + "q" * 40


def test_empty_is_unset() -> None:
    """Blank variables fall back on the defaults; an empty second address switches it off."""
    read = settings.read({"ANTHROPIC_API_KEY": " \n", "ANTHROPIC_BASE_URL": "", "NO_COLOR": ""})
    assert (None, API) == (read.api_key, read.base_url)
    assert settings.read({}).status_fallback_url is not None
    assert settings.read({"CLAUDE_DOCTOR_STATUS_FALLBACK_URL": ""}).status_fallback_url is None


def test_a_key_is_stripped_and_hidden() -> None:
    """Blanks around a key are not part of it, and no repr shows it."""
    read = settings.read({"ANTHROPIC_API_KEY": f"  {KEY}\n"})
    assert read.api_key is not None
    assert KEY == read.api_key.get_secret_value()
    assert KEY in read.secrets
    assert KEY not in repr(read.api_key)


def test_models_are_the_flags_and_the_variables_once() -> None:
    """--model and ANTHROPIC_MODEL together, without repeats."""
    read = settings.read({"ANTHROPIC_MODEL": "b"}, settings.Asked(models=("a", "b", " ")))
    assert ("a", "b") == read.models


def test_an_address_and_a_secret_by_their_variable() -> None:
    """Blanks and slashes at the end are not part of an address, blanks not of a secret; empty is
    unset; a secret is in no repr."""
    read = settings.read({"A_URL": " http://a/ ", "B_URL": " ", "A_KEY": f" {KEY}\n", "B_KEY": " "})
    assert ("http://a", "http://b") == (
        read.address("A_URL", ""),
        read.address("B_URL", "http://b"),
    )
    secret = read.secret("A_KEY")
    assert secret is not None and KEY == secret.get_secret_value() and KEY not in repr(secret)
    assert read.secret("B_KEY") is None


def test_a_proxys_password_is_a_secret() -> None:
    """A login inside an address is masked like a key."""
    env = {"HTTPS_PROXY": "http://me:hunter2hunter@proxy.example:3128"}
    assert "hunter2hunter" in settings.read(env).secrets


@pytest.mark.parametrize(
    ("base", "gateway"),
    [
        ("", False),
        ("https://api.anthropic.com", False),
        ("https://API.anthropic.com:443/", False),
        ("https://api.anthropic.com/v1", False),
        ("http://api.anthropic.com", True),
        ("https://relay.example", True),
    ],
)
def test_a_gateway_is_another_origin(base: str, gateway: bool) -> None:
    """Scheme, host and port decide; a path does not."""
    assert gateway is settings.read({"ANTHROPIC_BASE_URL": base}).gateway


def test_nobodys_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of a user that does not exist is a folder that is not there."""
    read = settings.read({"CLAUDE_CONFIG_DIR": "~nosuchuserhere/claude"})
    assert Path("~nosuchuserhere/claude") == read.claude_dir


VARIABLES = (
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_MODEL",
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_DOCTOR_CONTROL_URL",
    "CLAUDE_DOCTOR_FRONT_DOOR_URL",
    "HTTPS_PROXY",
)
VALUES = st.text(
    alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
)


@given(st.dictionaries(st.sampled_from(VARIABLES), VALUES))
def test_any_environment_is_read(env: dict[str, str]) -> None:
    """No text in any variable raises, and the questions about addresses have answers."""
    read = settings.read(env)
    assert read.gateway in (True, False)
    assert isinstance(read.secrets, tuple)
    origin(read.base_url)
    assert is_loopback(read.base_url) in (True, False)
