"""Google's and Azure's logins: the source that wins, by files and variables alone."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claude_doctor.sources.clouds import logins
from claude_doctor.sources.clouds.logins import files, google

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
SECRET = "GOCSPX-notARealSecret0123456789"
ADC = ".config/gcloud/application_default_credentials.json"
USER = {"type": "authorized_user", "client_id": "c", "client_secret": SECRET,
        "refresh_token": SECRET, "quota_project_id": "p"}  # fmt: skip
ACCOUNT = {"type": "service_account", "client_email": "a@b", "private_key": SECRET,
           "token_uri": "https://oauth2.googleapis.com/token"}  # fmt: skip
LOGIN = "gcloud auth application-default login"


@pytest.fixture(autouse=True)
def no_cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wherever the tests run, the machine is nobody's, and it is no Windows."""
    monkeypatch.setattr(files, "FIRMWARE", tmp_path / "firmware")
    monkeypatch.setattr(google, "PLATFORM", "linux")


def write(home: Path, content: dict[str, object]) -> None:
    for name, value in content.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")


def look(
    cloud: str, home: Path, env: dict[str, str], content: dict[str, object], **more: bool
) -> logins.Login:
    write(home, content)
    env = {name: value.replace("{home}", str(home)) for name, value in env.items()}
    found = logins.login(cloud, {"PATH": str(home / "bin"), **env}, home, NOW, **more)
    assert SECRET not in repr(found)
    return found


FILE = {"GOOGLE_APPLICATION_CREDENTIALS": "{home}/key.json"}
GOOGLES = {
    "nothing": ({}, {}, "absent", "there is no application-default login, and G", LOGIN),
    "a user": ({}, {ADC: USER}, "present",
               f"the login of a user in ~/{ADC}; the file does not say when it expires", LOGIN),
    "no quota project": ({}, {ADC: {**USER, "quota_project_id": ""}}, "present",
                         f"~/{ADC}, without a quota project", LOGIN),
    "a quota project in a variable": ({"GOOGLE_CLOUD_QUOTA_PROJECT": "p"},
                                      {ADC: {**USER, "quota_project_id": ""}}, "present",
                                      f"the login of a user in ~/{ADC}; the file", LOGIN),
    "a key in a file": (FILE, {"key.json": ACCOUNT, ADC: USER}, "present",
                        "a service account's key in ~/key.json (GOOGLE_APPLICATION_CRED", ""),
    "in small letters": ({"google_application_credentials": "{home}/key.json"},
                         {"key.json": ACCOUNT}, "present", "a service account's key in ~/key", ""),
    "no such file": (FILE, {ADC: USER}, "broken",
                     "GOOGLE_APPLICATION_CREDENTIALS names ~/key.json, which does not exist",
                     "unset GOOGLE_APPLICATION_CREDENTIALS"),
    "a tilde": ({"GOOGLE_APPLICATION_CREDENTIALS": "~/key.json"}, {"key.json": ACCOUNT}, "absent",
                "GOOGLE_APPLICATION_CREDENTIALS starts with ~, which Google's libraries do not",
                'export GOOGLE_APPLICATION_CREDENTIALS="$HOME/'),
    "no JSON": (FILE, {"key.json": "-----BEGIN PRIVATE KEY"}, "broken",
                "~/key.json (GOOGLE_APPLICATION_CREDENTIALS) is not valid JSON", "unset GOOGLE_AP"),
    "a list": (FILE, {"key.json": []}, "broken", "is not a JSON object", "unset"),
    "an OAuth client": (FILE, {"key.json": {"installed": {"client_secret": SECRET}}}, "broken",
                        "holds an OAuth client, not a login", "unset GOOGLE_APPL"),
    "another type": (FILE, {"key.json": {"type": "novel"}}, "broken",
                     "holds an unknown type of credential", "unset"),
    "a type that is a list": (FILE, {"key.json": {"type": ["user"]}}, "broken",
                              "holds an unknown type of credential", "unset"),
    "half a key": (FILE, {"key.json": {**ACCOUNT, "private_key": ""}}, "broken",
                   "a service account's key, lacks private_key", "unset"),
    "a workload": (FILE, {"key.json": {"type": "external_account", "audience": "a",
                                       "credential_source": {"file": "/nowhere/token"}}}, "absent",
                   "names a token file that does not exist", ""),
    "gcloud's login alone": ({}, {".config/gcloud/credentials.db": "x"}, "absent",
                             "gcloud is logged in, but there is no application-default", LOGIN),
    "elsewhere, unseen": ({"CLOUDSDK_CONFIG": "{home}/gc"},
                          {"gc/application_default_credentials.json": USER}, "absent",
                          "(CLOUDSDK_CONFIG), where Claude Code does not look",
                          "export GOOGLE_APPLICATION_CREDENTIALS="),
    "Cloud Run": ({"K_SERVICE": "s"}, {}, "unknown", "the metadata service of this machine", ""),
    "Cloud Run, not asked": ({"K_SERVICE": "s", "METADATA_SERVER_DETECTION": "none"}, {}, "absent",
                             "no application-default login", LOGIN),
    "a gateway": ({"CLAUDE_CODE_SKIP_VERTEX_AUTH": "true"}, {}, "not-needed",
                  "CLAUDE_CODE_SKIP_VERTEX_AUTH leaves it", ""),
    "a renewal": ({}, {".claude/settings.json": {"gcpAuthRefresh": LOGIN}}, "absent",
                  "Claude Code runs gcpAuthRefresh", LOGIN),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOGLES)
