"""What must hold after every case, whatever was done to the program."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from .starting import Ran

_BROKEN = re.compile(
    r"Traceback|Exception ignored|bug in claude-doctor|bug in this probe|Fatal Python|"
    r"most recent call last|object at 0x|Errno|coroutine .* was never awaited|ResourceWarning"
)
_NEGATIVE = re.compile(r"(?<![\w.:/-])-\d+(?:\.\d+)? ?(?:ms|s|min|h|days?)\b|(?:in|for|since) -\d")
_DURATION = re.compile(r'"(?!clock_skew)\w*(?:_ms|_s|_min)": -')
_PAIRS = ((b"\x1b[?25l", b"\x1b[?25h", "the cursor stays hidden"),
          (b"\x1b[?1049h", b"\x1b[?1049l", "the alternate screen is not left"),
          (b"\x1b[?2004h", b"\x1b[?2004l", "bracketed paste stays on"),
          (b"\x1b[?7l", b"\x1b[?7h", "lines stay unwrapped"))  # fmt: skip
SOON_S = 1.0  # after a signal, by the issue


def faults(ran: Ran, codes: tuple[int, ...], home: Path) -> Iterator[str]:
    """What does not hold, in words without anything of the single case."""
    if ran.code is None:
        yield "it never ended"
    elif ran.code not in codes:
        yield f"exit code {ran.code} instead of {' or '.join(map(str, codes))}"
    text = ran.text
    if found := _BROKEN.search(text):
        yield f"it printed {found[0]!r}"
    if (found := _NEGATIVE.search(text)) or (found := _DURATION.search(text)):
        yield f"a negative time: {found[0]!r}"
    yield from (f"a process is left: {one}" for one in ran.left if "_renewal" not in one)
    yield from _files(home)


def screen(ran: Ran) -> Iterator[str]:
    """What is not as it was in the terminal."""
    yield from drawn(ran.out)
    if not ran.terminal_same:
        yield "the terminal's settings are others"


def drawn(out: bytes) -> Iterator[str]:
    """What of a terminal that was sent this is not given back."""
    yield from (words for on, off, words in _PAIRS if out.rfind(on) > out.rfind(off))


def _files(home: Path) -> Iterator[str]:
    for path in home.rglob("*"):
        with contextlib.suppress(PermissionError):
            if not path.is_file():
                continue
            if path.suffix == ".tmp" or path.name.startswith(".claude-doctor-"):
                yield "a draft is left behind"
            elif path.suffix == ".json" and not _json(path):
                yield f"half a file: {path.name.partition('-')[0]}"
            elif path.name == "report.html" and not path.read_text().rstrip().endswith("</html>"):
                yield "half a report"
            elif path.name == "history.db" and not _sound(path):
                yield "the history is broken"


def _json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes().lstrip(b"\xef\xbb\xbf"))
    except ValueError:
        return False
    return True


def _sound(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path)) as base:
        try:
            return bool(base.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
        except sqlite3.Error:
            return False


def rows(home: Path) -> int:
    """How many checks are in the history; 0 where there is none."""
    late = len(list(home.rglob("late-*.json")))  # for the next one to take in
    found = list(home.rglob("history.db"))
    if not found:
        return late
    with contextlib.closing(sqlite3.connect(found[0])) as base:
        try:
            return late + int(base.execute("SELECT count(*) FROM checks").fetchone()[0])
        except sqlite3.Error:
            return late


def verdicts(out: bytes) -> Iterator[tuple[str, str]]:
    """Side and cause of every report in the output."""
    for line in (out, *out.splitlines()):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            verdict = json.loads(line)["verdict"]
            yield verdict["side"], verdict["cause"]


def wrong(ran: Ran, cause: str) -> Iterator[str]:
    """A verdict that is certain and not this cause."""
    for side, found in verdicts(ran.out):
        if found != cause and side != "unknown":
            yield f"the verdict is {side}: {found}"
