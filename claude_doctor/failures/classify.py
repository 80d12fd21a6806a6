"""The catalogue: every failure of a call, its side, its category, its fixes; and how an answer is
read that came in its own structure.

The rows are data in `rows/`. Documented errors: platform.claude.com, read November 2026.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from . import codes
from .row import HINT, NAME, SENTENCE, Finder, finder, loosened, parts, squeezed
from .row import ApiError as ApiError
from .rows import access, account, client, elsewhere, network, path, server

# In one tier the row that comes first decides: what is more special stands before.
CATALOGUE: tuple[ApiError, ...] = (
    *network.ROWS,
    *access.ROWS,
    *account.ROWS,
    *client.ROWS,
    *server.ROWS,
    *path.ROWS,
    *elsewhere.ROWS,
)

_BY_ID = {row.id: row for row in CATALOGUE}
_ORDER = {row.id: (row.tier, -place) for place, row in enumerate(CATALOGUE)}

# What a status means when neither type nor message says more.
_STATUS = {
    400: "invalid-request",
    401: "key-rejected",
    402: "billing-error",
    403: "key-forbidden",
    404: "not-found",
    405: "method-not-allowed",
    407: "proxy-denied",
    408: "timed-out",
    409: "conflict",
    413: "request-too-large",
    422: "unprocessable",
    429: "rate-limited",
    451: "region-blocked",
    499: "cancelled",
    500: "api-error",
    502: "gateway-error",
    503: "gateway-error",
    504: "gateway-error",
    529: "overloaded",
}
# The documented types, and `forbidden`, which the edge writes.
_TYPE = {
    "invalid_request_error": "invalid-request",
    "authentication_error": "key-rejected",
    "billing_error": "billing-error",
    "permission_error": "key-forbidden",
    "not_found_error": "not-found",
    "conflict_error": "conflict",
    "request_too_large": "request-too-large",
    "rate_limit_error": "rate-limited",
    "api_error": "api-error",
    "timeout_error": "timeout-error",
    "overloaded_error": "overloaded",
    "forbidden": "region-blocked",
}
DOCUMENTED_TYPES = frozenset(_TYPE)
# These two are also catch-alls: documented for "other 4xx", and what gateways wrap with.
_CATCH_ALL = {"invalid_request_error": (400, 404, 405, 422), "api_error": (500, 529)}
# What a model that is missing is called in a message that need not say "model".
_A_MODEL = r"^model|model[:_]|claude|opus|sonnet|haiku|fable"


def by_id(row_id: str) -> ApiError:
    """The row with this id."""
    return _BY_ID[row_id]


def outranks(one: ApiError, other: ApiError | None) -> bool:
    """Whether `one` says more than `other`: by its tier, then by its place."""
    return other is None or _ORDER[one.id] > _ORDER[other.id]


def with_cause(cause: str) -> tuple[str, ...]:
    """The ids of the rows that mean this verdict cause."""
    return tuple(row.id for row in CATALOGUE if row.cause == cause)


def of_status(status: int | None) -> ApiError:
    """What an HTTP status alone means; an unknown one has the meaning of its class."""
    if status is None:
        return _BY_ID["unknown"]
    if status in _STATUS:
        return _BY_ID[_STATUS[status]]
    if 520 <= status <= 530:  # Cloudflare's own: the origin does not answer it
        return _BY_ID["gateway-error"]
    if 500 <= status <= 599:
        return _BY_ID["api-error"]
    if 400 <= status <= 499:
        return _BY_ID["invalid-request"]
    return _BY_ID["complete" if status == 200 else "unknown"]


def of_name(name: str) -> ApiError | None:
    """The row of an `error.type`, a system code or an exception's name, if there is one."""
    word = name.strip().rpartition(".")[2].lower()
    return _BY_ID[_TYPE[word]] if word in _TYPE else names().get(word) or _hinted().get(word)


def classify(
    status: int | None,
    error_type: str | None,
    message: str,
    *,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> ApiError:
    """The row for a structured answer. Total: an unknown type has the meaning of its status."""
    sent = {k.lower(): v for k, v in (headers or {}).items()}
    code = (details or {}).get("error_code")
    if isinstance(code, str) and (known := codes.of_code(code)) is not None:
        return _BY_ID[known[0]]
    if status == 403 and "x-deny-reason" in sent:
        return _BY_ID["proxy-denied"]
    if sent.get("cf-mitigated") == "challenge":
        return _BY_ID["challenge-page"]
    text = squeezed(message[:4000])  # an error message; more is somebody's whole page
    best = _of_type(status, error_type)
    said = next(_said(text, loosened(message[:4000]), status, error_type, best), None)
    best = said or best
    return _varied(best, text, "retry-after" in sent)


def _varied(row: ApiError, text: str, timed: bool) -> ApiError:
    """The variant of a row that the beginning of the message tells."""
    if row.id == "rate-limited" and text in ("error", "") and not timed:
        return _BY_ID["rate-limited-windowless"]
    if row.id == "rate-limited" and text.startswith("ratelimited"):
        return _BY_ID["server-throttled"]
    if row.id in ("api-error", "unknown") and text.startswith("overloaded"):
        return _BY_ID["overloaded"]
    if row.id == "not-found" and re.search(_A_MODEL, text):
        return _BY_ID["model-not-found"]
    return row


def _of_type(status: int | None, error_type: str | None) -> ApiError:
    """What type and status say together: the type, unless it is a catch-all of another class."""
    if error_type not in _TYPE:
        return names().get((error_type or "").lower()) or of_status(status)
    home = _CATCH_ALL.get(error_type)
    if status is not None and status >= 400 and home is not None and status not in home:
        return of_status(status)
    return _BY_ID[_TYPE[error_type]]


def _said(
    text: str, loose: str, status: int | None, error_type: str | None, least: ApiError
) -> Iterator[ApiError]:
    """The rows stronger than `least` of which the message has a sign, the strongest first.

    Behind a type that only the API writes, the words of networks and other providers are part
    of what the user sent: there they count for nothing.
    """
    own = error_type in _TYPE and error_type != "api_error"
    for row in by_strength():
        if not outranks(row, least):
            return
        if row.statuses and status not in (None, *row.statuses):
            continue
        if own and row.id != "region-blocked" and row.side not in ("client", "account"):
            continue
        if shows(row.id, text, loose):
            yield row


def shows(row_id: str, squeezed_text: str, loose: str) -> bool:
    """Whether a text, squeezed and in lower case, has a sentence or a pattern of the row."""
    return _finder(row_id).found(squeezed_text, loose)


@functools.cache
def _finder(row_id: str) -> Finder:
    return finder(_BY_ID[row_id].signs)


@functools.cache
def by_strength() -> tuple[ApiError, ...]:
    """All rows, the strongest first."""
    return tuple(sorted(CATALOGUE, key=lambda row: _ORDER[row.id], reverse=True))


@functools.cache
def phrases(row_id: str) -> tuple[tuple[str, ...], ...]:
    """The row's sentences, ready to compare."""
    return tuple(parts(sign.what) for sign in _BY_ID[row_id].signs if sign.look == SENTENCE)


@functools.cache
def names() -> dict[str, ApiError]:
    """Every single word that is enough, in lower case."""
    return {s.what.lower(): row for row in CATALOGUE for s in row.signs if s.look == NAME}


@functools.cache
def _hinted() -> dict[str, ApiError]:
    words = ((s.what.lower(), row) for row in CATALOGUE for s in row.signs if s.look == HINT)
    return {word: row for word, row in words if " " not in word}
