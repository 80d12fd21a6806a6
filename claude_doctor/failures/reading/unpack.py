"""Pasted text as it was before a terminal, a web page, a logger or a string took it in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from . import records

SMALL = 64 * 1024  # characters; longer texts are logs, of which not every statement is judged
_COLOURS = r"\x1b\[[0-?]{0,64}[ -/]{0,16}[@-~]"
_ENTITIES = (("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"))
# What a logger puts before every line, of a message that it did not write.
_LOGGER = (
    r"^\[?\d{2,4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,:+-]{0,10}Z?\]?"
    r"(?: {1,4}\[?(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL)\]?)?(?: {1,4}[\w.]{1,40}:(?= ))? ?"
)
_ONE_ESCAPE = r"(?<!\\)\\r?\\?n"  # a line end that was written into a string once


# The source that a traceback shows below a frame, and around it in a notebook: a program's words.
_SOURCE = (
    r"(?m)^([ \t]*File \"[^\"\n]{1,300}\", line \d{1,6}[^\n]{0,200}\n)[ \t]+[^\n]*(?:\n|$)"
    r"(?:[ \t~^]+(?:\n|$))?|^(?:-{1,8}>)?[ \t]{1,8}\d{1,6}[ \t]{2,}[^\n]*(?:\n|$)"
    r"|^[^\n]{0,300}-packages/[^\n]{0,300}\bin \w{1,60}\([^\n]*(?:\n|$)"
)


_STACK = r"Traceback|-packages/|(?m:^)-{1,8}> {0,8}\d"


def _kept_frame(match: re.Match[str]) -> str:
    return match[1] or ""


# The body of a request, as the SDKs' debug logs show it: the user's prose, and no answer.
_SENT = (
    r"(?im)\brequest options: ?\{[^\n]*|\bsending request \{[^\n]*(?:\n[ \t][^\n]*){0,400}(?:\n\})?"
)


def unpacked(text: str) -> str:
    """The text as it was before a terminal, a page or a string took it in."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = records.unpacked(text)
    if "equest options:" in text or "ending request {" in text:
        text = re.sub(_SENT, "request", text)
    if "\x1b" in text:
        text = re.sub(_COLOURS, "", text)
    if "&quot;" in text or "&lt;" in text or "&#" in text:
        for entity, char in (*_ENTITIES, ("&amp;", "&")):
            text = text.replace(entity, char)
    if len(text) <= SMALL and "\n" not in text.strip():
        text = re.sub(_ONE_ESCAPE, "\n", text)
    if len(text) <= SMALL and re.search(_STACK, text):
        text = re.sub(_SOURCE, _kept_frame, text)
    if len(text) <= SMALL:
        lines = [line for line in text.split("\n") if line]
        if len(lines) > 1 and all(re.match(_LOGGER, line) for line in lines):
            text = "\n".join(re.sub(_LOGGER, "", line, count=1) for line in lines)
    return text


def decoded(parts: Iterable[bytes]) -> Iterator[str]:
    """PowerShell writes UTF-16 with a mark; everything else is taken for UTF-8."""
    decoder = None
    for part in parts:
        if decoder is None:
            wide = part[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
            decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")("replace")
        yield decoder.decode(part)
    if decoder is not None:
        yield decoder.decode(b"", final=True)
