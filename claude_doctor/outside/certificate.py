"""TLS certificates: which stores would trust them, who signed them, until when they hold.

`ssl` decodes only certificates that it trusts, and the interesting ones are those it does not.
So here is just enough DER (X.690, RFC 5280 section 4.1) to find the issuer and the validity.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from ..records import dataclass

# Tags.
_VERSION, _UTC_TIME = 0xA0, 0x17
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
# Object identifiers 2.5.4.10 (organisation) and 2.5.4.3 (common name).
_ORGANISATION, _COMMON_NAME = b"\x55\x04\x0a", b"\x55\x04\x03"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says about itself. `issuer`: the organisation, else the common name."""

    issuer: str | None
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Stores:
    """The certificate stores, each by itself, and `used`, what our own requests go by.

    `named`: `system` is what a variable names, and the requests go by it alone; else by both."""

    bundle: ssl.SSLContext
    system: ssl.SSLContext | None
    used: ssl.SSLContext
    named: bool = False
    empty: bool = False  # the system has a place for its store, and nothing is in it


def read(der: bytes) -> Certificate | None:
    """The certificate in these bytes; None where they are not one. Never raises."""
    try:
        _, outer = next(_parts(der))
        _, signed = next(_parts(outer))
        fields = [(tag, body) for tag, body in _parts(signed) if tag != _VERSION]
        # serial number, algorithm, issuer, validity, subject …
        issuer, validity = fields[2][1], fields[3][1]
        _, end = (_time(tag, body) for tag, body in _parts(validity))
        names = dict(_names(issuer))
        name = names.get(_ORGANISATION) or names.get(_COMMON_NAME)
        return Certificate(name, end)
    except (IndexError, ValueError, StopIteration, OverflowError):
        return None


def stores(env: Mapping[str, str]) -> Stores:
    """The bundled store and the system's. Blocking: some 50 ms."""
    bundle = store(cafile=bundle_file())
    named = _named_store(env)
    if named is not None:
        return Stores(bundle, named, named, named=True)
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    empty = folder is None or not any(folder.iterdir())
    # An empty system store says nothing about the peer.
    system = None if paths.cafile is None and empty else _defaults(env)
    # Elsewhere the system keeps its store where OpenSSL does not look.
    return Stores(bundle, system, requests(env), empty=system is None and sys.platform == "linux")


def bundle_file() -> str:
    """The file of the bundle that Python's programs bring. It lies in its package; to ask that for
    it loads how files are taken out of archives, and costs a check five milliseconds."""
    spec = find_spec("certifi")
    beside = Path(spec.origin).with_name("cacert.pem") if spec and spec.origin else None
    if beside is not None and beside.is_file():
        return str(beside)
    import certifi  # in an archive, or another system's own

    return certifi.where()


def system_file() -> str | None:
    """The file that holds the system's store; macOS and Windows keep theirs elsewhere."""
    # Debian's and Red Hat's. What OpenSSL says last: SSL_CERT_FILE may hide it.
    usual = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
    places = (*usual, ssl.get_default_verify_paths().openssl_cafile)
    return next((path for path in places if Path(path).is_file()), None)


def requests(env: Mapping[str, str]) -> ssl.SSLContext:
    """What our own requests trust: the store that a variable names, else system and bundle.

    httpx 0.28 goes by its bundle alone, the anthropic SDK 2.x by the system's store (httpcore2
    2.16, `_ssl.py`): behind a company's proxy that the system trusts the SDK works, and a ping
    that did not would be wrong.
    """
    named = _named_store(env)
    if named is not None:
        return named
    context = _defaults(env)
    if context is None:
        return store(cafile=bundle_file())
    context.load_verify_locations(cafile=bundle_file())
    return context


def store(
    cafile: str | None = None, capath: str | None = None, cadata: bytes | None = None
) -> ssl.SSLContext:
    """A context that trusts these alone; without any, what OpenSSL trusts by itself.

    It does not insist on the form of a certificate, as the defaults do since Python 3.13
    (`VERIFY_X509_STRICT`; docs.python.org, `ssl.create_default_context`, read November 2026) and
    neither Node nor curl does: a verdict is the same on every Python that this runs on. `strict`
    is for a look at that.
    """
    context = ssl.create_default_context(cafile=cafile, capath=capath, cadata=cadata)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def strict(env: Mapping[str, str]) -> ssl.SSLContext:
    """The same as `requests`, as a program on Python 3.13 has it. Blocking."""
    context = requests(env)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def trusting() -> ssl.SSLContext:
    """A context that verifies nothing: for looking at a certificate, never for a request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _named_store(env: Mapping[str, str]) -> ssl.SSLContext | None:
    file, folder = env.get("SSL_CERT_FILE", ""), env.get("SSL_CERT_DIR", "")
    try:
        if _holds(env):
            return None
        if file:
            return store(cafile=file)
        return store(capath=folder) if folder else None
    except (OSError, ValueError):  # no such file, or no certificate in it: `environment` tells
        return None


def _defaults(env: Mapping[str, str]) -> ssl.SSLContext | None:
    """What OpenSSL trusts by itself; None where it would wait for ever to find out."""
    return None if _holds(env) else store()


def _holds(env: Mapping[str, str]) -> bool:
    """Whether SSL_CERT_FILE is a pipe or the like: OpenSSL would wait for it for ever, also where
    it loads its defaults."""
    file = Path(env.get("SSL_CERT_FILE", ""))
    return file.exists() and not file.is_file() and not file.is_dir()


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements that stand one after the other: tag and content."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length >= 0x80:
            width = length - 0x80
            length, at = int.from_bytes(data[at : at + width], "big"), at + width
        if at + length > len(data):
            raise ValueError("an element is longer than what holds it")
        yield tag, data[at : at + length]
        at += length


def _names(issuer: bytes) -> Iterator[tuple[bytes, str]]:
    """Pairs of object identifier and text: a sequence of sets of sequences."""
    for _, group in _parts(issuer):
        for _, pair in _parts(group):
            (_, identifier), (tag, text) = _parts(pair)
            yield identifier, text.decode(_TEXTS.get(tag, "utf-8"), "replace")


def _time(tag: int, body: bytes) -> datetime:
    text = body.decode("ascii")
    if tag == _UTC_TIME:  # two digits: 1950 to 2049
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
