"""With botocore: the signature is the official SDK's, byte for byte, and nothing else happens."""

from __future__ import annotations

import base64
import importlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import anthropic
import pytest

from claude_doctor.chaos.wire import Reply, Seen, Wire
from claude_doctor.sources.clouds import signing
from claude_doctor.sources.clouds.signers import by_botocore
from tests.clock import soon
from tests.peers import peer
from tests.sources.clouds.signing.bench import PAIR, SECRET, TEMPORARY, environment, sign, sso

auth = pytest.importorskip("botocore.auth", exc_type=ImportError)
ADDED = ("authorization", "x-amz-date", "x-amz-security-token")


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment of botocore's own process in which there is no login."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", *TEMPORARY, "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def stop(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Stop botocore's clock."""
    if not hasattr(auth, "get_current_datetime"):
        pytest.skip("an older botocore, whose clock cannot be stopped")
    monkeypatch.setattr(auth, "get_current_datetime", lambda: moment)


def _clients() -> dict[str, Callable[[str], Any]]:
    own = {"aws_region": "eu-west-1", "max_retries": 0}
    return {
        "bedrock": lambda url: anthropic.AnthropicBedrock(base_url=url, **own),
        "mantle": lambda url: anthropic.AnthropicBedrockMantle(base_url=url, **own),
        "anthropic-aws": lambda url: anthropic.AnthropicAWS(
            base_url=url, workspace_id="wrkspc_1", **own
        ),
    }


@pytest.mark.skipif(not hasattr(anthropic, "AnthropicAWS"), reason="an older SDK")
@pytest.mark.parametrize("keys", [PAIR, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("cloud", signing.SERVICES)
def test_the_sdks_signature(
    cloud: str, keys: dict[str, str], clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the official SDK has sent, signed at the same moment, has the same headers."""
    pytest.importorskip("boto3")
    # The SDK keeps the session of its first client, with that one's keys.
    importlib.import_module("anthropic.lib.aws._auth")._get_session.cache_clear()
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    with peer(Reply(400, body=b'{"message": "no"}')) as there, pytest.raises(anthropic.APIError):
        _clients()[cloud](there.url).messages.create(
            model="us.anthropic.claude-haiku-4-5-20251001-v1:0",
            max_tokens=10,
            messages=[{"role": "user", "content": "ping"}],
        )
    seen = there.asked[0]
    sent = {name: value for name, value in seen.headers.items() if name not in ADDED}
    moment = datetime.strptime(seen.headers["x-amz-date"], "%Y%m%dT%H%M%SZ")
    stop(monkeypatch, moment)
    made = by_botocore.sign(
        {
            "method": seen.method,
            "url": f"{there.url}{seen.path}",
            "headers": {name: value for name, value in sent.items() if name != "connection"},
            "body": base64.b64encode(seen.body).decode(),
            "service": signing.SERVICES[cloud],
            "region": "eu-west-1",
        }
    )
    ours = {name.lower(): value for name, value in made["headers"].items()}
    assert ours == {name: seen.headers[name] for name in ADDED if name in seen.headers}


@pytest.mark.parametrize("cloud", signing.SERVICES)
def test_a_signature_by_the_process(
    cloud: str, clean: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the process of its own gives is what the library gives for that moment, and its parts
    are known as secrets."""
    with peer(Reply()) as there:
        found = sign(environment(cloud, there.url, tmp_path, **TEMPORARY), there.url).signed
    assert [] == there.asked, "signing sends nothing"
    assert found.why is None
    assert TEMPORARY["AWS_SESSION_TOKEN"] in found.secrets
    assert TEMPORARY["AWS_ACCESS_KEY_ID"] in found.secrets
    moment = datetime.strptime(found.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    stop(monkeypatch, moment)
    for name, value in TEMPORARY.items():
        monkeypatch.setenv(name, value)
    again = by_botocore.sign(
        {"method": "POST", "url": f"{there.url}/model/a.b-v1:0/invoke",
         "headers": {"content-type": "application/json"},
         "body": base64.b64encode(b'{"max_tokens": 10}').decode(),
         "service": signing.SERVICES[cloud], "region": "eu-west-1"}
    )  # fmt: skip
    assert dict(found.headers) == again["headers"]


def whose(found: signing.Signed) -> str:
    """The key that a request was signed with."""
    return found.headers["Authorization"].partition("Credential=")[2].partition("/")[0]


def test_each_program_has_its_order(clean: None, tmp_path: Path) -> None:
    """With a profile and a pair, Claude Code signs with the profile's key and the SDK with the
    pair; and the shell's environment is not asked, but the program's."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(
        f"[dev]\naws_access_key_id = AKIAEXAMPLE00PROFILE\naws_secret_access_key = {SECRET}\n"
    )
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "settings.json").write_text('{"env": {"AWS_PROFILE": "dev"}}')
    base = "http://127.0.0.1:9"
    env = environment("bedrock", base, tmp_path, **PAIR)
    assert whose(sign(env, base).signed) == "AKIAEXAMPLE00PROFILE"
    sdk = sign({**env, "AWS_PROFILE": "dev"}, base, surface="api", route="bedrock").signed
    assert whose(sdk) == PAIR["AWS_ACCESS_KEY_ID"]


