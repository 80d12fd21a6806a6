"""The routes for a person and for a program; and the one line that `check --fallbacks` adds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..engine.fallback import Fallback, Health, Kind, Ranked
from ..engine.model import Report, Side
from .paint import Paint, width_of

_SIGNS = {
    Health.UP: "good", Health.DEGRADED: "warn", Health.DOWN: "bad", Health.UNKNOWN: "unknown",
}  # fmt: skip


_FOOT = (
    "Up: operational per its own status page, and its endpoint answers if it is set up here. "
    "`claude-doctor fallbacks --ping` tries those; `--json` gives each reason."
)


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


def to_text(ranked: Ranked, paint: Paint) -> str:
    """The best route, then one table of all: usable now first, a line a route with what it needs.
    What is true of several is said once."""
    lines = paint.wrap(_head(ranked))
    most = paint.width if paint.stacked else paint.width // 2  # a local model may have any name
    names = {one.id: paint.cut(_named(one), most - 4) for one in ranked.fallbacks}
    widest = max(map(width_of, names.values()), default=0)
    for title, group in _groups(ranked.fallbacks):
        said, shared = _shared(group)
        lines += ["", *paint.wrap(paint.bold(title) + (f": {said}" if said else ""))]
        for one in group:
            needs = _needs(one, shared)
            name = f"{paint.sign(_SIGNS[one.state])} {paint.pad(names[one.id], widest)}"
            lines += _line(paint, name, needs)
    for words in (_cost(ranked), _FOOT):
        lines += ["", *paint.wrap(words)] if words else []
    return paint.text(lines)


def _line(paint: Paint, name: str, needs: str) -> list[str]:
    first = f"  {name}  "
    if not paint.stacked:
        return paint.wrap(needs, first, " " * width_of(first))
    return [f"  {name}", *paint.wrap(needs, " " * 6)]


def _groups(routes: Sequence[Fallback]) -> Iterator[tuple[str, list[Fallback]]]:
    """The routes by what can be done with them, each group in the order of the ranking."""
    for title, belongs in (
        ("Usable now", lambda one: one.usable),
        ("Up, but not set up here", lambda one: not one.usable and one.state is Health.UP),
        ("Degraded", lambda one: not one.usable and one.state is Health.DEGRADED),
        ("Not known whether up", lambda one: not one.usable and one.state is Health.UNKNOWN),
        ("Down", lambda one: not one.usable and one.state is Health.DOWN),
    ):
        if group := [one for one in routes if belongs(one)]:
            yield title, group


def _shared(group: Sequence[Fallback]) -> tuple[str, str]:
    """What is said once for a group, and the end of the reasons that it stands for: the one that
    most have, of several and not of those that are well."""
    ends = Counter(_end(one.why) for one in group if one.state is not Health.UP)
    end, count = next(iter(ends.most_common(1)), ("", 0))
    if count < 2:
        return "", ""
    return (end if count == len(group) else f"{end}, where nothing else is said"), end


def _end(why: str) -> str:
    """What a reason says behind whose it is: "Anthropic's page: the name does not resolve"."""
    return why.rpartition(": ")[2]


def _needs(one: Fallback, shared: str) -> str:
    """What it takes to use the route; before it why it is not well, where that is its own."""
    parts = []
    if one.ping is not None or (one.state is not Health.UP and _end(one.why) != shared):
        parts.append(one.why)
    if one.usable:
        parts.append(one.how)
    elif one.needs:
        parts.append(f"needs {one.needs}")
    elif one.key is None and one.state is Health.UP:
        parts.append(one.why)
    elif one.key:
        parts.append("set up here")
    return "; ".join(dict.fromkeys(parts))


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
