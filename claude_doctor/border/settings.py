"""Flags and environment become one frozen Settings. The only reader of `os.environ`.

An empty variable is an unset one. Nothing is read from the current directory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

from . import addresses, credentials

API = "https://api.anthropic.com"
STATUS_PAGE = "https://status.claude.com"
STATUS_PAGE_TWIN = "https://anthropic.statuspage.io"

# The prefix of tokens of a Claude subscription. The vendor's terms keep them for its own
# programs (legal page of the Claude Code documentation, read 2026-08): they are never sent.
SUBSCRIPTION_PREFIX = "sk-ant-oat"

# Each answers 204, or the text behind the blank, when nothing intercepts plain http.
CONTROLS = (
    "http://connectivitycheck.gstatic.com/generate_204 http://detectportal.firefox.com/success.txt"
)


class Asked(BaseModel):
    """What the command line asked of a run. Times are in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout: float = 20.0
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    offline: bool = False
    ping: bool = True
    fallbacks: bool = False
    models: tuple[str, ...] = ()
    error_text: str | None = None
    surface: str = "api"


class Settings(Asked):
    """Everything a run depends on, besides the outside itself: what was asked, and the rest."""

    env: Mapping[str, str]

    api_key: SecretStr | None = None
    auth_token: SecretStr | None = None
    admin_key: SecretStr | None = None

    base_url: str = API
    front_door_url: str = API
    admin_url: str = API
    status_url: str = STATUS_PAGE
    status_fallback_url: str | None = STATUS_PAGE_TWIN
    control_urls: tuple[str, ...] = ()

    claude_dir: Path
    cache_dir: Path
    data_dir: Path

    @model_validator(mode="before")
    @classmethod
    def _unusable(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """An address with a malformed login is none: nobody behind this can ask it or show it."""
        sound = {
            name: addresses.usable(value)
            for name, value in fields.items()
            if name.endswith("_url") and isinstance(value, str)
        }
        return {**fields, **sound}

    @property
    def gateway(self) -> bool:
        """Whether the user's calls go to another origin than Anthropic's front door."""
        return origin(self.base_url) != origin(self.front_door_url)

    def address(self, variable: str, default: str) -> str:
        """The address that a variable gives, no slash at its end; the default where it is unset."""
        return addresses.usable(self.env.get(variable, "").strip().rstrip("/")) or default

    def secret(self, variable: str) -> SecretStr | None:
        """The credential in a variable, blanks around it stripped; None where it is unset."""
        return _secret(self.env, variable)

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """Every credential value in sight, for masking; blanks around them stripped."""
        return credentials.values(self.env, self.claude_dir)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address; the default port is filled in. Never raises, and of no
    address nothing is said: it may hold a password."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme.lower(), (parts.hostname or "").lower(), port
    except ValueError:
        return "", "", None


def is_address(url: str) -> bool:
    """Whether this can be asked at all: http or https, a host of the usual characters, a port."""
    try:
        parts = urlsplit(url)
        known = parts.scheme.lower() in ("http", "https") and parts.port != 0
        return known and re.fullmatch(r"[\w.:%-]+", parts.hostname or "") is not None
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Whether the address is this machine, by name or number."""
    host = origin(url)[1]
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(env: Mapping[str, str], name: str) -> SecretStr | None:
    value = env.get(name, "").strip()
    return SecretStr(value) if value else None


def read(env: Mapping[str, str], asked: Asked | None = None) -> Settings:
    """Settings from an environment snapshot and what was asked; without: the defaults."""
    asked = asked or Asked()
    # 40 ms of import that `--help` and `explain` do without
    from platformdirs import user_cache_path, user_data_path

    def text(name: str, default: str) -> str:
        return env.get(name, "").strip() or default

    def folder(name: str, default: Path) -> Path:
        path = Path(env.get(name, "").strip() or default)
        try:
            return path.expanduser()
        except RuntimeError:  # nobody's home: a user that this machine does not know
            return path

    front_door = text("CLAUDE_DOCTOR_FRONT_DOOR_URL", API)
    # An explicitly empty second address switches it off; an absent one means the default.
    fallback: str | None = STATUS_PAGE_TWIN
    if "CLAUDE_DOCTOR_STATUS_FALLBACK_URL" in env:
        fallback = env["CLAUDE_DOCTOR_STATUS_FALLBACK_URL"].strip() or None
    models = [m.strip() for m in (*asked.models, env.get("ANTHROPIC_MODEL", ""))]
    return Settings.model_validate(
        {
            **asked.model_dump(),
            "env": dict(env),
            "models": tuple(dict.fromkeys(m for m in models if m)),
            "api_key": _secret(env, "ANTHROPIC_API_KEY"),
            "auth_token": _secret(env, "ANTHROPIC_AUTH_TOKEN"),
            "admin_key": _secret(env, "ANTHROPIC_ADMIN_KEY"),
            "base_url": text("ANTHROPIC_BASE_URL", API).rstrip("/"),
            "front_door_url": front_door.rstrip("/"),
            "admin_url": text("CLAUDE_DOCTOR_ADMIN_URL", API).rstrip("/"),
            "status_url": text("CLAUDE_DOCTOR_STATUS_URL", STATUS_PAGE).rstrip("/"),
            "status_fallback_url": fallback.rstrip("/") if fallback else None,
            "control_urls": tuple(
                addresses.usable(url)
                for url in addresses.each(text("CLAUDE_DOCTOR_CONTROL_URL", CONTROLS))
            ),
            "claude_dir": folder("CLAUDE_CONFIG_DIR", Path("~/.claude")),
            "cache_dir": folder("CLAUDE_DOCTOR_CACHE_DIR", user_cache_path("claude-doctor")),
            "data_dir": folder("CLAUDE_DOCTOR_DATA_DIR", user_data_path("claude-doctor")),
        }
    )
