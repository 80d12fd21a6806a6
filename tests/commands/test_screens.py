"""All screens but the check's own: in every width, encoding and kind of terminal."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys

import pytest

from claude_doctor.render.paint import width_of
from tests.conftest import Run

#: What each prints here: nothing is asked, or everybody refuses.
SCREENS = (
    ("rules",), ("rules", "overloaded"), ("fixes",), ("fixes", "check-dns"), ("demo",),
    ("explain", "API Error: 529 Überlastet “世界”"), ("history",), ("history", "--plot"), ("logs",),
    ("storm", "--clients", "100", "--duration", "30"), ("fallbacks",),
)  # fmt: skip
#: Those of which a pipe gets the lines whole, whatever the width.
WHOLE = (("rules",), ("fixes",), ("demo",))


@pytest.mark.parametrize("screen", SCREENS, ids=" ".join)
def test_piped_it_is_plain_and_fits(run: Run, screen: tuple[str, ...]) -> None:
    """No escape sequence; what is wider than the screen is a command or an address alone."""
    for width in (40, 80, 120):
        done = run(*screen, env={"COLUMNS": str(width), "TERM": "xterm-256color"})
        assert (0, "") == (done.returncode, done.stderr)
        assert "\x1b" not in done.stdout and "\0" not in done.stdout
        for line in done.stdout.splitlines():
            alone = line.strip().startswith(("$ ", "git ", "https://", "`", "claude-doctor "))
            assert width_of(line) <= width or alone or screen in WHOLE, line


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp850", "latin-1"])
@pytest.mark.parametrize("screen", SCREENS, ids=" ".join)
def test_no_sign_is_broken_in_any_encoding(
    run: Run, screen: tuple[str, ...], encoding: str
) -> None:
    """With the code pages of Windows and with none, no sign of ours becomes a question mark."""
    here = run(*screen, env={"COLUMNS": "80"})
    there = run(*screen, env={"COLUMNS": "80", "PYTHONIOENCODING": encoding})
    strange = sum(not text.isascii() for text in "ÜÜ世界世界")
    assert 0 == there.returncode
    assert there.stdout.count("?") <= here.stdout.count("?") + strange


def _in_a_terminal(words: tuple[str, ...], env: dict[str, str]) -> str:
    """What the command prints into a terminal, but for the progress beside it."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "claude_doctor", *words]
    kinds = {"stdin": theirs, "stdout": theirs, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=env, **kinds) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                told += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
        assert 0 == process.wait(30), shlex.join(words)
    os.close(ours)
    return told.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("screen", [("rules",), ("explain", "529"), ("fallbacks",)], ids=" ".join)
def test_in_a_terminal_it_has_color(screen: tuple[str, ...], nowhere: dict[str, str]) -> None:
    """In a terminal titles and commands are bold; NO_COLOR and a dumb terminal take every escape
    sequence away, and nothing else is changed."""
    env = nowhere | {"TERM": "xterm-256color", "COLUMNS": "80"}
    colored = _in_a_terminal(screen, env)
    assert "\x1b[1m" in colored and "\x1b]8;" not in colored
    for less in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = _in_a_terminal(screen, env | less)
        assert "\x1b" not in plain
        assert plain == re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_addresses_are_links_where_the_terminal_has_them(nowhere: dict[str, str]) -> None:
    """In a terminal that is known for it an address is one to open (OSC 8), and is still read."""
    env = nowhere | {"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}
    told = _in_a_terminal(("explain", "529"), env)
    assert "\x1b]8;;https://platform.claude.com/docs/en/api/errors\x1b\\" in told
    bare = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", told)
    assert "https://platform.claude.com/docs/en/api/errors" in bare
