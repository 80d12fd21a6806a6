"""`--format github`: read as the runner reads it, and the files that it hands to a step."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.commands import _run
from claude_doctor.engine import saved as documents
from claude_doctor.render.formats import github
from claude_doctor.render.screen import Screen
from tests.conftest import Run
from tests.render.hostile import CASES, MARK, WORDS, case, commands, saved

#: `::name key=value,key=value::message`, as docs/commands.md of actions/toolkit has it.
_COMMAND = re.compile(
    r"::(?P<name>\w+) (?P<properties>(?:\w+=[^:,\r\n]*,?)+)::(?P<data>[^\r\n]*)\n"
)


def annotation(printed: str) -> tuple[str, str, str]:
    """Level, title and message of the one annotation, unescaped in the runner's order."""
    match = _COMMAND.fullmatch(printed)
    assert match, printed
    assert 1 == len(commands(printed))
    texts = []
    for text in (match["properties"].partition("title=")[2], match["data"]):
        for escaped, token in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","),
                               ("%25", "%")):  # fmt: skip
            text = text.replace(escaped, token)
        texts.append(text)
    return match["name"], texts[0], texts[1]


def outputs(text: str) -> dict[str, str]:
    """The file of GITHUB_OUTPUT as the runner reads it: a name, a word, lines up to that word."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        name, _, word = line.partition("<<")
        assert name and "=" not in name and re.fullmatch(r"[0-9a-f]{32}", word), line
        value = []
        for inner in lines:
            if inner == word:
                break
            value.append(inner)
        else:
            raise AssertionError(f"no end of {name}")
        found[name] = "\n".join(value)
    return found


@pytest.mark.parametrize(
    ("name", "options", "level", "code"),
    [
        ("healthy", (), "notice", 0),
        ("incident-posted", (), "warning", 0),
        ("incident-posted", ("--strict",), "error", 10),
        ("overloaded", (), "error", 10),
        ("overloaded", ("--fail-on", "client,account"), "warning", 0),
        ("key-rejected", ("--fail-on", "client,account"), "error", 11),
        ("silence", (), "error", 14),
    ],
)
def test_the_level_is_what_the_exit_code_says(
    name: str, options: tuple[str, ...], level: str, code: int, run: Run
) -> None:
    """An error where the step fails; a warning where it goes on in spite of something."""
    path = CASES / f"{name}.json"
    done = run("check", "--replay", str(path), "--format", "github", *options)
    assert (level, code) == (annotation(done.stdout)[0], done.returncode)
    assert json.loads(path.read_text())["verdict"]["cause"] in annotation(done.stdout)[1]


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_are_no_command(words: str, tmp_path: Path, run: Run) -> None:
    """One command, ours; the outputs are those that we write, once each; the summary has no
    heading of theirs."""
    for name in ("overloaded", "incident-posted", "gateway-failure"):
        path = saved(tmp_path / "report.json", words, name)
        files = {
            "GITHUB_OUTPUT": str(tmp_path / f"{name}.out"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / f"{name}.md"),
        }
        done = run("check", "--replay", path, "--format", "github", env=files)
        level, title, message = annotation(done.stdout)
        assert level in ("error", "warning") and MARK not in title and message
        text = Path(files["GITHUB_OUTPUT"]).read_text(encoding="utf-8")
        found = outputs(text)
        verdict = json.loads((CASES / f"{name}.json").read_text())["verdict"]
        assert (verdict["side"], verdict["cause"]) == (found["side"], found["cause"])
        assert len(found) == text.count("<<" + text.partition("<<")[2][:32])
        summary = Path(files["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
        assert not re.search(rf"^\s*#+ .*{MARK}", summary, re.MULTILINE)


@given(st.text(max_size=60) | st.text(alphabet=":%,\r\n#[]0ADerror ", max_size=60))
def test_any_sentence_comes_back_whole(words: str) -> None:
    """What the runner unescapes is what was said."""
    report = _run.conclude(*documents.read(json.dumps(case(words, "incident-posted"))))
    _, _, message = annotation(github.render(report, Screen()))
    assert message.startswith("The API works from here, but ")
    assert outputs(github.files(report, Screen(), "0f" * 16)["GITHUB_OUTPUT"])


def test_outputs_and_summary_of_a_real_check(tmp_path: Path, run: Run) -> None:
    """A demo's, too; they are added to what is there, on lines of their own, and every delimiter
    is another one."""
    files = {"GITHUB_OUTPUT": str(tmp_path / "out"), "GITHUB_STEP_SUMMARY": str(tmp_path / "md")}
    for path in files.values():
        Path(path).write_text("# mine" if path.endswith("md") else "", encoding="utf-8")
    words = set()
    for scenario, side, retryable in (("overloaded", "server", "true"),
                                      ("key-rejected", "client", "false")):  # fmt: skip
        run("demo", scenario, "--format", "github", env=files)
        text = (tmp_path / "out").read_text(encoding="utf-8")
        words.add(text.rstrip("\n").rpartition("\n")[2])
        found = outputs(text)
        assert (side, "down", retryable) == (found["side"], found["severity"], found["retryable"])
        assert found["request_id"].startswith("req_") and "\n" not in found["summary"]
    assert 2 == len(words)
    summary = (tmp_path / "md").read_text(encoding="utf-8")
    assert summary.startswith("# mine\n### claude-doctor: overloaded (server, down)\n")
    assert "### claude-doctor: key-rejected (client, down)" in summary


def test_the_summary_stays_within_its_bound(tmp_path: Path, run: Run) -> None:
    """The runner drops a summary above 1 MiB: ours takes the room that is left, in whole lines."""
    goal, most = tmp_path / "md", 1024 * 1024
    path = f"{CASES / 'overloaded'}.json"
    for room in (0, 10, 200, 700):
        goal.write_text("x" * (most - room - 1) + "\n", encoding="utf-8")
        done = run("check", "--replay", path, "--format", "github",
                   env={"GITHUB_STEP_SUMMARY": str(goal)})  # fmt: skip
        assert 10 == done.returncode
        text = goal.read_text(encoding="utf-8")
        assert most >= len(text.encode()) and text.endswith("\n")
        assert (room > 100) is ("claude-doctor" in text)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, run: Run) -> None:
    """A step that waits for outputs must not go on as if it had them."""
    done = run("check", "--replay", f"{CASES / 'healthy'}.json", "--format", "github",
               env={"GITHUB_OUTPUT": str(tmp_path / "none" / "out")})  # fmt: skip
    assert 2 == done.returncode and "notice" == annotation(done.stdout)[0]
    assert done.stderr.startswith("claude-doctor: GITHUB_OUTPUT: ")


def test_no_other_format_touches_them(tmp_path: Path, run: Run) -> None:
    """The variables are there in every step; only this format writes."""
    goal = tmp_path / "out"
    env = {"GITHUB_OUTPUT": str(goal), "GITHUB_STEP_SUMMARY": str(goal)}
    for form in ("text", "json", "markdown", "nagios", "openmetrics"):
        run("check", "--replay", f"{CASES / 'healthy'}.json", "--format", form, env=env)
    assert not goal.exists()
