"""The scenarios, one row each, by side: what the world does, and the verdict it must give."""

from __future__ import annotations

from datetime import UTC, datetime

from ...sources.api.models import retires_in_days
from ..roles import Scenario
from . import account, client, clouds, fallbacks, healthy, network, server, storm


def _stands(scenario: Scenario) -> bool:
    """A retirement by the table is a date: its row stands while that lies ahead."""
    today = datetime.now(UTC).date()
    by_table = scenario.cause == "model-retiring" and not scenario.api.lifecycles
    return not by_table or any(retires_in_days(word, today) is not None for word in scenario.args)


SCENARIOS: tuple[Scenario, ...] = tuple(
    scenario
    for rows in (
        healthy.ROWS, server.ROWS, fallbacks.ROWS, storm.ROWS, client.ROWS, account.ROWS,
        network.ROWS, clouds.ROWS,
    )
    for scenario in rows
    if _stands(scenario)
)  # fmt: skip

_BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


def by_name(name: str) -> Scenario:
    """The scenario with this name; KeyError, when there is none."""
    return _BY_NAME[name]
