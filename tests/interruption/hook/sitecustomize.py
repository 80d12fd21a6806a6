"""Loaded by a Python that a case of the matrix starts with this folder on its path: at one moment
of its life it tells so, and goes on when the case has done what it does at that moment.

`INTERRUPTION` names the moment: `import NAME`, an audit event such as `socket.connect`, or
`leaving`; and the numbers of two pipes. `every`: all that were reached are told at the end.
"""

import atexit
import os
import sys

_MOMENT, _TOLD, _GO = os.environ.pop("INTERRUPTION", "::").split(":")
_EVENT, _, _NAME = _MOMENT.partition(" ")
_done = False
_seen: set[str] = set()


def _reached() -> None:
    global _done
    _done = True
    os.write(int(_TOLD), b"!")
    os.read(int(_GO), 1)


def _look(event: str, given: tuple[object, ...]) -> None:
    if not _done and event == _EVENT and (not _NAME or given[0] == _NAME):
        _reached()


def _note(event: str, given: tuple[object, ...]) -> None:
    if event != "import":
        _seen.add(event)
    elif str(given[0]).startswith(("claude_doctor", "typer", "httpx")):  # a pipe holds so much
        _seen.add(f"import {given[0]}")


def _tell() -> None:
    os.write(int(_TOLD), "\n".join([*_seen, "leaving"]).encode())


if "FAKETIME_TIMESTAMP_FILE" in os.environ:
    # libfaketime takes the end of a sleep, which is one of the monotonic clock, for one of the
    # wall's: after a jump that is EINVAL, and none that a real clock causes.
    import select
    import time

    time.sleep = lambda seconds: select.select([], [], [], seconds) and None

if _EVENT == "every":
    sys.addaudithook(_note)
    atexit.register(_tell)
elif _EVENT == "leaving":
    atexit.register(_reached)
elif _EVENT:
    sys.addaudithook(_look)
