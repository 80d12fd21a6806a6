"""Consoles and pipes that have not every sign, as those of Windows (code page 437, 1252) and of old
locales: no output ends in an error, and no sign becomes a question mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.commands import names
from claude_doctor.render import formats
from tests.conftest import Run

ENCODINGS = ("cp437", "cp1252", "latin-1")
#: Of each command what it prints most; of those that wait or serve, their help.
WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "chaos": (("--help",),),
    "check": ((), ("-v",), ("--help",), *(("--format", name) for name in formats.names())),
    "demo": ((), ("--help",)),
    "explain": (("529",), ("API Error: 529 … Overloaded — “quoted”",)),
    "fallbacks": (("--timeout", "5"), ("--help",)),
    "fixes": ((), ("backoff",), ("--for", "overloaded")),
    "history": ((), ("--plot",), ("--outages",)),
    "hook": (("--print-config",),),
    "logs": ((),),
    "rules": ((), ("overloaded",)),
    "statusline": (("--offline",),),
    "storm": ((),),
    "wait": (("--help",),),
    "watch": (("--help",), ("--count", "1")),
}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A world with something to tell on every screen: failures in transcripts, a page, a crowd."""
    with serve(by_name("recent-failures")) as world:
        yield world


def test_every_command_is_among_them() -> None:
    """A new command gets its line here."""
    assert set(WORDS) == set(names())


@pytest.mark.sampled(3)
@pytest.mark.parametrize("command", WORDS)
def test_no_sign_breaks_or_is_lost(run: Run, running: Running, command: str) -> None:
    """The same exit code as in UTF-8, no word of an error, and not one question mark more."""
    env = running.environ()
    run("check", env=env)  # so that the history has a row
    for words in WORDS[command]:
        usual = run(command, *words, env=env)
        for encoding in ENCODINGS:
            said = run(command, *words, env={**env, "PYTHONIOENCODING": encoding})
            at = (command, *words, encoding)
            assert (usual.returncode, "") == (said.returncode, said.stderr), at
            assert said.stdout.count("?") <= usual.stdout.count("?"), at
            assert said.stdout.strip(), at


def test_a_page_is_the_same_page_in_every_encoding(run: Run, running: Running) -> None:
    """Where the output is not UTF-8 the HTML, which says that it is, is ASCII with references."""
    env = {**running.environ(), "PYTHONIOENCODING": "cp1252"}
    page = run("check", "--format", "html", env=env).stdout
    assert page.isascii() and 'charset="utf-8"' in page
    assert re.search(r"&#\d{4,};", page)


def test_a_sign_that_no_encoding_has_is_a_question_mark(run: Run) -> None:
    """What the user pasted is shown as far as it can be, half a surrogate pair included."""
    for encoding in ("cp437", "utf-8"):
        done = run("explain", "529 日本 \ud83d", env={"PYTHONIOENCODING": encoding})
        assert (0, "") == (done.returncode, done.stderr)
