"""What strangers wrote is no command to the build that prints it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.border.redact import inert
from claude_doctor.commands import _run
from claude_doctor.engine import saved as documents
from claude_doctor.render import formats
from claude_doctor.render.screen import Screen
from tests.conftest import Run
from tests.render.hostile import WORDS, case, commands, saved


@pytest.mark.sampled(5)
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    "options",
    [(), ("-v",), ("-q",), *(("--format", name) for name in formats.names() if name != "github")],
)
def test_a_report_holds_no_command(
    words: str, options: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    """Whatever the titles and error bodies say, in whatever width they are wrapped; what is no
    text for people is wrapped in none."""
    path = saved(tmp_path / "report.json", words)
    wrapped = set(options) <= {"-v", "-q", "--format", "text"}
    widths = ("40", "72", "80", "97", "120") if wrapped else ("40", "120")
    printed = [
        run("check", "--replay", path, *options, env={"COLUMNS": width}).stdout for width in widths
    ]
    for text in printed:
        assert [] == commands(text)
        assert text
    assert wrapped or printed[0] == printed[1]


@pytest.mark.parametrize("words", WORDS)
def test_explain_and_logs_hold_none(words: str, tmp_path: Path, run: Run) -> None:
    """A text that is pasted, and a log that is read, with their own lines."""
    log = tmp_path / "build.log"
    log.write_text(
        f"2026-11-29T10:00:00Z {words} API Error: 529 overloaded_error {words}\n", encoding="utf-8"
    )
    pasted = f"{words} Error code: 529 overloaded_error {words}\n{words}\n"
    for width in ("40", "80", "120"):
        for arguments in (("explain",), ("explain", "--json"), ("logs", str(log))):
            done = run(*arguments, env={"COLUMNS": width}, input=pasted)
            assert [] == commands(done.stdout)
            assert done.stdout
    assert [] == commands(run("logs", f"{tmp_path}/none\n{words}").stderr)


@given(st.text(max_size=60) | st.text(alphabet=" \t\r\n:#[]<>`|aerow=,%", max_size=90))
@settings(max_examples=40)
def test_no_format_makes_a_command_of_any_words(words: str) -> None:
    """As it is printed, whatever the format; GitHub's has the one that is meant."""
    report = _run.conclude(*documents.read(json.dumps(case(words, "incident-posted"))))
    for name in formats.names():
        form = formats.load(name)
        for screen in (Screen(width=60, verbose=True), Screen(quiet=True)):
            printed = form.render(report, screen)
            made = commands(printed if form.commands else inert(printed))
            assert int(form.commands) == len(made), name


def test_a_file_holds_none_either(tmp_path: Path, run: Run) -> None:
    """A build may print the file that it has written."""
    goal = tmp_path / "report"
    path = saved(tmp_path / "report.json", WORDS[3])
    for form in ("text", "json", "markdown", "html"):
        run("check", "--replay", path, "--format", form, "--output", str(goal))
        assert (form == "text") or "# #[error]" in goal.read_text(encoding="utf-8")
        assert [] == commands(goal.read_text(encoding="utf-8"))


@given(st.text(alphabet=" \t\r\n:#[]aerow\u00a0\x85", max_size=60))
def test_no_line_begins_as_a_command(text: str) -> None:
    """Of any text no line begins with two colons and has two more, and none holds the other sign;
    what is added are blanks, and what is inert stays as it is."""
    made = inert(text)
    for line in made.replace("\r", "\n").split("\n"):
        bare = line.lstrip()
        assert not (bare.startswith("::") and "::" in bare[2:])
        assert "##[" not in line
    assert made.replace(" ", "") == text.replace(" ", "")
    assert made == inert(made)


def test_what_is_no_command_stays() -> None:
    """Addresses, paths of C++ and headings are left alone."""
    for text in ("::1 refused\n", "  std::vector::at\n", "## Heading [link]\n", "a ::error::b\n"):
        assert text == inert(text)


def test_json_stays_json(tmp_path: Path, run: Run) -> None:
    """The blank in the sign does not break the document."""
    path = saved(tmp_path / "report.json", 'say "##[error]" ::error::x')
    document = json.loads(run("check", "--replay", path, "--json").stdout)
    assert any("# #[error]" in probe["summary"] for probe in document["probes"])
