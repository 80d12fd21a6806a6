"""Code, comments, scripts and pages are spelled right."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_codespell_finds_nothing() -> None:
    """The spell check of the CI, with its list of exceptions in pyproject.toml."""
    program = Path(sys.executable).with_name("codespell")
    if not program.exists() and shutil.which("codespell") is None:
        pytest.skip("codespell is not installed")
    done = subprocess.run(
        [program if program.exists() else "codespell"], cwd=ROOT, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stdout)
