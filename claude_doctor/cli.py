"""The way in: notes the time and Ctrl-C, and hands the words typed to the command asked for.

Nothing heavy is imported here, and nothing at all before those two are noted.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import time

STARTED = time.monotonic()  # the time-out counts from here

#: New objects before Python looks for garbage. A check makes 90,000, and next to none is any;
#: looking each 700 takes a tenth of a check, and once among 50,000 as long as a request.
_OBJECTS = 200_000
_USUAL = gc.get_threshold()

#: What a write ends with where the output cannot be written.
_FULL = (errno.ENOSPC, errno.EIO, errno.EPIPE)

#: These end with their report, or clear up a world, also when told to end, however early; so does
#: `check` without its name. All others have nothing to tell, and clear up behind themselves.
_REPORTING = ("check", "fallbacks", "chaos", "demo")


def main() -> None:
    """Run what the command line asks for. A bug is one line on stderr and exit code 1, never a
    traceback; to be interrupted is no bug."""
    # No plugin of what else is installed runs in this program; pydantic would look for them all.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(_OBJECTS)
    try:
        _run(sys.argv[1] if sys.argv[1:] else "check")
    except KeyboardInterrupt:  # before it could be noted
        sys.exit(130)
    except SystemExit:
        raise
    except BaseException as error:  # a library in Rust panics with none of `Exception`'s kinds
        _tell(error)
        sys.exit(1)
    finally:
        _let_go()


def _run(asked: str) -> None:
    if asked == "statusline" and sys.argv[2:] in ([], ["--offline"]):
        from .commands import _statusline  # a bar has some milliseconds: no Typer

        _statusline.main(offline=bool(sys.argv[2:]))
        return
    from .outside import interrupt

    reports = asked in _REPORTING or asked.startswith("-")
    interrupt.take() if reports else interrupt.end()
    from .outside import terminal

    terminal.forgive()
    sys.stderr = terminal.Masked(sys.stderr)
    if _for_a_plugin(sys.argv[1:]):
        from .commands import _plugin

        sys.exit(_plugin.main(sys.argv[1:], STARTED))
    if (code := _quick(asked)) is not None:
        sys.exit(code)
    from .commands import _app

    gc.set_threshold(*_USUAL)  # some of these go on for days
    _app.group().main(obj=STARTED)


def _tell(error: BaseException) -> None:
    """Say what ended the program: the output that is full, this machine, or a bug."""
    try:
        from .outside import terminal
        from .outside.local import lacked, loading

        if isinstance(error, OSError) and error.errno in _FULL and not loading(error):
            terminal.unwritten(error)
            return
        said, ours = terminal.failed(error), lacked(error) is None
    except Exception as worse:  # nothing more can be loaded
        why = (getattr(worse, "strerror", None) or "it cannot be loaded").lower()
        said, ours = f"this machine failed claude-doctor: {why}", False
    try:
        print(f"claude-doctor: {said}", file=sys.stderr, flush=True)
    except Exception:  # nor can that be written
        sys.stderr = None
    if not ours:  # glibc aborts where Python ends threads and there is no memory to load how
        os._exit(1)


def _let_go() -> None:
    """From here Python alone has to end: it need not look for garbage among all that is loaded,
    which takes longer than to judge, and a signal ends it at once, without its traceback.
    Python has loaded `_signal` for itself; `signal` costs a status bar a part of its time."""
    gc.freeze()
    bare = sys.modules.get("_signal")
    if bare is None:
        return
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(bare, name, None)  # Windows has no SIGHUP
        if number is not None and callable(bare.getsignal(number)):
            bare.signal(number, bare.SIG_DFL)


def _quick(asked: str) -> int | None:
    """Run what is asked for without Typer, where its words are plain; the exit code, or None."""
    if asked not in ("check", "explain", "logs") and not asked.startswith("-"):
        return None
    from .commands import _quick

    if asked == "explain":
        return _quick.explain(sys.argv[2:])
    if asked == "logs":
        return _quick.logs(sys.argv[2:])
    return _quick.check(sys.argv[2 if asked == "check" else 1 :], STARTED)


def _for_a_plugin(words: list[str]) -> bool:
    """Whether a monitor runs this that reads the exit codes of plugins, where 2 is no usage error
    but CRITICAL."""
    from itertools import pairwise

    return "--format=nagios" in words or ("--format", "nagios") in pairwise(words)
