"""The variables of certificates: files that are not there, not certificates, or for one alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trustme

from claude_doctor.border.flaw import KINDS, Kind
from claude_doctor.sources.conflicts import trust


@pytest.fixture
def pem(tmp_path: Path) -> str:
    """A CA's certificate."""
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return str(path)


def told(**env: str) -> tuple[list[str], list[str], list[str]]:
    """Conflicts, remarks, and everything to type."""
    found = list(trust.conflicts(env))
    named = [name for name in env if KINDS[name] is Kind.FILE]
    broken = [flaw for name in named for flaw in trust.content_flaw(name, env[name])]
    return (
        [f"{flaw.name} {flaw.place}" for flaw in broken],
        [x.sentence for x in found],
        [*(flaw.cure for flaw in broken), *(x.mend for x in found)],
    )


def test_good_files_are_quiet(pem: str) -> None:
    """A CA for both, requests' bundle too, and nothing at all: nothing to tell."""
    assert ([], [], []) == told(SSL_CERT_FILE=pem, NODE_EXTRA_CA_CERTS=pem, REQUESTS_CA_BUNDLE=pem)
    assert ([], [], []) == told(SSL_CERT_FILE=" ", NODE_TLS_REJECT_UNAUTHORIZED="1")
    assert ([], [], []) == told(SSL_CERT_DIR=f"/nowhere:{Path(pem).parent}")


@pytest.mark.parametrize(
    "name",
    ["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE",
     "CLAUDE_CODE_CLIENT_CERT", "CLAUDE_CODE_CLIENT_KEY"],
)  # fmt: skip
def test_a_file_that_is_not_there(name: str) -> None:
    """The variable is named, the path is not, and what to type takes the variable away."""
    hard, _, mends = told(**{name: "/nowhere/planted.pem"})
    assert hard[0].startswith(f"{name} names a file that does not exist")
    assert "planted" not in hard[0]
    assert f"unset {name}" in mends


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "an empty file"),
        (b"no certificate", "a file without a certificate"),
        (b"-----BEGIN PRIVATE KEY-----\nx\n", "a file without a certificate"),
        (b"\x30\x82\x04\x00rest", "a DER file; it must be PEM"),
    ],
)
def test_a_file_without_a_certificate(content: bytes, fault: str, tmp_path: Path) -> None:
    """Text, a key, nothing or the binary form in the place of a CA."""
    (tmp_path / "x.pem").write_bytes(content)
    hard, _, _ = told(NODE_EXTRA_CA_CERTS=str(tmp_path / "x.pem"))
    assert [f"NODE_EXTRA_CA_CERTS names {fault}"] == hard


def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe is never opened: nobody may ever write to it."""
    os.mkfifo(tmp_path / "pipe")
    hard, _, _ = told(SSL_CERT_FILE=str(tmp_path / "pipe"))
    assert "SSL_CERT_FILE names something that is not a file" in hard[0]


def test_a_ca_for_one_alone(pem: str) -> None:
    """Python's alone or Node's alone is a remark: it explains why one works and one does not."""
    _, soft, mends = told(SSL_CERT_FILE=pem)
    assert "Claude Code and Node have no NODE_EXTRA_CA_CERTS" in soft[0]
    assert ['export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"'] == mends
    _, soft, _ = told(NODE_EXTRA_CA_CERTS=pem)
    assert "Python has no SSL_CERT_FILE" in soft[0]


def test_a_switched_off_check() -> None:
    """Node that believes everything is told, because the key can then be read on the way."""
    _, soft, mends = told(NODE_TLS_REJECT_UNAUTHORIZED="0")
    assert "read your key" in soft[0]
    assert ["unset NODE_TLS_REJECT_UNAUTHORIZED"] == mends


def test_a_der_file_in_place_of_pythons_store_is_taken_away(tmp_path: Path) -> None:
    """Converted, it would be the only CA that Python knows; beside Node's own it is converted."""
    der = tmp_path / "ca.der"
    der.write_bytes(b"\x30\x82" + bytes(40))
    cures = {
        name: trust.content_flaw(name, str(der))[0].cure
        for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
    }
    assert cures["SSL_CERT_FILE"] == "unset SSL_CERT_FILE"
    assert cures["NODE_EXTRA_CA_CERTS"].startswith("openssl x509 -inform der")
