"""The house: imports only point down, light things stay light, files stay small."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import claude_doctor
from tests import layers

PACKAGE = Path(claude_doctor.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
#: Tables of data, a row after the other, may be longer than code.
TABLES = ("failures/rows",)


def test_imports_point_down() -> None:
    """No import goes up or aside, to a stranger or round in a circle; those for types included."""
    assert [] == layers.violations(PACKAGE)


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("border/dates.py", "from ..engine import judge", "upward"),
        ("probes/ping.py", "from ..logs import tally", "aside"),
        ("engine/facts.py", "from .model import Rule", "circle"),
        ("sources/network/tunnel.py", "from ..crowd import _filter", "stranger"),
        ("probes/quota.py", "from . import ping", "stranger"),
        ("sources/crowd/github.py", "from . import hackernews", "stranger"),
        ("fallbacks/groq.py", "from .openai import VENDOR", "stranger"),
        ("commands/logs.py", "def f():\n    from .check import check", "stranger"),
        ("render/formats/json.py", "from . import text", "stranger"),
        (
            "outside/world.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..rules import Rule",
            "upward",
        ),
        ("fixes/table.py", "import claude_doctor.engine.judge", "upward"),
        ("novelty/__init__.py", "from ..border import redact", "no floor"),
    ],
)
def test_what_is_planted_is_found(file: str, line: str, fault: str, tmp_path: Path) -> None:
    """One line too many, in a function or for types alone, is named with its file."""
    planted = tmp_path / "claude_doctor"
    shutil.copytree(PACKAGE, planted, ignore=shutil.ignore_patterns("__pycache__"))
    target = planted / file
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text(f"{before}\n{line}\n", encoding="utf-8")
    found = layers.violations(planted)
    assert found
    assert any(fault in one and (file in one or fault == "circle") for one in found), found


def test_the_top_is_small() -> None:
    """At most six files stand beside the rooms."""
    assert len(list(PACKAGE.glob("*.py"))) <= 6


@pytest.mark.parametrize("path", FILES, ids=[str(f.relative_to(PACKAGE)) for f in FILES])
def test_files_stay_small(path: Path) -> None:
    """At most 310 lines; a longer file wants to be two. Tables of data may be longer."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    table = path.relative_to(PACKAGE).as_posix().startswith(TABLES)
    assert lines <= (560 if table else 310)


def _loaded(code: str, **env: str) -> set[str]:
    program = f"{code}\nimport sys; print(*(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, **env},
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        (
            "from claude_doctor.commands import _app; _app.group()",
            {"httpx", "rich", "bs4", "praw", "pydantic", "asyncio"},
        ),
        (
            "from claude_doctor.rules import all_rules; all_rules()",
            {"rich", "bs4", "praw", "httpx"},
        ),
        ("from claude_doctor.probes import all_probes; all_probes()", {"bs4", "praw", "httpx"}),
    ],
)
def test_nothing_heavy_is_loaded_early(code: str, heavy: set[str]) -> None:
    """The command line, the rules and the probes load none of the heavy packages."""
    assert set() == heavy & _loaded(code)


def test_a_client_loads_no_command_line_of_its_librarys(tmp_path: Path) -> None:
    """httpx has one, which it loads with itself wherever click is installed."""
    (tmp_path / "click.py").touch()
    code = "from claude_doctor.outside import http; http.load()"
    loaded = _loaded(code, PYTHONPATH=str(tmp_path))
    assert "httpx" in loaded and "click" not in loaded
