"""Which titles say "it is down, now": the filter over what people post.

Built for few false alarms: a title counts only when it says plainly that the service fails. A
title that merely sounds like trouble ("stuck again, anyone else?") weighs a half: it is shown,
and never counted.
"""

from __future__ import annotations

import re
from typing import Final

from ...phrases import phrase

COUNTED: Final = 1.0
SHOWN: Final = 0.5
OTHER: Final = 0.0

# Bounds the work on a hostile title; the longest that GitHub accepts has 256 characters.
_LONGEST = 300

_PRODUCT = r"claude|anthropic|opus|sonnet|haiku|fable|mythos"
_OURS = phrase(rf"\b(?:{_PRODUCT})|\bapi\b")

# Somebody else's failure, unless Claude is named as well.
_THEIRS = phrase(
    r"\b(?:aws|azure|bedrock|vertex|cloudflare|github|gitlab|openai|chatgpt|codex|gemini|copilot"
    r"|cursor|deepseek|grok|openrouter|ollama|litellm|reddit|npm|docker)\b"
)
# A status code in these titles is the code of something that hangs off Claude Code.
_THEIR_STATUS = phrase(
    r"\b(?:mcp|bedrock|vertex|litellm|ollama|openrouter|localhost|proxy|web ?fetch|web ?search"
    r"|github|gitlab|npm|hooks?|plugins?|marketplace|otel|telemetry|install(?:er|ation)?)\b"
)

# Not now, not a report, or not about whether it works at all.
_NOT_A_REPORT = phrase(
    r"^\W*(?:feature|feat|enhancement|docs?|documentation|idea|proposal|request|show hn)\b"
    r"|\bfeature request\b|\bhow (?:to|do (?:i|you|we)|can i|i|we)\b|\bwhat (?:do|would) you\b"
    r"|\bwhen(?:ever)? (?:\w+ )?(?:claude|anthropic|opus|it|the api)(?: code| ai|\.ai)?"
    r" (?:is|goes|was|went)\b"
    r"|\bif (?:claude|anthropic|it|the api)(?: code| ai|\.ai)? (?:is|goes|went)\b"
    r"|\bpost-?\s?mortem\b|\bresolved\b|\bback (?:up|online)\b|\bis back\b|\b(?:was|were) down\b"
    r"|\byesterday\b|\blast (?:night|week|month|year)\b|\b(?:history|tracker|timeline) of\b"
    r"|\b(?:uptime|outage|status) (?:history|tracker|monitor|page|statistics|stats|report)\b"
    r"|\b(?:usage|weekly|session|message) limits?\b|\b(?:5|five)[- ]?hours?\b|\bnerf(?:ed|ing)?\b"
    r"|\bdumb(?:er|ed)?\b|\blobotomi[sz]ed\b|\bworse\b"
)
# "scrolls down" and the like: the word is a direction.
_DIRECTION = phrase(
    r"\b(?:scroll|drop|slow|dumb|narrow|break|track|calm|shut|cut|write|mark|count|step|dial"
    r"|pull|page|arrow|tear|wind|water|boil|turn|hunt|pin|key|lock|tone|drill|strip)"
    r"(?:s|ed|ned|ped|ing|ning|ping)?[ -]down\b"
)

