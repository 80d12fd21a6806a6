"""The shells' completion: the files are the program's own, and a real shell completes with them."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from claude_doctor.commands import names
from tests.completions import FOLDER, NAME, commands, files

#: What is typed before the key, and what stands there after it.
PRESSES = (
    ("claude-doctor expl", "claude-doctor explain"),
    ("claude-doctor --form", "claude-doctor --format"),
    ("claude-doctor --vers", "claude-doctor --version"),
    ("claude-doctor check --format js", "claude-doctor check --format json"),
    ("claude-doctor --format js", "claude-doctor --format json"),
    ("claude-doctor check --format=js", "claude-doctor check --format=json"),
    ("claude-doctor demo overloaded-q", "claude-doctor demo overloaded-quiet"),
    ("claude-doctor check --fail-on cl", "claude-doctor check --fail-on client"),
    ("claude-doctor check --fail-on server,cl", "claude-doctor check --fail-on server,client"),
    ("claude-doctor wait --model claude-haiku-5", "claude-doctor wait --model claude-haiku-5-5"),
    ("claude-doctor rules tls", "claude-doctor rules tls-failure"),
    ("claude-doctor fixes backo", "claude-doctor fixes backoff"),
    ("claude-doctor logs note", "claude-doctor logs notes.log"),
    ("claude-doctor check --error-file note", "claude-doctor check --error-file notes.log"),
    ("claude-doctor wait --notify b", "claude-doctor wait --notify bell"),
)
SETUP = {
    "bash": ["bash --norc --noprofile -i", "source '{folder}/claude-doctor.bash'"],
    "zsh": [
        "zsh -f -i",
        "bindkey -e; fpath=('{home}' $fpath); autoload -Uz compinit; compinit -u -D",
    ],
}


@pytest.mark.parametrize("ending", ["bash", "zsh", "fish"])
def test_the_files_are_what_the_program_would_say(ending: str) -> None:
    """`python -m tests.completions` makes each anew."""
    assert files()[ending] == (FOLDER / f"{NAME}.{ending}").read_text(encoding="utf-8")


def test_everything_is_in_them() -> None:
    """Each command, each of its options, and the names that an argument takes."""
    every = {command.name: command for command in commands()}
    assert set(names()) == set(every)
    options = {name for one in every["check"].options for name in one.options}
    assert {"--format", "--fail-on", "--version", "-q", "--help"} <= options
    for ending, text in files().items():
        for word in (*every, "overloaded-quiet", "tls-failure", "backoff", "claude-haiku-5-5"):
            assert word in text, (ending, word)


def test_the_readmes_commands_put_them_where_the_shells_look(tmp_path: Path) -> None:
    """Each line of the README copies its file into an empty home."""
    text = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    block = text.partition("## Completion")[2].partition("```sh\n")[2].partition("```")[0]
    subprocess.run(
        ["sh", "-e"], input=block, text=True, check=True, cwd=FOLDER.parent,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    copied = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(files().values()) == sorted(path.read_text() for path in copied)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a file to complete, where a program that is started leaves a mark."""
    (tmp_path / "notes.log").touch()
    (tmp_path / "bin").mkdir()
    for program in (NAME, "python", "python3"):
        started = tmp_path / "bin" / program
        started.write_text(f"#!/bin/sh\ntouch '{tmp_path}/started'\n")
        started.chmod(0o755)
    shutil.copy(FOLDER / f"{NAME}.zsh", tmp_path / f"_{NAME}")
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    path = f"{home}/bin:/usr/bin:/bin:/usr/local/bin"
    return {"PATH": path, "HOME": str(home), "TERM": "dumb", "LANG": "C.UTF-8"}


def typed(shell: str, lines: list[str], home: Path) -> list[str]:
    """What stands on the line after each was typed with a tab behind it, in that shell on a
    terminal of its own."""
    start, setup = SETUP[shell]
    keys = [setup.format(folder=FOLDER, home=home)]
    keys += [f"{line}\t\x01echo \x05 >>after" for line in lines]  # the line itself is written down
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execvpe(start.split()[0], start.split(), environment(home))
    for key in [*keys, "exit"]:
        os.write(terminal, key.encode() + b"\n")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # Linux's word for the end of a terminal
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return [" ".join(line.split()) for line in (home / "after").read_text().splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_press_completes(shell: str, home: Path) -> None:
    """On a terminal, in the shell itself, the word is completed, and no Python is started."""
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    assert [after for _, after in PRESSES] == typed(shell, [before for before, _ in PRESSES], home)
    assert not (home / "started").exists()


def test_a_press_completes_in_fish(home: Path) -> None:
    """As fish itself would complete the line; no Python is started."""
    if shutil.which("fish") is None:
        pytest.skip("needs fish")
    lines = "\n".join(f"complete -C '{line}'; echo ===" for line, _ in PRESSES)
    script = f"source '{FOLDER}/{NAME}.fish'\n{lines}\n"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        capture_output=True, text=True, cwd=home, env=environment(home), timeout=60,
    )  # fmt: skip
    assert "" == done.stderr
    found = [part.strip().split("\n") for part in done.stdout.split("===\n")][: len(PRESSES)]
    for (line, after), offered in zip(PRESSES, found, strict=True):
        words = {one.split("\t")[0] for one in offered}
        assert after.split()[-1] in words, (line, offered)
    assert not (home / "started").exists()
