"""One statement, seen in the ways that its judges need: squeezed, loose, and taken apart."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass

from ..classify import CATALOGUE, DOCUMENTED_TYPES, by_id, names, phrases
from ..row import ApiError, holds, parts, squeezed
from . import headers
from .statements import Statement


@dataclass(frozen=True, slots=True)
class View:
    """A statement and what it shows.

    `q` is squeezed, `loose` keeps its blanks, `words` are its single words. `documented`: it has
    an `error.type` of the API; `enveloped`: and nothing but the API writes it in this way.
    `best` is the most special row that it names. `short`: the statement is all there is.
    """

    statement: Statement
    q: str
    loose: str
    words: frozenset[str]
    status: int | None
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
    text = re.sub(_ADVICE, " ", statement.text)
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
        statement,
        q,
        loose,
        words,
        status,
        error_type,
        _message(q),
        documented,
        documented and re.search(_ENVELOPE, q) is not None,
        _named(q, words, status, statement.last),
        short,
    )


# What may have happened, in a list: that is no evidence that it did.
_ADVICE = (
    r"(?i)\b(?:common|likely|possible|potential) (?:causes|reasons|solutions|fixes)\b[^\n]{0,40}"
    r"(?:(?:\n|\\n)[ \t]{0,8}(?:[•*-]|\d{1,2}[.)]) [^\n\\]{0,300}){1,20}"
)
_LOOSE = str.maketrans("", "", "\"'`\\*│┃“”‘’")
_ESCAPED = r"\\{1,16}[nrt]"
_WORD = r"[a-z][a-z0-9_]{3,60}"


def loosened(text: str) -> str:
    """In lower case, on one line, without quotes and escapes: for numbers and codes."""
    return " ".join(re.sub(_ESCAPED, " ", text).lower().translate(_LOOSE).split())


@functools.cache
def _statuses() -> re.Pattern[str]:
    # A number counts only beside a word that makes it a status: columns, lines, ports and sizes
    # do not. `pi error`: pastes lose their first letter.
    return re.compile(
        r"\b(?:api|pi) error:? ?\(?([1-5]\d\d)\b"
        r"|\berror code:? ?([1-5]\d\d)\b"
        r"|\bstatus(?:[ _-]?code)?[\])]?(?: ?[:=]| of| is)? ?\[?([1-5]\d\d)(?!\d)"
        r"|\bb?http(?:/\d(?:\.\d)?)?(?: error| status)?[:,]? ?([1-5]\d\d)\b"
        r"|\b\w{0,40}(?:error|failed|rejected|exception|upstream)\d?\b[^\w{]{0,4}"
        r"([45]\d\d)\b(?![.,]\d|\w|%|ms| ?(?:tokens|bytes|lines|characters|events))"
        r"|\berror\b[\w :]{0,30}\brequest ([45]\d\d)\b"
        r"|\b([45]\d\d) status code\b|\btoken refresh:? ([45]\d\d)\b"
        r"|\b([45]\d\d) ?\{ ?(?:type|error|message)\b"
        r"|\b([45]\d\d):? \(?(?:bad request|unauthorized|payment required|forbidden|not found"
        r"|method not allowed|request timeout|conflict|request entity|payload too|unprocessable"
        r"|too many requests|internal (?:server )?error|bad gateway|service (?:temporarily )?un"
        r"|gateway time|overloaded|<html|<!doctype|resource exhausted|quota exceeded|unavailable)"
        r"|\boverloaded \(?(529)\b"
        r"|[a-z]\.[a-z]{2,10} \| ([45]\d\d)\b"
        r"|\bcode: ?([45]\d\d)\b"
        r"|[(\[](?:http )?([45]\d\d)[)\]]"
        r"|(?:returned|returns|responded with|received|got)(?: an?)?(?: http)? ([45]\d\d)\b"
        r"|^\W{0,4}([45]\d\d)\b(?=[ :{]|$)"
    )


def first_status(pattern: str | re.Pattern[str], text: str) -> int | None:
    """The first status of a failure; without one, the first status at all."""
    found: int | None = None
    for match in re.finditer(pattern, text):
        number = int(next(group for group in match.groups() if group))
        if number >= 400:
            return number
        found = found or number
    return found


def succeeded(status: int | None) -> bool:
    """Whether a status is told, and it is one of success."""
    return status is not None and 200 <= status < 300


# Where the API's own answer begins: gateways wrap it, and number it anew.
_ANSWER = r"\btype: ?error, ?error: ?\{"


def status_in(loose: str) -> int | None:
    """The status of the failure: the one nearest before the API's own answer, else the first."""
    answer = re.search(_ANSWER, loose)
    if answer is not None:
        beside = re.search(
            r"\b([45]\d\d)\W{0,6}$", loose[max(0, answer.start() - 12) : answer.start()]
        )
        if beside is not None:
            return int(beside[1])
        before = _statuses().finditer(loose, 0, answer.start())
        numbers = [int(next(group for group in m.groups() if group)) for m in before]
        failed = [number for number in numbers if number >= 400]
        if failed:
            return failed[-1]
    return first_status(_statuses(), loose)


