"""AWS's logins: the source that wins, and what is wrong with it, by files and variables alone."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claude_doctor.sources.clouds import logins
from claude_doctor.sources.clouds.logins import files

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
PAIR = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000001", "AWS_SECRET_ACCESS_KEY": SECRET}
STATIC = f"aws_access_key_id = AKIAEXAMPLE000000002\naws_secret_access_key = {SECRET}\n"
SSO = "sso_session = org\nsso_account_id = 1\nsso_role_name = dev\n"
SESSION = "[sso-session org]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com\n"


@pytest.fixture(autouse=True)
def no_cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wherever the tests run, the machine is nobody's."""
    monkeypatch.setattr(files, "FIRMWARE", tmp_path / "firmware")


def write(home: Path, **content: str) -> None:
    """`config`, `credentials`: AWS's files; `sso`, `login`, `jwt`: caches and a token."""
    places = {
        "config": ".aws/config",
        "credentials": ".aws/credentials",
        "sso": f".aws/sso/cache/{hashlib.sha1(b'org').hexdigest()}.json",
        "old_sso": f".aws/sso/cache/{hashlib.sha1(b'https://old').hexdigest()}.json",
        "login": f".aws/login/cache/{hashlib.sha256(b'arn:me').hexdigest()}.json",
        "jwt": "token",
        "claude": ".claude/settings.json",
    }
    for name, text in content.items():
        path = home / places[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def jwt(**claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{body}.c2ln"


def token(end: str, **more: object) -> str:
    return json.dumps({"accessToken": SECRET, "expiresAt": end, **more})


def short_term(date: str, lasts: int) -> str:
    query = f"bedrock.amazonaws.com/?X-Amz-Credential=A&X-Amz-Date={date}&X-Amz-Expires={lasts}&V=1"
    return "bedrock-api-key-" + base64.b64encode(query.encode()).decode()


LATER, BEFORE = "2026-11-30T16:00:00Z", "2026-11-30T09:00:00Z"
DEV = {"AWS_PROFILE": "dev"}
RENEWABLE = {"refreshToken": "r", "registrationExpiresAt": "2027-01-01T00:00:00Z"}

# environment, files, state, words, what to type
CASES = {
    "nothing": ({}, {}, "absent", "no AWS credential is set in variables or",
                "aws configure"),
    "a pair of keys": (PAIR, {}, "present", "the AWS key in AWS_ACCESS_KEY_ID", "unset AWS_ACC"),
    "a pair that ends": ({**PAIR, "AWS_CREDENTIAL_EXPIRATION": LATER}, {}, "present",
                         "the AWS key in AWS_ACCESS_KEY_ID (4 h left)", ""),
    "a pair that has ended": ({**PAIR, "AWS_CREDENTIAL_EXPIRATION": BEFORE}, {}, "expired",
                              "the AWS key in AWS_ACCESS_KEY_ID expired 3 h ago", "unset AWS_ACC"),
    "a date that is none": ({**PAIR, "AWS_CREDENTIAL_EXPIRATION": "soon"}, {}, "present",
                            "the AWS key in AWS_ACCESS_KEY_ID", ""),
    "half a pair": ({"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000001"}, {}, "absent",
                    "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY",
                    "export AWS_SECRET_ACCESS_KEY=…"),
    "the other half": ({"AWS_SECRET_ACCESS_KEY": SECRET}, {}, "absent",
                       "AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID", ""),
    "half a pair, and a profile": ({"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000001"},
                                   {"credentials": f"[default]\n{STATIC}"}, "present",
                                   "the AWS key of profile default", "aws configure"),
    "a temporary key alone": ({"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE000000001",
                               "AWS_SECRET_ACCESS_KEY": SECRET}, {}, "absent",
                              "AWS_ACCESS_KEY_ID holds a temporary key, and AWS_SESSION_TOKEN is "
                              "not set", "export AWS_SESSION_TOKEN=…"),
    "a profile beats the pair": ({**PAIR, **DEV}, {"config": f"[profile dev]\n{SSO}{SESSION}"},
                                 "absent", "profile dev uses AWS SSO and is not logged in",
                                 "aws sso login --profile dev"),
    "no such profile": (DEV, {"config": "[profile prod]\nregion = x\n"}, "absent",
                        "AWS_PROFILE names the profile dev, which ~/.aws/config and "
                        "~/.aws/credentials do not have", "export AWS_PROFILE=prod"),
    "no such profile of several": (DEV, {"config": "[profile a]\n[profile b]\n"}, "absent",
                                   "AWS_PROFILE names the profile dev", "aws configure --prof"),
    "no profile chosen": ({}, {"config": f"[profile dev]\n{SSO}{SESSION}"}, "absent",
                          "no AWS credential is chosen: AWS_PROFILE", "export AWS_PROFILE=dev"),
    "a quoted profile": (DEV, {"config": f'[profile "dev"]\n{SSO}{SESSION}'}, "absent",
                         "profile dev uses AWS SSO", "aws sso login --profile dev"),
    "a name with a blank": ({"AWS_PROFILE": "my dev"}, {"config": f'[profile "my dev"]\n{STATIC}'},
                            "absent", "AWS_PROFILE names the profile my dev, which",
                            "aws configure --profile 'my dev'"),
    "blanks in a heading": (DEV, {"config": f"[ profile   dev ]\n{STATIC}"}, "absent",
                            "AWS_PROFILE names the profile dev, which", "aws configure --profile"),
    "a heading of the other file": (DEV, {"credentials": f"[profile dev]\n{STATIC}"}, "absent",
                                    "AWS_PROFILE names the profile dev, which", "aws configure"),
    "SSO": (DEV, {"config": f"[profile dev]\n{SSO}{SESSION}", "sso": token(LATER)}, "present",
            "the AWS SSO session of profile dev (4 h left)", "aws sso login --profile dev"),
    "SSO has ended": (DEV, {"config": f"[profile dev]\n{SSO}{SESSION}", "sso": token(BEFORE)},
                      "expired", "the AWS SSO session of profile dev expired 3 h ago",
                      "aws sso login --profile dev"),
    "SSO is renewed": (DEV, {"config": f"[profile dev]\n{SSO}{SESSION}",
                             "sso": token(BEFORE, **RENEWABLE)}, "unknown",
                       "the AWS SSO session of profile dev expired 3 h ago, and AWS's programs may "
                       "renew it", "aws sso login --profile dev"),
    "SSO without its section": (DEV, {"config": f"[profile dev]\n{SSO}"}, "absent",
                                "profile dev names the sso-session org, wh", "aws configure sso"),
    "SSO of the older form": (DEV, {"config": "[profile dev]\nsso_start_url = https://old\n",
                                    "old_sso": token("2026-11-30T09:00:00UTC")}, "expired",
                              "the AWS SSO session of profile dev expired 3 h ago", "aws sso"),
    "SSO, no JSON": (DEV, {"config": f"[profile dev]\n{SSO}{SESSION}", "sso": "{"}, "broken",
                     "the AWS SSO session of profile dev cannot be read: ~/.aws/sso/cache/",
                     "aws sso login"),
    "aws login": (DEV, {"config": "[profile dev]\nlogin_session = arn:me\n",
                        "login": json.dumps({"accessToken": {"expiresAt": LATER}})}, "present",
                  "the login of profile dev (aws login) (4 h left)", "aws login --profile dev"),
    "aws login has ended": (DEV, {"config": "[profile dev]\nlogin_session = arn:me\n",
                                  "login": json.dumps({"accessToken": {"expiresAt": BEFORE}})},
                            "expired", "the login of profile dev (aws login) expired 3 h ago",
                            "aws login --profile dev"),
    "aws login, not yet": (DEV, {"config": "[profile dev]\nlogin_session = arn:me\n"}, "absent",
                           "profile dev uses aws login and is not logged in", "aws login --profi"),
    "half a pair in a file": (DEV, {"credentials": "[dev]\naws_access_key_id = A\n"}, "absent",
                              "profile dev has aws_access_key_id without aws_secret_access_key",
                              "aws configure --profile dev"),
    "keys of a program's": (DEV, {"credentials": f"[dev]\n{STATIC}aws_session_token = t\n"
                                                 f"x_security_token_expires = {BEFORE}\n"},
                            "expired", "the AWS key of profile dev expired 3 h ago", "aws conf"),
    "a command": (DEV, {"config": "[profile dev]\ncredential_process = /bin/sh -c x\n"}, "present",
                  "credential_process of profile dev, which is not run here", ""),
    "a command that is not there": (DEV, {"config": "[profile dev]\n"
                                                    "credential_process = /nowhere/x\n"}, "absent",
                                    "credential_process of profile dev names a program that", ""),
    "a role": (DEV, {"config": f"[profile dev]\nrole_arn = r\nsource_profile = base\n"
                               f"[profile base]\n{STATIC}"}, "present",
               "the role of profile dev, on the AWS key of profile base", ""),
    "a role on an ended session": (DEV, {"config": "[profile dev]\nrole_arn = r\n"
                                         f"source_profile = b\n[profile b]\n{SSO}{SESSION}",
                                         "sso": token(BEFORE)}, "expired",
                                   "the AWS SSO session of profile b expired 3 h ago",
                                   "aws sso login --profile b"),
    "a role on nothing": (DEV, {"config": "[profile dev]\nrole_arn = r\nsource_profile = base\n"},
                          "absent", "profile dev depends on the profile base, which", "aws conf"),
    "a circle": (DEV, {"config": "[profile dev]\nrole_arn = r\nsource_profile = b\n"
                                 "[profile b]\nrole_arn = r\nsource_profile = dev\n"}, "absent",
                 "refers to itself through source_profile", ""),
    "a code at each login": (DEV, {"config": "[profile dev]\nrole_arn = r\nmfa_serial = m\n"
                                             f"source_profile = b\n[profile b]\n{STATIC}"},
                             "absent",
                             "the role of profile dev requires an MFA code at each login", ""),
    "the instance's role": (DEV, {"config": "[profile dev]\nrole_arn = r\n"
                                            "credential_source = Ec2InstanceMetadata\n"}, "unknown",
                            "the role of profile dev, assumed through Ec2InstanceMetadata", ""),
    "a token in a file": ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "r"},
                          {"jwt": jwt(exp=1796050800)}, "present",
                          "the token in the file of AWS_WEB_IDENTITY_TOKEN_FILE (", ""),
    "a token that has ended": ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "r"},
                               {"jwt": jwt(exp=1795600800)}, "expired",
                               "the token in the file of AWS_WEB_IDENTITY_TOKEN_FILE expired", ""),
    "a token without a file": ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": "r"},
                               {}, "broken", "AWS_WEB_IDENTITY_TOKEN_FILE names a token file",
                               "unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN; aws configure"),
    "a token without a role": ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, {"jwt": jwt(exp=1)},
                               "absent", "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN",
                               "export AWS_ROLE_ARN=…"),
    "a container": ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x"}, {}, "unknown",
                    "the container's credential service (AWS_CONTAINER_CREDENTIALS_FULL_URI)", ""),
    "a bearer token": ({"AWS_BEARER_TOKEN_BEDROCK": "ABSKabc"}, {}, "key",
                       "AWS_BEARER_TOKEN_BEDROCK", "export AWS_BEARER_TOKEN_BEDROCK=…"),
    "a bearer token over all": ({"AWS_BEARER_TOKEN_BEDROCK": "ABSKabc", **PAIR}, {}, "key",
                                "AWS_BEARER_TOKEN_BEDROCK", ""),
    "a short-term key": ({"AWS_BEARER_TOKEN_BEDROCK": short_term("20261130T100000Z", 43200)}, {},
                         "key", "AWS_BEARER_TOKEN_BEDROCK", ""),
    "a short-term key has ended": ({"AWS_BEARER_TOKEN_BEDROCK":
                                    short_term("20261129T100000Z", 43200)}, {}, "expired",
                                   "the short-term key in AWS_BEARER_TOKEN_BEDROCK expired 14 h "
                                   "ago", "export AWS_BEARER_TOKEN_BEDROCK=…"),
    "a gateway": ({"CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1"}, {}, "not-needed",
                  "CLAUDE_CODE_SKIP_BEDROCK_AUTH leaves it to a gateway", ""),
    "files elsewhere": ({"AWS_CONFIG_FILE": "~/other", **DEV}, {}, "absent",
                        "AWS_PROFILE names the profile dev, which ~/other and ~/.aws/cred", ""),
    "wrong lines": ({}, {"credentials": f"no heading\n[default]\n[default]\n= x\n]\n{STATIC}"},
                    "present", "the AWS key of profile default", "aws configure"),
    "a part of its own": ({}, {"credentials": f"[default]\ns3 =\n  {STATIC}"}, "absent",
                          "profile default has aws_secret_access_key without", "aws configure"),
    "an export of Claude Code's": ({}, {"claude": '{"awsCredentialExport": "/x --token abc"}'},
                                   "present", "awsCredentialExport of Claude Code's", ""),
    "a renewal of Claude Code's": (DEV, {"config": f"[profile dev]\n{SSO}{SESSION}",
                                         "sso": token(BEFORE),
                                         "claude": '{"awsAuthRefresh": "aws sso login --profile '
                                                   'org"}'}, "expired",
                                   "Claude Code runs awsAuthRefresh from its settings.json",
                                   "aws sso login --profile org"),
    "a renewal that is not shown": (DEV, {"config": f"[profile dev]\n{SSO}{SESSION}",
                                          "claude": '{"awsAuthRefresh": "x --password abc"}'},
                                    "absent", "Claude Code runs awsAuthRefresh",
                                    "aws sso login --profile dev"),
}  # fmt: skip