_SERVICE = (
    rf"(?:{_PRODUCT}|code|desktop|max|pro|apis?|servers?|service|services|site|website|console"
    r"|everything|models?|chat|app|claude\.ai|\.ai)"
)
_STATE = r"(?:down|offline|unreachable|unavailable|inaccessible)"
_COUNTS = phrase(
    # "Claude Code is completely down", "is the API down?", "Claude.ai down again"
    rf"\b{_SERVICE}(?: \w+)? (?:is|are|goes|going|went|gone|seems?|appears?|keeps going|has been)"
    rf"(?: \w+){{0,2}} {_STATE}\b"
    rf"|\b(?:is|are)(?: the| all)? {_SERVICE}(?: \w+){{0,2}} {_STATE}\b"
    rf"|\b{_SERVICE}(?: (?:completely|totally|fully|all|currently|still|now))? (?:down|offline)"
    r"(?= ?(?:$|[?!.,:;(\[-]|again|for|now|rn|right|today|worldwide|globally|atm|currently))"
    r"|\b(?:is|it's|its) (?:it |this )?(?:all )?down (?:for|again|right now)\b"
    r"|^\W*(?:down|it's down|down again)\W*$|\bdown for (?:anyone|everyone|you|others|all)\b"
    # "service outage", "frequent downtime"
    r"|\boutage\b|\b(?:frequent|constant|repeated|ongoing|more|another) outages\b|\bdowntime\b"
    # "service unavailability", "API temporarily unavailable"
    r"|\b(?:services?|apis?|servers?)\b.{0,20}\b(?:unavailab|not available|unreachable)"
    r"|\btemporarily unavailable\b|\belevated (?:api )?error"
    # "no response from server", "servers not responding"
    r"|\bno (?:response|answer|reply) from (?:the )?(?:claude |anthropic )?(?:servers?|api\b)"
    r"|\b(?:anthropic|api|claude)(?:'s)? servers? (?:(?:is|are) )?(?:not respond|unrespons)"
    # the API's own words for it
    rf"|\boverloaded[_ ]error\b|\b(?:api|{_PRODUCT}|servers?|services?|models?)\b.{{0,24}}"
    r"\boverload(?:ed)?\b|\binternal[_ ]server[_ ]error\b|\bapi_error\b"
    r"|\b(?:bad gateway|gateway time-?out)\b"
)
# 529 is Anthropic's own and means nothing else; the rest are numbers that occur everywhere.
_STATUS = phrase(
    r"(?<![\w.#$:/-])(?:529|(?:500|502|503|504|520|522)"
    r"(?=\b.{0,60}\b(?:error|status|response|internal|bad gateway|unavailable|overload|anthropic)))"
    r"(?![\w.]*\w)(?!\s?(?:lines?|ms|k?b|mb|tokens?|files?|%|px|seconds?|s\b|characters?|chars"
    r"|items?|rows?|messages?|words?|commits?|pages?|issues?|days?|lignes))"
    r"|\b(?:error|errors|status|http|code|api)\b[^\w]{0,4}(?:code |status |error |http )?[^\w]{0,3}"
    r"(?:500|502|503|504|520|522|529|5xx)(?![\w])"
    r"(?!\s?(?:lines?|ms|k?b|mb|tokens?|files?|%|px|seconds?|characters?|chars|items?|rows?))"
)

_WEAK = phrase(
    r"\b(?:not working|stopped working|stuck|hangs?|hanging|time-?outs?|timing out|timed out"
    r"|errors?|failing|broken|unresponsive|not responding"
    r"|won'?t (?:load|respond|connect)|can'?t (?:connect|log ?in|access)"
    r"|unable to (?:connect|access|log ?in)|unreachable|degraded|degradation|down|issues)\b"
)
_CONTEXT = phrase(
    r"\b(?:any(?:one|body) else|everyone|just me|only me|right now|suddenly|all of a sudden|today"
    r"|servers?|server-side|keeps? (?:happening|failing)|again|currently|worldwide|incident)\b"
)
_LABEL = phrase(r"^\s*(?:[\[(][^\])]{0,20}[\])]\s*[:-]?\s*|bug( report)?\s*:\s*)+")


def weight(title: str, about_claude: bool = False) -> float:
    """How much a title counts as a report of an outage: COUNTED, SHOWN or OTHER.

    `about_claude`: the place is about Claude alone, so a title need not name it.
    """
    text = _normal(title)
    found = _says(_DIRECTION.sub(" ", text))  # first: most titles say nothing of the kind
    if found == OTHER or _NOT_A_REPORT.search(text) or _NOT_A_REPORT.search(_LABEL.sub("", text)):
        return OTHER
    named = _OURS.search(text) is not None
    return found if named or (about_claude and not _THEIRS.search(text)) else OTHER


def _says(text: str) -> float:
    """What a title says of a service, whichever that is."""
    if _COUNTS.search(text):
        return COUNTED
    if _STATUS.search(text) and not _THEIR_STATUS.search(text):
        return COUNTED
    return SHOWN if _WEAK.search(text) and _CONTEXT.search(text) else OTHER


def says_nothing(title: str) -> bool:
    """Whether a title is only a label, such as "[BUG]": then the text under it must speak."""
    return not re.search(r"\w", _LABEL.sub("", _normal(title)))


def _normal(title: str) -> str:
    text = title[:_LONGEST].lower().replace("\u2019", "'").replace("`", "")
    return " ".join(text.split())
