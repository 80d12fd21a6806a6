"""The border: what strangers wrote becomes one short, plain, harmless line without secrets.

Everything that enters evidence passes `plain`; so neither a key, nor a terminal escape
sequence, nor a page of HTML can reach the screen, the report, the history or the cache.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..phrases import phrase
from . import traces
from .traces import MASK as _MASK

LIMIT = 300  # the contract's cut for strangers' text

# CSI, OSC/DCS/APC/PM/SOS (up to their end or the end of the text), and two-byte escapes.
_ESCAPES = phrase(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|[\x90\x98\x9d-\x9f][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# C0 and C1, soft hyphen, zero-width, bidirectional controls, line separators, tags, surrogates.
_CONTROLS = phrase(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]+"
)
# Marks that stand on a letter: a language needs two or three, a flood of them covers other lines.
_MARKS = phrase(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f]{3})[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

# What a build system runs when a program prints it: `::error …::` where a line begins, also after
# blanks, and `##[error]` anywhere in it (GitHub Actions), `##vso[…]` (Azure Pipelines),
# `##teamcity[…]`.
_LEADING = phrase(r"(?m)(^|\r)([^\S\r\n]*):(?=:[^\r\n]*::)")
_MARKED = phrase(r"##(?=\w*\[)")

_SECRETS = phrase(
    r"(?i:\bsk-(?:ant-|proj-|or-|svcacct-)?[a-z0-9_\-*]{8,})"
    r"|\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{16,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bAIza[A-Za-z0-9_\-]{20,}|\bxox[abprs]-[A-Za-z0-9\-]{8,}"
    # Amazon's API keys for Bedrock, session tokens and signatures; Google's tokens and keys.
    r"|\bABSK[A-Za-z0-9+/=]{16,}|\bbedrock-api-key-[A-Za-z0-9+/=\-_]{16,}"
    r"|\b(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/=%]{16,}|\bSignature=[0-9a-f]{64}\b"
    r"|\bya29\.[A-Za-z0-9_\-.]{16,}|\bGOCSPX-[A-Za-z0-9_\-]{16,}|\b1//0[A-Za-z0-9_\-]{16,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[A-Za-z0-9+/=\s]|\\n)*(?:-----END [A-Z ]*KEY-----)?"
    r"|\bgsk_[A-Za-z0-9]{16,}|\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)?"
)
_AFTER_A_NAME = phrase(
    r"(?i)((?:bearer|basic)\s+"
    r"|(?:x-api-key|api[-_ ]?key|authorization|auth[-_]?token|access[-_]?token|refresh[-_]?token"
    r"|security[-_]?token|session[-_]?token"
    r"|client[-_]?secret|secret[-_]?access[-_]?key|password|passwd)"
    r"[\"']?\s*[:=]\s*[\"']?(?:(?:bearer|basic)\s+)?)"
    r"([A-Za-z0-9_\-./+=~*]{8,})"
)
# "Basic Constraints": Base64 that is a word like others is none.
_BASIC = phrase(r"(?i:basic)\s+[A-Za-z]?[a-z]+[.-]?")
# To the last `@`: a password may hold one. What we tell to type has words in the login's place.
_URL_LOGIN = phrase(r"(?<=://)(?!USER:PASSWORD@(?:PROXY|HOST)\b)[^\s/'\"<>]{1,256}(?=@)")


class Own(str):
    """Words of this program, with nothing in them that stands in a variable. The user's credentials
    are not masked in them: a mask there would tell that one of our words is one of theirs."""

    __slots__ = ()


def joined(parts: Iterable[str], by: str, secrets: Iterable[str]) -> Own:
    """One text of several: own words as they stand, all others masked."""
    secrets = tuple(secrets)
    return Own(by.join(one if isinstance(one, Own) else plain(one, secrets) for one in parts))


def formed(value: str) -> bool:
    """Whether a value has the form of a vendor's credential, and nothing else is in it."""
    return _SECRETS.fullmatch(value) is not None


def hide(text: str, secrets: Iterable[str]) -> str:
    """Hide these credentials alone. For what is read, cut or wrapped before it is masked: half a
    secret is not found any more. Cheap enough for megabytes."""
    for secret in sorted({s for s in secrets if len(s) >= 4}, key=len, reverse=True):
        text = text.replace(secret, _MASK)
    return text


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Hide credentials: the ones given, what is left of them, and whatever has the form of one."""
    secrets = tuple(secrets)
    text = _SECRETS.sub(_MASK, hide(text, secrets))
    text = _AFTER_A_NAME.sub(lambda m: m[0] if _BASIC.fullmatch(m[0]) else m[1] + _MASK, text)
    return traces.hide(_URL_LOGIN.sub(_MASK, text), secrets)


def plain(text: str, secrets: Iterable[str] = (), limit: int = LIMIT) -> str:
    """One line of at most `limit` characters, without control characters and credentials.

    An invisible character inside a credential hides it from the patterns, and an escape sequence
    can swallow its first letter. So the text is read in three ways, and the reading in which most
    is masked is the one that is shown; of equals the first, where controls become blanks.
    """
    text = text[: limit * 40]  # bounds the work on megabytes; far more than is ever kept
    secrets = tuple(secrets)
    bare = _ESCAPES.sub("", text)
    readings = dict.fromkeys(
        (_CONTROLS.sub(" ", bare), _CONTROLS.sub("", bare), _CONTROLS.sub("", text))
    )
    masked = [(mask(reading, secrets), reading) for reading in readings]
    line = max(masked, key=lambda pair: _hidden(*pair))[0]
    line = " ".join(_MARKS.sub(r"\1", line).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _hidden(masked: str, reading: str) -> int:
    """How many characters the masking took away."""
    return len(reading) - len(masked) + 2 * len(_MASK) * masked.count(_MASK)


def inert(text: str) -> str:
    """The lines as a build's log may hold them: none is a command to the build, because a blank
    stands in its sign. For what is printed, after wrapping: that decides where a line begins."""
    return _LEADING.sub(r"\1\2: ", _MARKED.sub("# #", text))


def plain_value(value: object, secrets: Iterable[str] = ()) -> object:
    """`plain` for every string inside a JSON-like value; other scalars pass, NaN does not."""
    secrets = tuple(secrets)
    match value:
        case Own():
            return plain(value)
        case str():
            return plain(value, secrets)
        case bool() | int() | None:
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else None
        case dict():
            return {plain(str(k), secrets): plain_value(v, secrets) for k, v in value.items()}
        case list() | tuple():
            return [plain_value(item, secrets) for item in value]
        case _:
            return plain(str(value), secrets)
