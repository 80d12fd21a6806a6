"""One file a command, and this folder is the registry.

`NAME.py` holds the command `NAME` as a function of that name under `@_app.command()`; the first
sentence of its docstring is what `--help` lists. What commands share is in the files with `_`.
"""

from __future__ import annotations

#: The command that runs where none is named.
DEFAULT = "check"


def names() -> list[str]:
    """The commands that are here, the default first; none of them is loaded for that."""
    import pkgutil  # a status bar does without it

    found = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return sorted(found, key=lambda name: (name != DEFAULT, name))
