"""Facts in a rule's sentence: default words, whole values, and quotations of a bounded length."""

from __future__ import annotations

import pytest

from claude_doctor.engine.fill import fill, quotation, slots

LONG = "Too many tokens per day for this model, please wait before you try again"


def test_a_slot_takes_the_value_or_the_words_behind_the_bar() -> None:
    """A measured value, the default, or a question mark; what a value holds is never a slot."""
    assert fill("{ping.model|the model}: {a.b}", {"ping.model": "{x.y|z}"}) == "{x.y|z}: ?"
    assert fill("{ping.model|the model} {a.b:20|none}", {}) == "the model none"


@pytest.mark.parametrize(
    ("words", "limit", "shown"),
    [
        ("Slow down.", 60, "Slow down"),
        (LONG, 40, "Too many tokens per day for this model…"),
        ("Too many tokens. Retry in 38 seconds; see the documentation.", 40, "Too many tokens"),
        ("x" * 90, 60, "x" * 59 + "…"),
        ("Quota exceeded for " + "y" * 90, 60, "Quota exceeded for " + "y" * 40 + "…"),
        ("429 “" + LONG + "”, nginx", 40, "429 “Too many tokens per day for this model…”, nginx"),
        ("429 “Wait. " + LONG + "”, LiteLLM", 40, "429 “Wait”, LiteLLM"),
        ("503 “Down for maintenance.”", 40, "503 “Down for maintenance”"),
    ],
)
def test_a_quotation_is_a_sentence_or_as_many_words_as_fit(
    words: str, limit: int, shown: str
) -> None:
    """The first sentence, whole words or the beginning of one; what stands around it is kept."""
    assert quotation(words, limit) == shown
    assert fill(f"({{ping.message:{limit}|none}})", {"ping.message": words}) == f"({shown})"


def test_the_facts_of_a_sentence_are_found_with_their_lengths() -> None:
    """A length and default words are no part of a fact's name."""
    assert ["a.b", "c.d"] == list(slots("{a.b:80|x} and {c.d}"))
