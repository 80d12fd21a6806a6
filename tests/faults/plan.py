"""Which calls fail, with what, and in which order they are tried."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator, Mapping

from tests.faults.shim import Fault

#: What each kind of call can fail with; with a `+` also from then on, as a full disk does.
ERRORS = {
    "open": ("EIO", "EMFILE", "EMFILE+", "EACCES", "ENOSPC"),
    "read": ("EIO", "EINTR", "EIO+"),
    "write": ("EIO", "ENOSPC", "ENOSPC+", "EINTR"),
    "connect": ("ENOMEM", "EPERM", "ETIMEDOUT", "ECONNRESET", "EACCES", "EPERM+"),
    "send": ("ECONNRESET", "ENOMEM", "EPERM", "EINTR"),
    "recv": ("ECONNRESET", "ENOMEM", "ETIMEDOUT", "EINTR"),
    "socket": ("EMFILE", "EMFILE+", "ENOMEM", "EACCES", "EPERM"),
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EACCES", "ENOSPC", "EIO+"),
    # Not from then on: a thread that gets no memory before it has begun never tells who started it
    # (CPython 3.11), and nothing of ours can.
    "mmap": ("ENOMEM",),
    "random": ("EIO", "EPERM", "EINTR"),
    "epoll": ("ENOMEM", "EMFILE"),
    "wait": ("EINTR",),
    "thread": ("EAGAIN", "EAGAIN+", "EPERM"),
    "load": ("EIO", "EMFILE", "ENOMEM", "EMFILE+", "EINTR"),
    "pread": ("EIO", "EINTR"),
    "pwrite": ("EIO", "ENOSPC", "ENOSPC+"),
    "unlink": ("EACCES", "EIO"),
    "mkdir": ("EACCES", "ENOSPC", "EIO+"),
    "lock": ("EIO", "ENOLCK", "EACCES"),
    "truncate": ("EIO",),
    "resolve": ("EIO", "EMFILE"),
    "name": ("ENOMEM",),
    "close": ("EIO", "EINTR"),
    "spawn": ("EAGAIN", "ENOMEM"),
}
_EACH = 40  # so many places of a kind are taken one by one; of more, as many spread over all


def places(count: int) -> list[int]:
    """Which of so many calls fail, the first and the last among them."""
    if count <= _EACH:
        return list(range(1, count + 1))
    return sorted({1 + round(n * (count - 1) / (_EACH - 1)) for n in range(_EACH)})


def faults(counts: Mapping[str, int]) -> list[Fault]:
    """Every fault of a command that calls so often."""
    return [
        Fault(kind, at, getattr(errno, name.rstrip("+")), name.endswith("+"))
        for kind, names in ERRORS.items()
        for name in names
        for at in places(counts.get(kind, 0))
    ]


def mixed(by_command: Mapping[str, list[Fault]], seed: int) -> Iterator[tuple[str, Fault]]:
    """All of them in turns: a command after the other, and in each of them a kind after the other,
    so that whatever part of it is run is a part of everything."""
    some = random.Random(seed)
    left: dict[str, dict[str, list[Fault]]] = {}
    for name, found in by_command.items():
        kinds: dict[str, list[Fault]] = {}
        for one in some.sample(found, len(found)):
            kinds.setdefault(one.kind, []).append(one)
        left[name] = kinds
    while left:
        for name in list(left):
            kinds = left[name]
            kind = next(iter(kinds))
            yield name, kinds[kind].pop()
            rest = kinds.pop(kind)  # to the end of the queue
            if rest:
                kinds[kind] = rest
            if not kinds:
                del left[name]
