"""Sentences with slots for facts, and what is put into them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .facts import Facts, in_words

_SLOT = re.compile(r"\{([a-z_]+\.[a-z0-9_]+)(?::(\d+))?(?:\|([^}]*))?\}")


def fill(text: str, facts: Facts) -> str:
    """Put measured values into a rule's sentence.

    `{ping.model|the model}` becomes the value, or the words behind the bar where it was not
    measured. `{ping.message:80|none}` is a quotation: of a longer one its first sentence, or as
    many words as fit in 80 characters. Values are data: braces inside them are left as they are.
    """

    def value(slot: re.Match[str]) -> str:
        measured = facts.get(slot[1])
        if measured is None:
            return slot[3] or "?"
        words = in_words(measured)
        return quotation(words, int(slot[2])) if slot[2] else words

    return _SLOT.sub(value, text)


def quotation(words: str, limit: int) -> str:
    """At most this many characters of somebody's words, without a period at the end."""
    words = words.strip()
    if len(words) > limit:
        first = words.split(". ")[0]
        if len(first) > limit:
            whole, _, _ = words[:limit].rpartition(" ")
            if len(whole) < limit // 2:  # a long word: its beginning says more than nothing
                whole = words[: limit - 1]
            short = whole.rstrip(" ,;:") + "…"
            return short + "”" * (short.count("“") - short.count("”"))
        words = first + "”" * (first.count("“") - first.count("”"))
    return words.removesuffix(".")


def slots(text: str) -> Iterable[str]:
    """The fact keys a sentence mentions."""
    return (match[1] for match in _SLOT.finditer(text))
