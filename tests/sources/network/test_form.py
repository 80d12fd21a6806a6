"""A company's CA that the machine trusts, and whose certificates lack what RFC 5280 demands."""

from __future__ import annotations

import datetime as dt
import json
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from claude_doctor.chaos import by_name, serve
from tests.conftest import Run

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

#: What the CA's and the server's certificate lack, and what OpenSSL 3 calls it.
LACKS = {
    "critical": "Basic Constraints of CA cert not marked critical",
    "usage": "CA cert does not include key usage extension",
    "authority": "Missing Authority Key Identifier",
    "subject": "Missing Subject Key Identifier",
}


def _signed(
    name: str, key: Key, issuer: str, by: Key, extensions: list[tuple[x509.ExtensionType, bool]]
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=90))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(by, hashes.SHA256())


def chain(folder: Path, lacks: str = "", bits: int | None = None) -> ssl.SSLContext:
    """A server's side of TLS; its CA is in `ca.pem`. `bits`: of the server's RSA key."""
    company, signs = "Example Interception Inc", ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(**dict.fromkeys((
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "encipher_only", "decipher_only"), False),
        key_cert_sign=True, crl_sign=True)  # fmt: skip
    parts = {
        "critical": (x509.BasicConstraints(ca=True, path_length=None), lacks != "critical"),
        "usage": (usage, True),
        "subject": (x509.SubjectKeyIdentifier.from_public_key(signs.public_key()), False),
    }
    kept = [part for name, part in parts.items() if name == "critical" or name != lacks]
    root = _signed(company, signs, company, signs, kept)
    own: Key = ec.generate_private_key(ec.SECP256R1())
    if bits is not None:
        own = rsa.generate_private_key(65537, bits)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    known = x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key())
    shown = [(names, False), *([] if lacks == "authority" else [(known, False)])]
    leaf = _signed("a server", own, company, signs, shown)
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    pem = own.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM) + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")  # a server that does not mind
    context.load_cert_chain(folder / "leaf.pem")
    return context


def _checked(run: Run, folder: Path, shown: ssl.SSLContext) -> dict[str, Any]:
    with serve(by_name("healthy"), tls={"api": shown}) as running:
        pem = str(folder / "ca.pem")
        env = {**running.environ(), "SSL_CERT_FILE": pem, "NODE_EXTRA_CA_CERTS": pem}
        done = run("check", "--json", env=env)
    report: dict[str, Any] = json.loads(done.stdout)
    facts = next(p["facts"] for p in report["probes"] if p["name"] == "network")
    return {**report["verdict"], "exit": done.returncode, "facts": facts,
            "fixes": [fix["id"] for fix in report["fixes"]]}  # fmt: skip


@pytest.mark.parametrize(("lacks", "words"), LACKS.items(), ids=LACKS)
def test_a_form_that_only_python_3_13_refuses(
    lacks: str, words: str, run: Run, tmp_path: Path
) -> None:
    """It works from here, whatever Python this runs on; that newer programs refuse it is told, in
    the words that they will say, and whose it is to mend."""
    found = _checked(run, tmp_path, chain(tmp_path, lacks))
    assert (0, "degraded", "environment-conflict") == (
        found["exit"], found["severity"], found["cause"],
    )  # fmt: skip
    assert "Example Interception Inc" in found["summary"] and words in found["summary"]
    assert words == found["facts"]["tls_form"] and "reissue-ca" == found["fixes"][0]
    said = run("explain", f"SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {words}")
    assert "tls-form" in said.stdout and "[redacted]" not in said.stdout


def test_a_form_that_all_take(run: Run, tmp_path: Path) -> None:
    """Nothing is told of a CA whose certificates have the form."""
    found = _checked(run, tmp_path, chain(tmp_path))
    assert ("healthy", "none") == (found["cause"], found["facts"]["tls_form"])


def test_a_key_that_is_too_weak(run: Run, tmp_path: Path) -> None:
    """No CA that is installed mends it: the certificate is refused for what it is."""
    found = _checked(run, tmp_path, chain(tmp_path, bits=1024))
    assert (13, "tls-failure", "weak") == (
        found["exit"], found["cause"], found["facts"]["tls_fault"],
    )  # fmt: skip
    assert "is weak" in found["summary"] and "trust-ca" not in found["fixes"]
