"""What is left of a credential that was cut, folded, encoded or written in other letters.

A peer that refuses a key says it back by its ends, a log folds it over two lines, a proxy prints
its Base64. Of each credential the random part is known here by its pieces; words in it are not,
or a gateway's key called "acme-gateway-…" would hide every "gateway".
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..phrases import phrase
from ..records import dataclass

MASK = "[redacted]"
_PIECE = 6  # characters, a digit among them: fewer may be chance
_LETTERS = 8  # the same without a digit: six letters may be a word
_CODED = 8  # characters of Base64
_WHOLE = 12  # characters that come in this order by no chance
_SHORT = 4  # letters of a word that may stand inside a random part
_RANDOM = 20  # letters of one kind that are no word any more

_WORD = phrase(r"[A-Za-z0-9_-]{4,}")
_BARE = phrase(r"[A-Za-z0-9]{4,}")
_CODE = phrase(r"[A-Za-z0-9_+/=-]{8,}")
# Between the groups of something: what is no letter of it, also as an address writes that.
_ESCAPED = phrase(r"(?:%[0-9A-Fa-f]{2})+")
_BETWEEN = phrase(r"(?:%[0-9A-Fa-f]{2}|[^A-Za-z0-9_+/-])+")
_SPLIT = phrase(r"[^A-Za-z0-9]+")
# What people write: a word, capital letters, a number, with a version behind it.
_PLAIN = phrase(r"(?:[A-Za-z]?[a-z]*|[A-Z]*)\d{0,4}|\d+")
_KINDS = phrase(r"[a-z]+|[A-Z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class _Known:
    """The pieces of all credentials: in small letters, and of their Base64; the random parts."""

    pieces: frozenset[str]
    coded: frozenset[str]
    parts: tuple[str, ...]

    def met(self, word: str) -> bool:
        """Whether a piece of a credential is in the word."""
        low = word.lower().replace("-", "").replace("_", "")
        if len(low) < _LETTERS and low.isalpha():
            return False
        pieces = self.pieces
        return not (
            pieces.isdisjoint(_cuts(low, _PIECE)) and pieces.isdisjoint(_cuts(low, _LETTERS))
        )


def hide(text: str, secrets: Iterable[str]) -> str:
    """Hide what is left of these credentials in a text. Words are looked at, not letters: it takes
    some microseconds for a line."""
    known = _known(tuple(secrets))
    if not known.parts:
        return text
    text, coded = _unfolded(text, known.parts), known.coded
    made = _CODE.sub(lambda m: m[0] if coded.isdisjoint(_cuts(m[0], _CODED)) else MASK, text)
    made = _ungrouped(made, _BETWEEN, coded, _CODED)
    if "%" in made:
        for size in (_PIECE, _LETTERS):
            made = _ungrouped(made, _ESCAPED, known.pieces, size, small=True)
    made = _WORD.sub(lambda m: MASK if known.met(m[0]) else m[0], made)
    if made == text:
        return text
    # The last lines of a folded credential are short: beside the others they are no chance.
    joined = _ESCAPED.sub("", text.lower())
    found = " ".join(part for part in known.parts if _shares(part, joined))
    return _BARE.sub(lambda m: MASK if m[0].lower() in found else m[0], made) if found else made


def _unfolded(text: str, parts: Iterable[str]) -> str:
    """The text without those that stand in it whole, whatever stands between their characters."""
    squeezed = _SPLIT.sub("", text).lower()
    for part in parts:
        if len(part) >= _WHOLE and squeezed.count(part) > text.lower().count(part):
            text = re.sub(r"[^A-Za-z0-9]*".join(part), MASK, text, flags=re.IGNORECASE)
    return text


def _ungrouped(
    text: str, between: re.Pattern[str], pieces: frozenset[str], size: int, small: bool = False
) -> str:
    """The text without pieces of this size that were folded, or cut into groups: their characters
    stand in their order, and something between them. `small`: in letters of either kind."""
    letters = between.sub("", text)
    looked = letters.lower() if small else letters
    if len(looked) != len(letters) or pieces.isdisjoint(_cuts(looked, size)):
        return text
    at: list[int] = []
    end = 0
    for gap in between.finditer(text):
        at += range(end, gap.start())
        end = gap.end()
    at += range(end, len(text))
    kept, end = [], 0
    for first in range(len(looked) - size + 1):
        if looked[first : first + size] in pieces:
            if at[first] >= end:  # else it goes on
                kept += [text[end : at[first]], MASK]
            end = at[first + size - 1] + 1
    return "".join((*kept, text[end:]))


def _shares(part: str, text: str) -> bool:
    return any(part[at : at + _PIECE] in text for at in range(len(part) - _PIECE + 1))


def random(text: str) -> list[str]:
    """The stretches of a text that are no words: what a generator made. Its first words, such as
    `sk-ant-api03-`, belong to none."""
    found: list[str] = []
    words: list[str] = []
    for word in (*_SPLIT.split(text), ""):
        plain = len(word) < _RANDOM and _PLAIN.fullmatch(word) is not None
        if plain and (len(word) > _SHORT or not word or not words):
            found.append("".join(words))
            words = []
        else:
            words.append(word)
    return [one for one in found if _made(one)]


def _made(word: str) -> bool:
    """Whether a generator made it: letters and digits take turns, or it is too long for a word."""
    turns = len(_KINDS.findall(word)) - 1
    return len(word) >= _PIECE and (turns >= max(2, len(word) // 7) or len(word) >= _RANDOM)


@lru_cache(maxsize=8)
def _known(secrets: tuple[str, ...]) -> _Known:
    pieces: set[str] = set()
    coded: set[str] = set()
    parts: list[str] = []
    for secret in secrets:
        own = random(secret)
        parts += [part.lower() for part in own]
        for part in own:
            pieces |= set(_telling(part.lower()))
        if own:
            coded |= set(_base64(secret))
    return _Known(frozenset(pieces), frozenset(coded), tuple(dict.fromkeys(parts)))


def _telling(part: str) -> Iterator[str]:
    yield from (one for one in _cuts(part, _PIECE) if not one.isalpha() and not one.isdigit())
    yield from (one for one in _cuts(part, _LETTERS) if not one.isdigit())


def _base64(secret: str) -> Iterator[str]:
    """The pieces of its Base64, whatever stands before and behind it."""
    raw = secret.encode("utf-8", "surrogatepass")
    for offset in range(3):
        whole = base64.b64encode(bytes(offset) + raw).decode()
        ends = None if (offset + len(raw)) % 3 == 0 else -4  # what is behind it changes these
        inner = whole[4 if offset else 0 : ends]
        yield from _cuts(inner, _CODED)
        yield from _cuts(inner.replace("+", "-").replace("/", "_"), _CODED)


def _cuts(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]
