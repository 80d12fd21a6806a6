"""The HTTP status that a statement tells: a number counts only beside a word that makes it one."""

from __future__ import annotations

import functools
import re

# A failure, as others than the English call it.
_ERROR_WORDS = r"错误|錯誤|报错|エラー|오류|에러|ошибк\w{0,3}|fehler|erreur|errore?s?|erro|hata|lỗi"


@functools.cache
def _statuses() -> re.Pattern[str]:
    # Columns, lines, ports and sizes are none. `pi error`: pastes lose their first letter.
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
        r"|\b([45]\d\d) https?://|\b([45]\d\d) errors?\b(?! (?:found|lines|in total))"
        rf"|(?<!\d)([45]\d\d) ?的?(?:{_ERROR_WORDS})"
        rf"|(?:{_ERROR_WORDS}|状态码)[:：]? ?([1-5]\d\d)(?!\d)"
        r"|\boverloaded \(?(529)\b"
        r"|[a-z]\.[a-z]{2,10} \| ([45]\d\d)\b"
        r"|\bcode: ?([45]\d\d)\b"
        r"|[(\[](?:http )?([45]\d\d)[)\]]"
        r"|(?:returned|returns|responded with|received|got|said|says|gives|gave|shows)"
        r"(?: an?)?(?: http)? ([45]\d\d)\b"
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


# What a library numbers that met no server: LWP's 500, and the 599 of HTTP::Tiny and Tornado.
_OF_NO_SERVER = (
    r"\b599\b|\b500:? (?=cant (?:connect to|verify)|read timeout|write failed|status read failed"
    r"|server closed connection|eof when chunk|ssl (?:read|upgrade))"
)
# Where the API's own answer begins: gateways wrap it, and number it anew.
_ANSWER = r"\btype: ?error, ?error: ?\{"


def status_in(loose: str) -> int | None:
    """The status of the failure: the one nearest before the API's own answer, else the first."""
    loose = re.sub(_OF_NO_SERVER, " ", loose)
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
