"""What a check has just measured itself: a ping of a moment ago outranks every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.model import Evidence, Severity, Verdict

#: Causes that concern one model: capacity is tracked per model, so another may answer.
_PER_MODEL = ("overloaded", "incomplete-response-loop", "model-incident")


@dataclass(frozen=True, slots=True)
class Tried:
    """Models whose ping worked, those whose ping failed and how, and whether the API failed as
    a whole, whichever the model."""

    works: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False


NOTHING = Tried()


def by_check(evidence: Iterable[Evidence], verdict: Verdict) -> Tried:
    """What the check's pings say of the models, and its verdict of the API."""
    facts = next((one.facts for one in evidence if one.name == "ping"), {})
    works: set[str] = set()
    failed: dict[str, str] = {}
    for row in _rows(facts):
        model, answer = row.get("model"), row.get("answer")
        if not isinstance(model, str) or not isinstance(answer, str):
            continue
        if answer == "complete":
            works.add(model)
        else:
            status = row.get("http_status")
            # A 200 that breaks off says by its answer, not by its status, what went wrong.
            failed[model] = str(status) if isinstance(status, int) and status >= 400 else answer
    down = verdict.severity is Severity.DOWN and verdict.cause not in _PER_MODEL
    return Tried(frozenset(works), failed, down and not works)


def _rows(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row a pinged model; with one model only, the facts themselves are it."""
    listed = facts.get("models")
    rows = listed if isinstance(listed, list) else [facts]
    return [row for row in rows if isinstance(row, dict)]
