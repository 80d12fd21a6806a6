"""A call that fails, some tens of times: no traceback, no hang, no half file, no wrong verdict."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pytest

from tests.faults.runs import COMMANDS, Place, place, wrong
from tests.faults.shim import Fault, library

pytestmark = pytest.mark.skipif(library() is None, reason="no C compiler, or no LD_PRELOAD")

_BY_NAME = {one.name: one for one in COMMANDS}
#: A command, the kind of call, which one, the error; a `+`: and all that follow.
FAULTS = (
    ("check-json", "socket", 1, "EMFILE+"), ("check-json", "socket", 2, "EMFILE"),
    ("check-json", "connect", 1, "ENOMEM"), ("check-json", "resolve", 1, "EMFILE"),
    ("check-json", "thread", 1, "EAGAIN+"), ("check-json", "epoll", 1, "EMFILE"),
    ("check-json", "load", 60, "EMFILE+"), ("check-json", "recv", 3, "ENOMEM"),
    ("check-json", "rename", 1, "ENOSPC"), ("check-json", "pwrite", 1, "ENOSPC+"),
    ("check-overloaded", "socket", 3, "EMFILE+"), ("check-overloaded", "send", 1, "ECONNRESET"),
    ("check-output", "fsync", 1, "EIO"), ("check-output", "rename", 2, "ENOSPC"),
    ("explain", "read", 1, "EIO"), ("explain", "open", 1, "EMFILE"),
    ("logs", "read", 1, "EIO"), ("logs", "open", 1, "EACCES"),
    ("statusline", "open", 1, "EIO+"), ("statusline", "read", 1, "EIO+"),
    ("statusline-page", "mkdir", 1, "ENOSPC"), ("history", "pread", 1, "EIO"),
    ("history", "lock", 1, "ENOLCK"), ("history-clear", "unlink", 1, "EACCES"),
    ("history-clear", "pwrite", 2, "ENOSPC+"), ("fixes", "write", 1, "ENOSPC"),
    ("replay", "read", 1, "EIO"), ("hook", "thread", 1, "EAGAIN+"),
    ("watch", "epoll", 1, "EMFILE"), ("check-json", "socket", 1, "EACCES"),
    ("fallbacks", "socket", 5, "EMFILE+"),
)  # fmt: skip


@pytest.fixture(scope="module")
def where() -> Iterator[Place]:
    """The worlds and the process that forks the runs."""
    with place() as made:
        yield made


@pytest.mark.xdist_group("faults")
@pytest.mark.parametrize(("name", "kind", "at", "error"), FAULTS)
def test_a_call_that_fails_costs_no_more_than_itself(
    name: str, kind: str, at: int, error: str, where: Place
) -> None:
    """The exit code is one of the contract's, files are old or new, and nobody is blamed."""
    fault = Fault(kind, at, getattr(errno, error.rstrip("+")), error.endswith("+"))
    ran = where.run(_BY_NAME[name], fault)
    assert [] == list(wrong(ran, where.here)), f"{ran.err}\n{ran.out[-800:]}"