KEYS = {
    "roleCredentials": {
        "accessKeyId": "ASIAEXAMPLE00000SSO1",
        "secretAccessKey": SECRET,
        "sessionToken": "t0ken-of-the-role",
        "expiration": 4102444800000,
    }
}


def dev(home: Path, portal: str) -> dict[str, str]:
    more = {"AWS_PROFILE": "dev", "AWS_ENDPOINT_URL_SSO": portal,
            "AWS_ENDPOINT_URL_SSO_OIDC": portal}  # fmt: skip
    return environment("bedrock", "http://127.0.0.1:9", home, **more)


def test_an_sso_session(clean: None, tmp_path: Path) -> None:
    """Its token goes to AWS's portal alone, once, and the role's keys sign."""
    sso(tmp_path, "2099-01-01T00:00:00Z")
    reply = Reply(headers=(("content-type", "application/json"),), body=json.dumps(KEYS).encode())
    with peer(reply) as portal:
        found = sign(dev(tmp_path, portal.url), "http://127.0.0.1:9").signed
    assert whose(found) == "ASIAEXAMPLE00000SSO1"
    assert [one.path.partition("?")[0] for one in portal.asked] == ["/federation/credentials"]
    assert "t0ken-of-the-role" in found.secrets


@pytest.mark.parametrize(
    ("end", "more", "words"),
    [
        ("2020-01-01T00:00:00Z", {}, "the AWS SSO session of profile dev expired"),
        ("2020-01-01T00:00:00Z", {"refreshToken": "r", "clientId": "c", "clientSecret": "s",
                                  "registrationExpiresAt": "2099-01-01T00:00:00Z"},
         "AWS's programs may renew it by themselves"),
    ],
)  # fmt: skip
def test_a_token_past_its_end_is_not_used(
    end: str, more: dict[str, str], words: str, clean: None, tmp_path: Path
) -> None:
    """Nobody is asked, and the token's file is as it was."""
    sso(tmp_path, end, **more)
    before = {path: path.read_bytes() for path in (tmp_path / ".aws").rglob("*.json")}
    with peer(Reply()) as portal:
        found = sign(dev(tmp_path, portal.url), "http://127.0.0.1:9").signed
    assert words in (found.why or "")
    assert [] == portal.asked
    assert before == {path: path.read_bytes() for path in (tmp_path / ".aws").rglob("*.json")}


def test_a_portal_that_refuses(clean: None, tmp_path: Path) -> None:
    """A session that AWS has ended before its date has ended."""
    sso(tmp_path, "2099-01-01T00:00:00Z")
    said = {"__type": "UnauthorizedException", "message": SECRET}
    kind = (("content-type", "application/json"), ("x-amzn-errortype", "UnauthorizedException"))
    with peer(Reply(401, headers=kind, body=json.dumps(said).encode())) as portal:
        found = sign(dev(tmp_path, portal.url), "http://127.0.0.1:9").signed
    assert found.expired
    assert found.why == "AWS no longer accepts the login (UnauthorizedSSOTokenError)"


@pytest.mark.parametrize(
    ("status", "word"), [(403, "ForbiddenException"), (404, "ResourceNotFoundException")]
)
def test_a_portal_that_gives_this_login_nothing(
    status: int, word: str, clean: None, tmp_path: Path
) -> None:
    """A role that is not this user's: the login is refused, and that is not told as an end of it;
    a portal that is ill says nothing of the login."""
    sso(tmp_path, "2099-01-01T00:00:00Z")
    kind = (("content-type", "application/json"), ("x-amzn-errortype", word))
    with peer(Reply(status, headers=kind, body=b'{"message": "No access"}')) as portal:
        found = sign(dev(tmp_path, portal.url), "http://127.0.0.1:9").signed
    assert (found.refused, found.expired) == (True, False)
    assert found.why == f"AWS gives this login no credential ({status} {word})"
    with peer(Reply(503, headers=kind, body=b"{}")) as portal:
        found = sign(dev(tmp_path, portal.url), "http://127.0.0.1:9").signed
    assert not found.refused


