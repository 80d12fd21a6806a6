"""What metered requests cost: whole, and never a number that is not known."""

from __future__ import annotations

from typing import Any

import pytest

from claude_doctor.render.cost import spent

WORKS = {
    "model": "a",
    "answer": "complete",
    "input_tokens": 15,
    "output_tokens": 4,
    "cost_usd": 0.2,
}
FAILS = {"model": "b", "answer": "error", "http_status": 529}
CUT = {"model": "c", "answer": "cut", "http_status": 200}
PRICELESS = {"model": "d", "answer": "complete", "input_tokens": 20, "output_tokens": 5}


def measured(**facts: Any) -> dict[str, Any]:
    """The ping's facts by their keys in a report."""
    return {f"ping.{name}": value for name, value in facts.items()}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ""),
        ({"front_door": True}, ""),
        ({**WORKS, "works": True}, "15 + 4 tokens, $0.200000"),
        ({**FAILS, "works": False}, "cost $0"),
        ({**CUT, "works": False}, "cost unknown"),
        (
            {**PRICELESS, "works": True},
            "cost unknown (20 tokens sent)",
        ),
        (
            {"works": False, "cost_usd": 0.2, "models": [FAILS, WORKS]},
            "2 requests, 15 + 4 tokens, $0.200000",
        ),
        (
            {"works": False, "cost_usd": 0.2, "models": [FAILS, WORKS], "other_model": "a",
             "other_sent": True},
            "2 requests (one for --fallbacks: a), 15 + 4 tokens, $0.200000",
        ),
        (
            {"works": False, "cost_usd": 0.2, "models": [FAILS, WORKS], "other_model": "a",
             "other_sent": False},
            "2 requests, 15 + 4 tokens, $0.200000",
        ),
        ({"works": False, "models": [FAILS, FAILS]}, "2 requests, cost $0"),
        (
            {"works": False, "cost_usd": 0.2, "models": [CUT, WORKS]},
            "2 requests, 15 + 4 tokens, $0.200000 known of the cost",
        ),
        (
            {"works": True, "cost_usd": 0.2, "models": [WORKS, PRICELESS]},
            "2 requests, 35 + 9 tokens, $0.200000 known of the cost",
        ),
        (
            {"works": False, "models": [FAILS, PRICELESS]},
            "2 requests, cost unknown (20 tokens sent)",
        ),
    ],
)  # fmt: skip
def test_all_requests_are_added_up(facts: dict[str, Any], expected: str) -> None:
    """Tokens and price of all together; what nobody tells is said to be unknown."""
    assert expected == spent(measured(**facts))
