"""Judging one statement: who speaks, then structure before words, words before a bare number.

Each judge looks at the statement in turn; the first that knows it decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from ...records import dataclass
from .. import codes
from ..classify import by_id, classify, names, of_status, outranks
from ..row import ApiError, Tier
from . import other, pages, speaker
from .gist import NOTHING, UNCONNECTED, gist
from .statements import Statement
from .status import first_status, succeeded
from .view import View, cut_short, hinted, view
from .whose import PATH, mentioned

#: The kind of evidence, best first.
CODE, STRUCTURE, WORDS, STATUS, HINT = 5, 4, 3, 2, 1

BRIEF = 60  # characters; in longer texts "not found" needs something that was called
PATIENCE = 600  # seconds; the organization's limits refill within a minute, a subscription's don't

Opinion: TypeAlias = tuple[ApiError, int] | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What one statement says: its row, and what the text itself shows of status and type."""

    row: ApiError
    statement: Statement
    found_by: int
    status: int | None = None
    error_type: str | None = None
    code: str | None = None
    count: int = 1


# A frame of a traceback: what its function and its line of source are called fails nothing.
_FRAME = r'(File "[^"\n]{1,400}", line \d+), in [^\n]{1,200}(?:\n[ \t]{4,}[^\n]*)?'
# What broke, and behind the colon why: the reason decides, where it is one.
_WRAPPED = r"(?is)\bstream disconnected before completion: (?=\S)(.{12,})$"
# Claude Code's own heading over a cloud's refusal: what the cloud says decides, where it says why.
_HEADED = r"(?s)\bauthentication failed · [^\n]{1,400} · (API Error: \d{3} .{12,})$"


def judge(statement: Statement, short: bool = False) -> Judged | None:
    """What a statement says; None where it tells of no failure. `short`: it is all there is."""
    for wrapper, least in ((_WRAPPED, HINT), (_HEADED, WORDS)):
        if (inner := re.search(wrapper, statement.text)) is not None:
            reason = judge(replace(statement, text=inner[1]), short)
            told = reason is not None and reason.found_by >= least
            if reason and told and reason.row.side not in ("none", "unknown"):
                return replace(reason, statement=statement)
    seen = view(replace(statement, text=re.sub(_FRAME, r"\1", statement.text)), short)
    for opinion in _JUDGES:
        if (found := opinion(seen)) is not None:
            row, found_by = found
            if row.id == "rate-limited" and _patient(seen):
                row = by_id("subscription-limit")
            kind = seen.error_type or _new_type(seen)
            return Judged(row, statement, found_by, seen.status, kind, seen.code)
    return None


_NEW_TYPE = r"type:error,error:\{[^{}]{0,200}?\btype:([a-z][a-z_]{2,40})[,}]"


def _new_type(seen: View) -> str | None:
    """A type that the API's envelope has and that nobody knows yet: shown by its name."""
    match = re.search(_NEW_TYPE, seen.q)
    return match[1] if match else None


def _unknown(seen: View) -> Opinion:
    """The API's own envelope with a new type, and without a status: it failed, who knows why."""
    own = _new_type(seen) is not None and re.search(r"\breq_0", seen.q) is not None
    return (by_id("unexplained"), HINT) if own and seen.status is None else None


_RETRY_AFTER = r"(?:retry-?_?after|retrying in|try again in)[: ]{1,3}(\d{1,9})(?! ?ms)"


def _patient(seen: View) -> bool:
    match = re.search(_RETRY_AFTER, seen.loose)
    return match is not None and int(match[1]) >= PATIENCE


def _coded(seen: View) -> Opinion:
    """A stable code of the API decides over everything else."""
    known = codes.of_code(seen.code) if seen.code else None
    return (by_id(known[0]), CODE) if known else None


def _startup(seen: View) -> Opinion:
    row = pages.startup(seen.q, seen.status)
    return (row, WORDS) if row else None


def _no_call(seen: View) -> Opinion:
    return (by_id("tool-error"), WORDS) if speaker.no_call(seen) else None


def _elsewhere(seen: View) -> Opinion:
    """Another provider or a gateway wrote it, unless the API's own envelope is inside."""
    if (relay := other.relays(seen)) is not None:
        return relay, STATUS  # advice beside a number: the gateway itself says nothing
    if other.speaks(seen):  # whoever is only named, and of whom nothing failed, is a hint
        failed = seen.status is not None or re.search(_WRONG, seen.loose)
        return other.meaning(seen), WORDS if failed else HINT
    return None


# What the API itself says behind `api_error`: few sentences, and a request id. What a gateway
# puts there is its own.
_OWN_5XX = (
    r"req_[0v]|internal|servererror|overload|unexpectederror|erroroccurred|processing"
    r"|temporar|tryagain|unavailable|capacity|timeout"
)


def _documented(seen: View) -> Opinion:
    """An `error.type` of the API."""
    if not seen.documented:
        return None
    row = classify(seen.status, seen.error_type, seen.message, headers=seen.sent)
    if row.id == "gateway-error" and seen.error_type == "api_error" and _ours(seen):
        row = by_id("api-error")  # the API's own 503: it has a request id
    foreign = seen.enveloped and seen.message and not re.search(_OWN_5XX, seen.q)
    if row.id == "api-error" and foreign:
        return by_id("other-provider-server"), WORDS
    best = seen.best
    if row.id in ("invalid-request", "not-found") and best and best.id == "model-not-found":
        return best, STRUCTURE
    if row.id == "api-error" and not seen.enveloped and best and best.category in PATH:
        return best, WORDS  # a relay wraps what it met on its own way
    stump = cut_short(seen.q) if seen.statement.last else None
    if stump is not None and outranks(stump, row) and stump.side in ("client", "account"):
        row = stump
    return row, STRUCTURE


