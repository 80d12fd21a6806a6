"""What clients leave with a served API: files and batches, as long as the world lasts."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from ..records import dataclass

# A world may serve for days, so the oldest is forgotten; a request alone holds at most 32 MiB.
_MOST = 200
_MOST_BYTES = 64 * 1024 * 1024
BATCH_S = 1.0  # a batch is done after this; real ones take minutes to a day


@dataclass(frozen=True, slots=True)
class File:
    """A file. What was uploaded cannot be downloaded again (vendor's Files page, 2026)."""

    id: str
    name: str
    kind: str
    content: bytes
    created: datetime
    downloadable: bool = False

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


@dataclass(slots=True)
class Batch:
    """A batch of requests for messages, by their custom ids; `size` in bytes. `results` stand
    once it has ended."""

    id: str
    created: datetime
    requests: dict[str, dict[str, Any]]
    size: int
    canceled: datetime | None = None
    results: dict[str, dict[str, Any]] | None = None

    def state(self, now: datetime) -> Literal["in_progress", "canceling", "ended"]:
        """How far it is. Canceling takes as long as the work would have."""
        if now >= self.ends:
            return "ended"
        return "canceling" if self.canceled else "in_progress"

    @property
    def ends(self) -> datetime:
        """When it is done."""
        return self.created + timedelta(seconds=BATCH_S)


def _given() -> dict[str, File]:
    """The file that is there from the start, as if a tool of the server had made it: such files
    can be downloaded."""
    text = b"This file was made by the loopback world of claude-doctor, not by Claude.\n"
    now = datetime.now(UTC)
    made = File("file_011LoopbackWorldDemo0000", "loopback.txt", "text/plain", text, now, True)
    return {made.id: made}


@dataclass(slots=True)
class Store:
    """Files and batches by id, in the order in which they came. `url`: where the API is."""

    url: str = "http://127.0.0.1"
    files: dict[str, File] = field(default_factory=_given)
    batches: dict[str, Batch] = field(default_factory=dict)

    def keep(self, one: File | Batch) -> None:
        """Keep one more, and forget the oldest of its kind where there are too many."""
        kept: dict[str, Any] = self.files if isinstance(one, File) else self.batches
        kept[one.id] = one
        while len(kept) > _MOST or sum(other.size for other in kept.values()) > _MOST_BYTES:
            del kept[next(iter(kept))]
