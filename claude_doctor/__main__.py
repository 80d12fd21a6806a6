"""The console script, and `python -m claude_doctor`."""

from __future__ import annotations

import atexit
import os
import sys

from .cli import main


def run() -> None:
    """Run the program. Where it has said all, the process ends at once: for Python to take apart
    what was loaded costs as long as to judge, and OpenSSL's own end crashes beside a thread that
    is still loading certificates."""
    code = 0
    try:
        main()
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
    atexit._run_exitfuncs()  # as Python would, before what follows: drafts are removed here
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)  # told as Python tells it
    os._exit(code)


if __name__ == "__main__":
    run()
