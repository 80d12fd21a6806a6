"""Loaded by every Python that a test starts with this folder on its path: claude-doctor's own
modules see an `os`, `sys`, `signal`, `socket`, `select` and `time` as Windows has them, and the
modules that only POSIX has are not there. The libraries see the system as it is.
"""

import builtins
import select
import socket

from lacks import GONE, LACKS


def _sockets_only(*given: object) -> object:
    for group in given[:3]:
        for one in group:  # type: ignore[attr-defined]
            if not isinstance(one, socket.socket):
                raise OSError(10038, "an operation was attempted on something that is no socket")
    return select.select(*given)  # type: ignore[arg-type]


def _rename(source: str, goal: str) -> None:
    import os

    if os.path.lexists(goal):
        raise FileExistsError(17, "a file cannot be made that exists already", goal)
    os.rename(source, goal)  # noqa: PTH104


OTHERWISE = {
    "os": {"name": "nt", "rename": _rename},
    "sys": {"platform": "win32"},
    "select": {"select": _sockets_only},
}


class _Seen:
    """A module as Windows has it."""

    def __init__(self, module: object, name: str) -> None:
        vars(self).update(_module=module, _name=name)

    def __getattr__(self, name: str) -> object:
        if name in LACKS[self._name]:
            raise AttributeError(f"module {self._name!r} has no attribute {name!r} on Windows")
        otherwise = OTHERWISE.get(self._name, {})
        return otherwise[name] if name in otherwise else getattr(self._module, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._module, name, value)

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._module) if name not in LACKS[self._name]]


_import = builtins.__import__
_seen: dict[str, _Seen] = {}


def _windows(name, globals=None, locals=None, fromlist=(), level=0):  # type: ignore[no-untyped-def]
    ours = (globals or {}).get("__name__", "").partition(".")[0] == "claude_doctor"
    if ours and not level and name in GONE:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    found = _import(name, globals, locals, fromlist, level)
    if ours and not level and name in LACKS:
        return _seen.setdefault(name, _Seen(found, name))
    return found


builtins.__import__ = _windows
