"""Which system and which shell commands are shown for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

_NAMES = {"win32": "windows", "cygwin": "windows", "darwin": "macos"}


def here(platform: str = sys.platform, env: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The operating system (linux, macos, windows) and the kind of shell (posix, fish, powershell).

    On Windows it is PowerShell, which Windows Terminal opens, unless a POSIX shell (Git Bash) says
    that it is there; elsewhere what SHELL names. Every other system is taken for a Linux.
    """
    env = os.environ if env is None else env
    name = _NAMES.get(platform, "linux")
    shell = env.get("SHELL", "").replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
    if name == "windows" and not (env.get("MSYSTEM") or shell):
        return name, "powershell"
    return name, {"fish": "fish", "pwsh": "powershell"}.get(shell, "posix")
