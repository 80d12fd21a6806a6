"""How much structure a stranger's document may have before it is not parsed at all.

Two megabytes of `{},{},…` are a hundred and more of Python objects, and the whole process may use
150 MiB. The counts below are taken before parsing and are several times those of real pages.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

#: Commas and opening brackets of a JSON document. A full page of GitHub issues has about 15,000.
JSON_PARTS = 60_000
#: Tags of an HTML or XML document. Today's Downdetector page has some thousands.
TAGS = 20_000
#: Comments of a page that may have no end: in a script they are none.
_UNENDED = 100


_SIGNS = (",", "{", "[")
_STEP = 32 * 1024


def within(text: str) -> str:
    """The beginning of a JSON text that holds at most JSON_PARTS parts; usually all of it."""
    parts = 0
    for at in range(0, len(text), _STEP):
        parts += sum(text.count(sign, at, at + _STEP) for sign in _SIGNS)
        if parts > JSON_PARTS:
            return text[:at]
    return text


def load_json(data: bytes | str) -> Any:
    """The document. ValueError where it is no JSON, or one of too many parts."""
    text = data if isinstance(data, str) else data.decode("utf-8-sig", "replace")
    if within(text) is not text:
        raise ValueError("a document of too many parts")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("a document nested too deep") from None


def soup(markup: str) -> BeautifulSoup:
    """The markup as a tree; ValueError where it cannot be parsed. What the parser would have its
    programmer know of a stranger's page (that it is XML, or looks like an address) is not printed.
    """
    import warnings

    from bs4 import BeautifulSoup, UnusualUsageWarning
    from bs4.builder import ParserRejectedMarkup

    warnings.simplefilter("ignore", UnusualUsageWarning)
    try:
        return BeautifulSoup(_ended(markup), "html.parser")
    except (ParserRejectedMarkup, AssertionError) as error:
        raise ValueError("markup that cannot be parsed") from error


def _ended(markup: str) -> str:
    """The markup without a tag that its end cuts off, and from the first on of many comments or
    sections that never end. Python's parser before 3.13.6 looks for the end again from each sign
    behind that, and takes seconds for some kilobytes."""
    end = markup.rfind(">") + 1
    for opens, closes in (("<!--", r"--\s*>"), ("<![", r"\]\s*>")):
        if markup.count(opens) <= _UNENDED:
            continue
        last = max((found.end() for found in re.finditer(closes, markup)), default=0)
        if markup.count(opens, last) > _UNENDED:
            end = min(end, markup.find(opens, last))
    return markup[:end]


def too_many_tags(text: str) -> bool:
    """Whether parsing the page would cost more memory than it is worth."""
    return text.count("<") > TAGS
