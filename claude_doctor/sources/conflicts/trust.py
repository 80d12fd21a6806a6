"""The variables that give programs certificates: files that are not there, and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...border.flaw import Flaw, Kind
from ...border.programs import text
from .conflict import Conflict, own, remark

NODE = "NODE_EXTRA_CA_CERTS"
_PYTHON = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_READ = 4 * 1024 * 1024  # bytes; the largest usual bundle is a quarter of a megabyte

#: Who reads a variable, and whether it must name certificates.
_READERS = {
    "SSL_CERT_FILE": ("Python programs", True),
    "SSL_CERT_DIR": ("Python programs", False),
    "REQUESTS_CA_BUNDLE": ("Python programs that use requests", True),
    NODE: ("Claude Code and Node programs", True),
    "CLAUDE_CODE_CLIENT_CERT": ("Claude Code", True),
    "CLAUDE_CODE_CLIENT_KEY": ("Claude Code", False),
}
_NOT_THERE = "a file that does not exist"
_DER = "a DER file; it must be PEM"
#: With what the Python SDK fails at its start, whatever the address (2.14, tried 2026-11-29). Of
#: the other variables programs read what they can.
_ERRORS = {_NOT_THERE: "FileNotFoundError", "something that is not a file": "IsADirectoryError",
           "a file that may not be read": "PermissionError"}  # fmt: skip


def conflicts(env: Mapping[str, str]) -> Iterator[Conflict]:
    """The gaps between the programs. What is wrong with a file: `content_flaw`."""
    return own(_gaps(env))


def _gaps(env: Mapping[str, str]) -> Iterator[Conflict]:
    node, python = for_node(env), for_python(env)
    if node and not python:
        yield remark(f"{NODE} gives Claude Code another CA; Python has no SSL_CERT_FILE")
    if text(env, "SSL_CERT_FILE") and not node:
        yield remark(
            f"SSL_CERT_FILE gives Python another CA; Claude Code and Node have no {NODE}",
            f'export {NODE}="$SSL_CERT_FILE"',
        )
    if text(env, "NODE_TLS_REJECT_UNAUTHORIZED") == "0":
        yield remark(
            "NODE_TLS_REJECT_UNAUTHORIZED=0: Claude Code and Node programs accept every "
            "certificate, so anyone on the path can read your key",
            "unset NODE_TLS_REJECT_UNAUTHORIZED",
        )


def for_node(env: Mapping[str, str]) -> bool:
    """Whether Node programs are given a CA."""
    return bool(text(env, NODE))


def for_python(env: Mapping[str, str]) -> bool:
    """Whether Python programs are given a store."""
    return any(text(env, name) for name in _PYTHON)


def content_flaw(name: str, value: str) -> list[Flaw]:
    """What is wrong with the file that a variable names. Blocking."""
    reader, certificates = _READERS[name]
    fault = _fault(value.strip(), certificates) if value.strip() else None
    if fault is None:
        return []
    cure = f"unset {name}"
    # The store of Python stands in place of its own: a single certificate there fails the API.
    if fault == _DER and name != "SSL_CERT_FILE":
        cure = (f'openssl x509 -inform der -in "${name}" -out "$HOME/ca.pem"; '
                f'export {name}="$HOME/ca.pem"')  # fmt: skip
    sdk = _ERRORS.get(fault, "SSLError") if name == "SSL_CERT_FILE" else ""
    aside = "" if sdk else f"{reader} cannot use it"
    return [Flaw(name, Kind.FILE, "content", f"names {fault}", sdk=sdk, cure=cure, aside=aside)]


def _fault(value: str, certificates: bool) -> str | None:
    """What is wrong with the file or folder; SSL_CERT_DIR may list several."""
    try:
        paths = [path for one in (value, *value.split(":")) if one and (path := Path(one)).exists()]
        if not paths:
            return _NOT_THERE
        if not certificates:
            return None
        if not paths[0].is_file():
            return "something that is not a file"
        with paths[0].open("rb") as file:
            content = file.read(_READ)
    except PermissionError:
        return "a file that may not be read"
    except (OSError, ValueError):
        return _NOT_THERE
    return _unusable(content)


def _unusable(content: bytes) -> str | None:
    """PEM only: neither OpenSSL's file loader nor Node takes DER here."""
    if b"-----BEGIN" in content and b"CERTIFICATE-----" in content:
        return None
    if not content.strip():
        return "an empty file"
    # A sequence with a long length: how every certificate begins in DER (X.690).
    return _DER if content[:2] == b"\x30\x82" else "a file without a certificate"
