"""The README's picture, made by the program: a real check of a simulated overload, as SVG.

`python -m tests.readme` writes it. What differs from run to run (times, ports, ids) is replaced in
the report that is drawn, so that the picture changes with the program alone.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.text import Text

from claude_doctor.commands import _run
from claude_doctor.engine import saved
from claude_doctor.render.formats import text
from claude_doctor.render.screen import Screen

PICTURE = Path(__file__).resolve().parent.parent / ".github" / "check.svg"
COMMAND = "claude-doctor demo overloaded"
_WIDTH = 80

#: In every text of a report, what a run has of its own.
_OWN = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:8080"),
    (re.compile(r"req_\w+"), "req_011CNr2VLKbHB6VbNMzzWvj9"),
    (re.compile(r"\b\d+ ms\b"), "12 ms"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "2026-11-29T19:00:22Z"),
)


def settled(value: Any, name: str = "") -> Any:
    """A report's document without what differs from run to run."""
    if isinstance(value, dict):
        return {key: settled(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [settled(one, name) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        if name == "duration_ms":
            return 400
        return 12 if name.endswith("_ms") else value
    if name == "busy":
        return False
    if isinstance(value, str):
        for pattern, fixed in _OWN:
            value = pattern.sub(fixed, value)
    return value


def picture(document: str) -> str:
    """The screen of this report, as `check` shows it on a terminal with colors."""
    report = _run.conclude(*saved.read(json.dumps(settled(json.loads(document)))))
    shown = text.render(report, Screen(width=_WIDTH, color=True))
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), highlight=False, _environ={})
    console.print(Text(f"$ {COMMAND}"))
    console.print(Text.from_ansi(shown))
    # nothing is loaded from elsewhere: the viewer's own monospace font will do
    bare = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="claude-doctor", code_format=bare, unique_id="check")


def words(svg: str) -> list[str]:
    """The texts of a picture in their order; colors and places are the drawing library's own."""
    return [one.replace("&#160;", " ") for one in re.findall(r"<text [^>]*>([^<]*)</text>", svg)]
