"""A pseudo-terminal of a given width, and the sequences that were written to it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SEQUENCES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)", re.DOTALL)


def sequences(printed: str) -> set[str]:
    """Each kind of sequence: colors, links and movements that are ours look alike whatever a
    stranger wrote, but for numbers and the addresses of links."""
    return {_shape(one) for one in _SEQUENCES.findall(printed)}


def _shape(sequence: str) -> str:
    if sequence.startswith("\x1b]8;;https://") and "evil" not in sequence:
        return "\x1b]8;;https://"
    if re.fullmatch(r"\x1b\[[0-9;]*[mABCDGK]", sequence):
        return f"\x1b[{sequence[-1]}"
    return sequence


def shown(words: tuple[str, ...], env: Mapping[str, str], columns: int, piped: str = "") -> str:
    """What a command of the program writes to a terminal of so many columns; without input of its
    own it reads from that terminal, as at a desk."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "claude_doctor", *words], cwd=ROOT,
        env={**env, "TERM": "xterm-256color"}, stdout=theirs, stderr=theirs,
        stdin=subprocess.PIPE if piped else theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    if piped and process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.write(piped.encode("utf-8", "replace"))
            process.stdin.close()
    told = b""
    with contextlib.suppress(OSError):  # EIO: the other side has closed
        while part := os.read(ours, 65536):
            told += part
    os.close(ours)
    process.wait(timeout=60)
    return told.decode("utf-8", "replace")
