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

from claude_doctor.fixes.commands import safe
from claude_doctor.sources.clouds import logins
from claude_doctor.sources.clouds.logins import files

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
STATES = {"key", "present", "expired", "absent", "broken", "not-needed", "unknown"}
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


#: What a program was seen to do with a file that it cannot use: AWS's two are passed over by
#: Claude Code, Google's fails it, and of az's nobody looked.
SEEN_STATES = {"bedrock": "absent", "vertex": "broken", "foundry": "unknown"}


@pytest.mark.parametrize("cloud", PLACES)
@pytest.mark.parametrize(
    ("make", "words", "seen"),
    [
        (_folder, "is a folder and not a file", True),
        (_pipe, "is not a file", False),
        (_huge, "is too large to be read", False),
        (_binary, "is not a text file", True),
        (_circle, "cannot be read", False),
    ],
    ids=["folder", "pipe", "huge", "binary", "circle"],
)
def test_what_is_no_file(cloud: str, make: object, words: str, seen: bool, tmp_path: Path) -> None:
    """It is told with the file's name and the reason, and unknown where nobody saw a program fail
    on it."""
    assert callable(make)
    make(tmp_path / PLACES[cloud][0])
    found = logins.login(cloud, SEEN, tmp_path, NOW)
    assert found.state == (SEEN_STATES[cloud] if seen else "unknown"), found
    assert f"~/{PLACES[cloud][0]} {words}" in found.words


SSO = """[profile dev]
sso_session = corp
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
"""
TOKEN = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
ADC = ".config/gcloud/application_default_credentials.json"
USER = b'{"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}'
KEYS = b"[default]\naws_access_key_id = A\naws_secret_access_key = B\n"
DEV = {"AWS_PROFILE": "dev"}
NAMED = {"GOOGLE_APPLICATION_CREDENTIALS": "{home}/key.json"}
WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/none", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"}
BOTH = (True, False)
EDIT = '"${EDITOR:-nano}" ~/.aws/config'
#: As botocore 1.44.8, google-auth 2.63 and Claude Code 2.1.197 did with each; `code`: for whom.
TRIED = {
    "SSO, a list": ("bedrock", DEV, {".aws/config": SSO, TOKEN: "[]"}, BOTH, "broken",
                    "aws sso login --profile dev"),
    "SSO, bytes": ("bedrock", DEV, {".aws/config": SSO, TOKEN: b"\xff\xfe"}, BOTH, "broken",
                   "aws sso login --profile dev"),
    "SSO, a folder": ("bedrock", DEV, {".aws/config": SSO, TOKEN: None}, BOTH, "broken",
                      f"rmdir ~/{TOKEN}; aws sso login --profile dev"),
    "a wrong line": ("bedrock", {}, {".aws/config": "[profile dev\n", ".aws/credentials": KEYS},
                     (False,), "broken", EDIT),
    "a wrong line, to Claude Code": ("bedrock", {}, {".aws/config": "[profile dev\n",
                                                     ".aws/credentials": KEYS}, (True,), "present",
                                     "aws configure"),
    "a wrong line, and no key": ("bedrock", {}, {".aws/config": "[profile dev\nx ==\n\0"},
                                 (True,), "absent", EDIT),
    "a wrong line, and a pair": ("bedrock", {"AWS_ACCESS_KEY_ID": "A",
                                             "AWS_SECRET_ACCESS_KEY": "B"},
                                 {".aws/config": "x\n"}, (False,), "broken", EDIT),
    "a byte order mark": ("bedrock", {}, {".aws/credentials": b"\xef\xbb\xbf" + KEYS}, (False,),
                          "broken", '"${EDITOR:-nano}" ~/.aws/credentials'),
    "the same to Claude Code": ("bedrock", {}, {".aws/credentials": b"\xef\xbb\xbf" + KEYS},
                                (True,), "present", "aws configure"),
    "another encoding": ("bedrock", {}, {".aws/config": b"# caf\xe9\n", ".aws/credentials": KEYS},
                         (False,), "broken", EDIT),
    "a folder beside the keys": ("bedrock", {}, {".aws/config": None, ".aws/credentials": KEYS},
                                 BOTH, "present", "aws configure"),
    "SSO, and aws fails too": ("bedrock", DEV, {".aws/config": f"wrong\n{SSO}"}, (True,), "absent",
                               EDIT),
    "no token file": ("bedrock", WEB, {}, BOTH, "broken", "unset AWS_WEB_IDENTITY_TOKEN_FILE "
                      "AWS_ROLE_ARN; aws configure"),
    "no token file, and keys": ("bedrock", WEB, {".aws/credentials": KEYS}, (False,), "broken",
                                "unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN"),
    "Google's, cut": ("vertex", {}, {ADC: USER[:-1]}, BOTH, "broken",
                      "gcloud auth application-default login"),
    "Google's, marked": ("vertex", {}, {ADC: b"\xef\xbb\xbf" + USER}, BOTH, "broken",
                         "gcloud auth application-default login"),
    "Google's, a folder": ("vertex", {}, {ADC: None}, (True,), "broken",
                           f"rmdir ~/{ADC}; gcloud auth application-default login"),
    "a folder to google-auth": ("vertex", {}, {ADC: None}, (False,), "absent",
                                "gcloud auth application-default login"),
    "a folder is named": ("vertex", NAMED, {"key.json": None}, BOTH, "broken", "unset "
                          "GOOGLE_APPLICATION_CREDENTIALS; gcloud auth application-default login"),
    "half a key, and a login": ("vertex", NAMED, {"key.json": '{"type": "service_account"}',
                                                  ADC: USER}, BOTH, "broken",
                                "unset GOOGLE_APPLICATION_CREDENTIALS"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIED)
def test_what_a_program_does_with_a_broken_file(name: str, tmp_path: Path) -> None:
    """Broken is that on which the program was seen to fail for certain; what it passes over leaves
    the rest to speak. What to type is what cures it, and a command that may be shown."""
    cloud, env, content, programs, state, mend = TRIED[name]
    for file, held in content.items():
        if held is None:
            (tmp_path / file).mkdir(parents=True)
        else:
            put(tmp_path, file, held if isinstance(held, bytes) else held.encode())
    env = {key: value.replace("{home}", str(tmp_path)) for key, value in env.items()}
    for code in programs:
        found = logins.login(cloud, {**SEEN, **env}, tmp_path, NOW, code=code)
        assert (found.state, found.mend) == (state, mend), found
        assert safe("environment.cloud_login_mend", mend), mend


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
    """The programs may not read it either: what each was seen to do then. The owner is changed."""
    put(tmp_path, PLACES[cloud][0], b"{}").chmod(0)
    request.getfixturevalue("nobody")
    found = logins.login(cloud, SEEN, tmp_path, NOW)
    assert (found.state, "may not be read" in found.words) == (SEEN_STATES[cloud], True)
    own = f'sudo chown "$USER" ~/{PLACES[cloud][0]}; chmod u+r ~/{PLACES[cloud][0]}'
    assert found.mend == (own if cloud != "foundry" else "az login")
    assert safe("environment.cloud_login_mend", found.mend)


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
