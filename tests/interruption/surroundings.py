"""The cases without a signal: streams, folders, terminals, encodings and limits, each a line of a
shell around the command."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from . import held, starting
from .cases import Case, Place, words
from .table import LINES, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a command. `shell` runs it as `"$@"`; `codes` are ends that are as good
    as its own; `says`: its standard error must say something."""

    shell: str = 'exec "$@"'
    env: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[int, ...] = ()
    root: bool = False  # it takes a namespace of its own
    unset: tuple[str, ...] = ()
    silent: bool = False  # nothing of it can be read
    terminal: bool = False


_TINY = ('mount -t tmpfs -o size=64k none "$HOME" && mkdir -p "$HOME/data" && '
         'head -c 100k /dev/zero > "$HOME/full" 2>/dev/null; exec "$@"')  # fmt: skip
_READ = 'mount -t tmpfs -o ro none "$HOME" && exec "$@"'
_MISSING = ("HOME",)
_NO_RIGHTS = "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown"
_ANOTHERS = f'chown 65534 "$HOME" && chmod 700 "$HOME" && exec setpriv {_NO_RIGHTS} "$@"'

AROUND: dict[str, Around] = {
    "head -1": Around(shell='"$@" | head -1 >/dev/null; exit ${PIPESTATUS[0]}', silent=True),
    "a reader that closes at once": Around(
        shell='"$@" | exec true; exit ${PIPESTATUS[0]}', silent=True
    ),
    "stderr's reader closes": Around(shell='"$@" 2> >(exec true); exit $?'),
    "stdout closed": Around(shell='exec "$@" >&-', silent=True),
    "stdin closed": Around(shell='exec "$@" <&-', codes=(0, 2)),
    "stdin at its end": Around(shell='exec "$@" </dev/null', codes=(0, 2)),
    "stderr closed": Around(shell='exec "$@" 2>&-'),
    "all closed": Around(shell='exec "$@" <&- >&- 2>&-', silent=True, codes=(0, 2)),
    "full disk for stdout": Around(shell='exec "$@" >/dev/full', codes=(1,), silent=True),
    "full disk for stderr": Around(shell='exec "$@" 2>/dev/full'),
    "full disk for both": Around(shell='exec "$@" >/dev/full 2>/dev/full', codes=(1,), silent=True),
    "full disk as home": Around(shell=_TINY, root=True, codes=(2,)),
    "read-only home": Around(shell=_READ, root=True, codes=(2,)),
    "another's home": Around(shell=_ANOTHERS, root=True, codes=(2,)),
    "home unset": Around(unset=_MISSING),
    "home absent": Around(env={"HOME": "/nonexistent/home"}, codes=(2,)),
    "home a file": Around(env={"HOME": "/dev/null"}, codes=(2,)),
    "home empty": Around(env={"HOME": ""}, codes=(2,)),
    "home relative": Around(env={"HOME": "here"}, shell='cd "$PLACE"; exec "$@"', codes=(2,)),
    "dumb terminal": Around(env={"TERM": "dumb"}, terminal=True),
    "unknown terminal": Around(env={"TERM": "nosuch"}, terminal=True),
    "no TERM": Around(unset=("TERM",), terminal=True),
    "no columns": Around(env={"COLUMNS": "0"}, terminal=True),
    "one column": Around(env={"COLUMNS": "1", "LINES": "1"}, terminal=True),
    "columns garbage": Around(env={"COLUMNS": "wide", "LINES": "-3"}, terminal=True),
    "columns enormous": Around(env={"COLUMNS": "99999999999999999999"}, terminal=True),
    "LC_ALL=C": Around(env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    "LC_ALL=POSIX, no UTF-8": Around(
        env={"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ),
    "de_DE.ISO-8859-1": Around(env={"LC_ALL": "de_DE.ISO-8859-1", "PYTHONUTF8": "0"}),
    "ASCII": Around(env={"PYTHONIOENCODING": "ascii"}),
    "ASCII, strict": Around(env={"PYTHONIOENCODING": "ascii:strict"}),
    "UTF-16": Around(env={"PYTHONIOENCODING": "utf-16"}),
    "umask 077": Around(shell='umask 077; exec "$@"'),
    "umask 000": Around(shell='umask 000; exec "$@"'),
    "umask 777": Around(shell='umask 777; exec "$@"', codes=(2,)),
    "10 files": Around(shell='ulimit -n 10; exec "$@"', codes=(1, 2, 13, 14)),
    "16 files": Around(shell='ulimit -n 16; exec "$@"', codes=(14, 2)),
    "32 files": Around(shell='ulimit -n 32; exec "$@"', codes=(14, 2)),
    "one more process": Around(shell='ulimit -u 1; exec "$@"', codes=(14,)),
    "little memory": Around(shell='ulimit -v 180000; exec "$@"'),
    # for threads there is none, and a world is served by one
    "very little memory": Around(shell='ulimit -v 90000; exec "$@"', codes=(1, 14)),
    "small files only": Around(shell='ulimit -f 8; exec "$@"', codes=(2,)),
    "a second of CPU": Around(shell='ulimit -t 1; exec "$@"', codes=(-24, -9)),
    "folder deleted": Around(
        shell='mkdir "$PLACE/gone"; cd "$PLACE/gone"; rmdir "$PLACE/gone"; exec "$@"'
    ),
    # the file that it is to make may be there by then
    "two at once": Around(shell='"$@" >/dev/null & "$@"; code=$?; wait; exit $code', codes=(2,)),
    "a long environment": Around(
        shell='for n in 1 2 3 4 5 6 7 8; do export LONG$n="$(head -c 120000 /dev/zero'
        ' | tr "\\0" x)"; done; exec "$@"'
    ),
    "no TMPDIR": Around(env={"TMPDIR": "/nonexistent"}),
    "nice 19": Around(shell='exec nice -n 19 "$@"'),
}


def case(line: Line, name: str) -> Case:
    """The line with this around it."""
    around = AROUND[name]

    def run(place: Place) -> Iterator[str]:
        env = {**place.environ(place.world), "PLACE": str(place.home.parent), **around.env}
        for variable in around.unset:
            env.pop(variable, None)
        inner = words(line, place)
        if line.lasts:
            inner = ["timeout", "--preserve-status", "-s", "INT", "3", *inner]
        argv = ["bash", "-c", around.shell, "bash", *inner]
        if around.root:
            argv = ["unshare", "-m", *argv]
        if around.terminal and line.stdin is None:
            ran = starting.in_terminal(argv, env, lambda job: None)
            yield from held.screen(ran)
        else:
            ran = starting.on_pipes(argv, env, line.stdin)
        own = line.interrupted if line.lasts else (*line.codes, *line.unsure)
        yield from held.faults(ran, (*own, *around.codes), place.home)
        yield from held.wrong(ran, "overloaded")
        if name == "two at once" and line.command == "check" and held.rows(place.home) != 2:
            yield "a check is not in the history"
        ended = ran.code in (0, -24, -9) or "--output" in line.words
        if not around.silent and not ran.text.strip() and not ended:
            yield "it said nothing"
        if around.silent and 1 == ran.code and "both" not in name and not ran.err.strip():
            yield "it did not say what was not written"

    return Case(line=line, condition=name, run=run)


def cases() -> Iterator[Case]:
    """Every line with everything around it; what takes root only for root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("unshare")
    for line in LINES:
        for name, around in AROUND.items():
            if root or not around.root:
                yield case(line, name)
