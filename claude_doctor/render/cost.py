"""What the metered requests of a check cost, in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.facts import Facts
from ..probes import ping
from ..sources.api import alternative

#: Answers that may have been billed though they tell no tokens.
_UNSURE = ("none", "cut")


def spent(facts: Facts) -> str:
    """Tokens and price of all requests together; empty where none was sent and none failed."""
    rows = _rows(facts)
    if not rows:
        return "cost $0" if ping.WORKS.of(facts) is False else ""
    used = [row for row in rows if isinstance(row.get("input_tokens"), int)]
    unknown = [row for row in rows if _unknown(row)]
    cost = ping.COST_USD.of(facts)
    tokens = f"{_sum(used, 'input_tokens')} + {_sum(used, 'output_tokens')} tokens"
    several = "" if len(rows) == 1 else f"{len(rows)} requests{_extra(facts)}, "
    if not used and not unknown:
        return f"{several}cost $0"
    if isinstance(cost, int | float):
        return f"{several}{tokens}, ${cost:.6f}" + (" known of the cost" if unknown else "")
    sent = f" ({_sum(used, 'input_tokens')} tokens sent)" if used else ""
    return f"{several}cost unknown{sent}"


def _extra(facts: Facts) -> str:
    """Which of them `--fallbacks` has added."""
    sent = alternative.OTHER_SENT.of(facts) is True
    return f" (one for --fallbacks: {alternative.OTHER_MODEL.of(facts)})" if sent else ""


def _rows(facts: Facts) -> list[dict[str, Any]]:
    """A row a request: with several models the list, with one the facts themselves."""
    listed = ping.MODELS.of(facts)
    if isinstance(listed, list):
        return [row for row in listed if isinstance(row, dict)]
    if ping.INPUT_TOKENS.of(facts) is None and ping.ANSWER.of(facts) not in _UNSURE:
        return []
    return [
        {
            "input_tokens": ping.INPUT_TOKENS.of(facts),
            "output_tokens": ping.OUTPUT_TOKENS.of(facts),
            "cost_usd": ping.COST_USD.of(facts),
            "answer": ping.ANSWER.of(facts),
        }
    ]


def _unknown(row: dict[str, Any]) -> bool:
    """Whether it may have cost what nobody tells."""
    told = row.get("input_tokens") is not None
    return row.get("cost_usd") is None if told else row.get("answer") in _UNSURE


def _sum(rows: Iterable[dict[str, Any]], name: str) -> int:
    return sum(value for row in rows if isinstance(value := row.get(name), int))
