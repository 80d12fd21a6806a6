"""Commands for other shells than a POSIX one: the same effect, or no command."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from claude_doctor.fixes.shell import (
    FISH,
    LINUX,
    MACOS,
    POSIX,
    POWERSHELL,
    WINDOWS,
    System,
    for_shell,
)
from claude_doctor.fixes.table import FIXES, named

EVERY = tuple(fix.id for fix in FIXES)
IN_FISH = pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")

#: A command, PowerShell's, fish's. None: there is no such form.
SHAPES = (
    ("unset A B", "Remove-Item Env:A, Env:B -ErrorAction Ignore", "set -e A; set -e B"),
    ("export A=b C=d", '$env:A = "b"; $env:C = "d"', "export A=b C=d"),
    ('export A="$B"; unset B', '$env:A = "$env:B"; Remove-Item Env:B -ErrorAction Ignore',
     'export A="$B"; set -e B'),
    ("A=b claude-doctor check", '$env:A = "b"; claude-doctor check', "A=b claude-doctor check"),
    ("sleep 17; claude-doctor check", "Start-Sleep 17; claude-doctor check",
     "sleep 17; claude-doctor check"),
    ("aws sts get-caller-identity || aws sso login",
     "aws sts get-caller-identity; if (-not $?) { aws sso login }",
     "aws sts get-caller-identity || aws sso login"),
    ('curl -sv "$A/v1" -o /dev/null', 'curl.exe -sv "$env:A/v1" -o NUL',
     'curl -sv "$A/v1" -o /dev/null'),
    ("curl -s https://a.b | head -c 300", "curl.exe -s https://a.b",
     "curl -s https://a.b | head -c 300"),
    ("env -u A -u B claude-doctor check", 'cmd /c "set A=& set B=& claude-doctor check"',
     "env -u A -u B claude-doctor check"),
    ('export A="https${A#http}"', '$env:A = $env:A -replace "^http", "https"',
     "set -gx A (string replace -r '^http' https -- $A)"),
    ('export NO_PROXY="${NO_PROXY:+$NO_PROXY,}a.b,::1"',
     '$env:NO_PROXY = (@($env:NO_PROXY) + "a.b,::1" -ne $null) -join ","',
     "set -gx NO_PROXY (string join , -- $NO_PROXY a.b,::1)"),
    ('export A="$(gcloud config get-value project)"',
     '$env:A = "$(gcloud config get-value project)"',
     'export A="$(gcloud config get-value project)"'),
    ('export A="${A##*@}"', None, None),
    ("export A='b'", None, "export A='b'"),
    ("""aws iam put-role-policy --policy-document '{"a":1}'""", None,
     """aws iam put-role-policy --policy-document '{"a":1}'"""),
    ("sudo nft list ruleset", None, "sudo nft list ruleset"),
    ('file="/a/b"; cat "$file"', None, None),
)  # fmt: skip


@pytest.mark.parametrize(("command", "powershell", "fish"), SHAPES, ids=[s[0] for s in SHAPES])
def test_each_shape(command: str, powershell: str | None, fish: str | None) -> None:
    """The shapes that are composed here, and what has no counterpart."""
    assert (command, powershell, fish) == tuple(
        for_shell(command, shell) for shell in (POSIX, POWERSHELL, FISH)
    )


@pytest.mark.parametrize("name", (LINUX, MACOS, WINDOWS))
def test_no_powershell_command_is_half_a_posix_one(name: str) -> None:
    """What is shown there has nothing in it that only a POSIX shell knows."""
    for fix in named(EVERY, None, System(name, POWERSHELL)):
        command = fix.command or ""
        for alien in (
            "export ",
            "unset ",
            "${",
            "&&",
            "||",
            "/dev/null",
            "sudo ",
            "| grep",
            "'\\''",
        ):
            assert alien not in command, (fix.id, command)
        assert "$env:env:" not in command


def test_a_fix_keeps_its_command_where_nothing_speaks_against_it() -> None:
    """On Linux nothing changes; on Windows most fixes keep something to type, and each keeps its
    title and its page."""
    posix = named(EVERY, None, System(LINUX, POSIX))
    windows = named(EVERY, None, System(WINDOWS, POWERSHELL))
    assert posix == FIXES
    assert [(fix.title, fix.url) for fix in posix] == [(fix.title, fix.url) for fix in windows]
    had = [one for one in posix if one.command]
    lost = [fix.id for fix, there in zip(posix, windows, strict=True)
            if fix.command and not there.command]  # fmt: skip
    assert len(lost) < len(had) / 8, lost


def test_macos_and_windows_have_their_own_tools() -> None:
    """A tool of one system is not offered on another."""
    by_system = {
        name: " ".join(fix.command or "" for fix in named(EVERY, None, System(name, shell)))
        for name, shell in ((LINUX, POSIX), (MACOS, POSIX), (WINDOWS, POWERSHELL))
    }
    for tool, home in (
        ("timedatectl", LINUX), ("sntp", MACOS), ("w32tm", WINDOWS), ("resolvectl", LINUX),
        ("scutil", MACOS), ("xdg-open", LINUX), ("apt-get", LINUX), ("pfctl", MACOS),
        ("nft list", LINUX), ("ip link", LINUX),
    ):  # fmt: skip
        assert [home] == [name for name, said in by_system.items() if tool in said], tool


@IN_FISH
def test_fish_reads_every_command() -> None:
    """`fish --no-execute` takes each; a command that it could not read is not shown."""
    for fix in named(EVERY, None, System(LINUX, FISH)):
        done = subprocess.run(
            ["fish", "--no-execute", "-c", fix.command or "true"], capture_output=True, check=False
        )
        assert (0, b"") == (done.returncode, done.stderr), (fix.id, fix.command)


_SHOW = 'for name in A B NO_PROXY; do eval "printf \'%s=%s|\' $name \\"\\${$name-gone}\\""; done'
_SHOW_IN_FISH = (
    "for name in A B NO_PROXY; if set -q $name; printf '%s=%s|' $name $$name; "
    "else; printf '%s=gone|' $name; end; end"
)


@IN_FISH
@pytest.mark.parametrize(
    ("command", "value"),
    (
        ("unset A B", "a"),
        ("export A=b", "a b"),
        ('export A="$B"; unset B', "a"),
        ('export A="https${A#http}"', "http://a.b:1/v1"),
        ('export A="http${A#https}"', "https://a.b"),
        ('export A="${A%/v1*}"', "https://a.b:1/x/v1/messages"),
        ('export A="${A%/v1*}"', "https://a.b"),
        ("""export A="$(printf %s "$A" | tr -d '[:space:]')\"""", " key\t1 \n"),
        ('export NO_PROXY="${NO_PROXY:+$NO_PROXY,}a.b,::1"', "a"),
    ),
)
def test_fish_does_as_a_posix_shell_does(command: str, value: str) -> None:
    """The variables are the same after it."""
    env = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "A": value, "B": "b", "NO_PROXY": "x.y"}

    def after(*shell: str) -> str:
        return subprocess.run(shell, env=env, capture_output=True, text=True, check=True).stdout

    own = for_shell(command, FISH)
    assert after("sh", "-c", f"{command}; {_SHOW}") == after(
        "fish", "--no-config", "-c", f"{own}; {_SHOW_IN_FISH}"
    )
