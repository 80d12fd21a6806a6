"""A notice to a person who looks elsewhere: the terminal's own, the desktop's, or the bell.

Which sequence a terminal takes for it: OSC 9 (iTerm2, ConEmu, Windows Terminal, WezTerm), OSC 777
(urxvt, Ghostty, Warp), OSC 99 (Kitty). tmux and screen pass on none of them, but a bell.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import TextIO

from ..border.redact import plain

BELL = "\a"
LONGEST = 200  # characters; a notice is a line or two
_END = "\x1b\\"
_NINE = ("iterm.app", "wezterm")
_SEVEN = ("ghostty", "warpterminal")


def sequence(env: Mapping[str, str], title: str, text: str) -> str:
    """What the terminal of this environment takes for a notice, with a bell; a bell alone where
    it is not known for one."""
    # a semicolon would end a field, whatever a stranger wrote into the text
    title, text = (plain(one, limit=LONGEST).replace(";", ",") for one in (title, text))
    term, program = env.get("TERM", ""), env.get("TERM_PROGRAM", "").lower()
    if env.get("TMUX") or env.get("STY") or term.startswith(("screen", "tmux", "dumb")):
        return BELL
    if env.get("KITTY_WINDOW_ID") or term == "xterm-kitty":
        return f"\x1b]99;i=1:d=0;{title}{_END}\x1b]99;i=1:d=1:p=body;{text}{_END}{BELL}"
    if program in _SEVEN or term.startswith("rxvt-unicode") or term == "xterm-ghostty":
        return f"\x1b]777;notify;{title};{text}{_END}{BELL}"
    if program in _NINE or env.get("WT_SESSION") or env.get("ConEmuPID"):
        return f"\x1b]9;{title}: {text}{_END}{BELL}"
    return BELL


def desktop(env: Mapping[str, str], title: str, text: str) -> list[str] | None:
    """The command that shows a notice on this desktop; None where there is none."""
    title, text = (plain(one, limit=LONGEST) for one in (title, text))
    if sys.platform == "darwin" and (found := shutil.which("osascript")):
        # as arguments, so that the text is never read as a script
        script = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)"
        return [found, "-e", f"{script}\nend run", title, text]
    if (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")) and (
        found := shutil.which("notify-send")
    ):
        return [found, "--app-name=claude-doctor", "--", title, text]
    return None


def give(env: Mapping[str, str], stream: TextIO, title: str, text: str) -> None:
    """Give it: on the terminal, if the stream is one, and on the desktop. Failing is no failure."""
    with contextlib.suppress(OSError, ValueError):
        if stream.isatty():
            stream.write(sequence(env, title, text))
            stream.flush()
    if (command := desktop(env, title, text)) is not None:
        quiet = subprocess.DEVNULL
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=3, check=False)
