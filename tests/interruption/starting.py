"""Starting the real program for a case: in a terminal or on pipes, and what it left behind."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

from .ended import Said, leftovers

HERE = Path(__file__).parent
PROGRAM = (sys.executable, "-m", "claude_doctor")
LONGEST_S = 60.0  # no case lasts so long


@dataclass(slots=True, kw_only=True)
class Ran:
    """What became of one run. `code` as Python tells it: negative where a signal ended it."""

    code: int | None = None  # None: it had to be killed
    out: bytes = b""
    err: bytes = b""
    reached: bool = True  # the moment that the case waited for
    after_s: float = 0.0  # from the last signal to the end
    stopped: int = 0  # times
    standing: bytes = b""  # what the terminal had been sent when it stood still
    terminal_same: bool = True
    left: list[str] = field(default_factory=list)  # processes that are still there a second later

    @property
    def text(self) -> str:
        """All that was printed."""
        return (self.out + self.err).decode("utf-8", "replace")


class Job:
    """A running program: its output so far, and what can be done to it."""

    def __init__(self, process: subprocess.Popen[bytes], number: int, master: int | None) -> None:
        self.process, self.number, self.master = process, number, master
        self.out = bytearray()
        self.err = bytearray()
        self.reading = True
        self.standing = b""
        self.stops: Callable[[], int] = lambda: 1  # how often it was stopped, where a shell tells

    def signal(self, number: int) -> None:
        """To its whole group, as a terminal does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.number, number)

    def key(self, byte: bytes) -> None:
        """Type it."""
        assert self.master is not None
        os.write(self.master, byte)

    def hang_up(self) -> None:
        """Close the terminal."""
        assert self.master is not None
        self.reading = False
        time.sleep(0.05)
        master, self.master = self.master, None
        os.close(master)

    def ended(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def until(self, what: Callable[[], bool], seconds: float = 15.0) -> bool:
        """Whether it came true before the program's end and the time's."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if what():
                return True
            if self.ended():
                return what()
            time.sleep(0.02)
        return False


def _pump(number: int, into: bytearray, job: Job) -> threading.Thread:
    def work() -> None:
        while True:
            if not job.reading:
                time.sleep(0.02)
                if job.master is None and number >= 0 and job.ended():
                    return
                continue
            try:
                if not select.select([number], [], [], 0.1)[0]:
                    if job.ended():
                        return
                    continue
                part = os.read(number, 65536)
            except (OSError, ValueError):
                return
            if not part:
                return
            into.extend(part)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@contextlib.contextmanager
def moment(name: str | None, env: Mapping[str, str]) -> Iterator[tuple[dict[str, str], list[int]]]:
    """The environment in which a run tells that it is at this moment, and the pipes: what it says
    so by, what it waits for, and its own ends of both."""
    told, told_in = os.pipe()
    go_out, go = os.pipe()
    made = dict(env)
    if name is not None:
        made |= {
            "PYTHONPATH": f"{HERE / 'hook'}:{ROOT}",
            "INTERRUPTION": f"{name}:{told_in}:{go_out}",
        }
    try:
        yield made, [told, go, told_in, go_out]
    finally:
        for number in (told, go, told_in, go_out):
            with contextlib.suppress(OSError):
                os.close(number)


def in_terminal(
    words: Sequence[str],
    env: Mapping[str, str],
    act: Callable[[Job], None],
    at: str | None = None,
    folder: Path = ROOT,
) -> Ran:
    """Run it in the foreground of a terminal of its own. `act` is called at the moment `at`, or at
    once, and does what the case is about."""
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    ran = Ran()
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    termios.tcsetwinsize(slave, (24, 80))
    status, status_in = os.pipe()
    with moment(at, {"TERM": "xterm-256color", **env, "CASE": mark}) as (made, pipes):
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(HERE / "shell.py"), str(status_in), *words],
            stdin=slave, stdout=slave, stderr=slave, env=made, cwd=folder, start_new_session=True,
            pass_fds=(status_in, pipes[2], pipes[3]),
        )  # fmt: skip
        os.close(status_in)
        said = Said(status)
        job = Job(process, said.job(), master)
        job.stops = lambda: said.stopped
        pump = _pump(master, job.out, job)
        acted = _acted(job, act, at, pipes, ran)
        try:
            process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            job.signal(signal.SIGKILL)
            process.wait()
        said.finish()
        ran.code = said.code
        ran.after_s = said.ended_at - acted if acted else 0.0
        ran.stopped = said.stopped
    time.sleep(0.05)
    ran.out, ran.standing = bytes(job.out), job.standing
    if job.master is not None:
        ran.terminal_same = termios.tcgetattr(slave) == before
        pump.join(1)
        ran.out = bytes(job.out)
        os.close(job.master)
    os.close(slave)
    ran.left = leftovers(mark)
    return ran


def _acted(
    job: Job, act: Callable[[Job], None], at: str | None, pipes: list[int], ran: Ran
) -> float:
    """Do it when the moment has come; when that was done, 0 where it never came."""
    if at is not None:
        ran.reached = job.until(lambda: bool(select.select([pipes[0]], [], [], 0)[0]), 60)
    if not ran.reached:
        os.write(pipes[1], b"!")  # it may come there still
        return 0.0
    act(job)
    done = time.monotonic()
    os.write(pipes[1], b"!")
    return done


def on_pipes(
    words: Sequence[str],
    env: Mapping[str, str],
    stdin: bytes | None = None,
    act: Callable[[Job], None] | None = None,
    at: str | None = None,
    folder: Path = ROOT,
) -> Ran:
    """Run it with pipes for its output, `stdin` (None: at its end) for its input."""
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    ran = Ran()
    with moment(at, {**env, "CASE": mark}) as (made, pipes):
        process = subprocess.Popen(
            words, env=made, cwd=folder, start_new_session=True, pass_fds=pipes[2:],
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        job = Job(process, process.pid, None)
        if stdin is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.write(stdin)
                process.stdin.close()
        assert process.stdout is not None and process.stderr is not None
        pumps = [
            _pump(process.stdout.fileno(), job.out, job),
            _pump(process.stderr.fileno(), job.err, job),
        ]
        acted = _acted(job, act, at, pipes, ran) if act is not None else 0.0
        try:
            ran.code = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            job.signal(signal.SIGKILL)
            process.wait()
        ran.after_s = time.monotonic() - acted if acted else 0.0
        for pump in pumps:
            pump.join(1)
        process.stdout.close()
        process.stderr.close()
    ran.out, ran.err = bytes(job.out), bytes(job.err)
    ran.left = leftovers(mark)
    return ran


def reached(words: Sequence[str], env: Mapping[str, str], stdin: bytes | None) -> set[str]:
    """Every moment that a run comes by."""
    seen = bytearray()
    with moment("every", env) as (made, pipes):
        process = subprocess.Popen(
            words, env=made, cwd=ROOT, pass_fds=pipes[2:], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        process.communicate(stdin or b"", timeout=LONGEST_S)
        while select.select([pipes[0]], [], [], 0)[0]:
            seen.extend(os.read(pipes[0], 65536))
    return set(seen.decode().split("\n"))
