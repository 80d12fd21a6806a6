"""The routes for a person and for a program; and the one line that `check --fallbacks` adds."""

from __future__ import annotations

import json
import textwrap
from itertools import groupby
from typing import Any

from ..engine.fallback import Fallback, Health, Kind, Ranked
from ..engine.model import Report, Side

_SIGN = {Health.UP: "●", Health.DEGRADED: "▲", Health.DOWN: "✗", Health.UNKNOWN: "?"}
_PLAIN_SIGN = {Health.UP: "*", Health.DEGRADED: "!", Health.DOWN: "x", Health.UNKNOWN: "?"}
_NARROWEST = 40


def to_json(checked_at: str, ranked: Ranked) -> str:
    """One document, schema version 1. ASCII, so that it survives every terminal and pipe."""
    document = {
        "schema_version": 1,
        "checked_at": checked_at,
        "fallbacks": [one.document() for one in ranked.fallbacks],
        "best": ranked.best.id if ranked.best else None,
        "missing": list(ranked.missing),
    }
    return json.dumps(document, indent=1) + "\n"


def to_text(ranked: Ranked, width: int, plain_signs: bool = False) -> str:
    """The best route, then every route with its reason, the most useful first."""
    width = max(_NARROWEST, width)
    signs = _PLAIN_SIGN if plain_signs else _SIGN
    lines = textwrap.wrap(_head(ranked), width)
    for (state, reason), group in groupby(ranked.fallbacks, lambda one: (_state(one), one.reason)):
        routes = list(group)  # neighbours of which the same is to be said
        names = ", ".join(_named(one) for one in routes)
        lines += ["", *_wrapped(f"{signs[routes[0].state]} {names}: {state}", width, "  ")]
        lines += _wrapped(reason, width, "    ")
    if cost := _cost(ranked):
        lines += ["", *textwrap.wrap(cost, width)]
    return "\n".join(lines) + "\n"


def _cost(ranked: Ranked) -> str | None:
    """What the metered requests took; None where none was sent."""
    sent = [one.ping for one in ranked.fallbacks if one.ping and one.ping["works"] is not None]
    if not sent:
        return None
    tokens = sum((one["input_tokens"] or 0) + (one["output_tokens"] or 0) for one in sent)
    priced = sum(one["cost_usd"] or 0 for one in sent)
    many = "1 metered request" if len(sent) == 1 else f"{len(sent)} metered requests"
    price = f", about ${priced:.6f} at Anthropic's prices" if priced else ""
    return f"{many} sent: {tokens} tokens{price}."


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )  # fmt: skip


def _state(one: Fallback) -> str:
    """The state, with what keeps a route from being used."""
    if one.key is False:
        return f"{one.state.value}, no key here"
    if one.key is None and one.state is Health.UP and not one.usable:
        return "up, no model"
    return one.state.value


def _head(ranked: Ranked) -> str:
    if ranked.best is None:
        return "No other route is known to be up with a key or a model here."
    return f"Best now: {_named(ranked.best)}, {ranked.best.brief}."


def _named(one: Fallback) -> str:
    """The name, with the model where that says more; Claude's models by their id alone."""
    if one.kind is Kind.MODEL:
        return one.id
    return f"{one.name} ({one.model})" if one.model else one.name


def best_in(report: Report) -> Fallback | None:
    """The best route, where the verdict asks for one: the service's own trouble."""
    if report.fallbacks is None or report.verdict.side is not Side.SERVER:
        return None
    return report.fallbacks.best


def meanwhile(report: Report) -> dict[str, Any] | None:
    """The best route for the JSON of a check."""
    best = best_in(report)
    return best.document() if best else None


def line(report: Report) -> str | None:
    """The best route in one line; None where it was not asked for, or is not the matter."""
    if report.fallbacks is None or report.verdict.side is not Side.SERVER:
        return None
    best = best_in(report)
    if best is None:
        return "Meanwhile: no other route is known to be up with a key or a model here."
    return f"Meanwhile: {_named(best)}, {best.brief}."
