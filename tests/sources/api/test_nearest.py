"""The model that a mistyped id was meant to be, and what a check says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.answers import OTHER_SERVICE, document
from claude_doctor.sources.api.models import MODELS
from claude_doctor.sources.api.nearest import distance, nearest
from tests.conftest import Run
from tests.sources.api.test_lifecycle import checked, row, world

KNOWN = [model.alias or model.id for model in MODELS]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("claude-sonet-5-5", "claude-sonnet-5-5"),
        ("claude-sonnet-5.5", "claude-sonnet-5-5"),
        ("Sonnet 5.5", "claude-sonnet-5-5"),
        ("claude-5-5-sonnet", "claude-sonnet-5-5"),
        ("claude-sonnet-5-5-20260926", "claude-sonnet-5-5"),
        ("cluade-opus-5-5", "claude-opus-5-5"),
        ("claude_opus_55", "claude-opus-5-5"),
        ("claude-opsu-5", "claude-opus-5"),
        ("gpt-4o", None),
        ("haiku", None),
        ("a", None),
        ("", None),
        ("claude-nova-5-5", None),
    ],
)
def test_the_nearest_name(typed: str, meant: str | None) -> None:
    """Letters, signs, order, a date and a missing first word are no obstacle; what is far from all
    is left alone."""
    assert meant == nearest(typed, KNOWN)


@given(st.text("ab-", max_size=6), st.text("ab-", max_size=6))
def test_edits_are_counted_both_ways(one: str, other: str) -> None:
    """The distance is the same from either side, and 0 for the same word alone."""
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize("model", KNOWN)
def test_each_model_is_found_by_its_name_with_a_letter_less(model: str) -> None:
    """Whichever letter is missing, and whichever two are swapped."""
    for at, letter in enumerate(model):
        if letter.isalpha():
            assert model == nearest(model[:at] + model[at + 1 :], KNOWN)
            assert model == nearest(model[:at] + model[at : at + 2][::-1] + model[at + 2 :], KNOWN)


@pytest.mark.parametrize("listed", [True, False])
def test_a_check_names_the_model_that_was_meant(listed: bool, run: Run) -> None:
    """The first fix asks for it by name, with what to type: by the API's own list, else by the
    table in this program."""
    newer = document({"data": [row("claude-sonet-6", "active", line="sonet")], "has_more": True})
    with world(newer if listed else OTHER_SERVICE) as running:
        report = checked(run, running, "claude-sonet-5-5" if not listed else "claude-sonnt-6")
    meant = "claude-sonet-6" if listed else "claude-sonnet-5-5"
    assert "model-not-found" == report["verdict"]["cause"]
    first = report["fixes"][0]
    assert f"Did you mean {meant}?" == first["title"]
    assert f'claude-doctor check --model "{meant}"' == first["command"]
    assert "choose-successor" not in {fix["id"] for fix in report["fixes"]}


def test_a_variable_is_set_to_the_model_that_was_meant(run: Run) -> None:
    """Where ANTHROPIC_MODEL names it, that is what is corrected."""
    with serve(by_name("healthy")) as running:
        report = checked(run, running, env={"ANTHROPIC_MODEL": "claude-opus-55"})
    assert 'export ANTHROPIC_MODEL="claude-opus-5-5"' == report["fixes"][0]["command"]


def test_a_retired_model_is_not_called_a_typo(run: Run) -> None:
    """Its successor is named instead."""
    with serve(by_name("model-not-found")) as running:
        report = checked(run, running, "claude-sonnet-4-20250514")
    assert "failed_model_meant" not in report["ping"]
    assert all("Did you mean" not in fix["title"] for fix in report["fixes"])
