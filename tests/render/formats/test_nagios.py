"""`--format nagios` by the grammar of the plugin guidelines, in every state."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claude_doctor.commands import _run
from claude_doctor.engine import saved as documents
from claude_doctor.render.formats import nagios
from claude_doctor.render.screen import Screen
from tests.conftest import Run
from tests.render.hostile import CASES, WORDS, case, saved

STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
#: 'label'=value[UOM];[warn];[crit];[min];[max], the value a number or U.
_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = rf"(?:@?(?:(?:{_NUMBER}|~)?:)?{_NUMBER}?)?"
_DATUM = re.compile(
    rf"'(?P<label>[^'=|]+)'=(?P<value>{_NUMBER}(?:us|ms|s|%|[KMGT]?B|c)?|U)"
    rf"(?:;{_RANGE}){{0,2}}(?:;(?:{_NUMBER})?){{0,2}}"
)


def parsed(printed: str) -> tuple[str, str, dict[str, str]]:
    """State, text and numbers; AssertionError where the guidelines do not allow it."""
    assert printed.endswith("\n") and 1 == len(printed.splitlines())
    assert len(printed.encode()) < 4096
    text, bar, data = printed.rstrip("\n").partition("|")
    assert bar and "|" not in data
    state = re.match(r"CLAUDE (\w+) - \S", text)
    assert state and state[1] in STATES
    numbers = {}
    for datum in data.split():
        match = _DATUM.fullmatch(datum)
        assert match, datum
        numbers[match["label"]] = match["value"]
    return state[1], text, numbers


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_each_verdict_is_one_line_of_the_grammar(path: Path, run: Run) -> None:
    """The state that is printed is the exit code, and every label is there each time."""
    for options in ((), ("--strict",), ("--fail-on", "client")):
        done = run("check", "--replay", str(path), "--format", "nagios", *options)
        state, _, numbers = parsed(done.stdout)
        assert (STATES.index(state), "") == (done.returncode, done.stderr)
        assert ["http_529", "ttft", "answer", "check"] == list(numbers)


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("healthy", (), 0),
        ("incident-posted", (), 1),
        ("incident-posted", ("--strict",), 2),
        ("overloaded", (), 2),
        ("offline", (), 2),
        ("overloaded", ("--fail-on", "client,account"), 0),
        ("silence", (), 3),
    ],
)
def test_the_states(name: str, options: tuple[str, ...], code: int, run: Run) -> None:
    """A remote failure is critical; UNKNOWN is only what the evidence does not decide."""
    done = run("check", "--replay", f"{CASES / name}.json", "--format", "nagios", *options)
    assert code == done.returncode


def test_what_was_not_measured_is_no_number(run: Run) -> None:
    """`U`, not 0: a monitor must not draw a check without a key as one that saw no 529."""
    for name, seen, first in (
        ("overloaded", "1", "U"),
        ("healthy", "0", None),
        ("healthy-keyless", "U", "U"),
        ("offline", "U", "U"),
        ("opus-overloaded", "1", None),
    ):
        done = run("check", "--replay", f"{CASES / name}.json", "--format", "nagios")
        numbers = parsed(done.stdout)[2]
        assert seen == numbers["http_529"], name
        assert first is None or first == numbers["ttft"]


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_end_no_text(words: str, tmp_path: Path, run: Run) -> None:
    """No bar, no second line, no tag, no other state."""
    for name in ("overloaded", "incident-posted", "gateway-failure"):
        path = saved(tmp_path / "report.json", words, name)
        done = run("check", "--replay", path, "--format", "nagios")
        state, text, numbers = parsed(done.stdout)
        assert STATES.index(state) == done.returncode
        assert not set("<>") & set(text)
        assert 4 == len(numbers)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_words_stay_in_the_text(words: str) -> None:
    """The same of any text, straight through the function."""
    import json

    report = _run.conclude(*documents.read(json.dumps(case(words, "incident-posted"))))
    assert "WARNING" == parsed(nagios.render(report, Screen()))[0]


def test_a_demo_prints_it(run: Run) -> None:
    """A real check, over sockets."""
    done = run("demo", "overloaded", "--format", "nagios")
    assert (2, "CRITICAL") == (done.returncode, parsed(done.stdout)[0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "--format", "nagios", "--only", "nonsense"), "unknown probe"),
        (("--format=nagios", "--timeout", "0"), "--timeout"),
        (("check", "--frmat", "x|<b>", "--format", "nagios"), "--frmat"),
        (("check", "--format", "nagios", "--replay", "no/such/file"), "--replay"),
        (("demo", "no-such-scenario", "--format", "nagios"), "scenario"),
        (("check", "--format", "nagios", "--only", "sk-ant-api03-" + "a" * 40), "unknown probe"),
    ],
)
def test_a_usage_error_is_unknown(arguments: tuple[str, ...], words: str, run: Run) -> None:
    """Exit code 2 would be CRITICAL: one line that says what is wrong, and 3; stderr as ever."""
    done = run(*arguments)
    state, text, numbers = parsed(done.stdout)
    assert (3, "UNKNOWN") == (done.returncode, state)
    assert "usage error: " in text and words in text and {"U"} == set(numbers.values())
    assert words in done.stderr and "sk-ant-api03-a" not in done.stdout + done.stderr


def test_of_another_format_it_stays_a_usage_error(run: Run) -> None:
    """Also where the word stands for something else; and help is no error."""
    for arguments in (
        ("--format", "json", "--timeout", "0"),
        ("--error", "x --format nagios x", "--x"),
    ):
        done = run("check", *arguments)
        assert (2, "") == (done.returncode, done.stdout)
    done = run("check", "--format", "nagios", "--help")
    assert 0 == done.returncode and "--format" in done.stdout


def test_a_bug_is_unknown(nowhere: dict[str, str]) -> None:
    """Exit code 1 would be WARNING."""
    command = (
        "import sys; from claude_doctor import cli; from claude_doctor.commands import _app\n"
        "def run(*_): raise ZeroDivisionError('oops')\n"
        "_app.run = run; sys.argv = ['claude-doctor', '--format', 'nagios']; cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], env=nowhere, capture_output=True, text=True, check=False
    )
    assert (3, "UNKNOWN") == (done.returncode, parsed(done.stdout)[0])
    assert "a bug in claude-doctor" in done.stdout
