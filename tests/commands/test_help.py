"""What `--help` shows: everything, whole, at any width."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from claude_doctor.commands import _app, _help, names
from tests.conftest import Run
from tests.planted import Copy

WIDTHS = (40, 80, 120)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["", *names()])
def test_help_fits_and_is_whole(name: str, width: int, run: Run) -> None:
    """No line is wider than the screen or cut, no placeholder is a type, and each option is
    explained."""
    text = run(*([name] if name else []), "--help", env={"COLUMNS": str(width)}).stdout
    assert text.startswith(f"Usage: claude-doctor{f' {name}' if name else ''}")
    assert max(map(len, text.splitlines())) <= min(width, _help.MOST)
    bare = re.sub(r"[A-Z]…", "", text)  # that more may follow
    assert not re.search(r"<\w+ ?\w*>|\bTEXT\b|…|\.\.\.|<=|\[\[", bare)
    group = _app.group()
    outer = group.make_context("claude-doctor", ["check"], resilient_parsing=True)
    command = group.resolve_command(outer, [name or "check"])[1]
    assert command is not None
    for one in group.get_params(outer) if not name else command.get_params(outer):
        assert all(option in text for option in one.opts if option.startswith("-"))
        assert getattr(one, "help", None)


@pytest.mark.parametrize("name", ["", *names()])
def test_help_survives_every_encoding(name: str, run: Run) -> None:
    """Where the terminal has no ellipsis, three dots stand for it."""
    done = run(*([name] if name else []), "--help", env={"PYTHONIOENCODING": "ascii"})
    assert (0, "") == (done.returncode, done.stderr)
    assert "?" not in re.sub(r"(fail|Anthropic|network)\?|\w+\?", "", done.stdout)


def test_commands_are_listed_by_known_groups() -> None:
    """Each command names a group of the list, and no group is without a command."""
    found = {_app._Listed(name).listed()[0] for name in names()}
    assert set(_app.GROUPS) == found


def test_a_command_without_a_group_is_listed_last(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """Whoever plants a file need not know of groups."""
    copy = Copy(tmp_path / "copy", nowhere)
    text = '"""Planted."""\n\nfrom . import _app\n\n\n@_app.command()\ndef late() -> None:\n'
    copy.plant("commands/late.py", text + '    """Come last. It has more to say."""\n')
    shown = copy.run("--help").stdout
    assert re.search(r"(?s)Reference:.*Commands:\n  late  Come last\.\n\n", shown)


def examples() -> list[str]:
    """Every example of every command, and those of the program."""
    group = _app.group()
    outer = group.make_context("claude-doctor", ["check"], resilient_parsing=True)
    commands = [group.resolve_command(outer, [name])[1] for name in names()]
    lines = [one.line for found in commands for one in getattr(found, "examples", ())]
    return [*lines, *(one.line for one in _app._EXAMPLES)]


@pytest.mark.parametrize("line", examples())
def test_examples_are_command_lines(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What --help offers is understood, with the files that it names."""
    monkeypatch.chdir(tmp_path)
    for name in ("app.log", "FILE"):
        Path(name).touch()
    words = shlex.split(
        re.split(r" && | &\)| \| (?!claude)", line[line.index("claude-doctor") :])[0]
    )
    group = _app.group()
    outer = group.make_context("claude-doctor", words[1:])
    name, command, rest = group.resolve_command(outer, [*outer._protected_args, *outer.args])
    assert name is not None
    assert command is not None
    command.make_context(name, rest, parent=outer)
