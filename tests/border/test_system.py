"""Which system and shell commands are shown for."""

from __future__ import annotations

import pytest

from claude_doctor.border.system import here


@pytest.mark.parametrize(
    ("platform", "env", "expected"),
    [
        ("linux", {}, ("linux", "posix")),
        ("linux", {"SHELL": "/bin/bash"}, ("linux", "posix")),
        ("linux", {"SHELL": "/usr/bin/fish"}, ("linux", "fish")),
        ("linux", {"SHELL": "/usr/bin/pwsh"}, ("linux", "powershell")),
        ("darwin", {"SHELL": "/bin/zsh"}, ("macos", "posix")),
        ("freebsd14", {"SHELL": "/bin/sh"}, ("linux", "posix")),
        ("win32", {}, ("windows", "powershell")),
        ("win32", {"SHELL": r"C:\Program Files\Git\usr\bin\bash.exe"}, ("windows", "posix")),
        ("win32", {"MSYSTEM": "MINGW64"}, ("windows", "posix")),
    ],
)
def test_the_system_and_its_shell(
    platform: str, env: dict[str, str], expected: tuple[str, str]
) -> None:
    """By the platform, and by what the environment says of the shell."""
    assert expected == here(platform, env)
