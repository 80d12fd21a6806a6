"""The scenarios of the built-in world, as a list and as a document."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..chaos import Scenario
from .lists import SIDES, Group, Line, grouped
from .paint import Paint


def to_json(scenarios: Sequence[Scenario]) -> str:
    """One document, schema version 1: every scenario with the verdict that it must give."""
    rows = [
        {"name": s.name, "story": s.story, "side": s.side, "severity": s.severity,
         "cause": s.cause, "exit_code": s.exit_code}
        for s in scenarios
    ]  # fmt: skip
    return json.dumps({"schema_version": 1, "scenarios": rows}, indent=1) + "\n"


def listed(paint: Paint, scenarios: Sequence[Scenario], whole: bool) -> str:
    """By side, a line each: the exit code, the name, what happens."""
    groups = (
        Group(
            title,
            [Line(s.name, s.story, str(s.exit_code)) for s in scenarios if s.side == side],
        )
        for side, title in SIDES.items()
    )
    foot = (
        "The number is the exit code of a check; 0 is healthy or degraded. "
        "`claude-doctor demo NAME` runs a real check on the scenario."
    )
    return grouped(paint, groups, foot, whole)
