"""Which files are read: Claude Code's own by default, else the files and folders given."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

STDIN = "-"

# What a log is called. In a folder nothing else is read: sources and data quote errors too.
_LOG_NAME = re.compile(
    r"(?i)(?:\.(?:jsonl|ndjson|log|txt|out|err)|\.log[.\-][\w.\-]{1,40}|(?:^|[.\-])log)(?:\.gz)?$"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `transcript`: it stands where Claude Code keeps its transcripts.

    `size` in bytes; 0 where it is not known, as of a pipe.
    """

    path: str
    transcript: bool = False
    size: int = 0


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
        if status.st_ino == 0:  # a system that does not tell
            return True
        file = status.st_dev, status.st_ino
        known = file in self.seen
        self.seen.add(file)
        return not known


def default(claude_dir: Path, since: float | None, looked: Looked) -> Iterator[Source]:
    """Claude Code's transcripts, and the debug logs of conversations that have none.

    A debug log tells the failures of its transcript a second time; so where the transcript is
    there, its debug log is not read.
    """
    conversations = set()
    for path, size in _below(claude_dir / "projects", since, looked):
        if path.endswith(".jsonl"):
            conversations.add(_stem(path))
            yield Source(path, True, size)
    for path, size in _below(claude_dir / "debug", since, looked):
        if _stem(path) in conversations or _stem(os.path.realpath(path)) in conversations:
            looked.covered += 1
        elif _LOG_NAME.search(Path(path).name):
            yield Source(path, size=size)


def given(paths: Iterable[str], since: float | None, looked: Looked) -> Iterator[Source]:
    """The files named, and the logs and transcripts in the folders named."""
    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            if path == STDIN or (size := _new(path, looked)) is not None:
                yield Source(path, size=0 if path == STDIN else size or 0)
            continue
        for one, size in _below(Path(path), since, looked):
            if _LOG_NAME.search(Path(one).name):
                yield Source(one, size=size)
            else:
                looked.passed_over += 1


def _stem(path: str) -> str:
    return Path(path).name.partition(".")[0]


def _new(path: str, looked: Looked) -> int | None:
    """The size of a file named; None where it was named before, in whichever way."""
    try:
        status = Path(path).stat()
    except OSError:
        return 0  # opening it will tell why
    return status.st_size if looked.is_new(status) else None


def _below(root: Path, since: float | None, looked: Looked) -> Iterator[tuple[str, int]]:
    """Regular files below with their sizes, by path, that were written to since then."""

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            looked.unreadable.append((str(error.filename), error.strerror or "cannot be read"))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)  # noqa: PTH118  ten thousand of them
            try:
                status = os.stat(path)  # noqa: PTH116
            except OSError:  # gone, or a dead link
                continue
            if not stat.S_ISREG(status.st_mode) or not looked.is_new(status):
                continue
            if since is not None and status.st_mtime < since:
                looked.older += 1
            else:
                yield path, status.st_size
