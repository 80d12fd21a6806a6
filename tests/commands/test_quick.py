"""`check`, `explain` and `logs` without Typer: they understand the words typed as Typer does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claude_doctor.border.settings import Asked
from claude_doctor.commands import _logged, _quick, _run, check, logs

WORDS = (
    "--json", "-q", "--quiet", "-v", "--offline", "--no-ping", "--strict", "--fallbacks", "-qv",
    "--format", "--format=json", "json", "text", "yaml", "--output", "report.txt", "--output=",
    "--timeout", "--timeout=5", "5", "0.5", "1e1", "300.0", "301", "nan", "²", "--only", "ping",
    "--only=network", "--skip", "nonsense", "--model", "claude-opus-5", "", "-", "--", "--error",
    "529 overloaded", "--surface", "code", "--route", "auto", "bedrock", "gateway", "--help",
    "--fail-on", "--js", "--json=yes", "--no-json", "check",
)  # fmt: skip


def by_typer(words: list[str]) -> tuple[Asked, _run.Show] | None:
    """What the command itself hands on; None where it says that something is wrong, or exits."""
    seen: list[Any] = []

    def read(asked: Asked) -> Asked:
        seen.append(asked)
        return asked

    def run(settings: Asked, show: _run.Show, started: float) -> int:
        seen.append(show)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check._options, "settings_of", read)
        patch.setattr(_run, "check", run)
        try:
            # the names that the program gives; the command keeps those of its first use
            names = ["-h", "--help"]
            check.check.main(
                words, "check", standalone_mode=False, obj=0.0, help_option_names=names
            )
        except (Exception, SystemExit):
            return None
    return (seen[0], seen[1]) if len(seen) == 2 else None


def quickly(words: list[str]) -> tuple[Asked, _run.Show] | None:
    """The same without Typer."""
    seen: list[Any] = []

    def run(settings: Asked, show: _run.Show, started: float) -> int:
        seen.append((settings, show))
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claude_doctor.border.settings.read", lambda env, asked: asked)
        patch.setattr(_run, "check", run)
        _quick.check(words, 0.0)
    return seen[0] if seen else None


@hypothesis.settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=5))
@example(["--only", "ping", "--only=network", "--model", "a", "--model=b"])
@example(["--format", "json", "--json"])
@example(["--format=nagios", "--format=text", "-q"])
@example(["--timeout", "20", "--route", "auto", "--surface=chat", "--output", "x"])
@example(["--error", "529 overloaded", "--strict", "--fallbacks", "--skip=reddit"])
def test_what_is_understood_is_what_typer_understands(words: list[str]) -> None:
    """What it takes it takes as Typer does, and what Typer refuses it never takes."""
    found = quickly(words)
    assert found is None or found == by_typer(words)


@pytest.mark.parametrize(
    "words",
    [
        [], ["--json"], ["-q"], ["--format", "markdown"], ["--only", "ping"], ["--timeout=5"],
        ["--error", "529"], ["--no-ping", "-v"], ["--output", str(Path("x"))],
    ],
)  # fmt: skip
def test_plain_words_need_no_typer(words: list[str]) -> None:
    """Each of the usual options is understood."""
    assert quickly(words) is not None


def test_a_shell_that_completes_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Typer is asked for a completion, nothing is checked and nothing explained."""
    monkeypatch.setenv("_CLAUDE_DOCTOR_COMPLETE", "complete_bash")
    assert quickly([]) is None
    assert _quick.explain(["529"]) is None


@pytest.mark.parametrize("words", [[], ["-"], ["--json"], ["--help"], ["no such file", "-x"]])
def test_explain_without_plain_words_is_typers(words: list[str]) -> None:
    """Standard input, options and what looks like one are left to the command."""
    assert _quick.explain(words) is None


LOGS = (
    "--json", "--js", "--json=1", "--no-json", "--since", "--since=2020-01-01", "--since=", "",
    "2020-06-20T17:00Z", "2999-01-01", "yesterday", "-", "--", "-j", "--help", __file__,
    str(Path(__file__).parent), "no such file", "x" * 300, "\0",
)  # fmt: skip


def counted(run: Callable[[list[str]], object], words: list[str]) -> tuple[object, ...] | None:
    """What of these words is read since when, and how it is shown; None where nothing is."""
    seen: list[tuple[object, ...]] = []

    def show(paths: list[str], since: object, now: object, as_json: bool) -> int:
        seen.append((paths, since, as_json))
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_logged, "show", show)
        run(words)
    return seen[0] if seen else None


def logs_by_typer(words: list[str]) -> None:
    """The command itself, which raises what is wrong."""
    names = ["-h", "--help"]
    with contextlib.suppress(Exception, SystemExit):
        logs.logs.main(words, "logs", standalone_mode=False, help_option_names=names)


@hypothesis.settings(max_examples=60)
@given(st.lists(st.sampled_from(LOGS), max_size=4))
@example(["--since", "2020-06-20T17:00Z", "--since=2020-01-01", "-", "--json"])
@example(["--since", "--json"])
def test_logs_are_understood_as_typer_does(words: list[str]) -> None:
    """What is taken is what the command itself hands on, and what it refuses is never taken."""
    found = counted(_quick.logs, words)
    assert found is None or found == counted(logs_by_typer, words)


@pytest.mark.parametrize(
    "words", [[], ["--json"], ["-"], [__file__], ["--since", "2h"], ["--since=7d", __file__]]
)
def test_logs_with_plain_words_need_no_typer(words: list[str]) -> None:
    """Each of the usual ways to ask is understood."""
    assert counted(_quick.logs, words) is not None
