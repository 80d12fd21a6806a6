"""The terminal: how wide, which signs, and printing that survives every encoding and pipe."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def width() -> int:
    """COLUMNS, else the terminal's width, else 80; wide terminals get at most 120."""
    import shutil

    return min(120, shutil.get_terminal_size((80, 24)).columns)


def color() -> bool:
    """Whether to colour: a terminal, and neither NO_COLOR nor a dumb one."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def encodes(text: str) -> bool:
    """Whether stdout's encoding has these signs."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def out(text: str) -> None:
    """Print on stdout, whatever its encoding; a reader that has left is no error of ours."""
    encoding = sys.stdout.encoding or "ascii"
    safe = text.encode(encoding, "replace").decode(encoding)
    try:
        sys.stdout.write(safe)
        sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more at exit; give it something that is still there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Masked:
    """stderr without credentials: a usage error repeats what was typed, keys included."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, credentials masked."""
        from .redact import mask

        return self._stream.write(mask(text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
