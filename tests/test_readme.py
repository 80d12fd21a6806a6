"""The README says what the program does: its blocks, commands, codes and paths."""

from __future__ import annotations

import re
from pathlib import Path

from claude_doctor.model import EXIT_CODES
from tests.readme import README, filled, steady

TEXT = README.read_text(encoding="utf-8")
ROOT = README.parent


def test_blocks_are_the_programs_own_output() -> None:
    """Every marked block is what the program prints now, times and ids apart."""
    assert steady(filled(TEXT)) == steady(TEXT)


def test_exit_codes_are_the_programs() -> None:
    """The table names every code that the program uses."""
    part = TEXT.partition("## In CI")[2].partition("\n## ")[0]
    table = {int(code) for code in re.findall(r"^\| (\d+) \|", part, re.MULTILINE)}
    assert set(EXIT_CODES.values()) == table


def test_every_path_named_exists() -> None:
    """No file or folder is named that is not there."""
    named = re.findall(r"`((?:claude_doctor|tests|\.ci|completions)/[\w./]*)`", TEXT)
    real = [name for name in named if "NAME" not in name and "SIDE" not in name]
    assert real
    assert [] == [name for name in real if not (ROOT / name).exists()]


def test_ci_runs_the_readmes_test_command() -> None:
    """`.ci/run` takes the test command from the README and does not keep one of its own."""
    script = Path(ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "<!-- second -->" in TEXT
