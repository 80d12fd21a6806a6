"""Notices: each terminal's own sequence, and nothing of a stranger's text in its syntax."""

from __future__ import annotations

import pytest

from claude_doctor.outside.notice import BELL, desktop, sequence


@pytest.mark.parametrize(
    ("env", "begins"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
        ({"TERM_PROGRAM": "WezTerm"}, "\x1b]9;"),
        ({"WT_SESSION": "1"}, "\x1b]9;"),
        ({"ConEmuPID": "1"}, "\x1b]9;"),
        ({"TERM_PROGRAM": "ghostty"}, "\x1b]777;notify;"),
        ({"TERM_PROGRAM": "WarpTerminal"}, "\x1b]777;notify;"),
        ({"TERM": "rxvt-unicode-256color"}, "\x1b]777;notify;"),
        ({"TERM": "xterm-kitty"}, "\x1b]99;"),
        ({"KITTY_WINDOW_ID": "1", "TERM": "xterm"}, "\x1b]99;"),
        ({"TERM": "xterm-256color"}, BELL),
        ({"TERM_PROGRAM": "iTerm.app", "TMUX": "/tmp/x,1,0"}, BELL),
        ({"TERM_PROGRAM": "ghostty", "TERM": "screen-256color"}, BELL),
        ({}, BELL),
    ],
)
def test_each_terminal_gets_what_it_takes(env: dict[str, str], begins: str) -> None:
    """By the terminal's own variables; in tmux and elsewhere a bell, which it always has."""
    made = sequence(env, "title", "text")
    assert made.startswith(begins)
    assert made.endswith(BELL)
    assert made.count("\x1b\\") == made.count("\x1b]")


@pytest.mark.parametrize("program", ["iTerm.app", "ghostty", "kitty"])
def test_a_strangers_text_ends_no_sequence(program: str) -> None:
    """Escapes, bells, C1 codes and semicolons in a text are gone, and it is cut."""
    env = {"TERM_PROGRAM": program, "TERM": "xterm-kitty" if program == "kitty" else "xterm"}
    hostile = "a\x07b\x1b]0;own\x1b\\c\x9c;d\n" + "e" * 5000
    clean, made = sequence(env, "t", "x"), sequence(env, "t", hostile)
    assert made.count("\x1b") == clean.count("\x1b")
    assert made.count(";") == clean.count(";")
    assert made.count("\x07") == 1
    assert "\x9c" not in made
    assert len(made) < 400


def test_the_desktops_notice_takes_the_text_as_an_argument(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """notify-send gets title and text behind `--`, so that none is read as an option; without a
    display there is no command."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert desktop({"DISPLAY": ":0"}, "t", "-x")[-3:] == ["--", "t", "-x"]  # type: ignore[index]
    assert desktop({}, "t", "x") is None
    monkeypatch.setattr("sys.platform", "darwin")
    command = desktop({}, "t", '" & quit')
    assert command is not None
    assert command[-2:] == ["t", '" & quit']
