"""What strangers wrote is text: on a terminal, in a page, in a log of a build, in a table."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.border.redact import inert, plain
from claude_doctor.chaos import by_name, serve
from claude_doctor.commands import _run
from claude_doctor.engine import saved
from claude_doctor.failures.reader import read
from claude_doctor.outside import notice
from claude_doctor.render import explain, formats
from claude_doctor.render.paint import Paint
from claude_doctor.render.screen import Screen
from tests.conftest import Run
from tests.render.hostile import case, commands
from tests.strangers.texts import MARK, TEXTS, stray
from tests.taint.echo import Echo

WORDS = st.text(max_size=80) | st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map("".join)
_SCREENS = (Screen(width=100, color=True, links=True, verbose=True), Screen(width=40, quiet=True))


@given(WORDS)
@settings(max_examples=150)
def test_the_border_lets_letters_through_alone(words: str) -> None:
    """No control, no invisible sign, no flood of marks, at most 300 characters."""
    line = plain(words)
    assert [] == list(stray(line))
    assert len(line) <= 300


@given(WORDS)
@settings(max_examples=12)
def test_every_format_of_any_words(words: str) -> None:
    """In every format what strangers wrote is text, and no text for people is wider than its
    screen; JSON is JSON, a page has no tag or handler of theirs."""
    report = _run.conclude(*saved.read(json.dumps(case(words, "incident-posted"))))
    for name, screen in itertools.product(formats.names(), _SCREENS):
        form = formats.load(name)
        printed = form.render(report, screen)
        people = name == "text" and not screen.quiet
        assert [] == list(stray(printed, screen.width if people else None)), name
        assert int(form.commands) == len(commands(printed if form.commands else inert(printed)))
        if name == "json":
            json.loads(printed)
        if name == "html":
            assert not re.search(r"(?i)<(script|img|iframe|a [^>]*evil|b>)|<[^>]*\son\w+=", printed)


@given(WORDS)
@settings(max_examples=40)
def test_explain_and_a_notice_of_any_words(words: str) -> None:
    """What is pasted is shown as text, and a notice is one sequence of ours."""
    reading = read(f"API Error: 529 {words} overloaded_error {words}")
    for width in (60, 100):
        shown = explain.to_text(reading, Paint(Screen(width=width, color=True)), None)
        assert [] == list(stray(shown, width))
    made = notice.sequence({"TERM_PROGRAM": "ghostty"}, words, words)
    inner = made.removeprefix("\x1b]777;notify;").removesuffix("\x1b\\\a")
    assert [] == list(stray(inner))
    assert 1 == inner.count(";")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize("words", [("{0}",), ("check", "--{0}"), ("fixes", "--{0}=1", "{0}")])
def test_what_was_typed_on_a_terminal(words: tuple[str, ...], nowhere: dict[str, str]) -> None:
    """A usage error repeats as text what was typed, and nothing to copy that holds more than
    text: on a pseudo-terminal, where nobody strips it."""
    from tests.strangers.terminal import shown

    for text in (TEXTS[0] + TEXTS[3], TEXTS[6] + TEXTS[7]) if len(words) == 1 else (TEXTS[3],):
        printed = shown(tuple(word.format(text) for word in words), nowhere, 60)
        assert [] == list(stray(printed.replace("\r\n", "\n")))
        assert MARK in printed or "ERROR" in printed


@pytest.mark.parametrize("mode", ["refuse", "free", "headers"])
def test_whole_commands_in_a_hostile_world(mode: str, run: Run, tmp_path: Path) -> None:
    """Every peer writes it into every field, and so do a log, a file's name and what is typed."""
    scenario = by_name("healthy")
    echo = Echo(scenario, mode, TEXTS[:1])
    echo._said = itertools.cycle(TEXTS)
    log = tmp_path / f"{MARK}\x1b[31m\u202e\n::error::.log"
    log.write_text("\n".join(f"API Error: 529 {one}" for one in TEXTS), errors="replace")
    typed = TEXTS[0] + TEXTS[11]
    with serve(dataclasses.replace(scenario, everywhere=echo.answer)) as running:
        env = {**running.environ(), "COLUMNS": "100", "ANTHROPIC_MODEL": f"claude{TEXTS[6]}"}
        for words in (
            ("check", "-v", "--fallbacks"), ("check", "--error", typed), ("explain", str(log)),
            ("logs", str(log)), ("fallbacks",), ("history", "--plot"), ("watch", "--count", "1"),
        ):  # fmt: skip
            done = run(*words, env=env)
            limit = 100 if words[0] not in ("watch",) else None
            assert [] == list(stray(done.stdout, limit)), words
            assert [] == list(stray(done.stderr)), words
            assert [] == commands(done.stdout + done.stderr)
        for words in (("fixes", typed), ("check", "--only", typed), ("logs", f"/none{typed}"),
                      ("demo", typed), (typed,)):  # fmt: skip
            done = run(*words, env=env)
            assert [] == list(stray(done.stdout + done.stderr)), words
            assert [] == commands(done.stdout + done.stderr)
        table = run("history", "--csv", env=env).stdout
        assert [] == [
            cell
            for row in csv.reader(io.StringIO(table))
            for cell in row
            if cell[:1] in tuple("=+@-")
        ]
        assert not running.faults
