"""Every credential in sight, for masking only: of the environment and of Claude Code's settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

#: Variables whose value is a credential: never shown, masked wherever it appears.
SECRET_VARIABLES = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_ADMIN_KEY",
    "ANTHROPIC_IDENTITY_TOKEN",
    "ANTHROPIC_CUSTOM_HEADERS",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "REDDIT_CLIENT_ID",
    "REDDIT_CLIENT_SECRET",
    "DOWNDETECTOR_CLIENT_ID",
    "DOWNDETECTOR_CLIENT_SECRET",
    "GITHUB_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "OPENROUTER_API_KEY",
    "MISTRAL_API_KEY",
    "GROQ_API_KEY",
    "AZURE_OPENAI_API_KEY",
)

# What a variable in Claude Code's settings may be called and still be shown; others are hidden.
_OPEN = re.compile(r"URL|MODEL|REGION|PROXY|TIMEOUT|MAX_|DISABLE|ENABLE|USE_|PATH|DIR")
_SHORTEST = 8  # characters; a shorter value is no credential, and would mask ordinary words
_LIMIT = 1024 * 1024


def values(env: Mapping[str, str], claude_dir: Path | None = None) -> tuple[str, ...]:
    """The values, blanks around them stripped. Never raises."""
    found = [env.get(name, "").strip() for name in SECRET_VARIABLES]
    found += _headers(env.get("ANTHROPIC_CUSTOM_HEADERS", ""))
    found += [login(value) for name, value in env.items() if name.lower().endswith("_proxy")]
    folder = claude_dir or Path(env.get("CLAUDE_CONFIG_DIR", "").strip() or "~/.claude")
    found += _stored(folder)
    return tuple(dict.fromkeys(value for value in found if value))


def login(url: str) -> str:
    """The password inside an address, or nothing."""
    try:
        return urlsplit(url if "://" in url else f"http://{url}").password or ""
    except ValueError:
        return ""


def _headers(lines: str) -> Iterator[str]:
    """The values of `Name: value` lines."""
    for line in lines.splitlines():
        value = line.partition(":")[2].strip()
        if len(value) >= _SHORTEST:
            yield value


def _stored(claude_dir: Path) -> Iterator[str]:
    """What Claude Code's settings give to variables that may hold a credential."""
    path = claude_dir / "settings.json"
    try:
        path = path.expanduser()
        if not path.is_file():  # a pipe of that name would hold the reader for ever
            return
        with path.open("rb") as file:
            content = json.loads(file.read(_LIMIT))
    except (OSError, ValueError, RecursionError, RuntimeError):
        return
    env = content.get("env") if isinstance(content, dict) else None
    for name, value in env.items() if isinstance(env, dict) else ():
        if isinstance(value, str) and len(value.strip()) >= _SHORTEST and not _OPEN.search(name):
            yield value.strip()
            yield from _headers(value)
