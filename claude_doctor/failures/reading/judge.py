"""Judging one statement: structure before words, words before a bare number.

Each judge looks at the statement in turn; the first that knows it decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..classify import DOCUMENTED_TYPES, by_id, classify, names, of_status
from ..row import ApiError
from . import pages, providers, tools
from .gist import gist
from .statements import Statement
from .tools import PATH, SPECIAL
from .view import View, cut_short, first_status, hinted, says, succeeded, view

#: How the row was found, best first.
STRUCTURE, WORDS, STATUS, HINT = 4, 3, 2, 1

TOLD = 58  # from this rank on a phrase says more than the status beside it
BEGIN = 300  # characters; what comes later may be named in passing
BRIEF = 60  # characters; in longer texts "not found" needs something that was called
PATIENCE = 600  # seconds; the organisation's limits refill within a minute, a subscription's don't

Opinion: TypeAlias = tuple[ApiError, int] | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What one statement says: its row, and what the text itself shows of status and type."""

    row: ApiError
    statement: Statement
    found_by: int
    status: int | None = None
    error_type: str | None = None
    count: int = 1


def judge(statement: Statement, short: bool = False) -> Judged | None:
    """What a statement says; None where it tells of no failure. `short`: it is all there is."""
    seen = view(statement, short)
    for opinion in _JUDGES:
        if (found := opinion(seen)) is not None:
            row, found_by = found
            if row.id == "rate-limited" and _patient(seen):
                row = by_id("subscription-limit")
            return Judged(row, statement, found_by, seen.status, seen.error_type)
    return None


_RETRY_AFTER = r"(?:retry-?_?after|retrying in|try again in)[: ]{1,3}(\d{1,9})(?! ?ms)"


def _patient(seen: View) -> bool:
    match = re.search(_RETRY_AFTER, seen.loose)
    return match is not None and int(match[1]) >= PATIENCE


def _startup(seen: View) -> Opinion:
    row = pages.startup(seen.q, seen.status)
    return (row, WORDS) if row else None


def _tool(seen: View) -> Opinion:
    return (by_id("tool-error"), WORDS) if tools.speaks(seen) else None


# Claude through Bedrock or Vertex is not "another provider".
_CLOUDS = {"bedrock-throttled", "bedrock-unavailable", "vertex-quota", "vertex-exhausted"}
_CLOUDS |= {"cloud-model-access"}
# Where the API's own messages send the reader.
_OUR_DOCS = r"(?:docs|platform|console)\.(?:anthropic|claude)\.com/"
_INNER_TYPE = r"error:\{[^{}]{0,400}?\btype:([a-z][a-z0-9_.-]{2,40})(?=[,}])"
_OUTER_TYPE = r"\{type:([a-z][a-z0-9_]{2,40}_error),error:\{"
# Types that say nothing about who wrote them.
_NOBODYS = {"error", "none", "null", "nil", "undefined", "server_error", "internal_server_error"}
_NOBODYS |= {"internal_error", "throttling_error", "bad_request_error", "rate_limit", "unknown"}


def _elsewhere(seen: View) -> Opinion:
    """Another provider or a gateway wrote it, unless the API's own envelope is inside."""
    best = seen.best
    if seen.status in pages.EDGE and "checkyourinferencegateway" in seen.q:
        return by_id("other-provider" if providers.empty(seen.q) else "relay-failure"), WORDS
    if seen.enveloped and seen.error_type != "api_error" and not providers.chinese(seen.message):
        return None
    if best is not None and best.category not in PATH and re.search(_OUR_DOCS, seen.q):
        return None
    # Where nothing else is told, what is named first is what it is about.
    message = seen.message or ("" if best else seen.loose[:BEGIN])
    about = not seen.enveloped and providers.named(message, seen.loose)
    if providers.foreign(seen.q) or about or _own_type(seen.q):
        if best is not None and (
            (best.id in _CLOUDS and not providers.gemini(seen.q))
            or _broken_path(best, seen.status)
            or _own_words(best, seen.q)  # the API's own words
            or "exceedcontextlimit" in seen.q  # the API's, too
            or best.id == "wrong-endpoint"  # a route that is missing is, whoever says it
            or "returnedabillingerror" in seen.q  # an agent's own words, of whichever provider
        ):
            return best, WORDS
        return providers.meaning(seen.status, seen.q), WORDS
    reached = best is None or best.category not in PATH
    if reached and not seen.documented and providers.called_elsewhere(seen.q):
        return providers.meaning(seen.status, seen.q), WORDS
    return None


def _own_words(row: ApiError, q: str) -> bool:
    """Whether the API's own refusal stands inside."""
    return row.id == "invalid-request" and says(row.id, q) and not providers.openais(q)


def _own_type(q: str) -> bool:
    """Whether the envelope has an error type that neither Anthropic nor its clouds know."""
    for match in (*re.finditer(_OUTER_TYPE, q), *re.finditer(_INNER_TYPE, q)):
        if match[1] not in DOCUMENTED_TYPES and match[1] not in _NOBODYS:
            return match[1] not in names()
    return False


def _broken_path(row: ApiError, status: int | None) -> bool:
    """Whether a row says why nobody could be reached: then it does not matter who was meant."""
    return row.category in PATH and (row.rank > 60 or status is None)


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
    cap = "enforced_spend_limit_reached"
    details = {"error_code": cap} if cap in seen.q else None
    row = classify(seen.status, seen.error_type, seen.message, details=details, headers=seen.sent)
    if (
        row.id == "api-error"
        and seen.enveloped
        and seen.message
        and not re.search(_OWN_5XX, seen.q)
    ):
        return by_id("other-provider-server"), WORDS
    if row.id in ("invalid-request", "not-found") and re.search(_MODEL_MISSING, seen.loose):
        return by_id("model-not-found"), STRUCTURE
    if row.id == "api-error" and not seen.enveloped and seen.best and seen.best.category in PATH:
        return seen.best, WORDS  # a relay wraps what it met on its own way
    stump = cut_short(seen.q) if seen.statement.last else None
    if stump is not None and stump.rank > row.rank and stump.side in ("client", "account"):
        row = stump
    return row, STRUCTURE


