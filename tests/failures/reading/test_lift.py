"""What is lifted out of a text beside its failure: the field at fault, and the wait."""

from __future__ import annotations

import pytest

from claude_doctor.failures.classify import DOCUMENTED_TYPES
from claude_doctor.failures.reader import read


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("messages.2.content.0: Input should be a valid string", "messages.2.content.0"),
        ("400 max_tokens: Field required", "max_tokens"),
        ("tools.0.custom.input_schema: Field required", "tools.0.custom.input_schema"),
        ("Error: temperature: range: 0..1", "temperature"),
        ("529 Overloaded", None),
    ],
)
def test_the_field_is_named(text: str, field: str | None) -> None:
    """The path into the request that a validation names, and nothing where none is named."""
    assert field == read(text).field


@pytest.mark.parametrize("kind", sorted(DOCUMENTED_TYPES))
def test_a_type_is_no_field(kind: str) -> None:
    """The name of an error before a colon is the error's, not that of a part of the request."""
    assert read(f"429 {kind}: This request was refused.").field is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("429 rate_limit_error: too many tokens. retry-after: 16", 16.0),
        ("529 Overloaded", None),
    ],
)
def test_the_wait_is_told_where_the_text_tells_one(text: str, seconds: float | None) -> None:
    """In seconds; null where the text does not tell."""
    assert seconds == read(text).retry_after_s
