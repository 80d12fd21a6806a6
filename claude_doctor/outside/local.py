"""Whether this machine itself was at fault: no descriptor, memory, thread or disk left to ask with.

What follows from such a failure about a peer or the network is nothing. Loads next to nothing: it
is also asked when nothing more can be loaded.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator

# What no peer and no network causes. EINTR is that of a close, after which Python does not go on.
_NAMES = (
    "EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "EIO", "ENOSPC", "EDQUOT", "EAGAIN", "EINTR",
)  # fmt: skip
_LACKS = frozenset(number for name in _NAMES if (number := getattr(errno, name, None)) is not None)
# Kinds of OSError whose numbers are not the system's own.
_OTHERS = {"gaierror", "herror", "SSLError"}

#: What stands before the words for it.
HERE = "could not be measured from this machine: "


def chained(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything that it was raised from, groups included."""
    seen: set[int] = set()
    todo: list[BaseException] = [error]
    while todo:
        one = todo.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            todo.extend(one.exceptions)
        todo.extend(e for e in (one.__cause__, one.__context__) if e is not None)


def _unmapped(text: str) -> str | None:
    """What the linker says that it lacked to load a library with; None for a library that is not
    there, or another one than it should be."""
    words = (os.strerror(number) for number in _LACKS)
    found = next((word for word in words if word in text), None)
    return found.lower() if found else "out of memory" if "failed to map" in text else None


def _forbidden(error: OSError) -> bool:
    """Whether a sandbox forbids the making of a socket: with the same words a firewall forbids to
    connect one, which is the network's."""
    step = error.__traceback__
    if (
        step is None
        or "socket" not in sys.modules
        or error.errno not in (errno.EACCES, errno.EPERM)
    ):
        return False
    while step.tb_next is not None:
        step = step.tb_next
    code = step.tb_frame.f_code
    return code.co_name == "__init__" and code.co_filename == sys.modules["socket"].__file__


def lacked(error: BaseException) -> str | None:
    """What this machine lacked, in the system's words; None where it was something else."""
    for one in chained(error):
        if isinstance(one, MemoryError) or "malloc failure" in str(one):  # OpenSSL's word for it
            return "out of memory"
        if isinstance(one, RuntimeError) and "start new thread" in str(one):
            return "no thread can be started"
        if isinstance(one, RuntimeError) and "can't allocate" in str(one):  # a lock
            return "out of memory"
        # What CPython raises where it got no memory to say so, and a library in Rust for all that
        # it cannot do without, such as random numbers.
        if isinstance(one, SystemError) or type(one).__name__ == "PanicException":
            return "Python itself failed"
        # A codec of Python's own that cannot be loaded, and OpenSSL without a word for what it
        # lacked to make a context.
        if "unknown encoding: idna" in str(one) or "unknown error (_ssl" in str(one):
            return "Python itself failed"
        if isinstance(one, ImportError) and (why := _unmapped(str(one))):
            return why
        if not isinstance(one, OSError) or not one.strerror:
            continue
        if one.errno not in _LACKS and not _forbidden(one):
            continue
        if not _OTHERS & {kind.__name__ for kind in type(one).__mro__}:
            return one.strerror.lower()
    return None


def loading(error: BaseException) -> bool:
    """Whether it was raised while Python loaded a part of this program."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        step = step.tb_next
    return False


def hush() -> None:
    """A loop that was half made, or half closed, complains with a traceback when Python throws it
    away, whenever that is: nobody is told."""
    sys.unraisablehook = lambda _: None
