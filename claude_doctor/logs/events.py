"""What is told of one request that failed, by a record of Claude Code or by a line of a log."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from ..failures.classify import ApiError

LENGTH = 600  # characters of a text that are kept as an example
_OF_A_TOKEN = string.ascii_letters + string.digits + "-_./+=~*"

# Not a part of a longer word. The word comes first, so that the engine can look for it.
_REQUEST = re.compile(r"req_(?<!\w....)[A-Za-z0-9_]{6,64}")


class Event(NamedTuple):
    """A failure or a retry; a tuple, as there may be a hundred thousand of them.

    `at`: seconds since 1970. `request_ids`: of the answers it speaks of. `form`: the way it is
    told. `key`: the same for copies of a record. `times`: so often in a row.
    """

    row: ApiError
    at: float | None
    retry: bool
    status: int | None = None
    request_ids: tuple[str, ...] = ()
    attempt: int | None = None
    pause_ms: float | None = None
    text: str = ""
    form: int = 0
    key: int | None = None
    thread: str = ""
    times: int = 1


@dataclass(slots=True)
class Counts:
    """What was read and what could not be, of all files so far.

    Lines that may have held a failure: `broken` hold the mark of one and are no JSON; `half` is
    the last of a file, without its end and no JSON; `long` are longer than what is read of a line.
    """

    transcripts: int = 0
    logs: int = 0
    bytes: int = 0
    broken: int = 0
    half: int = 0
    long: int = 0
    not_text: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """The same for what another process has read."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def request_ids(text: str) -> tuple[str, ...]:
    """Every request id in a text."""
    return tuple(_REQUEST.findall(text)) if "req_" in text else ()


def example(text: str, cut: bool = False) -> str:
    """The beginning of a text. A credential at its edge goes: half of one is not recognized.

    `cut`: the text was cut out of a longer one, so its first word may be the rest of one.
    """
    if cut:
        text = text.lstrip(_OF_A_TOKEN)
    return text if len(text) <= LENGTH else text[:LENGTH].rstrip(_OF_A_TOKEN)
