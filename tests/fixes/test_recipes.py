"""Recipes: files that begin by saying what they are, printed as they stand, copied and never
written over anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from claude_doctor.border.redact import inert, mask
from claude_doctor.fixes import recipe
from claude_doctor.fixes.table import FIXES
from claude_doctor.rules import all_rules
from tests.conftest import Run

RECIPES = recipe.recipes()
CODE = [one for one in RECIPES if one.path.suffix != ".json"]
IDS = [one.path.name for one in CODE]


@pytest.mark.parametrize("one", CODE, ids=IDS)
def test_each_begins_with_three_lines(one: recipe.Recipe) -> None:
    """What it does, when not to use it, what it needs; then no comment at once."""
    lines = one.text().splitlines()
    sign = "//" if one.path.suffix == ".ts" else "#"
    for line, word in zip(lines, ("What it does: ", "Not when: ", "Needs: "), strict=False):
        assert line.startswith(f"{sign} {word}")
    assert not lines[3].startswith(sign)


@pytest.mark.parametrize("one", RECIPES, ids=[one.path.name for one in RECIPES])
def test_each_is_plain_text(one: recipe.Recipe) -> None:
    """ASCII that every terminal prints, no secret in it, no line that commands a build."""
    text = one.text()
    assert text.isascii()
    assert (text, text) == (inert(text), mask(text))
    assert text.endswith("\n")
    assert not re.search(r"\t|\r|[ ]$", text, re.MULTILINE)


def test_a_recipe_is_a_fix_or_stands_behind_one() -> None:
    """Whoever reads a fix finds its recipes, and no recipe is unreachable from them."""
    found = {name for fix in FIXES for name in recipe.behind(fix.id)}
    assert {one.name for one in RECIPES} == found


def test_it_is_printed_as_it_stands(run: Run) -> None:
    """No wrapping, no color, nothing around it: what is printed is the file."""
    for one in RECIPES:
        done = run("fixes", one.name, "--lang", one.language, env={"COLUMNS": "40"})
        assert (0, one.text(), "") == (done.returncode, done.stdout, done.stderr)
    assert recipe.of("backoff")[0].text() == run("fixes", "backoff").stdout
    assert recipe.of("shorter-output")[0].text() == run("fixes", "chunk").stdout


def test_the_fixes_for_a_cause_come_in_order(run: Run) -> None:
    """Each of the rule's fixes in words, and the code of those that have some, once."""
    for rule in all_rules():
        done = run("fixes", "--for", rule.id)
        assert (0, "") == (done.returncode, done.stderr)
        heads = [line.split(" · ")[0] for line in done.stdout.splitlines() if " · " in line]
        assert list(rule.fixes) == heads[: len(rule.fixes)]
    done = run("fixes", "--for", "overloaded")
    assert 1 == done.stdout.count(recipe.of("backoff")[0].text())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("backof",), "did you mean backoff"),
        (("--for", "overloded"), "did you mean overloaded"),
        (("--for", "backoff"), "no cause is called"),
        (("backoff", "--lang", "pythn"), "did you mean python"),
        (("check-dns", "--lang", "python"), "advice without code"),
        (("check-dns", "--copy-to", "x"), "advice without code"),
        (("backoff", "--for", "overloaded"), "not both"),
        (("--lang", "python"), "NAME"),
        (("--copy-to", "x"), "NAME"),
        (("backoff", "--copy-to", f"{'a' * 300}.py"), "name too long; nothing was written"),
        (("--for", "overloaded", "--copy-to", "x"), "NAME"),
    ],
)
def test_what_it_cannot_do_is_a_usage_error(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    """Exit code 2, nothing on stdout, and the way out on stderr."""
    done = run("fixes", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert says in " ".join(done.stderr.split())


def test_a_language_that_a_recipe_lacks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which there are; the short names of languages are known, too."""
    (first, *_) = recipe.of("backoff")
    assert first.text() == run("fixes", "backoff", "--lang", "py").stdout
    monkeypatch.setattr(recipe, "recipes", lambda: [first])
    done = run("fixes", "backoff", "--lang", "bash")
    assert (2, "") == (done.returncode, done.stdout)
    assert "backoff has no bash; it has: python" in done.stderr


def test_copying_writes_a_new_file_or_none(run: Run, tmp_path: Path) -> None:
    """Into a file or a folder, whole; what is there, a link to nowhere too, stays as it is."""
    text = recipe.of("backoff")[0].text()
    place = tmp_path / "place"
    place.mkdir()
    goal = place / "retry.py"
    done = run("fixes", "backoff", "--copy-to", str(goal))
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    assert text == goal.read_text(encoding="utf-8")
    assert 0 == run("fixes", "backoff", "--copy-to", str(place)).returncode
    assert text == (place / "backoff.py").read_text(encoding="utf-8")
    goal.write_text("mine", encoding="utf-8")
    outside = tmp_path / "outside.py"
    (place / "link.py").symlink_to(outside)
    before = sorted(place.iterdir())
    for taken in ("retry.py", "link.py", "no/such.py"):
        done = run("fixes", "backoff", "--copy-to", str(place / taken))
        assert (2, "") == (done.returncode, done.stdout)
        assert "nothing was written" in " ".join(done.stderr.split())
    assert "mine" == goal.read_text(encoding="utf-8")
    assert before == sorted(place.iterdir())
    assert not outside.exists()


def test_a_full_disk_leaves_no_half_file(nowhere: dict[str, str], tmp_path: Path) -> None:
    """Where not all of it can be written, nothing stays."""
    goal = tmp_path / "retry.py"
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"sys.argv = ['claude-doctor', 'fixes', 'backoff', '--copy-to', {str(goal)!r}]\n"
        "from claude_doctor.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program], env=nowhere, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert (2, "") == (done.returncode, done.stdout)
    assert "nothing was written" in " ".join(done.stderr.split())
    assert [] == [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_reader_that_leaves_is_no_error(nowhere: dict[str, str]) -> None:
    """`fixes NAME | head -1` ends in silence."""
    line = f"{sys.executable} -m claude_doctor fixes backoff | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], env={**os.environ, **nowhere}, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert ["0", ""] == [done.stdout.splitlines()[-1], done.stderr]


def test_a_recipe_needs_no_rules(nowhere: dict[str, str]) -> None:
    """Printing one loads the fixes alone: no rule, no probe, nothing that is heavy."""
    program = (
        "import sys; sys.argv = ['claude-doctor', 'fixes', 'backoff']\n"
        "from claude_doctor.cli import main\n"
        "try: main()\n"
        "finally: sys.__stderr__.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere, capture_output=True, encoding="utf-8",
        check=True,
    )  # fmt: skip
    loaded = set(done.stderr.split())
    assert set() == {"httpx", "bs4", "praw", "asyncio", "claude_doctor.rules"} & loaded
