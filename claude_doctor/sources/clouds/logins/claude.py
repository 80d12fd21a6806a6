"""The commands in Claude Code's settings that renew a cloud's login or give its credential.

They are the user's own and are never run here; of their text a known form alone is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ....border import claude_settings
from ....phrases import phrase

# What may be shown of such a command: a login of the cloud's own program, with plain words.
_KNOWN = phrase(
    r"(?:aws (?:sso )?login(?: --(?:profile|sso-session)[ =][\w.@+-]{1,64}| --no-browser)*"
    r"|gcloud auth application-default login(?: --no-launch-browser)?)"
)


def command(name: str, env: Mapping[str, str], home: Path) -> str | None:
    """The command of that name in the user's or the organization's settings; "" for one that is
    there and is not shown."""
    folder = Path(env.get("CLAUDE_CONFIG_DIR", "").strip() or home / ".claude")
    found = None
    for path in (folder / claude_settings.USER,
                 claude_settings.MANAGED_DIR / "managed-settings.json"):  # fmt: skip
        value = (claude_settings.load(path) or {}).get(name)
        if isinstance(value, str) and value.strip():
            found = value.strip()
    if found is None:
        return None
    return found if _KNOWN.fullmatch(found) else ""
