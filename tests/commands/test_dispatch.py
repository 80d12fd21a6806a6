"""The way to a command: a file in the folder is one, one alone is loaded, and `check` needs no
name."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.commands import _app, names
from claude_doctor.probes import all_probes
from tests.conftest import ROOT, Run
from tests.planted import Copy

CASE = str(ROOT / "tests" / "cases" / "overloaded.json")
GREET = '''"""A planted command."""

import typer

from . import _app


@_app.command(epilog="Nothing below this.")
def greet(context: typer.Context, who: str = "you", loud: bool = False) -> None:
    """Greet somebody. It is polite."""
    assert context.obj > 0
    typer.echo(f"hello {who}" + "!" * loud)
'''


def test_a_file_that_is_there_is_a_command(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """One file in the folder makes a command: listed, explained, completed and run."""
    copy = Copy(tmp_path / "copy", nowhere)
    copy.plant("commands/greet.py", GREET)
    assert re.search(r"(?m)^  greet +Greet somebody\.$", copy.run("--help").stdout)
    help_of_it = copy.run("greet", "-h").stdout
    assert "It is polite." in help_of_it
    assert "--who" in help_of_it
    assert "Nothing below this." in help_of_it
    done = copy.run("greet", "--who", "them", "--loud")
    assert (0, "hello them!\n", "") == (done.returncode, done.stdout, done.stderr)
    assert "Did you mean 'greet'" in copy.run("greef").stderr
    assert {"greet"} == copy.completed("claude-doctor gr")
    assert {"--who"} == copy.completed("claude-doctor greet --w")


def test_the_default_stands_first_and_all_are_explained(run: Run) -> None:
    """--help lists every file of the folder once, with a sentence, `check` first."""
    groups = run("--help").stdout.partition("Diagnose:\n")[2].partition("Options:\n")[0]
    rows = re.findall(r"(?m)^  ([a-z]+) +(\S.*)$", groups)
    assert names() == sorted((name for name, _ in rows), key=lambda name: (name != "check", name))
    assert "check" == names()[0] == rows[0][0]
    assert all(len(text.split()) > 3 for _, text in rows)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--replay", CASE), 10),
        (("-q", "--replay", CASE), 10),
        (("--json", "--replay", CASE), 10),
        (("--fail-on=client", f"--replay={CASE}"), 0),
        (("--replay", CASE, "-v"), 10),
        (("--only", "nonsense"), 2),
        (("--json", "extra"), 2),
        (("--nonsense",), 2),
    ],
)
def test_options_alone_are_those_of_check(run: Run, options: tuple[str, ...], code: int) -> None:
    """With options first, the command line means what it means behind `check`."""
    alone, named = run(*options), run("check", *options)
    assert (code, named.stdout, named.stderr) == (alone.returncode, alone.stdout, alone.stderr)


def test_nothing_at_all_is_a_check(run: Run) -> None:
    """`claude-doctor` alone measures; here every peer refuses."""
    done = run()
    assert (13, "") == (done.returncode, done.stderr)
    assert "Do now" in done.stdout


def test_an_option_alone_is_a_check(run: Run) -> None:
    """`claude-doctor -q` and `claude-doctor --json` measure, too."""
    quiet, document = run("-q"), run("--json")
    assert (13, "", 1) == (quiet.returncode, quiet.stderr, quiet.stdout.count("\n"))
    assert (13, "") == (document.returncode, document.stderr)
    assert quiet.stdout.strip() == json.loads(document.stdout)["verdict"]["summary"]


def test_options_of_the_program_stay_its_own(run: Run) -> None:
    """--version and --help before a command are the program's, and so is `--`."""
    assert run("--version").stdout.startswith("claude-doctor ")
    assert "Diagnose:" in run("--help").stdout
    assert run("-h").stdout == run("--help").stdout
    assert "overloaded" in run("--", "explain", "529").stdout


def test_a_demo_is_that_very_command(run: Run, nowhere: dict[str, str]) -> None:
    """`demo` prints what `check` prints in that world, times and ids apart."""
    with serve(by_name("overloaded")) as running:
        there = json.loads(run("--json", env=running.environ()).stdout)
    demo = json.loads(run("demo", "overloaded", "--json").stdout)
    for key in ("verdict", "fixes", "missing"):
        assert there[key] == demo[key]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["--help"], set()),
        (["--version"], set()),
        (["nonsense"], set()),
        (["explain", "--json", "--", "529"], {"explain"}),
        (["rules", "overloaded"], {"rules"}),
        (["check", "--replay", CASE], {"check"}),
        (["-q", "--replay", CASE], {"check"}),
        (["demo", "healthy", "-q"], {"demo", "check"}),
    ],
)
def test_only_the_command_asked_for_is_loaded(
    nowhere: dict[str, str], arguments: list[str], loaded: set[str]
) -> None:
    """No other file of the folder runs, and for what needs no command nothing of the engine."""
    program = (
        f"import sys; sys.argv = ['claude-doctor', *{arguments!r}]\n"
        "from claude_doctor.cli import main\n"
        "try: main()\n"
        "finally: sys.__stderr__.write('\\n' + ' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    modules = set(done.stderr.splitlines()[-1].split())
    assert loaded == {name for name in names() if f"claude_doctor.commands.{name}" in modules}
    if not loaded:
        rooms = {name.split(".")[1] for name in modules if name.startswith("claude_doctor.")}
        assert rooms <= {"cli", "commands", "outside", "border", "phrases", "records"}
        assert set() == {"httpx", "rich", "bs4", "praw", "asyncio"} & modules


def test_a_shell_completes_check_without_its_name(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """After the program's name come commands, and check's options beside its own."""
    copy = Copy(tmp_path / "copy", nowhere)
    assert {"check", "chaos"} == copy.completed("claude-doctor ch")
    assert {"--json"} == copy.completed("claude-doctor --js")
    assert {"--version", "--verbose"} == copy.completed("claude-doctor --ver")
    assert {"github"} == copy.completed("claude-doctor --only git")
    assert {"--offline", "--only", "--output"} == copy.completed("claude-doctor --json --o")


@pytest.mark.parametrize("arguments", [["--json"], ["check", "--json"]])
def test_ctrl_c_is_noted_before_anything_is_loaded(
    nowhere: dict[str, str], arguments: list[str]
) -> None:
    """It prints one report, exit code 130; the signal comes from the first import of a command."""
    program = (
        "import os, signal, sys\n"
        f"sys.argv = ['claude-doctor', *{arguments!r}]\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'claude_doctor.commands._quick': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Watch())\n"
        "from claude_doctor.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert (130, "") == (done.returncode, done.stderr)
    assert len(all_probes()) == len(json.loads(done.stdout)["probes"])


def test_a_command_line_in_this_process(capsys: pytest.CaptureFixture[str]) -> None:
    """`run` gives the exit code, prints the report, and counts the time-out from its moment."""
    assert 10 == _app.run(["--json", "--replay", CASE], time.monotonic())
    assert "overloaded" == json.loads(capsys.readouterr().out)["verdict"]["cause"]
