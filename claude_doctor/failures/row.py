"""The shape of a catalogue row, and how its phrases are compared with what people paste.

Pasted text is broken in every way: wrapped inside words, escaped three times, dumped by Python,
Lua or Elixir, with typographic quotes. So phrases are compared after `squeezed`: without blanks,
quotes and backslashes, in lower case. What is left is the same in all of these shapes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

API_ERRORS = "https://platform.claude.com/docs/en/api/errors"
API_LIMITS = "https://platform.claude.com/docs/en/api/rate-limits"
CODE_ERRORS = "https://code.claude.com/docs/en/errors"


@dataclass(frozen=True, slots=True)
class ApiError:
    """One failure: what it means, whose side it is on, what to do.

    `category` and `side` are the contract's words (section 3); `cause` is a verdict's cause
    (section 2), None where the text alone cannot decide.

    How a text shows it: `names` are single words that are enough (a code, an exception, a value
    of `error.type`); `says` are phrases that are enough; `hints` count only where something else
    shows that an API call failed. In phrases, `*` stands for anything. `statuses` limits all
    three to answers with these statuses (empty: any). `rank` orders the rows that fit one
    statement: the more specific, the higher.
    """

    id: str
    category: str
    side: str
    retryable: bool | None
    meaning: str
    cause: str | None = None
    fixes: tuple[str, ...] = ()
    http_status: int | None = None
    error_type: str | None = None
    doc: str | None = None
    names: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    rank: int = 50


# What differs between shapes of the same text: blanks, quotes, backslashes, frames, emphasis.
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\v\f\u00a0\u200b\ufeff\"'`“”‘’´\\*│┃║▌▐"))
_ALIKE = {ord("="): ":", ord("："): ":", ord("–"): "-", ord("—"): "-"}
_TABLE = {**_DROPPED, **_ALIKE}
_ESCAPED_BLANK = r"\\{1,16}[nrt]"
_ESCAPED_CHAR = r"\\{1,16}u([0-9a-fA-F]{4})"
# UTF-8 read as Windows-1252: the apostrophe and quotes, the dashes, the stray capital A.
_MOJIBAKE = "â€[™œ\x9d˜“”]|Â"


def squeezed(text: str) -> str:
    """The text without what differs between shapes of the same message."""
    if "\\" in text:
        text = re.sub(_ESCAPED_CHAR, lambda m: chr(int(m[1], 16)), text)
        text = re.sub(_ESCAPED_BLANK, " ", text)
    if "Â" in text or "â€" in text:
        text = re.sub(_MOJIBAKE, "", text)
    return text.lower().translate(_TABLE).replace(":>", ":")


def parts(phrase: str) -> tuple[str, ...]:
    """A phrase, ready to compare: its squeezed parts between the stars."""
    return tuple(squeezed(part) for part in phrase.split("*"))


def holds(phrase: tuple[str, ...], text: str) -> bool:
    """Whether squeezed text has these parts in this order. Linear in the text."""
    at = 0
    for part in phrase:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
