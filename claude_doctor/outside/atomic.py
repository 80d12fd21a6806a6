"""Small files of this program's own, replaced at once: for their owner alone, whole or not at all.

A status bar loads this, which has some milliseconds: no `tempfile`, `contextlib` or `pathlib`.
"""

from __future__ import annotations

import atexit
import os


def write(path: str, data: bytes) -> bool:
    """Let the file hold this and nothing else; whether that was possible. Its folder is made."""
    draft = f"{path}.{os.urandom(6).hex()}.tmp"
    _DRAFTS.add(draft)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(draft, "xb", opener=_for_its_owner) as file:
            file.write(data)
        os.replace(draft, path)
        return True
    except (OSError, ValueError):
        return False
    finally:  # also where a signal ends this program
        _forget(draft)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _forget(draft: str) -> None:
    try:
        os.unlink(draft)
    except (OSError, ValueError):  # mostly: it has become the file
        pass
    _DRAFTS.discard(draft)


def _forget_all() -> None:
    for draft in list(_DRAFTS):
        _forget(draft)


#: What is being written. Where the program ends, it ends threads that write, too.
_DRAFTS: set[str] = set()
atexit.register(_forget_all)
