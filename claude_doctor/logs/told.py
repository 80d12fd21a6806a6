"""What is told of one request that failed: by a record of Claude Code or by a line of a log."""

from __future__ import annotations

import re
import string
from typing import NamedTuple

from ..failures.classify import ApiError

LENGTH = 600  # characters of a text that are kept as an example
_OF_A_TOKEN = string.ascii_letters + string.digits + "-_./+=~*"

# Not a part of a longer word. The word comes first, so that the engine can look for it.
_REQUEST = re.compile(r"req_(?<!\w....)[A-Za-z0-9_]{6,64}")


class Told(NamedTuple):
    """A failure or a retry; a tuple, as there may be a hundred thousand of them.

    `request_ids`: of the answers it speaks of. `form`: the way it is told; `whole`: by a record
    of Claude Code. `key`: the same for copies of a record. `times`: so often in a row.
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
    whole: bool = False
    key: int | None = None
    thread: str = ""
    times: int = 1


def request_ids(text: str) -> tuple[str, ...]:
    """Every request id in a text."""
    return tuple(_REQUEST.findall(text)) if "req_" in text else ()


def example(text: str, cut: bool = False) -> str:
    """The beginning of a text. A credential at its edge goes: half of one is not recognised.

    `cut`: the text was cut out of a longer one, so its first word may be the rest of one.
    """
    if cut:
        text = text.lstrip(_OF_A_TOKEN)
    return text if len(text) <= LENGTH else text[:LENGTH].rstrip(_OF_A_TOKEN)
