"""Claude Code's own files, read in one place: JSON objects, or nothing. Never raises.

Only the user's and the machine's; a project's settings are strangers' words. Values in them may
be credentials: they are compared and masked, never shown.
"""

from __future__ import annotations

import json
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
    """What the settings files give every Claude Code session. `places`: which file said it."""

    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: Mapping[str, str] = field(default_factory=dict)
    key_helper: bool = False
    broken: tuple[str, ...] = ()


def given(claude_dir: Path, managed_dir: Path | None = None) -> Given:
    """The user's settings, overridden by the organisation's (same docs page)."""
    env: dict[str, str] = {}
    places: dict[str, str] = {}
    broken, helper = [], False
    for path in _files(claude_dir, managed_dir or MANAGED_DIR):
        place = USER if path.name == USER else MANAGED
        content = load(path)
        if content is None:
            if exists(path):
                broken.append(place)
            continue
        helper = helper or bool(content.get("apiKeyHelper"))
        pairs = content.get("env")
        for name, value in pairs.items() if isinstance(pairs, dict) else ():
            if isinstance(value, str | int):
                env[str(name)], places[str(name)] = str(value).strip(), place
    return Given(env, places, helper, tuple(broken))


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
