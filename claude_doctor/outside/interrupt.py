"""Ctrl-C, a request to end and a hang-up: noted, so that a check always ends with its report, or
raised, so that whatever else runs clears up behind itself.

Imported before anything heavy: the imports take a fifth of a second, and a Ctrl-C in them would
otherwise cost the report.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds between two looks at the note while nothing else happens.
LOOK_S = 0.1

#: Seconds behind the first one from which on another one means: now. What comes sooner is the same
#: one, told by the terminal and by the program that started this one.
AGAIN_S = 0.5

_seen = False
_number = int(signal.SIGINT)
_at = 0.0
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


def _note(number: int, *_: object) -> None:
    global _seen, _number, _at
    if not _seen:
        _seen, _number, _at = True, number, time.monotonic()
    elif time.monotonic() - _at > AGAIN_S:
        raise SystemExit(exit_code())


def _raise(number: int, *_: object) -> None:
    first = not _seen
    _note(number)
    if first:
        raise SystemExit(exit_code())


def take() -> None:
    """From now on each of them only leaves a note; a second one, a moment later, ends this
    program."""
    _handle(_note)


def end() -> None:
    """From now on each of them ends this program, with what it clears up behind itself."""
    _handle(_raise)


def _handle(handler: Callable[..., None]) -> None:
    """Who has this process ignore one (nohup) is obeyed. Only the main thread may say so."""
    for name in _NAMES:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


@contextmanager
def lent(number: int, back: str, again: str) -> Iterator[None]:
    """While the block runs this program draws on the terminal of that number. Ctrl-Z gives it
    `back` in order for as long as this program stands still, and then it is drawn on `again`."""
    stop = getattr(signal, "SIGTSTP", None)  # Windows has none
    if stop is None or signal.getsignal(stop) is not signal.SIG_DFL:
        yield
        return

    def still(*_: object) -> None:
        _put(number, back)
        signal.signal(stop, signal.SIG_DFL)
        os.kill(os.getpid(), stop)  # here it stands
        signal.signal(stop, still)
        _put(number, again)

    signal.signal(stop, still)
    try:
        yield
    finally:
        signal.signal(stop, signal.SIG_DFL)


def _put(number: int, text: str) -> None:
    """Past the stream, which may be in the middle of a line of its own."""
    with suppress(OSError):  # the terminal has gone
        os.write(number, text.encode())


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
