"""One file a format: each turns a report into text."""

from __future__ import annotations

import pkgutil

#: Files here that show something else than a report of `check`.
_OTHERS = {"explain", "fallbacks", "logs", "logs_text", "tables", "steps"}


def formats() -> tuple[str, ...]:
    """The names that `--format` takes; the directory is the registry."""
    return tuple(m.name for m in pkgutil.iter_modules(__path__) if m.name not in _OTHERS)
