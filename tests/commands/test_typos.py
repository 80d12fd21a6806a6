"""A mistyped name is met with the nearest one, in every option and argument that takes names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from claude_doctor.commands import _app, names
from claude_doctor.commands._typos import FEW
from tests.conftest import Run

#: What an option may take that is no name of ours, by what --help calls it. An option that takes
#: text and is called otherwise must complete its names, and refuse others.
FREE = {
    "CODE|MESSAGE|FILE", "CMD", "FILE", "FILE|-", "ID", "MESSAGE", "PATH", "WHEN",
}  # fmt: skip
NUMBERS = {"N", "PORT", "SECONDS", "TIMES", "TOKENS"}


def taken() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Command, option ('' for an argument), what --help calls it, and the names that it takes."""
    group = _app.group()
    outer = group.make_context("claude-doctor", ["check"], resilient_parsing=True)
    for name in names():
        command = group.resolve_command(outer, [name])[1]
        assert command is not None
        context = command.make_context(name, [], outer, resilient_parsing=True)
        for one in command.get_params(context):
            if not getattr(one, "is_flag", False):
                option = one.opts[-1] if one.param_type_name == "option" else ""
                words = tuple(item.value for item in one.shell_complete(context, ""))
                yield name, option, str(one.metavar), words


CHOICES = [row for row in taken() if row[3] and row[2] not in FREE]


def test_every_option_takes_names_or_says_what_else() -> None:
    """A new option that takes names cannot be without them."""
    assert [] == [row[:3] for row in taken() if not row[3] and row[2] not in FREE | NUMBERS]
    assert len(CHOICES) > 20


@pytest.mark.parametrize(
    ("command", "option", "words"),
    [(command, option, words) for command, option, _, words in CHOICES],
    ids=[f"{command}{option}" for command, option, *_ in CHOICES],
)
def test_a_typo_is_met_with_the_name(
    command: str, option: str, words: tuple[str, ...], run: Run
) -> None:
    """With a letter too many in any of the longest names: a usage error that asks whether that was
    meant, and lists no more than a few names."""
    for name in sorted(words, key=len)[-2:]:
        typed = name[:2] + "q" + name[2:]
        done = run(command, *([option] if option else []), typed)
        said = " ".join(done.stderr.split())
        assert (2, "") == (done.returncode, done.stdout)
        question = re.search(r"did you mean (.+?)\?", said)
        assert question is not None, said
        assert name in question[1].split(" or ")
        assert len(said) < 600


@pytest.mark.parametrize(
    ("command", "option", "words"),
    [(command, option, words) for command, option, _, words in CHOICES],
    ids=[f"{command}{option}" for command, option, *_ in CHOICES],
)
def test_what_is_near_nothing_is_no_dump(
    command: str, option: str, words: tuple[str, ...], run: Run
) -> None:
    """Of few names all are told; of many, where they are listed."""
    done = run(command, *([option] if option else []), "xyzzyq")
    said = " ".join(done.stderr.split())
    assert (2, "") == (done.returncode, done.stdout)
    assert "xyzzyq" in said
    named = [word for word in words if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said)]
    if len(words) <= FEW:
        assert set(words) == set(named)
    else:
        assert len(named) <= FEW
        assert re.search(r"`claude-doctor (demo|rules|fixes)` lists all", said)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["staus"], "Did you mean 'statusline'?"),
        (["log"], "Did you mean 'logs'?"),
        (["help"], "Did you mean '--help'?"),
        (["version"], "Did you mean '--version'?"),
        (["529"], "claude-doctor explain 529"),
        (["API Error: 529 Overloaded"], "claude-doctor explain 'API Error: 529 Overloaded'"),
        (["x" * 5000], "claude-doctor explain ERROR"),
        (["--jsn"], "--json"),
        (["demo", "OVERLOADED"], "did you mean overloaded?"),
        (["chaos", "tls"], "did you mean tls-failure?"),
        (["rules", "key_rejected"], "did you mean key-rejected?"),
        (["check", "--format", "jsn"], "did you mean json? known: github, "),
    ],
)
def test_what_is_said_of_it(words: list[str], says: str, run: Run) -> None:
    """Of a first word the command that is near, or the one that looks up errors; of a name in
    capitals, with an underscore or in part the whole one; in a few lines."""
    done = run(*words)
    assert (2, "") == (done.returncode, done.stdout)
    assert says in " ".join(done.stderr.split())
    assert len(done.stderr) < 400
