"""A copy of the package with more in it, run by its own command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import claude_doctor

PACKAGE = Path(claude_doctor.__file__).parent


class Copy:
    """The package, copied into a folder: what is planted there concerns nobody else."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, folder / "claude_doctor", ignore=skipped)

    def plant(self, path: str, text: str) -> None:
        """Write a file that is not there yet."""
        target = self.folder / "claude_doctor" / path
        assert not target.exists(), path
        target.write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The copy's command line; the folder that one is in comes first in Python's path."""
        return subprocess.run(
            [sys.executable, "-m", "claude_doctor", *arguments],
            cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
