"""The path in words: what is odd is named, and nothing else."""

from __future__ import annotations

from claude_doctor.sources.network import story


def test_the_address_that_does_not_belong_is_named() -> None:
    """Of several addresses the private one, else the foreign one, never Anthropic's own."""
    facts = {"host": "api.anthropic.com", "dns": "ok", "dns_ms": 3, "dns_official": False}
    private = {**facts, "addresses": ["160.79.104.10", "10.1.2.3"], "dns_private": True}
    assert "leads to 10.1.2.3 (a private address)" in story.summary(private)
    assert "leads to 10.1.2.3, in a private network" in story.remarks(private)[0]
    foreign = {**facts, "addresses": ["160.79.104.10", "203.0.114.9"], "dns_private": False}
    assert "leads to 203.0.114.9 (not Anthropic's)" in story.summary(foreign)
