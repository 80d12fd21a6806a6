"""The line of progress: in the user's words, no longer than 80 columns."""

from __future__ import annotations

import time

import pytest

from claude_doctor.engine.model import Evidence, Outcome
from claude_doctor.fallbacks import all_probes as all_peers
from claude_doctor.probes import all_probes
from claude_doctor.render.paint import Paint, width_of
from claude_doctor.render.progress import OTHER, PARTS, Board
from claude_doctor.render.screen import Screen

NAMES = [probe.name for probe in all_probes()]


def board(ascii_only: bool = False) -> Board:
    return Board(Paint(Screen(ascii=ascii_only)))


def test_every_probe_is_part_of_something() -> None:
    """Each probe of a check belongs to one thing that a user knows, and no other one does."""
    assert sorted(NAMES) == sorted(name for probes in PARTS.values() for name in probes)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_line_is_in_the_user_s_words_and_fits(ascii_only: bool) -> None:
    """No name of a probe that is not a user's word is shown, whether it runs, was measured or was
    not, and 80 columns are enough, fallbacks included."""
    shown = board(ascii_only)
    peers = [probe.name for probe in all_peers()]
    for name in (*NAMES, *peers):
        shown.observe(name, None)
    lines = [shown.line()]
    for number, name in enumerate((*NAMES, *peers)):
        outcome = Outcome.MEASURED if number % 2 else Outcome.UNAVAILABLE
        shown.observe(name, Evidence(name, outcome))
        lines.append(shown.line())
    internal = set(NAMES) - {"network", "quota"}
    for line in lines:
        assert width_of(line) <= 80
        assert not internal & set(line.replace("status page", "").split())
        assert all(part in line for part in (*PARTS, OTHER))
        assert "?" not in line and "✗" not in line
        assert line.isascii() or not ascii_only


def test_what_is_still_out_stands_first() -> None:
    """A part is there once all of its probes have ended; one that could not be measured has no
    sign of a failure."""
    shown = board()
    for name in NAMES:
        shown.observe(name, None)
    for name in ("status", "reddit", "github", "hackernews", "quota"):
        shown.observe(name, Evidence(name, Outcome.UNAVAILABLE))
    assert "… status page" in shown.line()  # its cloud is still out
    shown.observe("cloud", Evidence("cloud", Outcome.MEASURED))
    line = shown.line()
    assert "✓ status page" in line and "… crowd" in line and "○ quota" in line
    assert line.index("… crowd") < line.index("○ quota") > line.index("… API")
    shown.observe("downdetector", Evidence("downdetector", Outcome.MEASURED))
    assert "✓ crowd" in shown.line()


def test_it_counts_the_seconds() -> None:
    """The line begins with the time since it began."""
    shown = board()
    time.sleep(0.15)
    assert 0.1 <= float(shown.line().split()[0]) < 30
