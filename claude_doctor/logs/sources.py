"""Which files are read: Claude Code's own by default, else the files and folders given."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path

from ..records import dataclass

STDIN = "-"

# What a log is called. In a folder nothing else is read: sources and data quote errors too.
_LOG_NAME = re.compile(
    r"(?i)(?:\.(?:jsonl|ndjson|log|txt|out|err)|\.log[.\-][\w.\-]{1,40}|(?:^|[.\-])log)(?:\.gz)?$"
)

_TRANSCRIPT_NAME = re.compile(r"\.jsonl$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `transcript`: it stands where Claude Code keeps its transcripts.

    `size` in bytes; 0 where it is not known, as of a pipe. `begin` and `end`: only this part.
    """

    path: str
    transcript: bool = False
    size: int = 0
    begin: int = 0
    end: int | None = None


@dataclass(slots=True)
class Looked:
    """What was found on the way, besides files to read."""

    unreadable: list[tuple[str, str]] = field(default_factory=list)
    older: int = 0
    passed_over: int = 0
    covered: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)

    def is_new(self, status: os.stat_result) -> bool:
        """Whether the file was not met before, under this name or another."""
        file = status.st_dev, status.st_ino
        if status.st_ino == 0 or file not in self.seen:  # 0: a system that does not tell
            self.seen.add(file)
            return True
        return False


def default(claude_dir: Path, since: float | None, looked: Looked) -> Iterator[Source]:
    """Claude Code's transcripts, and the debug logs of conversations that have none.

    A debug log tells the failures of its transcript a second time; so where the transcript is
    there, its debug log is not read.
    """
    conversations = set()
    for path, size in _below(claude_dir / "projects", since, looked, _TRANSCRIPT_NAME):
        conversations.add(_stem(path))
        yield Source(path, True, size)
    for path, size in _below(claude_dir / "debug", since, looked, _LOG_NAME):
        if _stem(path) in conversations or _stem(os.path.realpath(path)) in conversations:
            looked.covered += 1
        else:
            yield Source(path, size=size)


def given(paths: Iterable[str], since: float | None, looked: Looked) -> Iterator[Source]:
    """The files named, and the logs and transcripts in the folders named."""
    for path in paths:
        # Unlike `Path`'s own, these raise nothing where a folder above may not be entered.
        if path != STDIN and os.path.isdir(path):  # noqa: PTH112
            for one, size in _below(Path(path), since, looked, _LOG_NAME, passed_over=True):
                yield Source(one, size=size)
            continue
        try:
            status = None if path == STDIN else Path(path).stat()
        except OSError:
            status = None  # opening it will tell why
        if status is None or looked.is_new(status):
            yield Source(path, size=status.st_size if status else 0)


def _stem(path: str) -> str:
    return Path(path).name.partition(".")[0]


def _below(
    root: Path,
    since: float | None,
    looked: Looked,
    wanted: re.Pattern[str],
    passed_over: bool = False,
) -> Iterator[tuple[str, int]]:
    """Regular files below with such a name and their sizes, by path, written to since then."""

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            looked.unreadable.append((str(error.filename), error.strerror or "cannot be read"))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders.sort()
        for name in folders:
            if _TRANSCRIPT_NAME.search(name):  # a folder called `log` is an ordinary one
                looked.unreadable.append((os.path.join(folder, name), "a folder"))  # noqa: PTH118
        for name in sorted(names):
            path = os.path.join(folder, name)  # noqa: PTH118  ten thousand of them
            if not wanted.search(name):
                looked.passed_over += passed_over and os.path.isfile(path)  # noqa: PTH113
                continue
            try:
                status = os.stat(path)  # noqa: PTH116
            except OSError as error:
                # Else it is gone by now.
                if error.errno == errno.EACCES or os.path.islink(path):  # noqa: PTH114
                    why = "a broken link" if error.errno == errno.ENOENT else error.strerror
                    looked.unreadable.append((path, why or "cannot be read"))
                continue
            if not stat.S_ISREG(status.st_mode):
                looked.unreadable.append((path, "not a regular file"))
            elif looked.is_new(status):
                if since is not None and status.st_mtime < since:
                    looked.older += 1
                else:
                    yield path, status.st_size
