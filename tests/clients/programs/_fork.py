"""One program, many calls: the library is loaded once, each call has a process of its own.

A line of standard input is a call: its environment, `stream`, `retries` and `limit_s`. A line of
standard output is its outcome.
"""

import json
import os
import signal
import sys
from pathlib import Path


def _child(call, task, out):
    os.environ.update(task["env"])
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(task["limit_s"])
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (the process ends soon)
    try:
        outcome = call(task)
    except BaseException as error:
        status = getattr(error, "status_code", None)
        outcome = type(error).__name__ + (f" {status}" if status else "")
    os.write(out, outcome.encode()[:2000])
    os._exit(0)


def serve(call):
    """Answer calls until the input ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        back, out = os.pipe()
        pid = os.fork()
        if not pid:
            _child(call, json.loads(line), out)
        os.close(out)
        with os.fdopen(back, "rb") as told:
            outcome = told.read().decode()
        os.waitpid(pid, 0)
        print(json.dumps(outcome or "no end"), flush=True)
