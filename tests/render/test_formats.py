"""The formats of a report: a file in their folder is one, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from claude_doctor.render import formats
from tests.conftest import ROOT, Run
from tests.planted import Copy

CASE = str(ROOT / "tests" / "cases" / "overloaded.json")
SHOUT = '''"""A planted format."""

from ...engine.model import Report
from ..screen import Screen


def render(report: Report, screen: Screen) -> str:
    """The sentence, loud, and what it was told about the screen."""
    return f"{report.verdict.summary.upper()} {screen.width} {screen.verbose} {screen.ascii}\\n"
'''


def test_a_file_that_is_there_is_used(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """One file in the folder makes a format: accepted, listed, completed, and it is what prints."""
    copy = Copy(tmp_path / "copy", {**nowhere, "COLUMNS": "77"})
    copy.plant("render/formats/shout.py", SHOUT)
    done = copy.run("check", "--replay", CASE, "--format", "shout", "-v")
    assert (10, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("IT'S ANTHROPIC, NOT YOU: ")
    assert done.stdout.endswith(" 77 True False\n")
    known = ", ".join(sorted((*formats.names(), "shout")))
    assert known in " ".join(copy.run("check", "--help").stdout.split())
    assert f"known: {known}" in copy.run("check", "--format", "yaml").stderr
    assert {"shout"} == copy.completed("claude-doctor check --format sh")


@pytest.mark.parametrize("name", ["steps", "screen", "explain", "_json", "json.py", "../text", ""])
def test_what_is_no_format_is_refused(run: Run, name: str) -> None:
    """Neither what screens share nor a path or a private file is a format."""
    done = run("check", "--replay", CASE, "--format", name)
    assert (2, "") == (done.returncode, done.stdout)
    assert f"known: {', '.join(formats.names())}" in done.stderr


def test_listing_loads_none() -> None:
    """The names are read from the folder; neither a format nor its packages are imported."""
    program = (
        "from claude_doctor.render.formats import names; import sys; print(names());"
        "print(*(m for m in sys.modules if m.startswith(('rich', f'{names.__module__}.'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert f"{formats.names()}\n\n" == done.stdout
