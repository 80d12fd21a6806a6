"""The whole check with a cloud's login, against clouds that say back all that they are sent."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.wire import Reply, Seen, Wire
from tests.conftest import Run, busy
from tests.peers import peer
from tests.sources.clouds.signing.bench import SECRET, TEMPORARY, sso

MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
ACCESS = "ya29.a0-notARealToken-0123456789"
FORMATS = ("text", "text -v", "text -q", "json")


def back(seen: Seen) -> Reply:
    """Amazon's refusal of a signature, which quotes the canonical request; a token, at another
    path."""
    if seen.path == "/token":
        return Reply(body=json.dumps({"access_token": ACCESS, "expires_in": 3599}).encode())
    said = " ".join(f"{name}: {value}" for name, value in seen.headers.items())
    text = f"The request signature we calculated does not match. Canonical String: {said}"
    kind = (("x-amzn-errortype", "InvalidSignatureException"),
            ("content-type", "application/json"))  # fmt: skip
    body = {"message": text, "error": {"message": text, "code": 401, "status": "UNAUTHENTICATED"}}
    return Reply(403, headers=kind, body=json.dumps(body).encode())


def cloud_env(running: Running, home: Path, **more: str) -> dict[str, str]:
    """The world's, without an address and a key of Anthropic's."""
    kept = {k: v for k, v in running.environ().items() if not k.startswith("ANTHROPIC_")}
    return {**kept, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true",
            "METADATA_SERVER_DETECTION": "none", **more}  # fmt: skip


def bedrock(url: str) -> dict[str, str]:
    return {"CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_BEDROCK_BASE_URL": url,
            "AWS_REGION": "eu-west-1"}  # fmt: skip


def vertex(url: str, home: Path) -> dict[str, str]:
    """A service account whose address for tokens is the same peer."""
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    kinds = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        kinds.Encoding.PEM, kinds.PrivateFormat.PKCS8, kinds.NoEncryption()
    ).decode()  # fmt: skip
    (home / "key.json").write_text(json.dumps({
        "type": "service_account", "client_email": "a@b", "private_key": pem,
        "private_key_id": "1", "token_uri": f"{url}/token"}))  # fmt: skip
    return {"CLAUDE_CODE_USE_VERTEX": "1", "ANTHROPIC_VERTEX_BASE_URL": url,
            "CLOUD_ML_REGION": "us-east5", "ANTHROPIC_VERTEX_PROJECT_ID": "my-project",
            "GOOGLE_APPLICATION_CREDENTIALS": str(home / "key.json")}  # fmt: skip


def checked(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def facts(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(dict(one["facts"]) for one in report["probes"] if one["name"] == name)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_a_signature_is_shown(format: str, run: Run, tmp_path: Path) -> None:
    """Neither key nor token nor signature comes back in any format, and all of it goes to the
    cloud alone."""
    pytest.importorskip("botocore", exc_type=ImportError)
    with serve(replace(by_name("healthy"), keyless=True)) as running, peer(back) as cloud:
        env = cloud_env(running, tmp_path, **bedrock(cloud.url), **TEMPORARY)
        done = run(
            "check", "--surface", "code", "--model", MODEL, "--format", *format.split(), env=env
        )
    signed = [one for one in cloud.asked if "authorization" in one.headers]
    assert signed, done.stdout + done.stderr
    signature = signed[0].headers["authorization"].rpartition("Signature=")[2]
    for secret in (SECRET, TEMPORARY["AWS_SESSION_TOKEN"], TEMPORARY["AWS_ACCESS_KEY_ID"],
                   signature, "EXAMPLE//////////TOKEN"):  # fmt: skip
        assert secret not in done.stdout + done.stderr
    for one in running.log:
        said = repr(one)
        assert "AWS4" not in said
        assert TEMPORARY["AWS_SESSION_TOKEN"] not in said
    for path in (running.folder, tmp_path):
        for file in path.rglob("*"):
            assert not file.is_file() or signature.encode() not in file.read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_a_token_is_shown(format: str, run: Run, tmp_path: Path) -> None:
    """Neither the private key nor the assertion nor the token comes back in any format."""
    pytest.importorskip("google.auth", exc_type=ImportError)
    with serve(replace(by_name("healthy"), keyless=True)) as running, peer(back) as cloud:
        env = cloud_env(running, tmp_path, **vertex(cloud.url, tmp_path))
        done = run("check", "--surface", "code", "--model", "claude-haiku-4-5@20251001",
                   "--format", *format.split(), env=env)  # fmt: skip
    given = [one for one in cloud.asked if one.headers.get("authorization") == f"Bearer {ACCESS}"]
    assert given, done.stdout + done.stderr
    asked = next(one for one in cloud.asked if one.path == "/token")
    assertion = asked.body.decode().rpartition("assertion=")[2].partition("&")[0]
    for secret in (ACCESS, assertion, "BEGIN PRIVATE", "BEGIN RSA"):
        assert secret not in done.stdout + done.stderr
    assert not [one for one in running.log if ACCESS in repr(one)]


def test_a_token_is_asked_for_once_whatever_the_models(run: Run, tmp_path: Path) -> None:
    """One exchange of the login, and its token on the request of each model."""
    pytest.importorskip("google.auth", exc_type=ImportError)
    with serve(replace(by_name("healthy"), keyless=True)) as running, peer(back) as cloud:
        env = cloud_env(running, tmp_path, **vertex(cloud.url, tmp_path))
        models = ("claude-haiku-4-5@20251001", "claude-opus-4-6", "claude-sonnet-5")
        options = [word for model in models for word in ("--model", model)]
        run("check", "--json", "--surface", "code", *options, env=env)
    given = {one.path for one in cloud.asked
             if one.headers.get("authorization") == f"Bearer {ACCESS}"}  # fmt: skip
    assert 3 == len(given)
    assert 1 == len([one for one in cloud.asked if one.path == "/token"])


def test_a_session_that_has_ended(run: Run, tmp_path: Path) -> None:
    """The verdict names the profile and the command, and nothing was signed."""
    sso(tmp_path, "2020-01-01T00:00:00Z")
    with serve(replace(by_name("healthy"), keyless=True, cloud="bedrock")) as running:
        url = running.urls["bedrock"]
        env = cloud_env(running, tmp_path, **bedrock(url), AWS_PROFILE="dev")
        report = checked(run("check", "--json", "--surface", "code", "--model", MODEL, env=env))
    assert (report["verdict"]["side"], report["verdict"]["cause"]) == ("client", "key-rejected")
    assert "the AWS SSO session of profile dev expired" in report["verdict"]["summary"]
    assert report["fixes"][0]["command"] == "aws sso login --profile dev"
    assert not [one for one in running.log if "authorization" in one.headers]


def test_a_library_that_hangs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check ends, and says what was not tested and why."""
    folder = tmp_path / "fake" / "botocore"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("import time; time.sleep(600)")
    monkeypatch.syspath_prepend(str(folder.parent))
    with serve(replace(by_name("healthy"), keyless=True, cloud="bedrock")) as running:
        url = running.urls["bedrock"]
        env = cloud_env(running, tmp_path, **bedrock(url), **TEMPORARY,
                        PYTHONPATH=str(folder.parent))  # fmt: skip
        report = checked(run("check", "--json", "--surface", "code", "--model", MODEL, env=env))
    ping = facts(report, "ping")
    assert "botocore gave no credential (no end within" in ping["untested"]
    assert busy(report) or report["verdict"]["side"] == "healthy"


def test_a_portal_that_is_silent(run: Run, tmp_path: Path) -> None:
    """With AWS's portal hung the check ends within its time all the same."""
    pytest.importorskip("botocore", exc_type=ImportError)
    sso(tmp_path, "2099-01-01T00:00:00Z")
    scenario = replace(by_name("healthy"), keyless=True, cloud="bedrock")
    with serve(scenario) as running, peer(Wire.DEAF) as portal:
        env = cloud_env(running, tmp_path, **bedrock(running.urls["bedrock"]), AWS_PROFILE="dev",
                        AWS_ENDPOINT_URL_SSO=portal.url)  # fmt: skip
        report = checked(run("check", "--json", "--surface", "code", "--model", MODEL,
                             "--timeout", "8", env=env))  # fmt: skip
    assert report["duration_ms"] < 8500
    assert "no end within" in facts(report, "ping")["untested"]
