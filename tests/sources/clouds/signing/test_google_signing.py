"""With google-auth: one request to the login's own address, over the run's own connections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from claude_doctor.chaos.wire import Reply, Seen, Wire
from tests.clock import soon
from tests.peers import Peer, peer
from tests.sources.clouds.signing.bench import SECRET, Outcome, environment, sign

pytest.importorskip("google.auth", exc_type=ImportError)
BASE = "http://127.0.0.1:9"
TOKEN = "ya29.a0-notARealToken-0123456789"
GIVEN = Reply(body=json.dumps({"access_token": TOKEN, "expires_in": 3599}).encode())


@pytest.fixture(scope="module")
def pem() -> Iterator[str]:
    """A private key that nobody else has."""
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    kinds = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    yield (
        rsa.generate_private_key(65537, 2048)
        .private_bytes(kinds.Encoding.PEM, kinds.PrivateFormat.PKCS8, kinds.NoEncryption())
        .decode()
    )


def account(home: Path, pem: str, token_uri: str, **more: str) -> dict[str, str]:
    """The variable that names a service account's key."""
    held = {"type": "service_account", "client_email": "a@b.iam.gserviceaccount.com",
            "private_key": pem, "private_key_id": "1", "token_uri": token_uri,
            "project_id": "p"}  # fmt: skip
    path = home / "key.json"
    path.write_text(json.dumps({**held, **more}))
    return {"GOOGLE_APPLICATION_CREDENTIALS": str(path)}


def user(home: Path, **more: str) -> None:
    """An application-default login of a user."""
    path = home / ".config" / "gcloud" / "application_default_credentials.json"
    path.parent.mkdir(parents=True)
    held = {"type": "authorized_user", "client_id": "c", "client_secret": SECRET,
            "refresh_token": SECRET + "-r"}  # fmt: skip
    path.write_text(json.dumps({**held, **more}))


def vertex(home: Path, login: dict[str, str], **more: str) -> Outcome:
    found = sign(environment("vertex", BASE, home, **login, **more), BASE)
    assert TOKEN not in repr(found.signed)
    return found


def test_a_service_account(pem: str, tmp_path: Path) -> None:
    """Its assertion goes to its own address, once; the token goes with the request, and is known
    as a secret from then on."""
    with peer(GIVEN) as there:
        found = vertex(tmp_path, account(tmp_path, pem, f"{there.url}/token"))
    assert dict(found.signed.headers) == {"Authorization": f"Bearer {TOKEN}"}
    assert found.signed.secrets == (TOKEN,)
    seen = one(there)
    assert (seen.method, seen.path) == ("POST", "/token")
    sent = parse_qs(seen.body.decode())
    assert sent["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    assert len(sent["assertion"][0].split(".")) == 3
    assert b"PRIVATE" not in seen.body


def one(there: Peer) -> Seen:
    """The one request that came."""
    assert len(there.asked) == 1
    return there.asked[0]


@pytest.mark.parametrize("more", [{}, {"token_uri": "http://127.0.0.1:9/token"}])
def test_a_users_login_by_the_proxy(more: dict[str, str], tmp_path: Path) -> None:
    """It goes to Google's own address, whatever its file says, and by the user's proxy."""
    user(tmp_path, **more)
    with peer(Reply(403)) as proxy:
        found = vertex(tmp_path, {}, HTTPS_PROXY=proxy.url)
    seen = one(proxy)
    assert (seen.method, seen.path) == ("CONNECT", "oauth2.googleapis.com:443")
    assert (found.signed.why or "").startswith("oauth2.googleapis.com gave no token (the proxy")


@pytest.mark.parametrize(
    ("reply", "words", "expired"),
    [
        (Reply(400, body=b'{"error": "invalid_grant", "error_subtype": "invalid_rapt"}'),
         "Google no longer accepts the login (invalid_grant)", True),
        (Reply(401, body=b'{"error": "invalid_client"}'),
         "Google no longer accepts the login (invalid_client)", True),
        (Reply(503, body=b'{"error": "unavailable"}'), "answered 503 without a token", False),
        (Reply(200, body=b"{}"), "answered 200 without a token", False),
        (Reply(200, body=b'{"access_token": "a\\nb"}'), "answered 200 without a token", False),
        (Reply(200, body=b'{"access_token": 7}'), "answered 200 without a token", False),
        (Reply(200, body=b"[1]"), "answered 200 without a token", False),
        (Reply(200, headers=(("content-type", "text/html"),), body=b"<html>"),
         "gave no token (answered 200 with text/html, not JSON)", False),
        (Wire.CLOSE, "gave no token", False),
        (Wire.GARBAGE, "gave no token", False),
        (Wire.BOMB, "gave no token", False),
    ],
)  # fmt: skip
def test_no_token(reply: Reply | Wire, words: str, expired: bool, pem: str, tmp_path: Path) -> None:
    """Each refusal has its words, and a login that Google does not take has ended."""
    with peer(reply) as there:
        found = vertex(tmp_path, account(tmp_path, pem, f"{there.url}/token")).signed
    assert words in (found.why or "")
    assert (found.expired, dict(found.headers)) == (expired, {})


@pytest.mark.parametrize("wire", [Wire.DEAF, Wire.MUTE, Wire.TRICKLE])
def test_silence(wire: Wire, pem: str, tmp_path: Path) -> None:
    """A silent address holds the check no longer than the deadline."""
    with peer(wire) as there:
        login = account(tmp_path, pem, f"{there.url}/token")
        found = sign(environment("vertex", BASE, tmp_path, **login), BASE, limit=4.0)
    assert "no answer within" in (found.signed.why or "") or "no end" in (found.signed.why or "")
    assert soon(found.taken_s, 4.0)


def test_no_redirect_is_followed(pem: str, tmp_path: Path) -> None:
    """An assertion goes to no second address."""
    with peer(GIVEN) as other:
        away = Reply(307, headers=(("location", f"{other.url}/token"),), body=b"{}")
        with peer(away) as there:
            found = vertex(tmp_path, account(tmp_path, pem, f"{there.url}/token")).signed
    assert "answered 307 without a token" in (found.why or "")
    assert [] == other.asked


def test_an_address_that_anybody_can_read(pem: str, tmp_path: Path) -> None:
    """Over plain http beyond this machine no login is renewed."""
    found = vertex(tmp_path, account(tmp_path, pem, "http://198.51.100.7/token")).signed
    assert found.why == "the login would be renewed at an address other than its own"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"type": "external_account", "audience": "a", "credential_source": "x"},
         "credentials of the type external_account are exchanged at several addresses"),
        ({"type": "impersonated_service_account", "source_credentials": "x"},
         "credentials of the type impersonated_service_account are exchanged at several"),
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n"},
         "google-auth gave no credential ("),
    ],
)  # fmt: skip
def test_what_is_not_renewed(more: dict[str, str], words: str, pem: str, tmp_path: Path) -> None:
    """A chain of exchanges is left alone, and a broken key is a reason without its text."""
    found = vertex(tmp_path, account(tmp_path, pem, BASE, **more)).signed
    assert (found.why or "").startswith(words)
    assert "BEGIN" not in (found.why or "")
    assert "bm9uZQ" not in (found.why or "")
