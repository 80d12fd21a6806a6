"""Reading everything into one tally: what is inside the time asked for, each record once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from . import beside
from .files import Counts, Files
from .sources import Looked, Source
from .tally import Tally
from .told import Told

AHEAD = 86400  # seconds; a time further ahead than any zone is none
WORTH = 64 << 20  # bytes from which on a second process pays: it costs some 10 ms


@dataclass(slots=True)
class Collected:
    """Everything that was read. `partial`: the user stopped it before the end.

    `outside`: records of another time than asked for, or without one.
    """

    since: datetime | None
    until: datetime
    tally: Tally = field(default_factory=Tally)
    counts: Counts = field(default_factory=Counts)
    looked: Looked = field(default_factory=Looked)
    outside: int = 0
    partial: bool = False
    _latest: float = 0.0

    def __post_init__(self) -> None:
        self._latest = self.until.timestamp() + AHEAD

    @property
    def unreadable(self) -> list[tuple[str, str]]:
        """Folders and files that cannot be read, and why."""
        return self.looked.unreadable + self.counts.unreadable

    def take(self, told: Told | None) -> None:
        """Count one failure or retry; None ends a file."""
        if told is None:
            self.tally.file_ends()
            return
        at = told.at
        if at is not None and at > self._latest:
            at = None
        if self.since is not None and (at is None or at < self.since.timestamp()):
            self.outside += told.times
            self.tally.undated += told.times if at is None else 0
            return
        if told.key is not None and self.tally.is_copy(told.key):
            return
        count = self.tally.retry if told.retry else self.tally.failure
        count(told, at)


def collect(
    sources: Callable[[Looked], Iterable[Source]],
    since: datetime | None,
    until: datetime,
    worth: int = WORTH,
) -> Collected:
    """Read all sources, in two processes where there is much of it."""
    into = Collected(since, until)
    files = Files(until)
    into.counts = files.counts
    try:
        mine, others = beside.halves(sources(into.looked), worth)
        with beside.second(others, until) as second:
            for source in mine:
                for told in files.told(source):
                    into.take(told)
                if source.end is None:  # else the file goes on in the other half
                    into.take(None)
            for item in second:
                if isinstance(item, Counts):
                    into.counts.add(item)
                else:
                    into.take(item)
    except KeyboardInterrupt:
        into.partial = True
        into.tally.file_ends()
    return into
