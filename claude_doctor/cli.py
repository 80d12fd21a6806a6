"""The way in: notes the time and Ctrl-C, and hands the words typed to the command asked for.

Nothing heavy is imported here, and nothing at all before those two are noted.
"""

from __future__ import annotations

import sys
import time

STARTED = time.monotonic()  # the time-out counts from here

#: These end with their report also on Ctrl-C, however early; so does `check` without its name.
_REPORTING = ("check", "fallbacks")
#: These end in good order, and clear up, whenever they are told to end; `demo` with its report.
_SERVING = ("chaos", "demo")


def main() -> None:
    """The console script. A bug is one line on stderr and exit code 1, never a traceback."""
    asked = sys.argv[1] if sys.argv[1:] else "check"
    if asked == "statusline" and sys.argv[2:] in ([], ["--offline"]):
        from .commands import _statusline  # a bar has some milliseconds: no Typer

        return _statusline.main(offline=bool(sys.argv[2:]))
    from .outside import interrupt

    if asked in _REPORTING or asked.startswith("-"):
        interrupt.take()
    elif asked in _SERVING:
        interrupt.take_every()
    from .outside import terminal

    terminal.forgive()
    sys.stderr = terminal.Masked(sys.stderr)
    try:
        if _for_a_plugin(sys.argv[1:]):
            from .commands import _plugin

            sys.exit(_plugin.main(sys.argv[1:], STARTED))
        from .commands import _app

        _app.group().main(obj=STARTED)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from .border.redact import plain

        what = plain(f"{type(error).__name__}: {error}")
        print(f"claude-doctor: a bug in claude-doctor, please report it: {what}", file=sys.stderr)
        sys.exit(1)


def _for_a_plugin(words: list[str]) -> bool:
    """Whether a monitor runs this that reads the exit codes of plugins, where 2 is no usage error
    but CRITICAL."""
    from itertools import pairwise

    return "--format=nagios" in words or ("--format", "nagios") in pairwise(words)
