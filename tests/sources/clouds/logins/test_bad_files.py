"""Whatever lies where a login should: a state with its reason, and never an exception."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.sources.clouds import logins
from claude_doctor.sources.clouds.logins import files

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
STATES = {"key", "present", "expired", "absent", "not-needed", "unknown"}
#: The files that are read for each cloud, first the one without which the others are not.
PLACES = {
    "bedrock": (".aws/config", ".aws/credentials"),
    "vertex": (".config/gcloud/application_default_credentials.json",),
    "foundry": (".azure/azureProfile.json", ".azure/msal_token_cache.json"),
}
SEEN = {"PATH": "/usr/bin"}


def put(home: Path, name: str, content: bytes) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _folder(path: Path) -> None:
    path.mkdir(parents=True)


def _pipe(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)


def _huge(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(files.LIMIT + 1)


def _binary(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x00\xff" * 100)


def _circle(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path.name)


@pytest.mark.parametrize("cloud", PLACES)
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_folder, "is not a file"),
        (_pipe, "is not a file"),
        (_huge, "is too large to be read"),
        (_binary, "is not a text file"),
        (_circle, "cannot be read"),
    ],
    ids=["folder", "pipe", "huge", "binary", "circle"],
)
def test_what_is_no_file(cloud: str, make: object, words: str, tmp_path: Path) -> None:
    """It is unknown, with the file's name and the reason."""
    assert callable(make)
    make(tmp_path / PLACES[cloud][0])
    found = logins.login(cloud, SEEN, tmp_path, NOW)
    assert found.state == "unknown", found
    assert f"~/{PLACES[cloud][0]} {words}" in found.words


@pytest.fixture
def nobody() -> Iterator[None]:
    """A user who may not read everything, where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.parametrize("cloud", PLACES)
def test_what_may_not_be_read(cloud: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """It is unknown: somebody else's file is no proof that there is no login."""
    put(tmp_path, PLACES[cloud][0], b"{}").chmod(0)
    request.getfixturevalue("nobody")
    found = logins.login(cloud, SEEN, tmp_path, NOW)
    assert (found.state, "may not be read" in found.words) == ("unknown", True)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ("type", "subscriptions", "AccessToken", "RefreshToken", "expires_on", "client_id",
             "last_modification_time", "credential_source", "file", "private_key")
        ) | st.text(max_size=4),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
_words = st.sampled_from(
    ("[default]", "[profile dev]", "[sso-session org]", "[", "[]", "[profile", '[profile "', "\x85",
     "sso_session = org", "sso_start_url = x", "role_arn = r", "source_profile = dev", "=", ":",
     "source_profile = default", "credential_process = '", "login_session = a", "mfa_serial",
     "aws_access_key_id = a", "aws_secret_access_key = b", "  indented", "[DEFAULT]", "%(x)s")
)  # fmt: skip
_ini = st.lists(_words | st.text(max_size=12), max_size=12).map("\n".join)


@pytest.mark.parametrize("code", [True, False])
@pytest.mark.parametrize("cloud", PLACES)
@given(data=st.data())
def test_any_content(
    cloud: str, code: bool, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any text, JSON, INI or bytes in any of the files ends in a state and in one short text."""
    home = tmp_path_factory.mktemp("home")
    content = _json.map(json.dumps) | _ini | st.text(max_size=40)
    for name in PLACES[cloud]:
        put(home, name, data.draw(content.map(lambda x: x.encode("utf-8", "replace"))
                                  | st.binary(max_size=40)))  # fmt: skip
    env = {**SEEN, **data.draw(st.sampled_from(({}, {"AWS_PROFILE": "dev"}, {"HOME": ""})))}
    found = logins.login(cloud, env, home, NOW, code=code)
    assert found.state in STATES
    assert found.words


_variables = (
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
    "AWS_CREDENTIAL_EXPIRATION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
    "CLOUDSDK_CONFIG",
    "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_BEARER_TOKEN_BEDROCK", "AZURE_CONFIG_DIR",
    "GOOGLE_APPLICATION_CREDENTIALS", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "CLAUDE_CONFIG_DIR",
    "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "PATH", "HOME", "AZD_CONFIG_DIR",
)  # fmt: skip
_values = st.sampled_from(
    ("", " ", "\x00", "~", "~/x", "/", "//", "a" * 5000, "\ud800", "bedrock-api-key-", "/dev/null",
     "2026-11-30T00:00:00Z", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00", "a.b.c")
) | st.text(max_size=12)  # fmt: skip


@pytest.mark.parametrize("cloud", PLACES)
@given(env=st.dictionaries(st.sampled_from(_variables), _values, max_size=6))
def test_any_variables(
    cloud: str, env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever stands in the variables, there is a state; and no reading of a device hangs."""
    found = logins.login(cloud, env, tmp_path_factory.getbasetemp() / "nobody", NOW)
    assert found.state in STATES


@given(
    coded=st.binary(max_size=80) | st.text(max_size=40).map(lambda x: x.encode("utf-8", "replace"))
)
def test_any_short_term_key(coded: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A key whose date cannot be read is a key."""
    env = {"AWS_BEARER_TOKEN_BEDROCK": "bedrock-api-key-" + coded.decode("latin-1")}
    state = logins.login("bedrock", env, tmp_path_factory.getbasetemp(), NOW).state
    assert state == "key"


def test_a_home_that_is_missing() -> None:
    """Neither HOME nor a folder for it is needed."""
    for cloud in PLACES:
        assert logins.login(cloud, {}, Path("/nonexistent"), NOW).state in ("absent", "unknown")
    assert logins.home_of({"HOME": "not/absolute"}) is None
