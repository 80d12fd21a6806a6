"""The headers of an answer, as clients dump them: they come with every answer, also a good one.

`anthropic-ratelimit-requests-limit` names a limit, but that it is reached is not said by it.
"""

from __future__ import annotations

import functools
import re

# Those that may name or hold a word of a failure although nothing failed. What is sent by the
# client (`x-api-key`, `anthropic-version`) is not here: the API's messages speak of them so.
_NAMES = (
    r"[\w-]{0,40}?-rate-?limit(?:-[\w-]{1,60})?|rate-?limit-(?:limit|remaining|reset|policy)"
    r"|ratelimit(?=[\"']?\s{0,2}[:,]\s{0,2}[\"']?limit=)|retry-after(?:-ms)?|x-should-retry"
    r"|cf-(?:ray|cache-status|connecting-ip|ipcountry)|nel|report-to|reporting-endpoints"
    r"|access-control-[\w-]{1,40}|[\w-]{0,20}content-security-policy[\w-]{0,20}"
    r"|strict-transport-security|permissions-policy|cross-origin-[\w-]{1,30}|referrer-policy"
    r"|x-(?:frame-options|xss-protection|robots-tag|content-type-options|envoy-[\w-]{1,50})"
    r"|cache-control|vary|alt-svc|server-timing|keep-alive|x-stainless-[\w-]{1,40}"
)
_QUOTE = r"\\{0,8}[\"']"
# Up to the same quotation mark; one inside of the value has more backslashes before it.
_QUOTED = r"(?P<q>\\{0,8}[\"'])(?:(?!(?<!\\)(?P=q))[^\n]){0,1500}(?<!\\)(?P=q)"
# `'name': 'value'`, `(b'name', b'value')`, `name => ["value"]`, `"name":"n","value":"v"`: quoted
_PAIR = (
    rf"b?{_QUOTE}(?P<quoted>{_NAMES}){_QUOTE}\s{{0,20}}(?:,\s{{0,20}}{_QUOTE}value{_QUOTE})?"
    rf"\s{{0,20}}(?:=>|[:,=])\s{{0,20}}\[?\s{{0,20}}b?(?P<value>{_QUOTED}|[\w.]{{1,40}})"
)
# `< name: value` with a line of its own, of whatever length
_LINE = (
    rf"^[^\S\n]{{0,20}}(?:[<*|]\s{{0,4}})?(?P<alone>{_NAMES})[^\S\n]{{0,4}}:"
    r"(?P<rest>[^\n]{0,1500})$"
)
# `Name:[value]`, and `name: value` within a line: one word, since a sentence may follow
_BARE = (
    rf"(?<![\w\"'-])(?P<bare>{_NAMES})\s{{0,2}}"
    r"(?::(?P<list>\[[^\]\n]{0,1500}\])|[:=]\s{0,2}(?P<word>[\w.:;=+-]{1,60}))"
)


@functools.cache
def _headers() -> re.Pattern[str]:
    return re.compile(rf"{_PAIR}|{_LINE}|{_BARE}", re.IGNORECASE | re.MULTILINE)


# One of these is in every name; most statements have none.
_ANY = (
    *("limit", "retry", "cf-", "nel", "report", "-policy", "-control", "-security", "vary"),
    *("x-", "alt-svc", "timing", "keep-alive", "cross-origin"),
)
_REFUSED = r"(?i)reject|exceed|exhaust|denied|out_of|throttl|too.many"
_LIMIT = r"(?i)rate-?limit"


def without(text: str, *, failed: bool, alone: bool = False) -> str:
    """The text without the headers that state no failure.

    `failed`: the answer may be one of a failure; then what a limit's header says of a refusal
    stays, and so does the time to wait. `alone`: nothing else is told; then somebody who pastes
    that nothing remains means it.
    """
    low = text.lower()
    if not any(word in low for word in _ANY):
        return text
    return _headers().sub(functools.partial(_kept, failed, alone), text)


def _kept(failed: bool, alone: bool, match: re.Match[str]) -> str:
    name = match["quoted"] or match["alone"] or match["bare"]
    value = match["value"] or match["rest"] or match["list"] or match["word"] or ""
    if failed and name.lower().startswith("retry-after"):
        return match[0]
    if alone and name.lower().endswith("-remaining") and value.strip("\\\"' ") == "0":
        return match[0]
    if failed and re.search(_LIMIT, name) and re.search(_REFUSED, value):
        return match[0]
    return " "
