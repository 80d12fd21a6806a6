"""What `explain` was given: a code or a text, files, or standard input."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from .reader import Reading, read, read_file

_A_PATH = r"[~.\w/\\:-]{1,400}\.(?:log|txt|jsonl?|out|err)"  # a word that can be nothing else


def read_arguments(
    words: Sequence[str], stdin: Callable[[], BinaryIO], clean: Callable[[str], str]
) -> Reading:
    """Read the files where each word names one that exists (`-` is standard input); else the text.

    Without words, standard input. Raises OSError, with the name of the file that it is about.
    """
    if len(words) == 1 and re.fullmatch(_A_PATH, words[0]) and not _is_file(words[0]):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), words[0])
    if words and not all(word == "-" or _is_file(word) for word in words):
        return read(clean(" ".join(words)))
    with ExitStack() as files:
        opened = [
            stdin() if word == "-" else files.enter_context(Path(word).open("rb"))
            for word in words or ("-",)
        ]
        return read_file(_Joined(opened), clean)


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False


class _Joined:
    """Several files as one, with a line end between them."""

    def __init__(self, files: Sequence[BinaryIO]) -> None:
        self._left = list(files)

    def read(self, size: int = -1) -> bytes:
        """The next bytes; empty only at the end of the last file."""
        while self._left:
            if part := self._left[0].read(size):
                return part
            del self._left[0]
            if self._left:
                return b"\n"
        return b""
