"""What is known of the terminal: color, and whether it opens addresses."""

from __future__ import annotations

import io
import os
import sys

import pytest

from claude_doctor.outside import terminal


class _Screen(io.StringIO):
    """A stream that says of itself that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "links"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4601"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "none"}, False),
        ({"WT_SESSION": "b9e3"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x", "WT_SESSION": "b9e3"}, False),
        ({"TMUX": "/tmp/x", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4a"}, True),
        ({"TMUX": "/tmp/x", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"}, False),
        ({"STY": "1.x", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "dumb", "TERM_PROGRAM": "vscode"}, False),
        ({"TERM": "dumb", "FORCE_HYPERLINK": "1"}, False),
        ({"NO_COLOR": "1", "TERM_PROGRAM": "vscode"}, False),
        ({"TERM": "xterm", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "0"}, False),
    ],
)
def test_links_are_for_terminals_that_open_them(
    env: dict[str, str], links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known terminals alone, never a dumb one, never through a multiplexer that drops them."""
    monkeypatch.setattr(os, "environ", env)
    monkeypatch.setattr(sys, "stdout", _Screen())
    assert links == terminal.links()
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert (False, False) == (terminal.links(), terminal.color())
    assert terminal.piped()
