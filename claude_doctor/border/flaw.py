"""A flaw of a variable's value, the variables, and what the programs make of each sort of flaw.

Tried on loopback with the Python SDK 2.14 and Claude Code 2.1.197 (2026-11-29); the SDK is held to
it by tests/border/test_lint.py. Of a cloud's variables Claude Code strips blanks and line ends, but
from AWS's pair of keys; the SDK and botocore strip none.
"""

from __future__ import annotations

from enum import StrEnum

from ..records import dataclass
from .cloud_table import AWS_KEYS


class Kind(StrEnum):
    """What a variable's value is."""

    ADDRESS = "address"
    SECRET = "secret"
    PROXY = "proxy"
    HOSTS = "hosts"  # NO_PROXY's list
    FILE = "file"
    HEADERS = "headers"
    MODEL = "model"
    WORD = "word"  # a switch, a number, a region


#: Every variable of the user's programs that is read here. A proxy counts in both cases.
KINDS: dict[str, Kind] = {
    "ANTHROPIC_BASE_URL": Kind.ADDRESS,
    "ANTHROPIC_BEDROCK_BASE_URL": Kind.ADDRESS,
    "ANTHROPIC_VERTEX_BASE_URL": Kind.ADDRESS,
    "ANTHROPIC_FOUNDRY_BASE_URL": Kind.ADDRESS,
    "ANTHROPIC_AWS_BASE_URL": Kind.ADDRESS,
    "ANTHROPIC_BEDROCK_MANTLE_BASE_URL": Kind.ADDRESS,
    "ANTHROPIC_API_KEY": Kind.SECRET,
    "ANTHROPIC_AUTH_TOKEN": Kind.SECRET,
    "ANTHROPIC_ADMIN_KEY": Kind.SECRET,
    "CLAUDE_CODE_OAUTH_TOKEN": Kind.SECRET,
    "AWS_BEARER_TOKEN_BEDROCK": Kind.SECRET,
    "ANTHROPIC_FOUNDRY_API_KEY": Kind.SECRET,
    "ANTHROPIC_AWS_API_KEY": Kind.SECRET,
    **dict.fromkeys(AWS_KEYS, Kind.SECRET),
    "ANTHROPIC_CUSTOM_HEADERS": Kind.HEADERS,
    "ANTHROPIC_MODEL": Kind.MODEL,
    "ANTHROPIC_SMALL_FAST_MODEL": Kind.MODEL,
    **{name: Kind.PROXY for stem in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
       for name in (stem, stem.lower())},
    "NO_PROXY": Kind.HOSTS,
    "no_proxy": Kind.HOSTS,
    "SSL_CERT_FILE": Kind.FILE,
    "SSL_CERT_DIR": Kind.FILE,
    "REQUESTS_CA_BUNDLE": Kind.FILE,
    "NODE_EXTRA_CA_CERTS": Kind.FILE,
    "CLAUDE_CODE_CLIENT_CERT": Kind.FILE,
    "CLAUDE_CODE_CLIENT_KEY": Kind.FILE,
    "CLAUDE_CODE_USE_BEDROCK": Kind.WORD,
    "CLAUDE_CODE_USE_VERTEX": Kind.WORD,
    "CLAUDE_CODE_USE_FOUNDRY": Kind.WORD,
    "CLAUDE_CODE_USE_MANTLE": Kind.WORD,
    "CLAUDE_CODE_USE_ANTHROPIC_AWS": Kind.WORD,
    "AWS_REGION": Kind.WORD,
    "AWS_DEFAULT_REGION": Kind.WORD,
    "CLOUD_ML_REGION": Kind.WORD,
    "ANTHROPIC_FOUNDRY_RESOURCE": Kind.WORD,
    "ANTHROPIC_VERTEX_PROJECT_ID": Kind.WORD,
    "ANTHROPIC_AWS_WORKSPACE_ID": Kind.WORD,
    "API_TIMEOUT_MS": Kind.WORD,
    "NODE_TLS_REJECT_UNAUTHORIZED": Kind.WORD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """`place` completes "NAME …". `sdk` and `code` name the error with which the Python SDK and
    Claude Code fail on it; empty where they get along. `aside`: what else to know. `cure`: bash
    that does only that; it holds no value. `what`: the sort of flaw."""

    name: str
    kind: Kind
    what: str
    place: str
    sdk: str = ""
    code: str = ""
    cure: str = ""
    aside: str = ""

    @property
    def harmless_in_files(self) -> bool:
        """Whether Claude Code, which alone reads its settings files, takes the value as meant."""
        return bool(self.sdk) and not self.code and not self.aside.startswith("Claude Code")

    def effect_in(self, file: str | None) -> str:
        """Who fails on it where it stands in this file of Claude Code's; None: in the shell."""
        if file is None or not self.sdk or self.effect.startswith("it will be rejected"):
            return self.effect
        return f"Claude Code fails on it ({self.code})" if self.code else "Claude Code ignores it"

    @property
    def effect(self) -> str:
        """Which programs fail, in words."""
        aside = f"; {self.aside}" if self.aside else ""
        if self.sdk == self.code and self.sdk in (REFUSED, REFUSED_THERE):
            return f"it will be rejected{aside}"
        if self.sdk and self.code:
            return f"the Python SDK ({self.sdk}) and Claude Code ({self.code}) fail on it{aside}"
        if self.sdk:
            return f"the Python SDK fails on it ({self.sdk}), Claude Code does not{aside}"
        if self.code:
            return f"Claude Code fails on it ({self.code}), the Python SDK does not{aside}"
        return self.aside or "programs may read it differently than intended"


_PAST = "Claude Code ignores it"
_UNSAID = "it exits silently"
_UNPARSED = "cannot be parsed as a URL"
#: What is said of a credential that programs send as it is.
REFUSED = "the API rejects it"

#: The same of keys that sign a request to a cloud, which are signed with as they are.
REFUSED_THERE = "the cloud rejects its signature"

#: What is said of a model's id that programs send as it is. The SDK sends what a program gives it.
UNKNOWN = "404, no such model"

#: With what the Python SDK and Claude Code fail, by variable or kind, and by what is wrong.
_EFFECTS: dict[tuple[str, str], tuple[str, str]] = {
    (Kind.ADDRESS, "edges"): ("InvalidURL", ""),
    (Kind.ADDRESS, "quotes"): ("UnsupportedProtocol", _UNPARSED),
    (Kind.ADDRESS, "unseen"): ("InvalidURL", _UNPARSED),
    (Kind.ADDRESS, "blank"): ("InvalidURL", _UNPARSED),
    (Kind.ADDRESS, "assignment"): ("UnsupportedProtocol", _UNPARSED),
    (Kind.ADDRESS, "placeholder"): ("InvalidURL", _UNPARSED),
    (Kind.ADDRESS, "scheme"): ("UnsupportedProtocol", _UNPARSED),
    (Kind.ADDRESS, "one-slash"): ("no such host", ""),
    (Kind.ADDRESS, "no-colon"): ("UnsupportedProtocol", _UNPARSED),
    (Kind.ADDRESS, "local-scheme"): ("UnsupportedProtocol", ""),
    (Kind.ADDRESS, "login"): ("InvalidURL or a wrong host", _UNPARSED),
    (Kind.ADDRESS, "port"): ("InvalidURL", _UNPARSED),
    (Kind.ADDRESS, "empty"): ("UnsupportedProtocol", ""),
    (Kind.PROXY, "edges"): ("InvalidURL", ""),
    (Kind.PROXY, "quotes"): ("ValueError: Unknown scheme", _UNSAID),
    (Kind.PROXY, "unseen"): ("InvalidURL", _UNSAID),
    (Kind.PROXY, "blank"): ("InvalidURL", _UNSAID),
    (Kind.PROXY, "assignment"): ("ValueError: Unknown scheme", _UNSAID),
    (Kind.PROXY, "placeholder"): ("InvalidURL", _UNSAID),
    (Kind.PROXY, "scheme"): ("", _UNSAID),
    (Kind.PROXY, "one-slash"): ("no such host", ""),
    (Kind.PROXY, "no-colon"): ("no such host", _UNSAID),
    (Kind.PROXY, "foreign-scheme"): ("ValueError: Unknown scheme", "UnsupportedProxyProtocol"),
    (Kind.PROXY, "socks"): ("ImportError: no socksio", "UnsupportedProxyProtocol"),
    (Kind.PROXY, "login"): ("InvalidURL or a wrong host", _UNSAID),
    (Kind.PROXY, "backslash"): ("", _UNSAID),
    (Kind.PROXY, "port"): ("InvalidURL", _UNSAID),
    (Kind.SECRET, "edges"): ("LocalProtocolError", ""),
    (Kind.SECRET, "quotes"): (REFUSED, REFUSED),
    (Kind.SECRET, "unseen"): (REFUSED, "Invalid API key"),
    (Kind.SECRET, "scheme"): (REFUSED, REFUSED),
    (Kind.SECRET, "blank"): (REFUSED, REFUSED),
    (Kind.SECRET, "line"): ("LocalProtocolError", REFUSED),
    (Kind.SECRET, "letter"): (REFUSED, "Invalid API key"),
    (Kind.SECRET, "assignment"): (REFUSED, REFUSED),
    (Kind.HEADERS, "quotes"): ("LocalProtocolError", "Invalid header name"),
    (Kind.HEADERS, "json"): ("LocalProtocolError", "Invalid header name"),
    (Kind.HEADERS, "value"): ("", "Header has invalid value"),
    (Kind.HEADERS, "name"): ("LocalProtocolError", "Invalid header name"),
    (Kind.MODEL, "edges"): (UNKNOWN, ""),
    (Kind.MODEL, "quotes"): (UNKNOWN, UNKNOWN),
    (Kind.MODEL, "unseen"): (UNKNOWN, UNKNOWN),
    (Kind.MODEL, "assignment"): (UNKNOWN, UNKNOWN),
    **{
        (name, what): (REFUSED_THERE, REFUSED_THERE)
        for name in AWS_KEYS
        for what in ("edges", "quotes", "unseen", "blank", "line", "letter")
    },
    ("AWS_REGION", "edges"): ("InvalidURL", ""),
    ("AWS_DEFAULT_REGION", "edges"): ("InvalidURL", ""),
    ("CLOUD_ML_REGION", "edges"): ("InvalidURL", ""),
    ("ANTHROPIC_FOUNDRY_RESOURCE", "edges"): ("InvalidURL", ""),
    ("ANTHROPIC_VERTEX_PROJECT_ID", "edges"): ("no such project", ""),
    ("ANTHROPIC_AWS_WORKSPACE_ID", "edges"): ("LocalProtocolError", ""),
    ("SSL_CERT_FILE", "edges"): ("FileNotFoundError", ""),
    ("SSL_CERT_FILE", "quotes"): ("FileNotFoundError", ""),
    ("SSL_CERT_FILE", "unseen"): ("FileNotFoundError", ""),
    ("SSL_CERT_FILE", "assignment"): ("FileNotFoundError", ""),
    ("SSL_CERT_FILE", "home"): ("FileNotFoundError", ""),
}


def flaw(name: str, kind: Kind, what: str, place: str, cure: str = "", aside: str = "") -> Flaw:
    """A flaw of this sort with its effects from the table."""
    sdk, code = _EFFECTS.get((name, what)) or _EFFECTS.get((kind, what)) or ("", "")
    return Flaw(name, kind, what, place, sdk=sdk, code=code, cure=cure, aside=aside)


def filtered(name: str, by: str = "") -> str:
    """What takes characters away; without a word of which, all that no address and no key has."""
    by = by or "LC_ALL=C tr -cd '!-~'"
    return f'export {name}="$(printf %s "${name}" | {by})"'
