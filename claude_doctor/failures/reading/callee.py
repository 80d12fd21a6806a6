"""Whom the text says was called: the model, the provider, the base URL.

A program shows every provider's errors in its own words, so the words of a refusal do not tell
whose it is. What tells is the model or the provider that the text names as the one it called.
"""

from __future__ import annotations

import re

from ..rows import speakers

# Where Claude is at home.
HOME = ("anthropic.com", "claude.com", "claude.ai", "amazonaws.com", "googleapis.com", "azure.com")
_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")
_CALLED = (
    r"https?://([a-z0-9.-]{4,80})(?::\d{1,5})?/[a-z0-9/._-]{0,80}?"
    r"(?:messages|completions|models)"
)
# The model of the call that failed: a field of it, or what the sentence says it is.
_MODEL = (
    r"\b(?<!fallback )(?:base[ _])?model(?:[ _]?(?:id|name))?[:=] ?([a-z0-9][\w./:@-]{1,80})"
    r"|\bmodel ([a-z0-9][\w./:@-]{1,80}) (?=does|is|was|has|not)"
    r"|\b(?:raw|id): ?([a-z0-9][\w.-]{1,40}/[\w.:-]{1,60})(?= )"
    r"|(?:\bfor|^) ?([a-z0-9][\w./:-]{1,80}?)(?=:? (?:in organization|on |\d{3}\b))"
)
_CLAUDE = r"claude|anthropic|sonnet|opus|haiku|fable|\barn:"
# The head of a report: whom the program was told to call.
_REPORTED = (
    r"\bprovider: (?!anthropic|claude|bedrock|vertex|aws|unknown)[\w.-]{2,40} status code: \d{3}\b"
)
# Claude and its maker; the program, its files and its variables are no model.
_OURS = (
    r"(?<![./@~\w-])claude(?![ _-]?(?:code|cli|desktop|-p\b|--|router|config|settings|proxy|/))"
    r"(?! (?:-|init|mcp|agents?)\b|\s*$)"
    r"|\banthropic(?!_|[- ](?:compatible|format|style|beta|version))"
    r"|\b(?:sonnet|opus|haiku|fable)\b|\breq_0|api\.anthropic\.com"
)
# Another as the one that is called: a verb and its object, or the failure's own subject.
_USED = (
    r"\b(?:us(?:e|es|ed|ing)|with|via|through|call(?:s|ed|ing)?|set to|switch(?:ed|ing)? to|to|from"
    rf"|by|on)\b[^.\n]{{0,40}}?(?<![\w/.])(?:{speakers.OTHERS})"
    rf"|/llms/[\w/]{{0,40}}\b(?:{speakers.OTHERS})/"  # a library's module for it
)
_FAILING = (
    rf"(?<![\w/.])(?:{speakers.OTHERS})\b[^.\n]{{0,30}}\b(?:api|call|request|model|error|fail\w*"
    r"|return\w*|respon\w+|[45]\d\d|返回|报错|调用)(?!\w)"
)


def another_model(message: str, loose: str) -> bool:
    """Whether a message is about a model of others, or a field beside it says one was called."""
    if re.search(_REPORTED, loose):
        return True
    called = {name for found in re.findall(_MODEL, loose) for name in found if name}
    if any(re.search(_CLAUDE, name) for name in called):
        return False
    if any(re.search(speakers.MODELS, name) for name in called):
        return True
    if "claude" in message or "anthropic" in message:
        return False
    return (
        re.search(speakers.MODELS, message) is not None
        or re.search(speakers.PROVIDER, loose) is not None
    )


def another(loose: str) -> bool:
    """Whether a whole text, in lower case, says that another was called, and Claude was not."""
    if re.search(_OURS, loose):
        return False
    return another_model("", loose) or re.search(f"{_USED}|{_FAILING}", loose) is not None


def failing(loose: str) -> bool:
    """Whether another is the failure's own subject: `xAI API error 403`."""
    return re.search(_FAILING, loose) is not None


# A service by its name before the word: neither an article nor one where Claude is at home.
_SERVICE = (
    r"\b(?!An?\b|Th|Got|\w+(?:ed|ing|al|ic|able|ible|ous|wn|ent)\b|Same|With|And|But|My|Our|Your|When|Claude"
    r"|Anthropic|Code|Model|Provider|Messages|Stream|Error|Console|Admin|Bedrock|Vertex|Foundry|Azure"
    r"|AWS|Google|LLM|AI\b|REST|HTTP)[A-Z][A-Za-z0-9]{2,20} (?:Web )?API (?:[Ee]rror|returned"
    r"|responded|call failed)"
)


def service(text: str) -> bool:
    """Whether the API that failed is named, and serves no models."""
    if re.search(r"(?m)(?:^|[^\w ] )API Error\b", text):  # Claude Code's own line
        return False
    return re.search(_SERVICE, text) is not None and not re.search(_OURS, text.lower())


# What somebody's own sentences are made of, and capitals that name no product.
_TELLING = r"(?i)\b(?:i|we|my|it|its|the|a|an|any|when|after|have|has|is|are|and|get|always)\b"
_DUMPED = r"\braise \w|Traceback|\bat [\w.]{1,80} ?\("  # no sentences of anybody
_NAMED = (
    r"(?<!am in )(?<!are in )(?<!live in )(?<=[a-z,] )(?!Ubuntu|Debian|Fedora|Android"
    r"|Monday|Tuesday|Firefox|Bad|Gateway|Error|Internal|Server|Service|Unavailable|Request|Connection|Time"
    r"|Cloudflare|Windows|Linux|Mac|Docker|Python|Node|Chrome|WiFi|Internet|English)"
    r"[A-Z][a-z]+[A-Za-z]*|(?m:^)(?!OS|Python|Node|Version)[A-Za-z][\w-]{3,30}:? v?\d+\.\d"
)


def another_told(text: str) -> bool:
    """Whether somebody's own sentences are about a product, of which nothing says that it calls
    a model: four of their small words, and a name."""
    told = len(re.findall(_TELLING, text)) > 3 and not re.search(_DUMPED, text)
    return told and re.search(_NAMED, text) is not None


def elsewhere(squeezed_text: str) -> bool:
    """Whether the text names a call to a host where Claude is not at home."""
    hosts = {m[1] for m in re.finditer(_CALLED, squeezed_text)}
    return bool(hosts) and not any(h.endswith((*HOME, *_LOCAL)) for h in hosts)
