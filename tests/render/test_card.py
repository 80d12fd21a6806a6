"""The main screen: what it shows first, and where it says that the fault is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from claude_doctor.commands import _run
from claude_doctor.engine import saved
from claude_doctor.engine.model import Report, Side
from claude_doctor.render.formats import text
from claude_doctor.render.screen import Screen
from claude_doctor.rules import all_rules
from claude_doctor.rules.places import PLACES
from tests.render import cards
from tests.test_cases import CASES


def report_of(path: Path) -> Report:
    return _run.conclude(*saved.read(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_card_fits_and_marks_the_culprit(path: Path) -> None:
    """Every saved report fits on 22 rows of 80 columns, breaks no word, and marks one place: the
    one that its verdict is about."""
    cards.looked_at(report_of(path))


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Pacific/Kiritimati"])
def test_a_card_fits_where_the_time_is_long(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a zone without a short name, with another day in UTC: no more rows than elsewhere."""
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)
        time.tzset()
        for path in CASES:
            cards.looked_at(report_of(path))
    time.tzset()


def test_every_cause_has_its_place() -> None:
    """Whoever adds a rule says where on the way its cause sits; no place is left of one that is
    gone."""
    causes = {rule.id for rule in all_rules() if rule.side is not Side.HEALTHY}
    assert causes - {"not-enough-evidence"} == set(PLACES)
    assert all(0 < len(name) <= 17 for name, _ in PLACES.values())


def test_healthy_is_short() -> None:
    """Three lines and the way."""
    shown = text.render(report_of(Path(__file__).parents[1] / "cases/healthy.json"), Screen())
    assert 5 == len([line for line in shown.splitlines() if line and "share:" not in line])


def test_a_narrow_screen_stacks_details_under_their_titles() -> None:
    """At 40 columns a row's words have 36, and no column is a letter wide."""
    shown = text.render(
        report_of(Path(__file__).parents[1] / "cases/overloaded.json"), Screen(width=40)
    )
    assert "  ✗ API ping\n    529 overloaded_error" in shown
    assert len(shown.splitlines()) < 50


def test_a_card_without_signs_is_ascii() -> None:
    """Where the encoding lacks signs no line holds one, and none is lost."""
    report = report_of(Path(__file__).parents[1] / "cases/overloaded.json")
    shown = text.render(report, Screen(ascii=True))
    assert shown.isascii()
    assert len(shown.splitlines()) == len(text.render(report, Screen()).splitlines())
