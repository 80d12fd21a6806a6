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
from dataclasses import field
from pathlib import Path
from typing import Any

from ..phrases import phrase
from ..records import dataclass

FILE_LIMIT = 16 * 1024 * 1024  # bytes; Claude Code's own .claude.json grows to a few MiB

#: The names by which we tell which file has said something; an organization's has its whole path,
#: for it may be any of several.
USER, STATE = "settings.json", ".claude.json"
_MANAGED_NAME = "managed-settings.json"

# Where an organisation puts what no user can change (docs page "Settings", read 2026-08).
_MANAGED = {
    "darwin": "/Library/Application Support/ClaudeCode",
    "win32": "C:/Program Files/ClaudeCode",
}
MANAGED_DIR = Path(_MANAGED.get(sys.platform, "/etc/claude-code"))

# What in a file leads Claude Code's calls elsewhere than to Anthropic.
_LEADS = phrase(rb"ANTHROPIC_\w*BASE_URL|ANTHROPIC_FOUNDRY_RESOURCE|CLAUDE_CODE_USE_")


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that holds no JSON object. `line`: where it goes wrong; `leads`: it names an address
    or a cloud, so what is set in the shell may be meant for that."""

    place: str
    line: int | None = None
    leads: bool = False

    @property
    def how(self) -> str:
        """What is wrong with it: the rest of a sentence about the file."""
        return "cannot be read as JSON" if self.line is None else (
            f"is not valid JSON (line {self.line})")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What the settings files give every Claude Code session. `places`: which file said it, of
    `model` too; `helper_fault`: why the script of apiKeyHelper cannot be run, where that shows."""

    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: Mapping[str, str] = field(default_factory=dict)
    key_helper: bool = False
    helper_fault: str | None = None
    model: str | None = None
    broken: tuple[Broken, ...] = ()


def given(claude_dir: Path, managed_dir: Path | None = None, *, moved: bool = True) -> Given:
    """The user's settings, overridden by the organization's (same docs page). Below both lies
    `env` of Claude Code's own .claude.json, beside the folder unless that was `moved` by
    CLAUDE_CONFIG_DIR (Claude Code 2.1.197, tried)."""
    env: dict[str, str] = {}
    places: dict[str, str] = {}
    broken: list[Broken] = []
    helper = model = None
    for path, place in _files(claude_dir, managed_dir or MANAGED_DIR, moved):
        content = _read(path, place)
        if isinstance(content, Broken):
            broken.append(content)
            continue
        pairs = content.get("env")
        for name, value in pairs.items() if isinstance(pairs, dict) else ():
            if isinstance(value, str | int):
                env[str(name)], places[str(name)] = str(value), place
        if place == STATE:  # of which it takes nothing else
            continue
        helper = content.get("apiKeyHelper") or helper
        if isinstance(content.get("model"), str) and content["model"].strip():
            model, places["model"] = content["model"].strip(), place
    return Given(
        env=env,
        places=places,
        key_helper=bool(helper),
        helper_fault=_script_fault(helper) if isinstance(helper, str) else None,
        model=model,
        broken=tuple(broken),
    )


def managed(place: str) -> bool:
    """Whether that is a file of the organization's, which the user cannot change."""
    return place not in (USER, STATE)


def _read(path: Path, place: str) -> dict[str, Any] | Broken:
    """What a file holds; a missing or an empty one holds nothing, for Claude Code as well."""
    if not exists(path):
        return {}
    try:
        raw = _bytes(path)
    except (OSError, ValueError, RuntimeError):
        return Broken(place)
    leads = _LEADS.search(raw) is not None
    if not raw.strip():
        return {}
    try:
        content = json.loads(raw)
    except json.JSONDecodeError as why:
        return Broken(place, why.lineno, leads)
    except (ValueError, RecursionError):
        return Broken(place, leads=leads)
    return content if isinstance(content, dict) else Broken(place, leads=leads)


def _bytes(path: Path) -> bytes:
    path = path.expanduser()
    if not path.is_file():  # a pipe of that name would hold the reader for ever
        raise OSError
    with path.open("rb") as file:
        return file.read(FILE_LIMIT)


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
        content = json.loads(_bytes(path))
    except (OSError, ValueError, RecursionError, RuntimeError):  # RuntimeError: nobody's home
        return None
    return content if isinstance(content, dict) else None


def exists(path: Path) -> bool:
    """Whether there is something of that name."""
    try:
        return path.expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False


def _files(claude_dir: Path, managed_dir: Path, moved: bool) -> list[tuple[Path, str]]:
    """Every file and its name, the one that is overridden first."""
    try:
        parts = sorted((managed_dir / "managed-settings.d").glob("*.json"))
    except OSError:
        parts = []
    state = (claude_dir if moved else claude_dir.parent) / STATE
    theirs = ((path, str(path)) for path in (managed_dir / _MANAGED_NAME, *parts))
    return [(state, STATE), (claude_dir / USER, USER), *theirs]
