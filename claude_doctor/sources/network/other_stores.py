"""A certificate that nothing trusts here: is there a store on this machine that would?

Tried one after the other against the peer itself: no store but the one that a variable names, the
files that other variables name, and the company's certificates that lie where administrators put
them. A file is taken only from this machine, never from the connection.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

from .phases import Opener, handshake
from .second import Second

_NAMED = ("SSL_CERT_FILE", "SSL_CERT_DIR")
#: Who goes by the file that the variable names.
_READERS = {
    "NODE_EXTRA_CA_CERTS": "Claude Code and Node",
    "REQUESTS_CA_BUNDLE": "Python's requests",
    "CURL_CA_BUNDLE": "curl",
    "AWS_CA_BUNDLE": "AWS's programs",
}
# Where a company's own certificates are put before they are taken into the system's store (Debian,
# Red Hat), and where a proxy of one's own keeps its own (mitmproxy).
_FOLDERS = ("/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors", "~/.mitmproxy")
_MOST = 12  # files; each costs a handshake
_LARGEST = 4 * 1024 * 1024  # bytes


async def look(opener: Opener, host: str, env: Mapping[str, str], found: Second) -> None:
    """Try each until one verifies."""
    named = [name for name in _NAMED if env.get(name, "").strip()]
    if named and await _verifies(opener, host, _usual()):
        it = " and ".join(named)
        words = f"the usual certificates verify it, and {it} keeps Python from using them"
        found.found_cure("without-store", words, f"unset {' '.join(named)}")
        return
    for name, reader in _READERS.items():
        path = env.get(name, "").strip()
        if path and await _verifies(opener, host, _from_file(Path(path))):
            words = f"{name} trusts that ({reader} so get through), and Python does not"
            found.found_cure("other-variable", words, _shared(name, named))
            return
    for path in _lying_about():
        if await _verifies(opener, host, _from_file(Path(path))):
            command = f'export SSL_CERT_FILE="{path}"'
            if not env.get("NODE_EXTRA_CA_CERTS", "").strip():
                command += f'; export NODE_EXTRA_CA_CERTS="{path}"'
            found.found_cure("file", f"the certificate in {path} verifies it", command)
            return


def unknown_file(env: Mapping[str, str]) -> str:
    """What to type where no file is known: nothing that is set is overwritten."""
    missing = [n for n in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS") if not env.get(n, "").strip()]
    return "; ".join(f'export {name}="/path/ca.pem"' for name in missing or ["SSL_CERT_FILE"])


def _shared(name: str, named: list[str]) -> str:
    """Give Python the file of that variable, beside what it has."""
    if "SSL_CERT_FILE" not in named:
        return f'export SSL_CERT_FILE="${name}"'
    both = "$HOME/.claude-ca.pem"
    return f'cat "$SSL_CERT_FILE" "${name}" > "{both}" && export SSL_CERT_FILE="{both}"'


async def _verifies(opener: Opener, host: str, context: ssl.SSLContext | None) -> bool:
    return context is not None and (await handshake(opener, host, context)).fault is None


def _usual() -> ssl.SSLContext:
    """The bundle that Python's programs bring. The system's store cannot be had by itself here:
    OpenSSL reads the variables of this process for it."""
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def _from_file(path: Path) -> ssl.SSLContext | None:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        return ssl.create_default_context(cafile=str(path))
    except (OSError, ValueError):
        return None


def _lying_about() -> Iterator[str]:
    """PEM files in the usual folders. Only names that a shell reads as one word."""
    seen = 0
    for folder in _FOLDERS:
        try:
            files = sorted(Path(folder).expanduser().rglob("*"))[:100]
        except (OSError, RuntimeError):
            continue
        for path in files:
            if path.suffix in (".crt", ".pem") and path.is_file() and seen < _MOST:
                seen += 1
                yield str(path)