@pytest.mark.parametrize("wire", [Wire.DEAF, Wire.MUTE, Wire.TRICKLE])
def test_a_portal_that_is_silent(wire: Wire, clean: None, tmp_path: Path) -> None:
    """Three seconds are waited for it."""
    sso(tmp_path, "2099-01-01T00:00:00Z")
    with peer(wire) as portal:
        outcome = sign(dev(tmp_path, portal.url), "http://127.0.0.1:9")
    assert outcome.signed.why == "botocore gave no credential (no end within 3 s)"
    assert soon(outcome.taken_s, 3.0)


def _metadata(seen: Seen) -> Reply:
    if seen.method == "PUT":
        return Reply(body=b"token")
    if seen.path.endswith("/security-credentials/"):
        return Reply(body=b"role")
    keys = {"Code": "Success", "AccessKeyId": "ASIAEXAMPLE0INSTANCE", "SecretAccessKey": SECRET,
            "Token": "t0ken", "Expiration": "2099-01-01T00:00:00Z"}  # fmt: skip
    return Reply(body=json.dumps(keys).encode())


def test_the_metadata_service(clean: None, tmp_path: Path) -> None:
    """It is asked where the environment names it, and never where it is switched off."""
    with peer(_metadata) as machine:
        env = environment("bedrock", "http://127.0.0.1:9", tmp_path,
                          AWS_EC2_METADATA_SERVICE_ENDPOINT=machine.url)  # fmt: skip
        assert whose(sign(env, "http://127.0.0.1:9").signed) == "ASIAEXAMPLE0INSTANCE"
        asked = len(machine.asked)
        off = {**env, "AWS_EC2_METADATA_DISABLED": "true"}
        assert "no AWS credential" in (sign(off, "http://127.0.0.1:9").signed.why or "")
    assert len(machine.asked) == asked > 0
    seen = signing.environment(environment("bedrock", "", tmp_path), code=True)
    assert seen["AWS_EC2_METADATA_DISABLED"] == "true"


def test_a_container(clean: None, tmp_path: Path) -> None:
    """The address that the environment names has the credential."""
    with peer(_metadata) as machine:
        env = environment("bedrock", "http://127.0.0.1:9", tmp_path,
                          AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{machine.url}/x")  # fmt: skip
        assert whose(sign(env, "http://127.0.0.1:9").signed) == "ASIAEXAMPLE0INSTANCE"


def test_commands_are_left_alone(clean: None, tmp_path: Path) -> None:
    """A profile's command is not run, and no code is asked for."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(
        f"[profile dev]\ncredential_process = /bin/sh -c 'touch {tmp_path}/mark'\n"
        "[profile role]\nrole_arn = r\nsource_profile = dev\n"
    )
    for name in ("dev", "role"):
        env = environment("bedrock", "http://127.0.0.1:9", tmp_path, AWS_PROFILE=name)
        found = sign(env, "http://127.0.0.1:9").signed
        assert (
            found.why == "credential_process is a command of yours, which this check does not run"
        )
    assert not (tmp_path / "mark").exists()


def test_logins_and_botocore_agree(clean: None, tmp_path: Path, monkeypatch: Any) -> None:
    """Where the files have a credential for botocore, the check finds one, and of the same kind."""
    from claude_doctor.sources.clouds import logins

    session = importlib.import_module("botocore.session")
    (tmp_path / ".aws").mkdir()
    static = f"aws_access_key_id = AKIA{'A' * 16}\naws_secret_access_key = {SECRET}\n"
    (tmp_path / ".aws" / "credentials").write_text(f"[one]\n{static}[half]\n")
    (tmp_path / ".aws" / "config").write_text(
        f"[profile two]\n{static}[profile role]\nrole_arn = arn:aws:iam::1:role/x\n"
        "source_profile = one\n[profile empty]\nregion = x\n[three]\n" + static
    )
    for name in ("one", "two", "role", "empty", "half", "three", "none"):
        env = {"HOME": str(tmp_path), "AWS_PROFILE": name, "AWS_EC2_METADATA_DISABLED": "true"}
        monkeypatch.setenv("AWS_PROFILE", name)
        try:
            theirs = session.get_session().get_credentials() is not None
        except Exception:
            theirs = False
        found = logins.login("bedrock", env, tmp_path, datetime.now().astimezone(), code=False)
        assert (found.state == "present") == theirs, (name, found)
