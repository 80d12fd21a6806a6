"""What is run of each command: a line or more for every one that the registry holds."""

from __future__ import annotations

import json
from dataclasses import dataclass

PAYLOAD = json.dumps({
    "hook_event_name": "StopFailure", "error": "overloaded", "cwd": "/",
    "error_details": '529 {"type":"error","error":{"type":"overloaded_error"}}',
}).encode()  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One command line. `{home}` in it is the case's own home.

    `codes`: how it may end undisturbed in the world `overloaded`. `lasts`: it runs until it is told
    to end. `interrupted`: its code after Ctrl-C, where it is not 130. `asks`: it sends requests.
    """

    words: str
    codes: tuple[int, ...] = (0,)
    stdin: bytes | None = None
    lasts: bool = False
    interrupted: tuple[int, ...] = (130,)
    asks: bool = False

    @property
    def unsure(self) -> tuple[int, ...]:
        """Its code where the machine was too busy to measure."""
        return (14,) if self.asks else ()

    @property
    def command(self) -> str:
        """The command's name."""
        return self.words.split()[0]


LINES = (
    Line(words="check --json", codes=(10,), asks=True),
    Line(words="check", codes=(10,), asks=True),
    Line(words="check --format html --output {home}/report.html", codes=(10,), asks=True),
    Line(words="check --error-file -", codes=(10,), stdin=b"Error: 529 Overloaded\n", asks=True),
    Line(words="explain 529"),
    Line(words="explain -", stdin=b"Error: 529 Overloaded\n"),
    Line(words="logs --json"),
    Line(words="fallbacks --json --timeout 5", codes=(0, 10), asks=True),
    Line(words="watch --json --count 2 --interval 0.2", codes=(10,), asks=True),
    Line(words="wait --every 0.1 --timeout 2", codes=(10,), asks=True),
    Line(words="history --json"),
    Line(words="history"),
    Line(words="fixes backoff"),
    Line(words="fixes backoff --copy-to {home}/recipe.py"),
    Line(words="storm"),
    Line(words="statusline", stdin=b'{"session_id":"x"}', interrupted=(0, 130), asks=True),
    Line(words="hook", stdin=PAYLOAD, interrupted=(0, 130), asks=True),
    Line(words="demo overloaded --json", codes=(10,), asks=True),
    Line(words="chaos overloaded", lasts=True, interrupted=(0,)),
    Line(words="rules"),
)
#: The same where they last: what a terminal shows for minutes.
LASTING = (
    Line(words="watch --interval 30", lasts=True, asks=True),
    Line(words="wait --every 30", lasts=True, asks=True),
    Line(words="chaos overloaded", lasts=True, interrupted=(0,)),
)