# What the API itself writes, or an SDK around it.
_ENVELOPE = r"type:error|anthropicexception|req_(?:0|vrtx|bdrk)|anthropic\.com/|claude\.com/"
_TYPE = r"(?<![a-z_])(type|code|name):([a-z_]{4,40})(?![a-z_])"
_MESSAGE = r"message:\{{0,2}"
_MESSAGE_END = r"\}[,}]|,request_id:|,type:|,param:|,code:|,details:|\},?$"


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


def _message(q: str) -> str:
    start = re.search(_MESSAGE, q)
    if start is None:
        return ""
    rest = q[start.end() :]
    end = re.search(_MESSAGE_END, rest)
    return rest[: end.start()] if end else rest


def _fits(row: ApiError, status: int | None) -> bool:
    return not row.statuses or status is None or status in row.statuses


def _named(q: str, words: frozenset[str], status: int | None, last: bool) -> ApiError | None:
    """The most special row of which the statement has a name or a phrase."""
    by_word = names()
    rows = [by_word[word] for word in words if word in by_word]
    best = max((r for r in rows if _fits(r, status)), key=lambda r: r.rank, default=None)
    for row in CATALOGUE:
        if (best is None or row.rank > best.rank) and _fits(row, status) and says(row.id, q):
            best = row
    if best is None and last:
        stump = cut_short(q)
        return stump if stump is not None and _fits(stump, status) else None
    return best


STUMP = 11  # squeezed characters: fewer begin too many phrases


@functools.cache
def _stumps() -> dict[str, ApiError]:
    """What is left of each phrase when a paste ends within its last two fifths."""
    found: dict[str, ApiError] = {}
    for row in sorted(CATALOGUE, key=lambda row: row.rank):
        for spelt, phrase in zip(row.says, phrases(row.id), strict=True):
            whole = phrase[0] if len(phrase) == 1 and "anthropic" not in phrase[0] else ""
            word = len(spelt.split()[0])  # alone, it begins too many other sentences
            for end in range(max(STUMP, word + 1, math.ceil(0.6 * len(whole))), len(whole)):
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


def says(row_id: str, q: str) -> bool:
    """Whether squeezed text has one of the row's phrases."""
    return any(holds(phrase, q) for phrase in phrases(row_id))


@functools.cache
def _hints(row_id: str) -> tuple[tuple[str, ...], ...]:
    return tuple(parts(hint) for hint in by_id(row_id).hints)


def hinted(seen: View) -> ApiError | None:
    """The most special row of which the statement has a hint."""
    rows = (row for row in CATALOGUE if row.hints and _fits(row, seen.status))
    fitting = (row for row in rows if any(holds(hint, seen.q) for hint in _hints(row.id)))
    return max(fitting, key=lambda row: row.rank, default=None)
