"""Reading everything into one tally: what is inside the time asked for, each record once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from . import worker
from .events import Counts, Event
from .files import Files
from .sources import Looked, Source
from .tally import Tally

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
    _earliest: float | None = field(init=False)
    _latest: float = field(init=False)

    def __post_init__(self) -> None:
        self._earliest = None if self.since is None else self.since.timestamp()
        self._latest = self.until.timestamp() + AHEAD

    @property
    def unreadable(self) -> list[tuple[str, str]]:
        """Folders and files that cannot be read, and why."""
        return self.looked.unreadable + self.counts.unreadable

    def take(self, event: Event | None) -> None:
        """Count one failure or retry; None ends a file."""
        if event is None:
            self.tally.file_ends()
            return
        at, earliest = event.at, self._earliest
        if at is not None and at > self._latest:
            at = None
        if earliest is not None and (at is None or at < earliest):
            self.outside += event.times
            self.tally.undated += event.times if at is None else 0
        elif event.key is None or not self.tally.is_copy(event.key):
            (self.tally.retry if event.retry else self.tally.failure)(event, at)


def collect(
    sources: Callable[[Looked], Iterable[Source]],
    since: datetime | None,
    until: datetime,
    worth: int = WORTH,
) -> Collected:
    """Read all sources, in two processes where there is much of it."""
    files = Files(until)
    found = Collected(since, until, counts=files.counts)
    try:
        mine, others = worker.halves(sources(found.looked), worth)
        with worker.second(others, until) as second:
            for source in mine:
                for event in files.events(source):
                    found.take(event)
                if source.end is None:  # else the file goes on in the other half
                    found.take(None)
            for item in second:
                if isinstance(item, Counts):
                    found.counts.add(item)
                else:
                    found.take(item)
    except (KeyboardInterrupt, SystemExit):  # it was told to end
        found.partial = True
        found.tally.file_ends()
    return found
