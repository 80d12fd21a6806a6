"""A certificate that nothing trusts here: is there a store on this machine that would?

Tried one after the other against the peer itself: no store but the one that a variable names, the
files that other variables name, and the company's certificates that lie where administrators put
them. A file is taken only from this machine, never from the connection.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...border.claude_settings import USER, Given
from ...outside import certificate
from ...phrases import phrase
from ...records import dataclass
from .phases import Opener, handshake
from .second import Second
from .trials import bounded

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
_PEM = "$HOME/ca.pem"  # where a converted certificate goes
_PLAIN = phrase(r"[\w./-]+")
_LARGEST = 4 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a variable names for a program; `place`: the settings file of Claude Code that
    sets it, None: this shell."""

    name: str
    path: str
    place: str | None = None

    @property
    def where(self) -> str:
        """The variable, and its file."""
        return f"{self.name} of Claude Code's {self.place}" if self.place else self.name

    @property
    def typed(self) -> str:
        """What a command may call the file."""
        return self.path if self.place else f"${self.name}"


async def look(
    opener: Opener, host: str, env: Mapping[str, str], given: Given, found: Second
) -> None:
    """Try each store, in order, until one verifies. `env`: of the program that is checked;
    `given`: what Claude Code's settings give it.

    Whoever shows this certificate answered at once, so a handshake more costs a round trip."""
    named = [name for name in _NAMED if env.get(name, "").strip()]
    if named and await _verifies(opener, host, _usual()):
        it = " and ".join(named)
        words = f"the usual certificates verify it, and {it} keeps Python from using them"
        found.found_cure("without-store", words, f"unset {' '.join(named)}")
        return
    for one in _named(env, given):
        context, der = _from_file(Path(one.path))
        if await _verifies(opener, host, context):
            found.found_cure("other-variable", *(_converted if der else _lent)(one, named))
            return
    for path in _lying_about():
        context, der = _from_file(Path(path))
        if await _verifies(opener, host, context):
            there, parts = path, []
            if der:
                there, parts = _PEM, [_convert(path)]
            parts.append(f'export SSL_CERT_FILE="{there}"')
            if not env.get("NODE_EXTRA_CA_CERTS", "").strip():
                parts.append(f'export NODE_EXTRA_CA_CERTS="{there}"')
            found.found_cure("file", f"the certificate in {path} verifies it", "; ".join(parts))
            return


def _named(env: Mapping[str, str], given: Given) -> Iterator[Named]:
    """The files that variables name, the shell's first."""
    for name in _READERS:
        path, theirs = env.get(name, "").strip(), given.env.get(name, "").strip()
        if path and path != theirs:
            yield Named(name, path)
        if theirs:
            yield Named(name, theirs, given.places.get(name))


def _lent(one: Named, named: list[str]) -> tuple[str, str | None]:
    """Words and command: Python gets the file of that variable, beside what it has."""
    words = f"{one.where} trusts it (so {_READERS[one.name]} get through), and Python does not"
    if "SSL_CERT_FILE" not in named:
        return words, _plainly(one, f'export SSL_CERT_FILE="{one.typed}"')
    both = "$HOME/.claude-ca.pem"
    joined = f'cat "$SSL_CERT_FILE" "{one.typed}" > "{both}" && export SSL_CERT_FILE="{both}"'
    return words, _plainly(one, joined)


def _converted(one: Named, named: list[str]) -> tuple[str, str | None]:
    """Words and command: the right certificate in a form that no program reads there."""
    words = (
        f"{one.where} names the certificate that verifies it, but as a DER file, which "
        f"{_READERS[one.name]} cannot read: it must be PEM"
    )
    parts = [_convert(one.typed), f'export SSL_CERT_FILE="{_PEM}"']
    if one.place is None:
        parts.append(f'export {one.name}="{_PEM}"')
    elif one.place == USER:
        parts[:1] = [f'file="{one.path}"', _convert("$file")]
        parts.append(
            f'sed -i.old "s|$file|{_PEM}|" "${{CLAUDE_CONFIG_DIR:-$HOME/.claude}}/settings.json"'
        )
    return words, _plainly(one, "; ".join(parts))


def _convert(file: str) -> str:
    return f'openssl x509 -inform der -in "{file}" -out "{_PEM}"'


def _plainly(one: Named, command: str) -> str | None:
    """The command, where the path in it is one word for a shell."""
    return command if one.place is None or _PLAIN.fullmatch(one.path) else None


def unknown_file(env: Mapping[str, str]) -> str:
    """What to type where no file is known: nothing that is set is overwritten."""
    missing = [n for n in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS") if not env.get(n, "").strip()]
    return "; ".join(f'export {name}="/path/ca.pem"' for name in missing or ["SSL_CERT_FILE"])


async def _verifies(opener: Opener, host: str, context: ssl.SSLContext | None) -> bool:
    if context is None:
        return False
    shaken = await bounded(handshake, opener, host, context)
    return shaken is not None and shaken.fault is None


def _usual() -> ssl.SSLContext:
    """The bundle that Python's programs bring. The system's store cannot be had by itself here:
    OpenSSL reads the variables of this process for it."""
    return certificate.store(cafile=certificate.bundle_file())


def _from_file(path: Path) -> tuple[ssl.SSLContext | None, bool]:
    """A store of that file alone, and whether it is in DER; None where it holds nothing usable."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None, False
        content = path.read_bytes()
        if content[:2] == b"\x30\x82":  # how every certificate begins in DER (X.690)
            return certificate.store(cadata=content), True
        return certificate.store(cafile=str(path)), False
    except (OSError, ValueError):
        return None, False


def _lying_about() -> Iterator[str]:
    """PEM files in the usual folders. Only names that a shell reads as one word."""
    seen = 0
    for folder in _FOLDERS:
        try:
            files = sorted(Path(folder).expanduser().rglob("*"))[:100]
        except (OSError, RuntimeError):
            continue
        for path in files:
            if path.suffix in (".crt", ".pem", ".cer") and path.is_file() and seen < _MOST:
                seen += 1
                yield str(path)
