"""Claude Code's own files: the stored login and the user's settings. Never the current directory's.

Of a login only its presence and its end are kept, and nothing of it is ever sent (docs page
"IAM", read 2026-08; the shape is internal and may change, so everything in it is optional).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE_LIMIT = 1024 * 1024  # bytes; both files are a few KiB


@dataclass(frozen=True, slots=True)
class Login:
    """A stored subscription login. `renewable`: Claude Code can renew it without asking."""

    expires_at: datetime | None
    renewable: bool


@dataclass(frozen=True, slots=True)
class UserSettings:
    """What the user's settings.json gives every Claude Code session. Values are never shown."""

    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    key_helper: bool = False
    broken: bool = False


def login(env: Mapping[str, str], claude_dir: Path) -> Login | None:
    """The login in `.credentials.json`; None where there is none, as on macOS (Keychain)."""
    moved = env.get("CLAUDE_SECURESTORAGE_CONFIG_DIR", "").strip()
    folder = Path(moved).expanduser() if moved else claude_dir
    content = _object(folder / ".credentials.json")
    stored = content.get("claudeAiOauth") if content else None
    if not isinstance(stored, dict) or not (
        stored.get("accessToken") or stored.get("refreshToken")
    ):
        return None
    return Login(_moment(stored.get("expiresAt")), bool(stored.get("refreshToken")))


def user_settings(claude_dir: Path) -> UserSettings:
    """The parts of `settings.json` that decide where Claude Code's calls go."""
    path = claude_dir / "settings.json"
    content = _object(path)
    if content is None:
        return UserSettings(broken=_exists(path))
    env = content.get("env")
    pairs = env.items() if isinstance(env, dict) else ()
    return UserSettings(
        {str(name): str(value).strip() for name, value in pairs if isinstance(value, str | int)},
        bool(content.get("apiKeyHelper")),
    )


def _object(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file; None where there is none."""
    try:
        if not path.is_file():  # a pipe of that name would hold the reader for ever
            return None
        with path.open("rb") as file:
            content = json.loads(file.read(FILE_LIMIT))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _moment(value: object) -> datetime | None:
    """Milliseconds since 1970; below 1e11 they would mean 1973, so those are seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    try:
        return datetime.fromtimestamp(value / 1000 if value >= 1e11 else value, UTC)
    except (OverflowError, OSError, ValueError):
        return None
