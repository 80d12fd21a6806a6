"""Ctrl-C, noted instead of raised, so that a check always ends with its report.

Imported before anything heavy: the imports take a fifth of a second, and a Ctrl-C in them would
otherwise cost the report. What runs for hours notes a hang-up and a request to end as well, so
that it leaves the terminal as it was.
"""

from __future__ import annotations

import os
import signal
import time

#: Seconds between two looks at the note while nothing else happens.
LOOK_S = 0.1

_seen = False
_number = int(signal.SIGINT)


def _note(number: int, *_: object) -> None:
    global _seen, _number
    _seen, _number = True, number


def take() -> None:
    """From now on Ctrl-C only leaves a note. Only the main thread may say so."""
    signal.signal(signal.SIGINT, _note)


def take_every() -> None:
    """The same for SIGTERM and SIGHUP, too. Who has this process ignore one (nohup) is obeyed."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _note)


def leave_to_the_shell() -> None:
    """Where the shell that started this goes on beside it, Ctrl-C at its prompt is not meant for
    this process: it is ignored from now on. That is so where the parent, a subshell, has ended."""
    try:
        ours, parents = os.getsid(0), os.getsid(os.getppid())
    except (AttributeError, OSError):  # Windows; a parent that may not be asked is no shell
        return
    if ours not in (parents, os.getpid()):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def seen() -> bool:
    """Whether it was pressed, or one of the others came."""
    return _seen


def exit_code() -> int:
    """What a shell reports for a program that this signal ended: 130 for Ctrl-C."""
    return 128 + _number


def hung_up() -> bool:
    """Whether the terminal has gone, so that nothing can be told there any more."""
    return _seen and _number == getattr(signal, "SIGHUP", None)


def sleep(seconds: float) -> bool:
    """Sleep so long, or until a note is there; whether it is."""
    ends = time.monotonic() + seconds
    while not _seen and (left := ends - time.monotonic()) > 0:
        time.sleep(min(left, LOOK_S))
    return _seen
