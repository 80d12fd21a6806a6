"""What the screens are drawn with: widths, wrapping, tables, signs, links, and local times."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from claude_doctor.render import when
from claude_doctor.render.paint import SIGNS, Column, Paint, width_of
from claude_doctor.render.screen import Screen

PLAIN, COLORED = Paint(Screen(width=60)), Paint(Screen(width=60, color=True))
_SGR = re.compile(r"\x1b\[[0-9;]*m")


@given(st.text(st.characters(exclude_categories=["C"])))
def test_a_width_is_rich_s(text: str) -> None:
    """The width of a text is what rich measures, with or without rich's table."""
    assert cell_len(text) == width_of(text)


def test_letters_that_need_no_table_are_one_column_wide() -> None:
    """Each letter that is measured without rich has the width that rich gives it."""
    for number in (*range(0x20, 0x7F), *range(0xA0, 0x300), *range(0x2010, 0x2600)):
        assert cell_len(chr(number)) == width_of(chr(number)), hex(number)


def test_a_style_takes_no_columns() -> None:
    """Styles and links are not counted."""
    linked = Paint(Screen(color=True, links=True)).link("https://example.com", "see there")
    assert width_of("see there") == width_of(linked)
    assert 5 == width_of(COLORED.bold("words"))


@given(
    st.lists(st.text(st.sampled_from("ab-/.世界é`·"), min_size=1, max_size=30), max_size=30),
    st.integers(40, 120),
)
def test_wrapping_keeps_every_letter_and_breaks_no_word(words: list[str], width: int) -> None:
    """Every letter is there, in its order; only a word without wide letters, or a phrase in
    backticks, is ever longer than a line."""
    paint = Paint(Screen(width=width))
    lines = paint.wrap(" ".join(words), "  ", "    ")
    joined = "".join(line.replace("\x00", " ") for line in lines)
    assert "".join("".join(words).split()) == "".join(joined.split())
    for line in lines:
        body = line.strip()
        if width_of(line) > width:
            assert " " not in body and width_of(body) == len(body)
    for word in words:
        if width_of(word) == len(word) and "`" not in "".join(words):
            assert any(word in line for line in lines)


def test_each_line_uses_the_room_behind_its_own_indent() -> None:
    """A long first indent takes nothing from the lines below it."""
    lines = PLAIN.wrap("word " * 40, "a first indent of thirty signs ", "  ")
    assert all(width_of(line) <= 60 for line in lines)
    assert all(width_of(line) > 60 - len(" word") for line in lines[:-1])


def test_a_command_is_never_broken() -> None:
    """A phrase in backticks, and a command, stand on one line each."""
    text = "Before you give up, run `claude-doctor fixes backoff --lang python`, and then wait."
    for paint in (PLAIN, COLORED):
        lines = paint.text(paint.wrap(text, "  ")).splitlines()
        assert any("claude-doctor fixes backoff --lang python" in line for line in lines)
        said = paint.wrap("a word or two, then " + paint.command("git status --short --branch ok"))
        assert any(
            "git status --short --branch ok" in line for line in paint.text(said).split("\n")
        )


def test_a_style_is_carried_over_the_end_of_a_line() -> None:
    """A long bold text is bold on each of its lines, and no indent is."""
    lines = COLORED.wrap(COLORED.bold("words of a title " * 12), "    ")
    assert len(lines) > 2
    assert all(line.startswith("    \x1b[1m") and line.endswith("\x1b[0m") for line in lines)


def test_without_color_there_is_no_escape_sequence() -> None:
    """Signs, styles, commands and addresses are bare text then."""
    made = PLAIN.sign("bad") + PLAIN.bold("b") + PLAIN.command("c d") + PLAIN.link("https://e.org")
    assert "✗bc\x00dhttps://e.org" == made
    assert "\x1b" not in PLAIN.text(PLAIN.table([Column("A"), Column("B")], [["1", "2"]]))


def test_color_is_on_signs_alone() -> None:
    """No word has a color: none of the basic ones can be read on both dark and white."""
    words = COLORED.bold("b") + COLORED.command("c") + COLORED.link("https://example.com")
    assert {"\x1b[1m", "\x1b[4m", "\x1b[0m"} == set(_SGR.findall(words))


def test_links_lead_where_they_say() -> None:
    """With links an address is one (OSC 8) and still stands there; without it is text."""
    url = "https://example.com/a"
    linked = Paint(Screen(links=True)).link(url)
    assert f"\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\" == linked
    assert url == PLAIN.link(url)


def test_each_sign_has_one_in_ascii() -> None:
    """Whatever screens draw is ASCII where the encoding has no more, in text and in tables."""
    paint = Paint(Screen(ascii=True))
    assert paint.plain(SIGNS).isascii()
    kinds = ("good", "warn", "bad", "unknown", "healthy", "none")
    assert all(paint.sign(kind).isascii() and len(paint.sign(kind)) == 1 for kind in kinds)
    made = paint.table([Column("A"), Column("…")], [["→ one", "· two — three"]])
    assert paint.text(made).isascii()


@given(st.lists(st.tuples(st.text(st.sampled_from("ab世·"), max_size=9), st.just("1"))))
def test_columns_stand_below_each_other(rows: list[tuple[str, str]]) -> None:
    """The last cells of a table begin in the same column, whatever letters stand before them."""
    paint = Paint(Screen(width=100, color=True))
    lines = paint.table([Column("NAME"), Column("N")], rows)
    assert 1 == len({width_of(line) - 1 for line in lines})


@pytest.mark.parametrize("width", [40, 69])
def test_details_stack_where_it_is_narrow(width: int) -> None:
    """Below 70 columns a row is its title, and the last cell below it; none exceeds the width."""
    paint = Paint(Screen(width=width))
    lines = paint.table([Column("NAME"), Column("WHAT")], [["some-name", "what it is " * 9]])
    assert "  some-name" == lines[0]
    assert all(line.startswith("      what") or "what it" in line for line in lines[1:])
    assert all(width_of(line) <= width for line in lines)


@given(st.text(st.sampled_from("ab世…"), max_size=40), st.integers(4, 30))
def test_a_cut_text_fits(text: str, room: int) -> None:
    """What is cut has at most the room, with and without ASCII, and is whole where it fits."""
    for paint in (PLAIN, Paint(Screen(ascii=True))):
        cut = paint.cut(text, room)
        assert width_of(cut) <= room
        assert width_of(paint.plain(text)) > room or paint.plain(text) == cut


@pytest.fixture
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


AT = datetime(2026, 11, 30, 22, 40, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "told", "note"),
    [
        ("UTC", "2026-11-30 22:40 UTC", "times are UTC"),
        ("Europe/Berlin", "2026-11-30 23:40 CET (22:40 UTC)", "times are CET (UTC+01:00)"),
        ("Asia/Kolkata", "2026-12-01 04:10 IST (2026-11-30 22:40 UTC)",
         "times are IST (UTC+05:30)"),
        ("Asia/Almaty", "2026-12-01 03:40 UTC+05:00 (2026-11-30 22:40 UTC)",
         "times are UTC+05:00"),
    ],
)  # fmt: skip
def test_times_are_local_with_utc_beside_them(
    zone: str, told: str, note: str, _zone: pytest.MonkeyPatch
) -> None:
    """A moment is told in this machine's zone with UTC once; in UTC it is told once alone."""
    _zone.setenv("TZ", zone)
    time.tzset()
    assert (told, note) == (when.both(AT), when.note(AT))
