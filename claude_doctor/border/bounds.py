"""How much structure a stranger's document may have before it is not parsed at all.

Two megabytes of `{},{},…` are a hundred and more of Python objects, and the whole process may use
150 MiB. The counts below are taken before parsing and are several times those of real pages.
"""

from __future__ import annotations

import json
from typing import Any

#: Commas and opening brackets of a JSON document. A full page of GitHub issues has about 15,000.
JSON_PARTS = 60_000
#: Tags of an HTML or XML document. Today's Downdetector page has some thousands.
TAGS = 20_000


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


def too_many_tags(text: str) -> bool:
    """Whether parsing the page would cost more memory than it is worth."""
    return text.count("<") > TAGS
