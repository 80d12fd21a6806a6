"""The gist of a sentence that nobody foresaw: what it speaks of, and what is wrong with that.

A last resort with low confidence, and only where something points to a call of a model. Both words
must stand close together in one sentence, in either order.
"""

from __future__ import annotations

import functools
import re

from ..classify import ApiError, by_id
from .whose import of_a_call, traced

NEAR = 40  # characters between the two words: about half a line

# What an SDK says of an answer that it began to read, and could not: by its own verb.
_UNREAD = (
    r"(?:fail(?:ed|ure|s)?|errors?|unable|could ?n.?t|cannot|exception|problem)"
    r"(?: (?:to|in|while|when|during|occurred)){0,2} (?:process|read|pars|decod|consum|iterat"
    r"|deseriali[sz]|unmarshal|accumulat|extract|copy)(?:e|es|ed|ing)?"
)
# Row, what it is about, what is the matter with it. The words that stand closest decide.
# fmt: off
_PAIRS = (
    ("billing-error", r"billing|payment|invoice|subscription|credits?|funds|balance",
     r"errors?|fail(?:ed|ure)?|insufficient|exhausted|declined|past due|too low|low|needed|inactive"
     r"|not active|required|out of|expired|ran out|no remaining|depleted|empty"),
    ("subscription-limit", r"(?:usage|plan|session|weekly|daily|message|5h) limit",
     r"reached|hit|exceeded|resets?|exhausted"),
    ("context-too-long", r"context(?: window| length)?|prompt|input|conversation|tokens|messages",
     r"too long|too many|exceed(?:s|ed)?|overflow|over the limit|maximum|full|limit reached"),
    ("request-too-large", r"request|payload|body|image|attachment|upload|file size",
     r"too large|too big|size limit|exceeds? (?:the )?(?:size|max)"),
    ("login-expired", r"token|session|login|credentials?|oauth",
     r"expired|has expired|renew|refresh failed"),
    ("key-rejected", r"api[ _-]?keys?|auth[ _-]?tokens?|credentials?|authentication|login|oauth"
     r"|x-api-key|anthropic_[a-z_]*(?:key|token)",
     r"missing|not set|not (?:been )?(?:configured|provided|found|available|valid)|unset|empty|no"
     r"|invalid|incorrect|wrong|required|rejected|revoked|fail(?:ed|ure)?|denied|none|expected"
     r"|unauthorized|please (?:set|provide|add|log ?in|run)|must be set|undefined"),
    ("model-not-found", r"(?<!language )models?",
     r"not (?:found|exist|available|supported|recogni[sz]ed|valid|accessible)|does not exist"
     r"|unknown(?! error)|unsupported|unavailable|invalid|retired|deprecated|no access"
     r"|no longer (?:available|supported)"),
    ("wrong-endpoint", r"url|endpoint|route|path|base[ _]?url|api base",
     r"invalid|not found|wrong|unknown|unsupported|missing|no such|malformed|does not exist"),
    ("incomplete-stream", r"stream(?:ing|ed|s)?|response|answer|sse|chunks?|message_stop"
     r"|message into json",
     r"ended|cut|interrupted|incomplete|terminated|truncated|stalled|stopped|unexpected(?:ly)?"
     rf"|broken|aborted prematurely|closed|dropped|lost|{_UNREAD}|exhausted|premature(?:ly)?|empty"
     r"|(?:with )?no (?:body|output|content)|without (?:content|data|output|producing|any)"),
    ("timed-out", r"requests?|calls?|response|connection|api|server|model",
     r"time ?out|tim(?:ed|es|ing)[ -]out|slow|(?:did not|no|not) respon\w+"),
    ("connection-error", r"connect(?:ion|ing)?|network|socket|internet|api|server|service|anthropic"
     r"|claude", r"unreachable|not reachable|(?:cannot|could not|unable to) (?:reach|connect)"
     r"|offline|connection (?:failed|lost|error)|cant (?:reach|connect)"),
    ("key-forbidden", r"permissions?|access|scope|role|authori[sz]ed",
     r"denied|missing|lacks?|insufficient|not|required|forbidden|needed"),
    ("invalid-request", r"parameters?|field|value|request|schema|messages?|tools?|argument|header"
     r"|body|json(?! response| body)|image",
     r"invalid|unsupported|not supported|required|must|unexpected|malformed|unknown|missing"
     r"|not permitted|not allowed|rejected|bad|expected"),
)
# fmt: on


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    gap = rf"\b(?:(?!\. )[^\n]){{0,{NEAR}}}?\b"
    return tuple(
        (row, re.compile(rf"\b(?:(?:{noun}){gap}(?:{fault})|(?:{fault}){gap}(?:{noun}))\b"))
        for row, noun, fault in _PAIRS
    )


