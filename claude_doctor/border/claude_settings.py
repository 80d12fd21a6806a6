"""Claude Code's own files, read in one place: JSON objects, or nothing. Never raises.

Only the user's and the machine's; a project's settings are strangers' words. Values in them may
be credentials: they are compared and masked, never shown.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE_LIMIT = 1024 * 1024  # bytes; these files are a few KiB

#: The name by which a reader of ours tells which file has said something.
USER, MANAGED = "settings.json", "managed-settings.json"

# Where an organisation puts what no user can change (docs page "Settings", read 2026-08).
_MANAGED = {
    "darwin": "/Library/Application Support/ClaudeCode",
    "win32": "C:/Program Files/ClaudeCode",
}
MANAGED_DIR = Path(_MANAGED.get(sys.platform, "/etc/claude-code"))


@dataclass(frozen=True, slots=True)
class Given:
    """What the settings files give every Claude Code session. `places`: which file said it, of
    `model` too; `helper_fault`: why the script of apiKeyHelper cannot be run, where that shows."""

    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: Mapping[str, str] = field(default_factory=dict)
    key_helper: bool = False
    helper_fault: str | None = None
    model: str | None = None
    broken: tuple[str, ...] = ()


def given(claude_dir: Path, managed_dir: Path | None = None) -> Given:
    """The user's settings, overridden by the organisation's (same docs page)."""
    env: dict[str, str] = {}
    places: dict[str, str] = {}
    broken: list[str] = []
    helper = model = None
    for path in _files(claude_dir, managed_dir or MANAGED_DIR):
        place = USER if path.name == USER else MANAGED
        content = load(path)
        if content is None:
            if exists(path):
                broken.append(place)
            continue
        helper = content.get("apiKeyHelper") or helper
        if isinstance(content.get("model"), str) and content["model"].strip():
            model, places["model"] = content["model"].strip(), place
        pairs = content.get("env")
        for name, value in pairs.items() if isinstance(pairs, dict) else ():
            if isinstance(value, str | int):
                env[str(name)], places[str(name)] = str(value), place
    return Given(
        env=env,
        places=places,
        key_helper=bool(helper),
        helper_fault=_script_fault(helper) if isinstance(helper, str) else None,
        model=model,
        broken=tuple(broken),
    )


def _script_fault(command: str) -> str | None:
    """Why a command cannot be run. It is a shell's: only a plain path at its beginning is read."""
    words = command.split()
    if not words or not re.fullmatch(r"~?/[\w./@+-]+", words[0]):
        return None
    path = Path(words[0])
    if not exists(path):
        return "a script that does not exist"
    try:
        return None if os.access(path.expanduser(), os.X_OK) else "a script that may not be run"
    except (OSError, RuntimeError):
        return None


def load(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file; None where there is none."""
    try:
        path = path.expanduser()
        if not path.is_file():  # a pipe of that name would hold the reader for ever
            return None
        with path.open("rb") as file:
            content = json.loads(file.read(FILE_LIMIT))
    except (OSError, ValueError, RecursionError, RuntimeError):  # RuntimeError: nobody's home
        return None
    return content if isinstance(content, dict) else None


def exists(path: Path) -> bool:
    """Whether there is something of that name."""
    try:
        return path.expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False


def _files(claude_dir: Path, managed_dir: Path) -> tuple[Path, ...]:
    try:
        parts = sorted((managed_dir / "managed-settings.d").glob("*.json"))
    except OSError:
        parts = []
    return (claude_dir / USER, managed_dir / MANAGED, *parts)
