"""The terminal: how wide, which signs, and printing that survives every encoding and pipe."""

from __future__ import annotations

import codecs
import contextlib
import errno
import functools
import os
import sys
from typing import BinaryIO, TextIO

from .local import lacked

#: What stands for a sign that an encoding has not: consoles of Windows and old locales.
_PLAIN = {
    "…": "...", "·": "-", "•": "*", "●": "*", "○": "o", "◆": "*", "■": "#", "▲": "!", "▼": "v",
    "✓": "+", "✗": "x", "✅": "[ok]", "❌": "[x]", "⚠": "[!]", "❔": "[?]", "\ufe0f": "",
    "→": ">", "×": "x", "¦": "|", "‹": "<", "›": ">", "–": "-", "—": "-", "─": "-", "╱": "/",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\xa0": " ",
    "█": "#", "░": ".", **dict.fromkeys("▁▂▃▄▅▆▇", "="),
}  # fmt: skip
_ERRORS = "claude-doctor"
#: What stands before the words for what this machine lacked, where nothing could be done without.
_FAILED = "this machine failed claude-doctor: "
_UNMASKED = "claude-doctor: a bug: this cannot be masked, so not shown"


def _plain(error: UnicodeError) -> tuple[str, int]:
    """An error handler of Python's codecs: a plain sign for one that cannot be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign, "?") for sign in signs), error.end


codecs.register_error(_ERRORS, _plain)


def forgive() -> None:
    """Let no sign end this program, whoever prints it: what the encoding of the output has not
    becomes a plain one. Where this was started without an output, as daemons are, one goes nowhere:
    a file that is opened later must not get its number."""
    sys.stdout = sys.stdout or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ERRORS)


def width() -> int:
    """COLUMNS, else the terminal's width, else 80; wide terminals get at most 120."""
    import shutil

    return min(120, shutil.get_terminal_size((80, 24)).columns)


def color() -> bool:
    """Whether to colour: a terminal, and neither NO_COLOR nor a dumb one."""
    if os.environ.get("NO_COLOR") or dumb():
        return False
    return sys.stdout is not None and sys.stdout.isatty()


def dumb() -> bool:
    """Whether the terminal can do no more than print: nothing can be drawn in place."""
    return os.environ.get("TERM") == "dumb"


def piped() -> bool:
    """Whether what is printed goes to another program or a file, where nothing need be cut."""
    return sys.stdout is None or not sys.stdout.isatty()


#: What these terminals are called; each opens the addresses of OSC 8.
_OPENS = ("iterm.app", "wezterm", "vscode", "ghostty", "hyper", "rio", "tabby", "mintty")
_OPEN_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm")


def links() -> bool:
    """Whether the terminal is one that opens addresses (OSC 8): others may print them as they are.
    FORCE_HYPERLINK overrides what its name tells."""
    env = os.environ
    if not color() or env.get("FORCE_HYPERLINK") == "0":
        return False
    if env.get("FORCE_HYPERLINK"):
        return True
    if env.get("TMUX") or env.get("STY"):  # it passes them on from 3.4 on, screen never
        return _version("TERM_PROGRAM_VERSION") >= 3.4 and env.get("TERM_PROGRAM") == "tmux"
    return (
        env.get("TERM_PROGRAM", "").lower() in _OPENS
        or env.get("TERM", "") in _OPEN_TERMS
        or any(env.get(name) for name in ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION"))
        or _version("VTE_VERSION") >= 5000  # GNOME's and all others built on it
    )


def _version(variable: str) -> float:
    """The number that a variable begins with, as 3.4 of "3.4a"; 0 where there is none."""
    import re

    found = re.match(r"\d{1,9}(?:\.\d{1,9})?", os.environ.get(variable, ""))
    return float(found[0]) if found else 0.0


def encodes(text: str) -> bool:
    """Whether stdout's encoding has these signs."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError, AttributeError):
        return False
    return True


def out(text: str, commands: bool = False) -> bool:
    """Print on stdout, whatever its encoding. Nobody there, or gone, is no error; a full disk is
    one of the user's, told in a line, with exit code 1. `commands`: its lines may be commands to
    the build that runs this, because nothing but what is meant as one looks like one. False where
    who read it has gone."""
    if sys.stdout is None:  # started without one, as daemons do
        return True
    from ..border.redact import inert

    encoding = sys.stdout.encoding or "ascii"
    safe = (text if commands else inert(text)).encode(encoding, _ERRORS).decode(encoding)
    try:
        sys.stdout.write(safe)
        sys.stdout.flush()
    except OSError as error:
        if unwritten(error):
            sys.exit(1)
        return False
    return True


def unwritten(error: OSError) -> bool:
    """Say why the output was not written; False where that is no error, because its reader has
    gone. Nothing more goes there."""
    from . import interrupt

    # The interpreter flushes once more at exit, and ends with 120 where that fails: let it have
    # a stream that holds nothing, and who else has this one something that is still there.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stdout = _nowhere()
    if isinstance(error, BrokenPipeError) or interrupt.hung_up():
        return False
    print(f"claude-doctor: the output was not written: {error.strerror}", file=sys.stderr)
    return True


def masked(text: str) -> str:
    """The text without the credentials of this environment, and without any of a known form."""
    from ..border.redact import mask

    return mask(text, _secrets())


def told(text: str) -> str:
    """One plain line of what a bug or a stranger said, without the credentials of this environment:
    they are hidden before it is cut."""
    from ..border.redact import plain

    return plain(text, _secrets())


def bug(what: str) -> str:
    """The sentence for a bug of this program; `what` begins with the kind of the error, and that
    alone is told where what masks is what is broken."""
    try:
        said = told(what)
    except Exception:
        said = what.split(maxsplit=1)[0].rstrip(":")
    return f"a bug in claude-doctor, please report it: {said}"


def failed(error: BaseException) -> str:
    """The sentence for what nothing awaited: what this machine lacked, else a bug."""
    if (why := lacked(error)) is not None:
        return f"{_FAILED}{why}"
    return bug(f"{type(error).__name__}: {error}")


def stdin() -> BinaryIO:
    """Standard input. OSError where it was closed."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer


def hidden(text: str) -> str:
    """What was typed or piped in, without the credentials of this environment: before it is cut
    and wrapped, because half a credential is not found any more."""
    from ..border.redact import hide

    return hide(text, _secrets())


@functools.cache
def _secrets() -> tuple[str, ...]:
    # Once a process: the live progress writes eight times a second.
    from ..border.credentials import values

    return values(os.environ)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123


class Masked:
    """stderr without credentials, and without commands to a build: a usage error repeats what was
    typed, keys included."""

    def __init__(self, stream: TextIO | None) -> None:
        """None: this was started without one, as daemons are."""
        self._stream = stream or _nowhere()

    def write(self, text: str) -> int:
        """Write the text, credentials masked. Where a bug hides them from us, nothing longer
        than one sign is shown. Where nobody can read it, that is no error: nothing is left to say
        so on."""
        try:
            from ..border.redact import inert

            safe = inert(masked(text))
        except Exception as error:
            why = lacked(error)
            safe = text if len(text) < 2 else f"claude-doctor: {_FAILED}{why}" if why else _UNMASKED
        try:
            return self._stream.write(safe)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """The same; Python asks for it once more at its end."""
        try:
            self._stream.flush()
        except OSError:
            self._stream = _nowhere()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
