"""One statement, seen in the ways that its judges need: squeezed, loose, and taken apart."""

from __future__ import annotations

import functools
import math
import re
from itertools import accumulate

from ...records import dataclass
from .. import codes
from ..classify import (
    CATALOGUE,
    DOCUMENTED_TYPES,
    by_id,
    by_strength,
    names,
    outranks,
    phrases,
    shows,
)
from ..row import HINT, SENTENCE, ApiError, holds, loosened, parts, squeezed
from . import headers
from .statements import Statement
from .status import status_in, succeeded


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A statement and what it shows.

    `q` is squeezed, `loose` keeps its blanks, `words` are its single words. `documented`: it has
    an `error.type` of the API; `enveloped`: and nothing but the API writes it in this way. `code`
    is its stable error code. `best` is the row of which it says most. `short`: the statement is
    all there is.
    """

    statement: Statement
    q: str
    loose: str
    words: frozenset[str]
    status: int | None
    code: str | None
    error_type: str | None
    message: str
    documented: bool
    enveloped: bool
    best: ApiError | None
    short: bool

    @property
    def sent(self) -> dict[str, str] | None:
        """Headers that change what a status means: whether a time to wait is named."""
        return {"retry-after": "?"} if "retry-after" in self.loose else None


def view(statement: Statement, short: bool) -> View:
    """Look at a statement."""
    text = re.sub(f"{_ADVICE}|{_LEGEND}", " ", statement.text)
    loose = loosened(text)
    status = status_in(loose)
    alone = short and status is None
    stated = headers.without(text, failed=not succeeded(status), alone=alone)
    if stated is not text:
        text, loose = stated, loosened(stated)
    q = squeezed(text)
    words = frozenset(re.findall(_WORD, loose))
    error_type = _type(q) or (_cut_type(q) if statement.last else None)
    documented = error_type in DOCUMENTED_TYPES
    return View(
        statement=statement,
        q=q,
        loose=loose,
        words=words,
        status=status,
        code=codes.found(text),
        error_type=error_type,
        message=_message(loose),
        documented=documented,
        enveloped=documented and re.search(_ENVELOPE, q) is not None,
        best=_best(q, loose, words, status, statement.last),
        short=short,
    )


# What may have happened, in a list: that is no evidence that it did.
_ADVICE = (
    r"(?i)\b(?:common|likely|possible|potential) (?:causes|reasons|solutions|fixes)\b[^\n]{0,40}"
    r"(?:(?:\n|\\n)[ \t]{0,8}(?:[•*-]|\d{1,2}[.)]) [^\n\\]{0,300}){1,20}"
)
# Node's own table of statuses, in a dump of an object: every number, and none of them happened.
_LEGEND = r"(?:['\"]?\b[1-5]\d\d['\"]?: ['\"][^'\"\n]{2,40}['\"],?\s{0,40}){6,80}"
_WORD = r"[a-z][a-z0-9_]{3,60}"


# What the API itself writes, or an SDK around it.
_ENVELOPE = r"type:error|anthropicexception|req_(?:0|vrtx|bdrk)|anthropic\.com/|claude\.com/"
_TYPE = r"(?<![a-z_])(type|code|name):([a-z_]{4,40})(?![a-z_])"
# A terminal that breaks lines breaks words, too.
_MESSAGE = r"\bm ?e ?s ?s ?a ?g ?e ?(?:[:=]|=>) ?\{{0,2}"
_MESSAGE_END = r"\} ?[,}]|, ?(?:request_id|type|param|code|details) ?(?::|=)|\} ?,?$"


def _type(q: str) -> str | None:
    """The error's type, from whatever is left of a JSON object or its dump.

    A gateway wraps with `api_error` or a type of its own; the documented type inside counts. In
    OpenAI's shape the type is the same for all, and the code says which.
    """
    error_type: str | None = None
    for match in re.finditer(_TYPE, q):
        if match[2] not in DOCUMENTED_TYPES or match[0] == "code:forbidden":  # HTTP's own word
            continue
        if match[1] == "code":
            return match[2]
        if error_type in (None, "api_error"):
            error_type = match[2]
    return error_type


def _cut_type(q: str) -> str | None:
    """The type that squeezed text breaks off in."""
    cut = re.search(r"(?<![a-z_])type:([a-z]{3,20}_[a-z_]{0,20})[.…]{0,3}$", q)
    fits = [known for known in DOCUMENTED_TYPES if cut and known.startswith(cut[1])]
    return fits[0] if len(fits) == 1 else None


def _message(loose: str) -> str:
    start = re.search(_MESSAGE, loose)
    if start is None:
        return ""
    rest = loose[start.end() :]
    end = re.search(_MESSAGE_END, rest)
    return rest[: end.start()] if end else rest


def _fits(row: ApiError, status: int | None) -> bool:
    return not row.statuses or status is None or status in row.statuses


def _best(
    q: str, loose: str, words: frozenset[str], status: int | None, last: bool
) -> ApiError | None:
    """The row of which the statement says most, by its names, sentences and patterns."""
    by_word = names()
    best: ApiError | None = None
    for word in words:
        row = by_word.get(word)
        if row is not None and outranks(row, best) and _fits(row, status):
            best = row
    for row in by_strength():
        if not outranks(row, best):
            break
        if _fits(row, status) and shows(row.id, q, loose):
            return row
    if best is None and last:
        stump = cut_short(q)
        return stump if stump is not None and _fits(stump, status) else None
    return best


STUMP = 11  # squeezed characters: fewer begin too many phrases


@functools.cache
def _stumps() -> dict[str, ApiError]:
    """What is left of each phrase when a paste ends within its last two fifths."""
    found: dict[str, ApiError] = {}
    for row in sorted(CATALOGUE, key=lambda row: row.tier):
        spoken = [sign.what for sign in row.signs if sign.look == SENTENCE]
        for spelt, phrase in zip(spoken, phrases(row.id), strict=True):
            whole = phrase[0] if len(phrase) == 1 and "anthropic" not in phrase[0] else ""
            # Whole words begin too many other sentences: the cut must be inside of one.
            ends = set(accumulate(len(squeezed(word)) for word in spelt.split()))
            for end in range(max(STUMP, math.ceil(0.6 * len(whole))), len(whole)):
                if end not in ends:
                    found[whole[:end]] = row
    return found


def cut_short(q: str) -> ApiError | None:
    """The row of a phrase that squeezed text breaks off in."""
    if q.endswith(".") and not q.endswith(".."):
        return None  # a sentence that ends
    q = q.rstrip(".…")
    longest = min(len(q), 60)
    tails = (q[-size:] for size in range(longest, STUMP - 1, -1))
    return next((_stumps()[tail] for tail in tails if tail in _stumps()), None)


@functools.cache
def _hints(row_id: str) -> tuple[tuple[str, ...], ...]:
    return tuple(parts(sign.what) for sign in by_id(row_id).signs if sign.look == HINT)


def hinted(seen: View) -> ApiError | None:
    """The row of which the statement has a hint, the strongest of them."""
    for row in by_strength():
        if _fits(row, seen.status) and any(holds(hint, seen.q) for hint in _hints(row.id)):
            return row
    return None