def look(home: Path, env: Mapping[str, str], cloud: str = "bedrock", **more: bool) -> logins.Login:
    env = {name: value.replace("{home}", str(home)) for name, value in env.items()}
    found = logins.login(cloud, {"PATH": "/bin:/usr/bin", **env}, home, NOW, **more)
    assert SECRET not in repr(found)
    assert "AKIA" not in repr(found)
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_source_that_wins(name: str, tmp_path: Path) -> None:
    """Claude Code's order: which source, which state, and what to type; never a value."""
    env, content, state, words, mend = CASES[name]
    write(tmp_path, **content)
    found = look(tmp_path, env)
    assert (found.state, words in found.words, found.mend.startswith(mend)) == (
        state,
        True,
        True,
    ), found


@pytest.mark.parametrize(
    ("env", "content", "state", "words"),
    [
        ({**PAIR, **DEV}, {"config": "[profile dev]\n"}, "present", "AWS_ACCESS_KEY_ID"),
        ({"AWS_ACCESS_KEY_ID": "A"}, {"credentials": f"[default]\n{STATIC}"}, "absent",
         "AWS_ACCESS_KEY_ID is set without"),
        ({"AWS_DEFAULT_PROFILE": "a", "AWS_PROFILE": "b"}, {"credentials": f"[a]\n{STATIC}[b]\n"},
         "present", "the AWS key of profile a"),
        ({"CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1"}, {}, "absent", "no AWS credential"),
        ({}, {"claude": '{"awsCredentialExport": "x"}'}, "absent", "no AWS credential"),
        ({"AWS_PROFILE": "my dev"}, {"config": f'[ profile  "my dev" ]\n{STATIC}'}, "present",
         "the AWS key of profile my dev"),
        ({}, {"config": f"no heading\n[default]\n{STATIC}"}, "broken",
         "~/.aws/config is not an INI file (line 1)"),
    ],
)  # fmt: skip
def test_the_sdk_looks_otherwise(
    env: dict[str, str], content: dict[str, str], state: str, words: str, tmp_path: Path
) -> None:
    """botocore's order, where it is not Claude Code's."""
    write(tmp_path, **content)
    found = look(tmp_path, env, code=False)
    assert (found.state, words in found.words) == (state, True), found


