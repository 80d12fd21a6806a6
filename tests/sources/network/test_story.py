"""The path in words: what is odd is named, and nothing else."""

from __future__ import annotations

import pytest

from claude_doctor.sources.network import story


def test_the_address_that_does_not_belong_is_named() -> None:
    """Of several addresses the private one, else the foreign one, never Anthropic's own."""
    facts = {"host": "api.anthropic.com", "dns": "ok", "dns_ms": 3, "dns_official": False}
    private = {**facts, "addresses": ["160.79.104.10", "10.1.2.3"], "dns_private": True}
    assert "resolves to 10.1.2.3 (a private address)" in story.summary(private)
    assert "resolves to 10.1.2.3, in a private network" in story.remarks(private)[0]
    foreign = {**facts, "addresses": ["160.79.104.10", "203.0.114.9"], "dns_private": False}
    assert "resolves to 203.0.114.9 (not Anthropic's)" in story.summary(foreign)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({}, None),
        ({"api.example": False}, None),
        ({"api.example": False, "127.0.0.1": True, "::1": True, "localhost": True}, None),
        ({"api.example": False, "a.example": False, "b.example": False}, "none"),
        ({"api.example": False, "a.example": False, "b.example": True}, "some"),
        ({"api.example": True, "a.example": False}, "none"),
    ],
)
def test_what_other_names_did(names: dict[str, bool], expected: str | None) -> None:
    """Of the names besides the API's own; numbers, this machine and an empty list tell nothing."""
    assert expected == story.other_names(names, {"host": "api.example"})
