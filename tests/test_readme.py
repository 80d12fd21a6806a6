"""The README says what the program does: its blocks, commands, codes and paths."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from claude_doctor.engine.model import EXIT_CODES
from tests import picture
from tests.planted import PACKAGE, Copy
from tests.readme import README, filled, output, steady
from tests.rules.test_facts import declared

TEXT = README.read_text(encoding="utf-8")
ROOT = README.parent

LEASE = '''"""A planted probe."""

from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet, Skipped
from ..outside.world import World

OVER: Fact[bool] = Fact("lease", "over", "whether the lease of this machine has ended")


async def run(world: World, sheet: Sheet) -> None:
    """Look into the environment."""
    lease = world.settings.env.get("ANTHROPIC_LEASE")
    if lease is None:
        raise Skipped("no lease")
    sheet.put(OVER, lease == "over")


PROBE = Probe("lease", "Has the lease of this machine ended?", run)
'''
RULE = """
    Rule(
        "lease-over",
        Side.CLIENT,
        (Case(DOWN, 999, lease.OVER.is_(True), "It's your lease: it has ended."),),
        fixes=("add-evidence",),
    ),
"""
ROW = """
    Scenario(
        "lease-over",
        "The lease of this machine has ended.",
        Side.CLIENT, Severity.DOWN, "lease-over",
        env=(("ANTHROPIC_LEASE", "over"),),
    ),
"""


def test_blocks_are_the_programs_own_output() -> None:
    """Every marked block is what the program prints now, times and ids apart."""
    assert steady(filled(TEXT)) == steady(TEXT)


def test_the_picture_is_the_programs_own_screen() -> None:
    """What it shows is what a demonstration shows now, word for word, and it loads nothing."""
    svg = picture.PICTURE.read_text(encoding="utf-8")
    now = picture.picture(output(f"{picture.COMMAND} --json"))
    assert picture.words(svg) == picture.words(now)
    assert "529" in " ".join(picture.words(svg))
    assert not re.search(r"url\((?!#)|@import|href", svg)
    assert ".github/check.svg" in TEXT.partition("## Install")[0]


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


def test_the_table_of_places_names_every_folder() -> None:
    """Whoever adds a room to the package says in the table what it holds."""
    table = re.findall(r"^\| `(claude_doctor/\w+/)` \| \S", TEXT, re.MULTILINE)
    rooms = [f"claude_doctor/{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")]
    assert sorted(rooms) == sorted(table)


def test_a_probe_takes_the_three_steps(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """In a copy of the package, just what the README says makes a probe that decides a verdict."""
    copy = Copy(tmp_path / "copy", nowhere)
    copy.plant("probes/lease.py", LEASE)
    copy.insert("rules/client.py", "from ..probes import ", "lease, ")
    copy.insert("rules/client.py", "RULES: tuple[Rule, ...] = (", RULE)
    copy.insert("chaos/scenarios/client.py", "ROWS = (", ROW)
    done = copy.run("demo", "lease-over", "--json")
    assert (11, "") == (done.returncode, done.stderr)
    report = json.loads(done.stdout)
    assert "lease-over" == report["verdict"]["cause"]
    assert {"over": True} == {p["name"]: p["facts"] for p in report["probes"]}["lease"]
    assert "lease-over" not in copy.run("demo", "healthy", "-q").stdout
    assert "lease.over is yes" in copy.run("rules", "lease-over").stdout
    assert {"lease"} == copy.completed("claude-doctor check --only le")


#: A stand-in for `python3 -m venv .venv`, so that no test installs anything: the environment has
#: programs that only write down where they ran, and with what.
PYTHON = """#!/bin/sh
[ "$*" = "-m venv .venv" ] || exit 2
mkdir -p .venv/bin
for name in pip pytest claude-doctor ruff mypy codespell; do
  printf '#!/bin/sh\\necho "$PWD: %s $*" >>"$RAN"\\n' "$name" >.venv/bin/$name
  chmod +x .venv/bin/$name
done
"""


def command(marker: str) -> str:
    """The README's line of shell below a marker."""
    return TEXT.partition(f"<!-- {marker} -->\n```sh\n")[2].partition("\n")[0]


def ran(line: list[str], folder: Path, tmp_path: Path) -> list[tuple[str, str]]:
    """Run it in the folder, with the stand-in as python3: where each program ran, and with what."""
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir(exist_ok=True)
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    log = tmp_path / "ran"
    log.write_text("", encoding="utf-8")
    env = {"PATH": f"{python.parent}:{os.environ['PATH']}", "RAN": str(log)}
    done = subprocess.run(
        line, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert 0 == done.returncode, done.stderr
    rows = log.read_text(encoding="utf-8").splitlines()
    return [(where, what) for where, _, what in (row.partition(": ") for row in rows)]


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


@needs_bash
@pytest.mark.parametrize(
    ("marker", "ends"), [("first", "claude-doctor check"), ("second", "pytest ")]
)
def test_each_command_stands_alone(marker: str, ends: str, tmp_path: Path) -> None:
    """In a folder without an environment it runs to its end, and again where there is one now."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for _ in range(2):
        done = ran(["bash", "-c", command(marker)], folder, tmp_path)
        assert ends == done[-1][1]
        assert any(what.startswith("pip install ") for _, what in done)


@needs_bash
def test_ci_runs_each_command_in_a_clone_of_its_own(tmp_path: Path) -> None:
    """`.ci/run` takes both commands from the README; neither leans on what the other made."""
    root = tmp_path / "root"
    (root / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", root / ".ci" / "run")
    shutil.copy(README, root)
    done = ran([str(root / ".ci" / "run")], root, tmp_path)
    where = {what: folder for folder, what in done}
    assert where["claude-doctor check"] == where["pip install ."]
    assert where["pytest "] == where["pip install --editable . --group dev"] == where["mypy "]
    assert where["mypy "] == where["codespell "]
    assert 3 == len({str(root), where["claude-doctor check"], where["pytest "]})


def test_the_environments_facts_are_those_of_the_probe() -> None:
    """Each name in the README's table of the environment is a fact that the probe declares."""
    table = TEXT.split("Beside them, in the same `facts`", 1)[1].split("\n\n")[1]
    names = [name for row in table.splitlines()[2:]
             for name in re.findall(r"`(\w+)`", row.split("|")[1])]  # fmt: skip
    assert {"repaired", "ignored", "broken"} <= set(names)
    assert {f"environment.{name}" for name in names} <= declared().keys()