_UNABLE = r"\bunable to connect to api \((\w{4,40})\)"
_NO_V1 = r"api\.anthropic\.com/(?!v1/|api/)[a-z]"
_BROKEN = {"connection-dropped", "incomplete-stream"}  # after a status of success: cut off
_TERMINATED = r"\b5\d\d terminated\b"  # a gateway's name for a cut stream
_MODEL_MISSING = (
    r"\bmodel:? [\w./:@-]{2,100} (?:was |is |could )?(?:not[ _](?:be )?found|does not exist)"
    r"|\bnot_found_error\W{1,3}model: ?[a-z]"
)
# A login that is exchanged or renewed: whatever the refusal's number, it is about the login.
_TOKEN = r"\btoken (?:exchange|refresh|endpoint)\b[^\n]{0,40}(?:fail|error|\b[45]\d\d\b)"

# The path of a field in the request, and what is wrong with it: so the API's validation speaks.
_FIELD = (
    r"\b(?:messages|tools|system|thinking|tool_choice|output_config|output_format|metadata"
    r"|context_management|mcp_servers|container)(?:\.[\w-]{1,40}){1,12}: [a-z]"
)
_PLAN = r"(?:usage|session|weekly|daily|plan|5-hour|opus|sonnet|fable) limits?"
_PLAN_LIMIT = (
    rf"\b{_PLAN} (?:has been |have been |was |is )?(?:reached|hit|exceeded|exhausted)"
    rf"|\b(?:hit|reached|exceeded|exhausted) (?:[\w.'-]{{1,12}} ){{0,3}}{_PLAN}"
)


def _shaped(seen: View) -> Opinion:
    """Sentences with a variable part."""
    unable = re.search(_UNABLE, seen.loose)
    if unable is not None and unable[1] in names():
        return names()[unable[1]], WORDS
    if seen.status == 503 and "bedrock-runtime" in seen.q:
        return by_id("bedrock-unavailable"), WORDS
    if re.search(_NO_V1, seen.loose) and ("not found" in seen.loose or seen.status == 404):
        return by_id("wrong-endpoint"), WORDS
    cut = succeeded(seen.status) and seen.best is not None and seen.best.id in _BROKEN
    if cut or re.search(_TERMINATED, seen.loose):
        return by_id("incomplete-stream"), WORDS
    if seen.status is not None and seen.status >= 400 and re.search(_TOKEN, seen.loose):
        return by_id("key-rejected" if seen.status < 500 else "api-error"), WORDS
    if re.search(_FIELD, seen.loose) and (seen.best is None or seen.best.rank < TOLD):
        return by_id("invalid-request"), WORDS
    if re.search(_PLAN_LIMIT, seen.loose) and (seen.best is None or seen.best.rank < SPECIAL):
        return by_id("subscription-limit"), WORDS
    if re.search(_MODEL_MISSING, seen.loose) and (seen.best is None or seen.best.rank < SPECIAL):
        return by_id("model-not-found"), WORDS
    return None


def _page(seen: View) -> Opinion:
    row = pages.page(seen.q, seen.status)
    return (row, STRUCTURE) if row else None


def _told(seen: View) -> Opinion:
    """A name or a phrase of the catalogue."""
    if seen.best is not None and (seen.status is None or seen.best.rank >= TOLD):
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
    return (hint if hint is not None and hint.rank > row.rank else row), STATUS


# What shows that the text is about a call of a model at all, so that weak words may count.
_CALL = (
    r"api ?error|anthropic|claude|error code|/v1/messages|api call|llm|provider|\bapi\b|completion"
    r"|http|status"
)
# What no harmless sentence has: without one of these the gist is not asked for.
_WRONG = (
    r"error|fail|\bnot\b|\bno\b|unable|cannot|could ?n.?t|denied|exceed|invalid|expired|missing"
    r"|unset|refus|reject|lost|unexpected|timed? ?out|unavailable|too l|unsupported|reached"
    r"|trouble|problem|stall|offline|interrupted|dropped"
)


def _suggested(seen: View) -> Opinion:
    """Weak words, where something points to a call, or where they are all there is."""
    call = re.search(_CALL, seen.loose) is not None
    if not (call or seen.short) or succeeded(seen.status):
        return None
    hint = hinted(seen)
    if hint is not None and (call or hint.id != "not-found" or len(seen.loose) < BRIEF):
        return hint, HINT
    if seen.statement.zone == "record" and re.search(_CRASH, seen.loose):
        return None  # the words of a crash are about the program's own data
    row = gist(seen.loose[:2000], call) if re.search(_WRONG, seen.loose) else None
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


def _own_trouble(seen: View) -> Opinion:
    """A crash of the program itself, or a record of its error log that names no call."""
    crash = re.search(_CRASH, seen.loose) or seen.statement.zone == "record"
    return (by_id("tool-error"), HINT) if crash else None


_JUDGES: tuple[Callable[[View], Opinion], ...] = (
    _startup,
    _tool,
    _elsewhere,
    _documented,
    _shaped,
    _page,
    _told,
    _numbered,
    _suggested,
    _logged,
    _own_trouble,
)
