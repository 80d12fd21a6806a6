"""The cases: each command line under each condition."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claude_doctor.chaos import Running
from tests import clock

from . import held, starting
from .starting import PROGRAM, Job, Ran
from .table import LASTING, LINES, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a case runs: a home of its own, the world `overloaded`, and one where all is mute."""

    home: Path
    env: Mapping[str, str]
    world: Running
    mute: Running

    def environ(self, world: Running) -> dict[str, str]:
        """The environment of a case in this world: everything of its own in its home."""
        own = {k: v for k, v in world.environ().items() if not k.endswith(("CONFIG_DIR", "_DIR"))}
        kept = {k: v for k, v in self.env.items() if not k.endswith("_DIR")}
        return {**kept, **own, "HOME": str(self.home), "NO_COLOR": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run, and what does not hold after it."""

    line: Line
    condition: str
    run: Callable[[Place], Iterator[str]]
    moment: str | None = None

    @property
    def name(self) -> str:
        """Its name, for people."""
        return f"{self.line.words} | {self.condition}"


def words(line: Line, place: Place) -> list[str]:
    """The command line of a case."""
    return [*PROGRAM, *line.words.format(home=place.home).split()]


# Signals ----------------------------------------------------------------------------------------

#: The moments at which a signal comes; those that a command never reaches are not its cases.
MOMENTS = (
    "import claude_doctor.outside.interrupt",
    "import claude_doctor.outside.terminal",
    "import claude_doctor.commands._app",
    "import typer",
    "import httpx",
    "socket.getaddrinfo",
    "socket.connect",
    "sqlite3.connect",
    "os.rename",
    "leaving",
)


def _ctrl_c(job: Job) -> None:
    job.key(b"\x03")
    time.sleep(0.05)


def _twice(job: Job) -> None:
    _ctrl_c(job)
    job.key(b"\x03")
    time.sleep(0.05)


def _stop(job: Job) -> None:
    """Ctrl-Z, a moment later `fg`."""
    stopped = job.stops()
    job.key(b"\x1a")
    job.until(lambda: job.stops() > stopped, 10)  # a busy machine may take its time
    time.sleep(0.2)
    job.standing = bytes(job.out)
    job.signal(signal.SIGCONT)


def _resize(job: Job) -> None:
    import termios

    assert job.master is not None
    termios.tcsetwinsize(job.master, (7, 31))
    job.signal(signal.SIGWINCH)


def _sent(number: int) -> Callable[[Job], None]:
    def act(job: Job) -> None:
        job.signal(number)
        time.sleep(0.02)

    return act


#: What is done, and the signal that the command may end by; None: it goes on.
DONE: dict[str, tuple[Callable[[Job], None], int | None]] = {
    "Ctrl-C": (_ctrl_c, signal.SIGINT),
    "Ctrl-C twice": (_twice, signal.SIGINT),
    "SIGTERM": (_sent(signal.SIGTERM), signal.SIGTERM),
    "the terminal closes": (Job.hang_up, signal.SIGHUP),
    "Ctrl-Z and fg": (_stop, None),
    "another size": (_resize, None),
}


def _codes(line: Line, number: int | None) -> tuple[int, ...]:
    if number is None:
        return (*line.codes, *line.unsure)
    if number == signal.SIGINT:  # a shell tells both as 130, which it is before it can be noted
        return (*line.interrupted, 130, -signal.SIGINT)
    return (128 + number, -number, *(line.interrupted if line.lasts else ()),
            *((0,) if 0 in line.interrupted else ()))  # fmt: skip


def _after(ran: Ran, line: Line, number: int | None, late: bool, place: Place) -> Iterator[str]:
    codes = _codes(line, number) if ran.reached else line.codes
    # behind its last word a signal may come too late to be told
    yield from held.faults(ran, (*codes, *line.codes) if late else codes, place.home)
    if number is not None and ran.reached and not clock.soon(ran.after_s, held.SOON_S):
        yield "it is there for more than a second after the signal"
    if number != signal.SIGHUP:
        yield from held.screen(ran)
    yield from (f"while it stands still {fault}" for fault in held.drawn(ran.standing))


def _at(line: Line, moment: str, done: str) -> Case:
    act, number = DONE[done]

    def run(place: Place) -> Iterator[str]:
        env = place.environ(place.world)
        env |= {"CLAUDE_DOCTOR_DATA_DIR": str(place.home / "data")}
        if line.stdin is not None:
            ran = starting.on_pipes(
                words(line, place), env, line.stdin, _grouped(act, done), moment
            )
        else:
            ran = starting.in_terminal(words(line, place), env, act, moment)
        if not ran.reached:
            yield UNREACHED
            return
        late = moment in ("leaving", "os.rename", "sqlite3.connect")
        yield from _after(ran, line, number, late, place)

    return Case(line=line, condition=f"{done} at {moment}", run=run, moment=moment)


UNREACHED = "(not reached)"
_BY_GROUP = {"Ctrl-C": signal.SIGINT, "Ctrl-C twice": signal.SIGINT,
             "the terminal closes": signal.SIGHUP, "Ctrl-Z and fg": signal.SIGCONT,
             "another size": signal.SIGWINCH}  # fmt: skip


def _grouped(act: Callable[[Job], None], done: str) -> Callable[[Job], None]:
    """The same where there is no terminal to type it in: its signal."""
    return _sent(_BY_GROUP[done]) if done in _BY_GROUP else act


def _lasting(line: Line, done: str) -> Case:
    """While a request is in flight (check and the like), or in the pause between two rounds."""
    act, number = DONE[done]

    def run(place: Place) -> Iterator[str]:
        world = place.world if line.lasts else place.mute
        asks = "api" if line.command != "fallbacks" else "status"  # it sends the API no request
        sent = len(world.asked(asks))

        def then(job: Job) -> None:
            if line.lasts:
                signs = (b"export ", b"asks again", b"Next check", b"next")
                job.until(lambda: any(sign in job.out for sign in signs), 20)
                time.sleep(0.2)
            else:
                job.until(lambda: len(world.asked(asks)) > sent, 20)
            if job.ended():
                return
            act(job)
            if number is None:  # it goes on until it is told to end
                time.sleep(0.4)
                job.key(b"\x03")

        ran = starting.in_terminal(words(line, place), place.environ(world), then)
        yield from _after(ran, line, number or signal.SIGINT, False, place)
        if done == "Ctrl-Z and fg" and ran.stopped != 1:
            yield f"it was stopped {ran.stopped} times"

    return Case(line=line, condition=f"{done} while it lasts", run=run)


def _printing(line: Line) -> Case:
    """Nobody takes what it prints, and then Ctrl-C: it must not wait for ever."""

    def run(place: Place) -> Iterator[str]:
        def then(job: Job) -> None:
            job.reading = False
            time.sleep(2.5)
            job.key(b"\x03")
            time.sleep(0.3)
            job.key(b"\x03")
            job.reading = True

        ran = starting.in_terminal(words(line, place), place.environ(place.world), then)
        codes = (*_codes(line, signal.SIGINT), *line.codes)
        yield from held.faults(ran, codes, place.home)
        yield from held.screen(ran)

    return Case(line=line, condition="Ctrl-C while it prints to a stopped terminal", run=run)


#: What else comes at such a moment than Ctrl-C and SIGTERM.
_ALSO = {
    "Ctrl-C twice": ("import typer", "socket.connect", "sqlite3.connect", "leaving"),
    "the terminal closes": ("import typer", "socket.connect", "leaving"),
    "Ctrl-Z and fg": ("socket.connect",),
    "another size": ("import httpx", "socket.connect"),
}


def signals() -> Iterator[Case]:
    """Every line, moment and signal."""
    for line in LINES:
        for moment in MOMENTS:
            if line.words.startswith("chaos") and moment == "leaving":
                continue
            yield from (_at(line, moment, done) for done in DONE
                        if moment in _ALSO.get(done, MOMENTS)
                        and not (line.lasts and DONE[done][1] is None))  # fmt: skip
    for line in (*(one for one in LINES if one.asks and one.stdin is None and one.command not in
                   ("statusline", "demo")), *LASTING):  # fmt: skip
        yield from (_lasting(line, done) for done in DONE)
    yield from (_printing(line) for line in LINES if not line.lasts and line.stdin is None)