#: That an answer came, and nothing in it.
NOTHING = r"\bempty (?:response|reply|answer|completion)\b"
#: That there is no connection, as others than the English say it.
UNCONNECTED = (
    r"(?:não é possível|no se puede) (?:acessar|acceder|conectar)|impossible de (?:se connecter"
    r"|joindre)|nicht erreichbar|keine verbindung|无法(?:连接|访问)|连接失败|接続(?:できま|に失敗)"
    r"|не удается подключиться|연결할 수 없"
)


def gist(loose: str) -> ApiError | None:
    """The row that a sentence speaks of; `loose` is in lower case, without quotes."""
    spans = (
        (match.end() - match.start(), order, row)
        for order, (row, pattern) in enumerate(_patterns())
        for match in pattern.finditer(loose)
    )
    if re.search(UNCONNECTED, loose):
        return by_id("connection-error")
    nearest = min(spans, default=None)
    return by_id(nearest[2]) if nearest else None


_FAILED = (
    r"error|fail|exception|traceback|panic|crash|unable|could ?n.?t|cannot|can ?not|denied|refus"
    r"|not (?:found|exist|recognized|supported|available|permitted|allowed)|missing|invalid"
    r"|tim(?:es|ed|ing)[ -]?out|timeout|unexpected|trouble|problem|stall|went wrong|stopped|ended"
    rf"|{NOTHING}|\bfile \S{{1,200}}, line \d|\bat [\w.$<>]{{1,80}} \("  # the frames of a stack
)
WORDY = 25  # pieces of words; so much text without one of failure is about something else
_ABROAD = r"[^\W\d_a-z]{3}"  # a word in another script


def untold(loose: str, worked: bool) -> ApiError:
    """What may be said where no failure was recognized: whether it is about a call at all.

    `worked`: a status of success is told.
    """
    if not re.search(_FAILED, loose):
        foreign = re.search(_ABROAD, loose) and not traced(loose)
        written = re.findall(r"[^\W\d_]{3}" if foreign else r"[a-z]{3}", loose)
        enough = worked or len(written) > WORDY
        return by_id("no-failure" if enough else "unknown")
    return by_id("unexplained" if of_a_call(loose) else "no-call")


_EVENTS = r"\bevent: content_block_(?:start|delta|stop) data: ?\{"
_LAST_EVENTS = r"\bevent: (?:message_stop|error)\b"


def broken_off(loose: str) -> bool:
    """Whether it is the events of a stream, as they came, and the last one is not among them."""
    return re.search(_EVENTS, loose) is not None and re.search(_LAST_EVENTS, loose) is None


# A question about a number that is a status, in whatever language: "why 429??"
_QUESTION = (
    r"(?i)^(?=[^\n]{3,100}$)(?=.*(?:\?|\b(?:why|what|getting|keep\w*|again|means?|help|always)\b))"
    r"[^\n]*?(?<![\w.:/-])([45]\d\d)s?(?![\w.:/-]|,\d| ?(?:%|tokens|lines|bytes|ms\b))"
)
_NO_STATUS = r"(?i)\b(?:exit|port|line|lines|tokens?|pages?|rows?|files?)\b"


def asked(text: str) -> int | None:
    """The status that a bare question is about."""
    match = re.match(_QUESTION, text.strip())
    return int(match[1]) if match and not re.search(_NO_STATUS, text) else None


# What explains failures in general, and what tells of one that happened.
_EXPLAINS = (
    r"(?i)\b(?:typically|usually|generally|in general|such as|for example|for instance"
    r"|like most|(?:occurs|happens) when|can happen|may occur|means that|refers to|how to"
    r"|best practices?|strateg\w+|common(?:ly)?|to prevent|protects?|when you exceed"
    r"|you may (?:see|hit|encounter))\b"
)
_HAPPENED = (
    r"(?i)\b(?:i|we|my|our|me|us|returns|returned|fail(?:ed|s|ing)?|got|gets?|getting|keeps?|crash\w*"
    r"|stopped|broke|unusable|today|yesterday|since|traceback)\b|error:|api error|error code|[{}]"
    r"|\breq_|\d\d:\d\d|\[\d|^\s+at "
)


def explains(text: str) -> bool:
    """Whether a text explains failures in general, and tells of none."""
    return (
        len(re.findall(r"\w{2,}", text[:2000])) >= 20
        and len(set(re.findall(_EXPLAINS, text))) > 1
        and not re.search(_HAPPENED, text)
    )
