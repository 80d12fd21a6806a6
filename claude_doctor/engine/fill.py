"""Sentences with slots for facts, and what is put into them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..phrases import phrase
from .facts import Facts, in_words

_SLOT = phrase(r"\{([a-z_]+\.[a-z0-9_]+)(?::(\d+))?(?:\|([^}]*))?\}")


def fill(text: str, facts: Facts) -> str:
    """Put measured values into a rule's sentence.

    `{ping.model|the model}` becomes the value, or the words behind the bar where it was not
    measured or is empty. `{ping.message:80|none}` is a quotation: of a longer one its first
    sentence, or as many words as fit in 80 characters. Values are data: braces inside them are left
    as they are.
    """

    def value(slot: re.Match[str]) -> str:
        measured = facts.get(slot[1])
        if measured is None or measured == "":
            return slot[3] or "?"
        words = in_words(measured)
        return quotation(words, int(slot[2])) if slot[2] else words

    return _SLOT.sub(value, text)


def quotation(words: str, limit: int) -> str:
    """Somebody's words, at most this many characters of them, without a period at the end. Of
    `429 “words”, nginx` it is the words that are cut, not what stands around them."""
    head, opened, rest = words.strip().partition("“")
    inside, closed, tail = rest.rpartition("”")
    if opened and closed:
        return f"{head}“{_shortened(inside, limit)}”{tail}".removesuffix(".")
    return _shortened(words.strip(), limit)


def _shortened(words: str, limit: int) -> str:
    """All of it, its first sentence, as many words as fit, or the beginning of one long word."""
    if len(words) > limit:
        words = words.split(". ")[0]
    if len(words) > limit:
        whole, _, _ = words[:limit].rpartition(" ")
        if len(whole) < limit // 2:
            whole = words[: limit - 1]
        words = whole.rstrip(" ,;:") + "…"
    return words.removesuffix(".")


def slots(text: str) -> Iterable[str]:
    """The fact keys a sentence mentions."""
    return (match[1] for match in _SLOT.finditer(text))
