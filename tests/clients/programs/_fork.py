"""One program, many calls: the library is loaded once, each call has a process of its own.

A line of standard input is a call: its environment, `stream`, `retries` and `limit_s`. A line of
standard output is its outcome, and what a user would see of a failure: the traceback, and the
message alone.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path

MOST = 30_000  # characters of a traceback


def _named(error):
    status = getattr(error, "status_code", None)
    return type(error).__name__ + (f" {status}" if isinstance(status, int) and status else "")


def _child(call, task, out, named):
    os.environ.update(task["env"])
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(task["limit_s"])
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (the process ends soon)
    try:
        outcome = call(task)
        outcome = [outcome] if isinstance(outcome, str) else list(outcome)
    except BaseException as error:
        whole = traceback.format_exc()[-MOST:]
        outcome = [named(error), whole, f"{type(error).__name__}: {error}"[:MOST]]
    told = json.dumps(outcome).encode()
    while told:
        told = told[os.write(out, told) :]
    os._exit(0)


def serve(call, named=_named):
    """Answer calls until the input ends. `named`: what a failure is called in the table."""
    print("ready", flush=True)
    for line in sys.stdin:
        back, out = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(back)
            _child(call, json.loads(line), out, named)
        os.close(out)
        with os.fdopen(back, "rb") as told:
            outcome = told.read().decode()
        os.waitpid(pid, 0)
        print(outcome or '["no end"]', flush=True)
