"""Certificates, read from the bytes that a peer shows."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.outside import certificate


def der_of(ca: trustme.CA, **validity: datetime) -> bytes:
    """A fresh certificate of this CA, as bytes."""
    pem = ca.issue_cert("host.example", **validity).cert_chain_pems[0].bytes().decode()
    return ssl.PEM_cert_to_DER_cert(pem)


@pytest.mark.parametrize("name", ["Example Inc", "Größe & Söhne", "網路公司", "x" * 64])
def test_issuer_and_validity_are_read(name: str) -> None:
    """The issuer's organisation, in any script, and both ends of the validity."""
    start = datetime(2020, 2, 29, 1, 2, 3, tzinfo=UTC)
    for end in (start + timedelta(days=400), datetime(2051, 1, 1, tzinfo=UTC)):
        der = der_of(trustme.CA(organization_name=name), not_before=start, not_after=end)
        shown = certificate.read(der)
        assert shown == certificate.Certificate(name, end)


DER = der_of(trustme.CA(organization_name="Example Inc"))


@given(st.binary(max_size=200))
def test_any_bytes_are_no_certificate(data: bytes) -> None:
    """Bytes that are none give None, not an exception."""
    assert certificate.read(data) is None


@given(st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_a_mangled_certificate_does_not_break_the_reader(at: int, byte: int) -> None:
    """One wrong byte, or an early end, is read or refused, and never raises."""
    certificate.read(DER[:at] + bytes([byte]) + DER[at + 1 :])
    certificate.read(DER[:at])


def test_the_store_of_the_environment_is_used(tmp_path: Path) -> None:
    """SSL_CERT_FILE alone decides what our requests trust; without it, system and bundle do."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    named = certificate.stores({"SSL_CERT_FILE": str(tmp_path / "ca.pem")})
    assert named.named
    assert named.used is named.system
    assert len(named.used.get_ca_certs()) == 1
    missing = certificate.stores({"SSL_CERT_FILE": str(tmp_path / "nowhere.pem")})
    assert not missing.named
    assert len(missing.used.get_ca_certs()) >= len(missing.bundle.get_ca_certs())
