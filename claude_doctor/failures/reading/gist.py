"""The gist of a sentence that nobody foresaw: what it speaks of, and what is wrong with that.

A last resort with low confidence. Both words must stand close together, in either order.
"""

from __future__ import annotations

import functools
import re

from ..classify import ApiError, by_id

NEAR = 40  # characters between the two words: about half a line

# Row, what it is about, what is the matter with it. The words that stand closest decide.
_PAIRS = (
    (
        "extra-usage-required",
        r"1m context|long context|extra usage|usage credits?",
        r"required?|not (?:available|enabled|included)|needs?|exhausted|out of",
    ),
    (
        "billing-error",
        r"billing|payment|invoice|subscription|credits?|funds|balance",
        r"errors?|fail(?:ed|ure)?|insufficient|exhausted|declined|past due|too low|low|needed"
        r"|inactive|not active|required|out of|expired|ran out|no remaining|depleted|empty",
    ),
    (
        "subscription-limit",
        r"usage limit|plan limit|session limit|weekly limit|daily limit|message limit|5h limit",
        r"reached|hit|exceeded|resets?|exhausted",
    ),
    (
        "region-blocked",
        r"country|region|territory|location",
        r"not (?:available|supported|allowed)|unsupported|unavailable|restricted|blocked",
    ),
    (
        "context-too-long",
        r"context(?: window| length)?|prompt|input|conversation|tokens|messages",
        r"too long|too many|exceed(?:s|ed)?|overflow|over the limit|maximum|full|limit reached",
    ),
    (
        "request-too-large",
        r"request|payload|body|image|attachment|upload|file size",
        r"too large|too big|size limit|exceeds? (?:the )?(?:size|max)",
    ),
    (
        "login-expired",
        r"token|session|login|credentials?|oauth",
        r"expired|has expired|renew|refresh failed",
    ),
    (
        "key-rejected",
        r"api[ _-]?keys?|auth[ _-]?tokens?|credentials?|authentication|login|oauth|x-api-key"
        r"|anthropic_[a-z_]*(?:key|token)",
        r"missing|not set|not (?:been )?(?:configured|provided|found|available|valid)|unset|empty"
        r"|invalid|incorrect|wrong|required|rejected|revoked|fail(?:ed|ure)?|denied|none|no"
        r"|expected|unauthorized|please (?:set|provide|add|log ?in|run)|must be set|undefined",
    ),
    (
        "model-not-found",
        r"(?<!language )models?",
        r"not (?:found|exist|available|supported|recognized|recognised|valid|accessible)"
        r"|does not exist|unknown(?! error)|unsupported|unavailable|invalid|retired|deprecated"
        r"|no access|no longer (?:available|supported)",
    ),
    (
        "wrong-endpoint",
        r"url|endpoint|route|path|base[ _]?url|api base",
        r"invalid|not found|wrong|unknown|unsupported|missing|no such|malformed|does not exist",
    ),
    (
        "incomplete-stream",
        r"stream(?:ing)?|response|answer|sse|chunk|message_stop",
        r"ended|cut|interrupted|incomplete|terminated|truncated|stalled|stopped|unexpected(?:ly)?"
        r"|broken|aborted prematurely|closed|dropped|lost",
    ),
    ("timed-out", r"request|response|connection|api|server|model", r"time ?out|timed[ -]out|slow"),
    (
        "connection-error",
        r"connect(?:ion|ing)?|network|socket|internet",
        r"fail(?:ed|ure)?|errors?|lost|unreachable|unable to|cannot|could not|offline|trouble",
    ),
    (
        "connection-error",
        r"api|server|service|anthropic|claude",
        r"unreachable|not reachable|cant reach|cannot reach|unable to reach|could not reach|offline"
        r"|no response|not responding|is down",
    ),
    (
        "key-forbidden",
        r"permissions?|access|scope|role|authori[sz]ed",
        r"denied|missing|lacks?|insufficient|not|required|forbidden|needed",
    ),
    (
        "invalid-request",
        r"parameters?|field|value|request|schema|messages?|tools?|argument|header|body|json|image",
        r"invalid|unsupported|not supported|required|must|unexpected|malformed|unknown|missing"
        r"|not permitted|not allowed|rejected|bad|expected",
    ),
)


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    gap = rf"\b[^\n]{{0,{NEAR}}}?\b"
    return tuple(
        (row, re.compile(rf"\b(?:(?:{noun}){gap}(?:{fault})|(?:{fault}){gap}(?:{noun}))\b"))
        for row, noun, fault in _PAIRS
    )


# Words that every program uses of itself: they need something that points to a call.
_COMMON = {"wrong-endpoint", "incomplete-stream", "timed-out", "connection-error"}
_COMMON |= {"key-forbidden", "invalid-request"}


_FAILED = (
    r"error|fail|exception|traceback|panic|crash|unable|could ?n.?t|cannot|can ?not|denied|refused"
    r"|not (?:found|exist|recognized|supported|available)|missing|invalid|unexpected"
    r"|trouble|problem|stall|went wrong|stopped|ended|not (?:permitted|allowed)|refus"
    r"|\bfile \S{1,200}, line \d|\bat [\w.$<>]{1,80} \("  # the frames of a stack
)
WORDY = 25  # pieces of words; so much text without one of failure is about something else
_OF_A_CALL = (
    r"\bapi\b|\bllm\b|\bmodels?\b|\bproviders?\b|completion|v1/messages|inference"
    r"|\bapi.?request|request fail|bedrock|anthropic (?!ai)|/anthropic/"
)


def untold(loose: str, worked: bool) -> ApiError:
    """What may be said where no failure was recognised: whether it is about a call at all.

    `worked`: a status of success is told.
    """
    if not re.search(_FAILED, loose):
        enough = worked or len(re.findall(r"[a-z]{3}", loose)) > WORDY
        return by_id("no-failure" if enough else "unknown")
    return by_id("unexplained" if re.search(_OF_A_CALL, loose) else "no-call")


def gist(loose: str, call: bool) -> ApiError | None:
    """The row that a sentence speaks of; `loose` is in lower case, without quotes.

    `call`: something else points to a call of the API.
    """
    spans = (
        (match.end() - match.start(), order, row)
        for order, (row, pattern) in enumerate(_patterns())
        if call or row not in _COMMON
        for match in pattern.finditer(loose)
    )
    nearest = min(spans, default=None)
    return by_id(nearest[2]) if nearest else None
