"""Claude Code's stored login: whether there is one, and until when. Nothing of it is ever sent.

Of the file only presence and end are kept (docs page "IAM", read 2026-08; the shape is internal
and may change, so everything in it is optional). On macOS the login is in the Keychain, of which
only "is there such an entry?" is asked: that shows no secret and asks the user nothing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ..records import dataclass
from . import claude_settings, dates

KEYCHAIN_ENTRY = "Claude Code-credentials"
#: Without -w or -g it prints attributes only, and needs no permission.
SECURITY = "/usr/bin/security"
_NOT_FOUND = 44  # its exit code for errSecItemNotFound
_PATIENCE_S = 2.0
PLATFORM = sys.platform


@dataclass(frozen=True, slots=True)
class Login:
    """A stored subscription login. `renewable`: Claude Code can renew it without asking."""

    expires_at: datetime | None
    renewable: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a login. `known` False: it may be where this check does not look."""

    login: Login | None
    known: bool = True
    keychain: bool = False


def login(env: Mapping[str, str], claude_dir: Path, platform: str | None = None) -> Found:
    """The login in `.credentials.json`, or on macOS that the Keychain has one."""
    moved = env.get("CLAUDE_SECURESTORAGE_CONFIG_DIR", "").strip()
    folder = Path(moved) if moved else claude_dir
    content = claude_settings.load(folder / ".credentials.json")
    kept = content.get("claudeAiOauth") if content else None
    if isinstance(kept, dict) and (kept.get("accessToken") or kept.get("refreshToken")):
        return Found(Login(dates.of_epoch(kept.get("expiresAt")), bool(kept.get("refreshToken"))))
    if (platform or PLATFORM) != "darwin":
        return Found(None)
    there = _in_keychain()
    if there:
        return Found(Login(None, renewable=True), keychain=True)
    # Another folder has another entry, whose name is internal.
    elsewhere = bool(moved or env.get("CLAUDE_CONFIG_DIR", "").strip())
    return Found(None, known=there is False and not elsewhere, keychain=True)


def tokens(env: Mapping[str, str], claude_dir: Path) -> list[str]:
    """What `.credentials.json` logs in with, for masking only."""
    moved = env.get("CLAUDE_SECURESTORAGE_CONFIG_DIR", "").strip()
    folder = Path(moved) if moved else claude_dir
    kept = (claude_settings.load(folder / ".credentials.json") or {}).get("claudeAiOauth")
    named = ("accessToken", "refreshToken")
    found = [kept.get(name) for name in named] if isinstance(kept, dict) else []
    return [token for token in found if isinstance(token, str)]


def _in_keychain() -> bool | None:
    """Whether the Keychain has the entry; None where that cannot be told."""
    try:
        done = subprocess.run(
            [SECURITY, "find-generic-password", "-s", KEYCHAIN_ENTRY],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {0: True, _NOT_FOUND: False}.get(done.returncode)
