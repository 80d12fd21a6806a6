"""What the metered requests of a check cost, in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.facts import Facts
from ..probes import ping
from ..sources.api import alternative
from .pinged import pinged

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
    """The requests that were sent; one model alone that told nothing and cost nothing is none."""
    told = ping.INPUT_TOKENS.of(facts) is not None or ping.ANSWER.of(facts) in _UNSURE
    return pinged(facts) if told or isinstance(ping.MODELS.of(facts), list) else []


def _unknown(row: dict[str, Any]) -> bool:
    """Whether it may have cost what nobody tells."""
    told = row.get("input_tokens") is not None
    return row.get("cost_usd") is None if told else row.get("answer") in _UNSURE


def _sum(rows: Iterable[dict[str, Any]], name: str) -> int:
    return sum(value for row in rows if isinstance(value := row.get(name), int))
