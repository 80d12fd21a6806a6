"""Files that the user names, for what is printed: made new, replaced at once, or added to."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Let the file hold this text and nothing else, whole or not at all: who reads it meanwhile
    sees the old one. A new file has the mode that the umask leaves. OSError where it cannot be
    written. What is no file (a device, a pipe with a reader) is written to as it is."""
    data = text.encode("utf-8", "replace")
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        kind = stat.S_IFREG
    if not stat.S_ISREG(kind):
        _write(path, os.O_WRONLY, data)
        return
    goal = Path(os.path.realpath(path))  # a link stays, and what it leads to is replaced
    draft = _draft(goal)
    try:
        _write(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, data)
        draft.replace(goal)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def create(path: Path, text: str) -> None:
    """Make the file, whole or not at all. FileExistsError where anything has that name already,
    a link that leads nowhere included; OSError where it cannot be written."""
    if os.path.lexists(path):  # said before anything is written beside it
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    data = text.encode("utf-8")
    draft = _draft(path)
    try:
        _write(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, data)
        try:
            os.link(draft, path)  # unlike a rename it replaces nothing that came meanwhile
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            _write(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, data)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def append(path: Path, text: str, most: int | None = None) -> None:
    """Add the text at the end of the file; with `most` as many of its first lines as keep the file
    within so many bytes. OSError where it cannot be written."""
    data = text.encode("utf-8", "replace")
    if most is not None:
        room = max(0, most - (path.stat().st_size if path.exists() else 0))
        if len(data) > room:
            data = data[: data.rfind(b"\n", 0, room) + 1]
    if data:
        _write(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, data)


def _draft(goal: Path) -> Path:
    # No name that a collector of `*.prom` picks up.
    return goal.with_name(f".claude-doctor-{os.urandom(6).hex()}.tmp")


def _write(path: Path, flags: int, data: bytes) -> None:
    # A pipe that nobody reads is an error, and not a wait without an end. Windows has no such pipe,
    # and no way to say so of a file.
    waitless = getattr(os, "O_NONBLOCK", 0)
    number = os.open(path, flags | waitless, 0o666)
    with os.fdopen(number, "wb") as file:
        if waitless:
            os.set_blocking(number, True)
        file.write(data)
        file.flush()
        if stat.S_ISREG(os.fstat(number).st_mode):
            os.fsync(number)  # a full disk shows here at the latest, before the rename
