"""A shell with one job in the foreground of its terminal, for what a terminal does to a job.

`shell.py FD WORDS…`: it tells by FD, a line each, that the job was `stopped` or has `ended CODE`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import termios


def main() -> None:
    """Run the job; the terminal is standard input."""
    told = int(sys.argv[1])
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGTTOU, signal.SIGINT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        for number in (signal.SIGTTOU, signal.SIGINT, signal.SIGTSTP, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        os.close(told)
        os.execvp(sys.argv[2], sys.argv[2:])

    def hang_up(*_: object) -> None:
        """As shells do it with their jobs; this one stays to tell how the job ended."""
        with contextlib.suppress(ProcessLookupError):  # the system has told the job, too
            os.killpg(job, signal.SIGHUP)

    signal.signal(signal.SIGHUP, hang_up)
    os.write(told, f"job {job}\n".encode())
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            break
        os.write(told, b"stopped\n")
    os.write(told, f"ended {os.waitstatus_to_exitcode(status)}\n".encode())


main()
