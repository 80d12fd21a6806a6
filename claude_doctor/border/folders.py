"""Where this program keeps its files, found without loading anything.

The same folders as platformdirs names (a test holds the two equal), which costs 40 ms: a status bar
does not have them.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = "claude-doctor"
#: By system: the variable, what holds without it, and what stands behind either.
_CACHE = {
    "linux": ("XDG_CACHE_HOME", "~/.cache", (_NAME,)),
    "darwin": ("XDG_CACHE_HOME", "~/Library/Caches", (_NAME,)),
    "win32": ("LOCALAPPDATA", "~/AppData/Local", (_NAME, _NAME, "Cache")),
}
_DATA = {
    "linux": ("XDG_DATA_HOME", "~/.local/share", (_NAME,)),
    "darwin": ("XDG_DATA_HOME", "~/Library/Application Support", (_NAME,)),
    "win32": ("LOCALAPPDATA", "~/AppData/Local", (_NAME, _NAME)),
}


def cache(env: Mapping[str, str]) -> str:
    """The folder of the cache."""
    return _own(env, "CLAUDE_DOCTOR_CACHE_DIR") or _folder(env, _CACHE)


def data(env: Mapping[str, str]) -> str:
    """The folder of the history."""
    return _own(env, "CLAUDE_DOCTOR_DATA_DIR") or _folder(env, _DATA)


def _own(env: Mapping[str, str], variable: str) -> str:
    return os.path.expanduser(env.get(variable, "").strip())


def _folder(env: Mapping[str, str], table: Mapping[str, tuple[str, str, tuple[str, ...]]]) -> str:
    variable, usual, parts = table.get(sys.platform, table["linux"])
    given = env.get(variable, "").strip()
    # a relative one is none, by the specification of these variables
    begin = given if given and os.path.isabs(given) else usual
    return os.path.join(os.path.expanduser(begin), *parts)
