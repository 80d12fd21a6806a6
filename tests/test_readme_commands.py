"""Every command in the README runs as it is printed there: in bash, against the loopback world."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from claude_doctor.chaos import DEMO_KEY, by_name, serve
from tests.conftest import ROOT, Run
from tests.readme import README

TEXT = README.read_text(encoding="utf-8")

#: What a verdict, an ended watch and success exit with; 1 is a bug and 2 a usage error.
FINE = {0, 10, 11, 12, 13, 14, 130}
#: Where a command stands for what a reader fills in.
FILLED = {
    "sk-ant-…": DEMO_KEY,
    "demo SCENARIO": "demo overloaded",
    "fixes NAME": "fixes backoff",
    "/var/lib/prometheus/node-exporter/": "./",
}
#: These have no end of their own, or read what another program writes to them.
_ALIVE = ("watch", "wait", "chaos", "hook", "statusline")

_PROGRAM = """#!/bin/sh
case $1 in
wait) shift; set -- wait --every 0.1 "$@" ;;
watch) exec timeout --preserve-status -s INT 4 "$PYTHON" -m claude_doctor "$@" ;;
chaos) case "$*" in
  *--export*) ;;
  *) exec timeout --preserve-status -s INT 4 "$PYTHON" -m claude_doctor "$@" ;;
  esac ;;
esac
exec "$PYTHON" -m claude_doctor "$@"
"""
#: Installers are not run; they take the words that the real ones take (tried with uv 0.13 and pipx
#: 1.18).
_UVX = """#!/bin/sh
[ "$1 $2 $3" = "--from . claude-doctor" ] || exit 2
shift 3
exec claude-doctor "$@"
"""
_UV = """#!/bin/sh
case "$*" in "tool install ." | "tool update-shell") ;; *) exit 2 ;; esac
"""
_PIPX = """#!/bin/sh
case "$*" in
"install ." | ensurepath) ;;
"run --spec . claude-doctor "*) shift 4; exec claude-doctor "$@" ;;
*) exit 2 ;;
esac
"""


def blocks() -> Iterator[tuple[str, str]]:
    """Marker and text of each block of shell."""
    yield from re.findall(r"(?:<!-- ([\w ]+) -->\n)?```sh\n(.*?)```", TEXT, re.DOTALL)


def lines() -> list[str]:
    """What a reader pastes at once: the block where its lines belong together, else a line. The two
    that set up a clone have tests of their own, and so have the completions."""
    found = []
    for marker, text in blocks():
        if marker in ("first", "second") or "completions/" in text:
            continue
        found += [text] if marker.startswith("export") else text.splitlines()
    return found


def spans() -> list[str]:
    """The commands in the text."""
    bare = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    found = (" ".join(one.split()) for one in re.findall(r"`(claude-doctor\b[^`]*)`", bare))
    return sorted(set(found) - {"claude-doctor"})


def filled(line: str) -> str:
    for placeholder, value in FILLED.items():
        line = line.replace(placeholder, value)
    return line


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with what the commands name: programs, a log, a saved report."""
    programs = {"claude-doctor": _PROGRAM, "uvx": _UVX, "uv": _UV, "pipx": _PIPX}
    programs |= dict.fromkeys(("notify-send", "deploy.sh"), "#!/bin/sh\n")
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, text in programs.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    (folder / "app.log").write_text("API Error: 529 Overloaded\n", encoding="utf-8")
    shutil.copy(ROOT / "tests" / "cases" / "overloaded.json", folder / "report.json")
    return folder


def in_bash(line: str, desk: Path, nowhere: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it with the world's variables, and with the programs of that folder."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    with serve(by_name("healthy")) as running:
        path = f"{desk}:{os.environ['PATH']}"
        env = nowhere | running.environ() | {"PATH": path, "PYTHON": sys.executable}
        return subprocess.run(
            ["bash", "-c", filled(line)], cwd=desk, env=env, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip


@pytest.mark.parametrize("line", [line for line in lines() if not line.startswith("pip ")])
def test_each_line_of_shell_runs(line: str, desk: Path, nowhere: dict[str, str]) -> None:
    """It ends with success or a verdict, and nothing in it is unknown."""
    done = in_bash(line, desk, nowhere)
    assert done.returncode in FINE, done.stderr
    assert not re.search(r"Usage:|not found|Traceback", done.stderr), done.stderr


@pytest.mark.parametrize("line", spans())
def test_each_command_in_the_text_runs(
    line: str, desk: Path, nowhere: dict[str, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So do the commands that a sentence names."""
    words = shlex.split(filled(line), comments=True)
    if (len(words) > 1 and words[1] in _ALIVE) or {"&&", "|", "<"} & set(words):
        done = in_bash(line, desk, nowhere)
    else:
        monkeypatch.chdir(desk)
        with serve(by_name("healthy")) as running:
            done = run(*words[1:], env=running.environ())
    assert done.returncode in FINE, done.stderr
    assert not re.search(r"Usage:|not found|Traceback", done.stderr), done.stderr


def test_each_extra_that_is_installed_exists() -> None:
    """`pip install '.[EXTRA]'` names an extra of this project."""
    told = [line for line in lines() if line.startswith("pip ")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [re.fullmatch(r"pip install '\.\[(\w+)\]' *(?:#.*)?", line) for line in told]
    assert set(project["optional-dependencies"]) == {one[1] for one in named if one is not None}
    assert len(told) == len(named)


def test_each_module_that_is_run_exists() -> None:
    """`python -m tests.NAME` is there."""
    modules = set(re.findall(r"python -m (tests\.\w+)", TEXT))
    assert len(modules) > 3
    assert all(importlib.util.find_spec(name) for name in modules)


def test_the_block_leads_a_check_into_the_world(desk: Path, nowhere: dict[str, str]) -> None:
    """What the README pastes for `chaos --export` gives that scenario's verdict, both ways."""
    pasted = [text for marker, text in blocks() if marker.startswith("export")]
    assert 2 == len(pasted)
    for text in pasted:
        assert "529" in in_bash(text, desk, nowhere).stdout