def _ours(seen: View) -> bool:
    return seen.enveloped and re.search(r"req_[0v]", seen.q) is not None


_UNABLE = r"\bunable to connect to api \((\w{4,40})\)"
# A gateway's name for a cut stream, and aiohttp's for a body that did not come whole.
_TERMINATED = r"\b5\d\d terminated\b|\b(?:contentlength|transferencoding)error: 400\b"
_BROKEN = {"connection-dropped", "incomplete-stream"}  # after a status of success: cut off
# A login that is exchanged or renewed: whatever the refusal's number, it is about the login.
_TOKEN = r"\btoken (?:exchange|refresh|endpoint)\b[^\n]{0,40}(?:fail|error|\b[45]\d\d\b)"


# What a parser says of a text that is not JSON, or not whole.
_UNPARSED = (
    r"pars(?:e|er|ing)\b|pars\w{0,2}error|unexpected (?:token|end|eof|character)|unterminated"
    r"|decode_?error|malformed|invalid json|\bexpect(?:ed|ing)\b|\beof\b"
)


def _unfinished(seen: View) -> bool:
    """Whether a parser shows an answer of the API that breaks off."""
    text = seen.statement.text
    shown = seen.best is not None and seen.best.id == "complete"
    return shown and text.count("{") > text.count("}") and bool(re.search(_UNPARSED, seen.loose))


def _shaped(seen: View) -> Opinion:
    """What words and status say only together."""
    unable = re.search(_UNABLE, seen.loose)
    if unable is not None and unable[1] in names():
        return names()[unable[1]], WORDS
    cut = succeeded(seen.status) and seen.best is not None and seen.best.id in _BROKEN
    if cut or re.search(_TERMINATED, seen.loose) or _unfinished(seen):
        return by_id("incomplete-stream"), WORDS
    if seen.status == 407:
        return by_id("proxy-denied"), WORDS
    if seen.status is not None and seen.status >= 400 and re.search(_TOKEN, seen.loose):
        return by_id("key-rejected" if seen.status < 500 else "api-error"), WORDS
    return None


def _page(seen: View) -> Opinion:
    row = pages.page(seen.q, seen.status)
    return (row, STRUCTURE) if row else None


def _told(seen: View) -> Opinion:
    """A name, a sentence or a pattern of the catalogue."""
    if seen.best is not None and (seen.status is None or seen.best.tier >= Tier.REASON):
        return seen.best, WORDS
    return None


def _numbered(seen: View) -> Opinion:
    """A status, with the words beside it."""
    if seen.status is None or seen.status < 400:
        return None
    if re.search(_ACCESS, seen.loose) and not seen.documented:
        return _logged(seen)
    row = classify(seen.status, seen.error_type, seen.message, headers=seen.sent)
    if row.id == "not-found" and re.search(r"\b404[^a-z]{0,4}model\b", seen.loose):
        return by_id("model-not-found"), STATUS
    hint = hinted(seen)
    return (hint if hint is not None and outranks(hint, row) else row), STATUS


# What no harmless sentence has: without one of these the gist is not asked for.
_WRONG = (
    r"error|fail|\bnot\b|\bno\b|unable|cannot|could ?n.?t|denied|exceed|invalid|expired|missing"
    r"|unset|refus|reject|lost|unexpected|tim(?:ed?|es|ing) ?out|unavailable|too l|unsupported"
    rf"|reached|trouble|problem|stall|offline|interrupted|dropped|cant |\bended\b|{NOTHING}"
    rf"|{UNCONNECTED}"
)


def _suggested(seen: View) -> Opinion:
    """Weak words, where something points to a call, or where they are all there is."""
    call = mentioned(seen.loose)
    if not (call or seen.short) or succeeded(seen.status):
        return None
    hint = hinted(seen)
    if hint is not None and (call or hint.id != "not-found" or len(seen.loose) < BRIEF):
        return hint, HINT
    if seen.statement.zone == "record" and re.search(_CRASH, seen.loose):
        return None  # the words of a crash are about the program's own data
    row = gist(seen.loose[:2000]) if call and re.search(_WRONG, seen.loose) else None
    return (row, HINT) if row else None


# An access log of a local gateway: its own answer, not necessarily the API's.
_LOGGED = r"http/\d(?:\.\d)?,? ([45]\d\d)\b|\| ([45]\d\d) \||(?:/v1/[^\s]{1,80}) ([45]\d\d)\b"
_ACCESS = r"\bmethod[:=] ?(?:post|get)\b|\b(?:post|get|put) /"  # one line a request, by a server
_SERVED = r"/v1/|anthropic|claude|/messages|/chat"
_CRASH = r"\b(?:type|key|attribute|range|reference|import|syntax|index|value|assertion|name)error\b"


def _logged(seen: View) -> Opinion:
    status = first_status(_LOGGED, seen.loose) or seen.status
    if status is None or status < 400 or not re.search(_SERVED, seen.loose):
        return None
    row = of_status(status)
    return (by_id("gateway-error") if row.id == "api-error" else row), HINT


_JUDGES: tuple[Callable[[View], Opinion], ...] = (
    _coded,
    _startup,
    _no_call,
    _elsewhere,
    _documented,
    _page,
    _shaped,
    _told,
    _numbered,
    _suggested,
    _logged,
    _unknown,
)
