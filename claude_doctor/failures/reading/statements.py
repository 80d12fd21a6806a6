"""Cutting a pasted text into statements: one for each failure that somebody or something told.

A statement begins where a terminal, a logger or a traceback begins one; what follows is its
body, however it is wrapped.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from ...records import dataclass

QUOTE = r"\\{0,16}[\"“”]"  # also escaped, also typographic
LONGEST = 20_000  # characters of one statement that are judged; a page of HTML is longer


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of the text and where it stood: on the `screen`, in an older log `record`, in the
    output of a `tool`, in the `prose` that somebody wrote around it; `retry` marks one of which the
    program says that it will try again, `last` the one that the text ends with, perhaps in the
    middle of a word. `gateway`: the host that the text names as the base URL."""

    text: str
    zone: str = "screen"
    retry: bool = False
    last: bool = False
    gateway: str = ""


# How a paragraph begins in which somebody tells of it, and who tells.
_TELLING = r"(?i:if|when|after|even|but|also|then|i|we|my|it|this|that|the)(?=[ '’])[^\n{]{12}"
_TOLD = r"(?i)[^{}<>\n]{0,120}\b(?:i|i'?m|i'?ve|we|my|our|unless|when|if|it)\b[^{}]*$"


@functools.cache
def _starts() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]{0,40}(?:[-*] )?(?:"
        r"[●⏺❯✻✽>❌✖✗✘×]\s"  # a line of a program's screen
        r"|[\[(]?\d{2,4}[-/.]\d\d[-/.]\d{2,4},?[T ]\d\d:\d\d"  # loggers' times
        r"|\[?\d\d:\d\d:\d\d\b|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d "
        r"|\[?(?:ERROR|INFO|WARN|WARNING|DEBUG|FATAL|CRITICAL|TRACE)\b"
        r"|(?:[A-Za-z_][\w.$]{0,120})?(?:Error|Exception|Timeout|Group)\b ?[:(\[]"  # exceptions
        r"|OAuth error\b|\d{1,2}[.)] (?=[A-Z])|```"  # an item of a list, and what was printed
        r"|(?:Warning|Unable to|Failed to|Could not|Cannot|Can't)\b"
        r"|[A-Za-z .·()/\d]{0,60}API Error\b"
        rf"|(?<=\n\n){_TELLING})"
        r"|⎿"
        # Claude Code's error log, as /feedback pastes it, however it was quoted on the way
        rf"|(?<=[\[,])\{{{QUOTE}error{QUOTE}: ?(?={QUOTE})",
        re.MULTILINE,
    )


@functools.cache
def _tool_call() -> re.Pattern[str]:
    # `⏺ Bash(...)`, `● Web Search("...")`, `Fetch(url: ...)`: what comes next is its output.
    return re.compile(
        r"\s{0,40}(?:[⏺●•*-]\s{0,4})?(?![A-Z][A-Za-z_]{0,24}(?:Error|Exception|Pool|Connection)\()"
        r"(?:[A-Z][A-Za-z_]{2,24}(?: [A-Z][a-z]{2,12})?|[\w-]{2,40} - [\w -]{2,60}\(MCP\))\("
    )


#: That a program will send the same again, in its own words.
RETRYING = r"(?i)\bretrying\b|\bwill retry\b"
_RETRY = r"(?i)retrying|\battempt ?#?\d{1,3}(?:/\d{1,3})?"
_FEEDBACK = rf"\[\{{{QUOTE}error{QUOTE}: ?{QUOTE}"
_QUOTED = r"(?m)^[ \t]{0,8}> ?"
_API = r"(?i)\bAPI Error\b|anthropic|req_0"


def _unquoted(text: str) -> str:
    """Without the `>` of a quotation, where nearly every line has one."""
    lines = text.count("\n") + 1
    if lines > 1 and len(re.findall(_QUOTED, text)) > 0.7 * lines:
        return re.sub(_QUOTED, "", text)
    return text


# `All models failed (2): a/x: why | anthropic/y: why`: what was tried one after the other.
_TRIED = r"(?i)\ball (?:\w+ )?(?:models|providers|candidates) failed\W{0,3}(?:\(\d+\))?: ?"
_OURS = r"(?i)\banthropic\b|\bclaude\b"


def _tried(text: str) -> str:
    """Of a list of models that all failed, only what is said of Claude, if anything is."""
    head = re.search(_TRIED, text)
    if head is None:
        return text
    line, _, rest = text[head.end() :].partition("\n")
    ours = [entry for entry in line.split(" | ") if re.search(_OURS, entry)]
    if not ours or len(ours) == line.count(" | ") + 1:
        return text
    return f"{text[: head.start()]}API Error: {' | '.join(ours)}\n{rest}"


# What stands between a name and its value.
IS = r"[\"'“”’\\\s:=]"
#: The host of the API's base URL, where the text names one.
BASE = rf"(?i)BASE_?URL{IS}{{1,9}}https?://([a-z0-9.-]{{3,80}})"


def split(text: str) -> Iterator[Statement]:
    """The statements of a text, in order."""
    text = _tried(_unquoted(text))
    feedback = re.search(_FEEDBACK, text)
    records_from = feedback.start() + 1 if feedback else len(text) + 1
    cuts = [m.start() for m in _starts().finditer(text)]
    base = re.search(BASE, text)
    gateway = base[1].lower() if base else ""
    in_tool = printed = False
    fences = text.count("\n```") > 1 or text.startswith("```")
    begin = 0
    for end in [*cuts, len(text)]:
        piece = text[begin:end]
        if piece.strip():
            continues = piece.lstrip().startswith("⎿")
            if _tool_call().match(piece):
                in_tool = True
            elif not continues:
                in_tool = False
            tool = in_tool and not re.search(_API, piece[:LONGEST])
            zone = "tool" if tool else "record" if begin >= records_from else "screen"
            fence = piece.lstrip().startswith("```")
            printed = printed != fence
            told = re.match(_TELLING, piece) if begin else cuts and not _starts().match(piece)
            told = (told and re.match(_TOLD, piece)) or (fences and fence and not printed)
            told = told or (fences and not begin and not printed)
            zone = "prose" if zone == "screen" and told else zone
            retry = re.search(_RETRY, piece[:LONGEST]) is not None
            yield Statement(piece[:LONGEST], zone, retry, end == len(text), gateway)
        begin = end
