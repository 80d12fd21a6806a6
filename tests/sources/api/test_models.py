"""What is known about models: prices, retirements, the newest Haiku."""

from __future__ import annotations

from datetime import date

import pytest

from claude_doctor.fallbacks import all_providers
from claude_doctor.sources.api import models


def test_cost_of_a_ping() -> None:
    """20 tokens in and 10 out on Haiku 5.5 are 7 millionths of a dollar."""
    assert 0.000007 == models.cost_usd("claude-haiku-5-5", 20, 10)
    assert models.cost_usd("claude-unknown-9", 20, 10) is None


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), 60),
        (date(2026, 11, 30), 0),
        (date(2026, 12, 1), None),
    ],
)
def test_retirement_is_near_for_sixty_days(today: date, days: int | None) -> None:
    """From sixty days before to the day itself."""
    assert days == models.retires_in_days("claude-sonnet-4-5-20250929", today)


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        ({"data": [{"id": "claude-opus-9"}, {"id": "claude-haiku-6"}, {"id": "claude-haiku-4-5"}]},
         "claude-haiku-6"),
        ({"data": [{"id": models.DEFAULT}, {"id": "claude-haiku-5"}]}, "claude-haiku-5"),
        ({"data": [{"id": "claude-opus-9"}]}, models.LAST_RESORT),
        ({"data": "x"}, models.LAST_RESORT),
        ({"data": [None, 3, {"id": 7}]}, models.LAST_RESORT),
        ([], models.LAST_RESORT),
        (None, models.LAST_RESORT),
    ],
)  # fmt: skip
def test_the_newest_haiku(listing: object, expected: str) -> None:
    """The first Haiku of the list that is not the one just refused, or the last resort."""
    assert expected == models.newest_haiku(listing)


def test_the_table_is_sound() -> None:
    """No name stands for two models, the newest comes first, a successor outlives its model."""
    names = [name for m in models.MODELS for name in (m.id, m.alias) if name]
    assert len(names) == len(set(names))
    released = [m.released for m in models.MODELS]
    assert released == sorted(released, reverse=True)
    for model in models.MODELS:
        assert (model.deprecated is None) == (model.retires is None)
        if model.retires:
            heir = models.find(model.retires[1])
            assert heir and not heir.retires


def test_the_table_holds_every_model_that_the_program_names() -> None:
    """The ping's own two, and each Claude model among the routes."""
    routes = [route for provider in all_providers() for route in provider.routes]
    named = [route.model for route in routes if route.model and route.model.startswith("claude-")]
    assert named
    assert all(models.find(name) for name in [models.DEFAULT, models.LAST_RESORT, *named])