def test_googles_order(name: str, tmp_path: Path) -> None:
    """Claude Code's order: which source, which state, and what to type; never a value."""
    env, content, state, words, mend = GOOGLES[name]
    found = look("vertex", tmp_path, env, content)
    assert (found.state, words in found.words) == (state, True), found
    assert found.mend.startswith(mend) and bool(found.mend) == bool(mend), found


def test_the_sdk_looks_where_gcloud_writes(tmp_path: Path) -> None:
    """google-auth reads CLOUDSDK_CONFIG, and the variable in large letters alone."""
    there = {"gc/application_default_credentials.json": USER}
    found = look("vertex", tmp_path, {"CLOUDSDK_CONFIG": "{home}/gc"}, there, code=False)
    assert found.state == "present"
    small = {"google_application_credentials": "{home}/key.json"}
    assert (
        look("vertex", tmp_path / "x", small, {"key.json": ACCOUNT}, code=False).state == "absent"
    )


def test_windows_has_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There it is below APPDATA."""
    monkeypatch.setattr(google, "PLATFORM", "win32")
    there = {"roaming/gcloud/application_default_credentials.json": USER}
    assert (
        look("vertex", tmp_path, {"APPDATA": str(tmp_path / "roaming")}, there).state == "present"
    )


def token(end: int) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": end}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{claims}.c2ln"


IDS = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c"}
AZ: dict[str, object] = {".azure/azureProfile.json": '\ufeff{"subscriptions": [{"id": "s"}]}'}
MSAL = ".azure/msal_token_cache.json"


def msal(kind: str, **entry: object) -> dict[str, object]:
    return {MSAL: {kind: {"one": {"secret": SECRET, **entry}}}}


AZURES = {
    "nothing": ({}, {}, "absent", "there is no Azure credential: ANTHROPIC_FOUNDRY_API_KEY is "
                "not set, and az is not logged in", "az login"),
    "a key": ({"ANTHROPIC_FOUNDRY_API_KEY": "k"}, AZ, "key", "ANTHROPIC_FOUNDRY_API_KEY", "export"),
    "a gateway": ({"CLAUDE_CODE_SKIP_FOUNDRY_AUTH": "1"}, {}, "not-needed", "leaves it to a", ""),
    "a secret": ({**IDS, "AZURE_CLIENT_SECRET": SECRET}, {}, "present",
                 "the service principal in AZURE_CLIENT_SECRET", ""),
    "half a secret": ({"AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": SECRET}, {}, "absent",
                      "AZURE_CLIENT_SECRET is set without AZURE_TENANT_ID",
                      "export AZURE_TENANT_ID=…"),
    "half a secret, and az": ({"AZURE_CLIENT_SECRET": SECRET}, AZ, "present", "the login of az",
                              "az login"),
    "a certificate": ({**IDS, "AZURE_CLIENT_CERTIFICATE_PATH": "{home}/c.pem"}, {}, "absent",
                      "AZURE_CLIENT_CERTIFICATE_PATH names a file that does not exist", "unset"),
    "a federated token": ({**IDS, "AZURE_FEDERATED_TOKEN_FILE": "{home}/t"},
                          {"t": token(1795600800)}, "expired",
                          "the token in the file of AZURE_FEDERATED_TOKEN_FILE exp", ""),
    "az": ({}, AZ, "present", "the login of az", "az login"),
    "az, encrypted": ({}, {**AZ, ".azure/msal_token_cache.bin": "x"}, "present", "the login", "az"),
    "az, in use": ({}, {**AZ, **msal("RefreshToken", last_modification_time="1795900000")},
                   "present", "the login of az", "az login"),
    "az, long idle": ({}, {**AZ, **msal("RefreshToken", last_modification_time="1780000000")},
                      "expired", "the login of az was last used 18", "az login"),
    "az, a token": ({}, {**AZ, **msal("AccessToken", expires_on="1795600800")}, "expired",
                    "the login of az expired", "az login"),
    "az, no token": ({}, {**AZ, MSAL: {}}, "absent", "az has no token for its login", "az login"),
    "az, broken cache": ({}, {**AZ, MSAL: "{"}, "unknown",
                         f"the login of az is unknown: ~/{MSAL} is not valid JSON", "az login"),
    "az, logged out": ({}, {".azure/azureProfile.json": {"subscriptions": []}}, "absent",
                       "az is not logged in", "az login"),
    "az elsewhere": ({"AZURE_CONFIG_DIR": "~/z"},
                     {"z/azureProfile.json": {"subscriptions": [1]}}, "present", "the login", "az"),
    "production alone": ({"AZURE_TOKEN_CREDENTIALS": "prod"}, AZ, "absent",
                         "ANTHROPIC_FOUNDRY_API_KEY is not set in an env", "export ANTHROPIC_F"),
    "a word that Azure refuses": ({"AZURE_TOKEN_CREDENTIALS": "test"}, AZ, "absent",
                                  "AZURE_TOKEN_CREDENTIALS is neither dev nor prod", "unset AZURE"),
    "a managed identity": ({"IDENTITY_ENDPOINT": "http://x"}, AZ, "unknown",
                           "the managed identity of this machine, not asked", ""),
    "azd": ({}, {".azd/auth/x": "x"}, "unknown", "the login of azd", "azd auth login"),
}  # fmt: skip


@pytest.mark.parametrize("name", AZURES)
def test_azures_order(name: str, tmp_path: Path) -> None:
    """The order of Azure's default credential, as Claude Code has it; never a value."""
    env, content, state, words, mend = AZURES[name]
    program = tmp_path / "bin" / "az"
    program.parent.mkdir()
    program.touch(0o755)
    found = look("foundry", tmp_path, env, content)
    assert (found.state, words in found.words) == (state, True), found
    assert found.mend.startswith(mend) and bool(found.mend) == bool(mend), found


def test_azs_login_needs_az(tmp_path: Path) -> None:
    """The token comes from the program, so a login without it is none."""
    found = look("foundry", tmp_path, {}, AZ)
    assert (found.state, "not on the PATH" in found.words) == ("absent", True)


def test_the_python_sdk_has_no_azure_login(tmp_path: Path) -> None:
    """It takes the key; a token its caller must bring."""
    assert look("foundry", tmp_path, IDS, AZ, code=False).state == "absent"
