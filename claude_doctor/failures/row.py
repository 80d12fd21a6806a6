"""The shape of a catalogue row and of its signs, and how phrases are compared with pastes.

Pasted text is broken in every way: wrapped inside words, escaped three times, dumped by Python,
Lua or Elixir, with typographic quotes. So phrases are compared after `squeezed`: without blanks,
quotes and backslashes, in lower case. What is left is the same in all of these shapes.
"""

from __future__ import annotations

import re
from enum import IntEnum

from ..records import dataclass

API_ERRORS = "https://platform.claude.com/docs/en/api/errors"
API_LIMITS = "https://platform.claude.com/docs/en/api/rate-limits"
CODE_ERRORS = "https://code.claude.com/docs/en/errors"


class Tier(IntEnum):
    """How much a row says, the strongest last. In one tier the row that comes first decides."""

    NOTHING = 0  #: nothing is known
    ASIDE = 1  #: no failure of a call: a tool, an abort, an answer
    VAGUE = 2  #: no answer or no connection, without any reason
    BREAK = 3  #: how a connection or a stream broke, but not why
    CLASS = 4  #: a class of failures, as a status names it
    REASON = 5  #: a reason
    SPECIFIC = 6  #: a reason with its particulars
    DECISIVE = 7  #: whoever says this decides, whatever status, type and other words are beside it


# Where a sign is looked for.
NAME = "name"  # a single word: an exception, a system code, an error type
SENTENCE = "sentence"  # a phrase; `*` stands for anything
PATTERN = "pattern"  # a regular expression, on the text in lower case without quotes
HINT = "hint"  # a phrase that counts only where something else shows that a call failed


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows a failure: where to look (`NAME`, …), for what, and what it was written for."""

    look: str
    what: str
    example: str


def names(*words: str) -> tuple[Sign, ...]:
    """Single words that are enough, each its own example."""
    return tuple(Sign(NAME, word, word) for word in words)


def says(*examples: str) -> tuple[Sign, ...]:
    """Sentences, each with the words that decide between two bars."""
    return tuple(_marked(SENTENCE, example) for example in examples)


def hints(*examples: str) -> tuple[Sign, ...]:
    """The same for words that decide only beside a sign of a call."""
    return tuple(_marked(HINT, example) for example in examples)


def like(pattern: str, example: str) -> tuple[Sign, ...]:
    """A sentence with a variable part."""
    return (Sign(PATTERN, pattern, example),)


def _marked(look: str, example: str) -> Sign:
    return Sign(look, "*".join(example.split("|")[1::2]), example.replace("|", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiError:
    """One failure: what it means, whose side it is on, what to do, and the signs that show it.

    `category` and `side` are the contract's words (section 3); `cause` is a verdict's cause
    (section 2), None where the text alone cannot decide. `statuses` limits the signs to answers
    with these statuses (empty: any).
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
    tier: Tier = Tier.REASON
    signs: tuple[Sign, ...] = ()
    statuses: tuple[int, ...] = ()


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


_LOOSE = str.maketrans("", "", "\"'`\\*│┃“”‘’")


# Scripts that are written without blanks: a word of English begins beside them.
_SOLID = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
_BESIDE = rf"(?<={_SOLID})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?={_SOLID})"


# Between a name and its value, as Ruby, PHP, Perl and Elixir dump them.
_ARROW = r"(?<=[\w\"'\]]) ?=> ?(?=[\w\"'\\\[{:%])"


def loosened(text: str) -> str:
    """In lower case, on one line, without quotes and escapes: for numbers and patterns."""
    if not text.isascii() and re.search(_SOLID, text):
        text = re.sub(_BESIDE, " ", text)
    if "=>" in text:
        text = re.sub(_ARROW, ": ", text)
    return " ".join(re.sub(_ESCAPED_BLANK, " ", text).lower().translate(_LOOSE).split())


def parts(phrase: str) -> tuple[str, ...]:
    """A phrase, ready to compare: its squeezed parts between the stars."""
    return tuple(squeezed(part) for part in phrase.split("*"))


@dataclass(frozen=True, slots=True)
class Finder:
    """Signs, ready to look for: sentences in one piece, the others, and patterns."""

    plain: tuple[str, ...]
    starred: tuple[tuple[str, ...], ...]
    patterns: tuple[re.Pattern[str], ...]

    def found(self, squeezed_text: str, loose: str) -> bool:
        """Whether a text has a sentence or a pattern of them."""
        return (
            any(map(squeezed_text.__contains__, self.plain))  # in C
            or any(holds(phrase, squeezed_text) for phrase in self.starred)
            or any(pattern.search(loose) for pattern in self.patterns)
        )


def finder(signs: tuple[Sign, ...]) -> Finder:
    """Make these signs ready."""
    spoken = [parts(sign.what) for sign in signs if sign.look == SENTENCE]
    return Finder(
        tuple(phrase[0] for phrase in spoken if len(phrase) == 1),
        tuple(phrase for phrase in spoken if len(phrase) > 1),
        tuple(re.compile(sign.what) for sign in signs if sign.look == PATTERN),
    )


def holds(phrase: tuple[str, ...], text: str) -> bool:
    """Whether squeezed text has these parts in this order. Linear in the text."""
    at = 0
    for part in phrase:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
