"""The lists of what there is by name: rules, fixes, scenarios."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claude_doctor.chaos import SCENARIOS
from claude_doctor.fixes.table import FIXES
from claude_doctor.render import demo, fixes, tables
from claude_doctor.render.lists import SIDES
from claude_doctor.render.paint import STACKED, Paint, width_of
from claude_doctor.render.screen import Screen
from claude_doctor.rules import all_rules

NAMES = {
    "rules": [rule.id for rule in all_rules()],
    "fixes": [fix.id for fix in FIXES],
    "demo": [scenario.name for scenario in SCENARIOS],
}
LISTS: dict[str, Callable[[Paint, bool], str]] = {
    "rules": tables.listed,
    "fixes": fixes.listed,
    "demo": lambda paint, whole: demo.listed(paint, SCENARIOS, whole),
}


def _named(line: str) -> str:
    """The name that a line of a list begins with, behind an exit code; empty: it has none."""
    words = line.split() if line.startswith("  ") else []
    return next((word for word in words if not word.isdigit()), "")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("width", [STACKED, 80, 120])
def test_each_has_a_line(name: str, width: int) -> None:
    """Every name stands in one line of its own, no line is wider than the screen, and no more
    lines are there than names, titles and a foot."""
    lines = LISTS[name](Paint(Screen(width=width)), False).splitlines()
    assert sorted(NAMES[name]) == sorted(filter(None, map(_named, lines)))
    assert all(width_of(line) <= width for line in lines)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("width", [40, STACKED - 1])
def test_what_it_means_stacks_below_its_name(name: str, width: int) -> None:
    """On a narrow screen the name stands alone and nothing is cut."""
    text = LISTS[name](Paint(Screen(width=width)), False)
    alone = [line.split()[-1] for line in text.splitlines() if len(line.split()) in (1, 2)]
    assert set(NAMES[name]) <= set(alone)
    assert "…" not in text
    assert all(width_of(line) <= width for line in text.splitlines())


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_cut_in_a_pipe(name: str) -> None:
    """What another program reads has each name and its words whole in one line."""
    text = LISTS[name](Paint(Screen(width=40)), True)
    assert "…" not in text
    assert sorted(NAMES[name]) == sorted(filter(None, map(_named, text.splitlines())))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("color", [False, True])
def test_a_list_is_ascii_where_it_must(name: str, color: bool) -> None:
    """Where the encoding has no signs there is none, and without color no escape sequence."""
    text = LISTS[name](Paint(Screen(ascii=True, color=color)), False)
    assert text.replace("\u201c", "").isascii()
    assert color == ("\x1b" in text)


def test_a_rule_s_words_fit() -> None:
    """Each rule has words of its own in the list, and none is cut at 80 columns."""
    assert set(NAMES["rules"]) == set(tables.MEANINGS)
    assert "…" not in tables.listed(Paint(Screen(width=80)), False)


def test_every_side_has_a_title() -> None:
    """No rule and no scenario is missing for want of a group."""
    assert {rule.side for rule in all_rules()} | {one.side for one in SCENARIOS} == set(SIDES)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_in_words(rule: object) -> None:
    """One rule is told whole, at every width, with its cases and all of its fixes."""
    for width in (40, 80, 120):
        text = tables.in_words(Paint(Screen(width=width)), rule.id)  # type: ignore[attr-defined]
        for line in text.splitlines():
            command = line.startswith("claude-doctor fixes --for ")
            assert width_of(line) <= width or command or " " not in line.strip()
        assert all(fix in text for fix in rule.fixes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: fix.id)
def test_a_fix_in_words(fix: object) -> None:
    """One fix is told whole at every width; its command and its page are on one line each."""
    for width in (40, 80):
        lines = fixes.in_words(Paint(Screen(width=width)), fix).splitlines()  # type: ignore[arg-type]
        command, url = fix.command, fix.url  # type: ignore[attr-defined]
        for line in lines:
            whole = line.strip().removeprefix("$ ")
            assert width_of(line) <= width or whole in (command, url)
        own = command == f"claude-doctor fixes {fix.id}"  # type: ignore[attr-defined]
        assert command is None or own or f"  $ {command}" in lines