def test_an_instance_may_have_a_role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine of Amazon's nothing is absent, unless its metadata service is switched off."""
    (tmp_path / "sys_vendor").write_text("Amazon EC2\n")
    monkeypatch.setattr(files, "FIRMWARE", tmp_path)
    assert look(tmp_path, {}).state == "unknown"
    assert look(tmp_path, {"AWS_EC2_METADATA_DISABLED": "true"}).state == "absent"


@pytest.mark.parametrize(
    ("cloud", "code", "env", "state"),
    [
        ("anthropic-aws", True, {"ANTHROPIC_AWS_API_KEY": "k"}, "key"),
        ("anthropic-aws", True, {"AWS_BEARER_TOKEN_BEDROCK": "k"}, "absent"),
        ("mantle", True, {"AWS_BEARER_TOKEN_BEDROCK": "k"}, "key"),
        ("mantle", True, {"ANTHROPIC_AWS_API_KEY": "k"}, "absent"),
        ("mantle", False, {"ANTHROPIC_AWS_API_KEY": "k"}, "key"),
        ("anthropic-aws", True, {"CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH": "true"}, "not-needed"),
        ("mantle", True, {"CLAUDE_CODE_SKIP_MANTLE_AUTH": "0"}, "absent"),
        ("nothing-known", True, PAIR, "unknown"),
    ],
)
def test_each_cloud_has_keys_of_its_own(
    cloud: str, code: bool, env: dict[str, str], state: str, tmp_path: Path
) -> None:
    """A key of one of AWS's services is none of another's."""
    assert look(tmp_path, env, cloud, code=code).state == state
