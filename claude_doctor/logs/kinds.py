"""What a line of a log or the text of a record says: each kind is judged once.

A judgment takes about half a millisecond, and a log repeats itself. So what differs between
lines of one kind is left out first: times, ids, counters. Lines of which no two are alike are
judged up to a bound; beyond it they count as lines with the same telling words and status.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable
from dataclasses import field
from typing import Generic, TypeAlias, TypeVar

from ..failures.classify import ApiError
from ..failures.reading import alike, big
from ..failures.reading.judge import PATIENCE, STRUCTURE, WORDS, Judged
from ..failures.reading.statements import RETRYING
from ..records import dataclass
from ..sources.claude_code import record

SAME = 400  # characters by which lines are compared
EXACT = 400  # judgments of one run, about 0.2 s
MORE = 20  # a MiB read, so that a long log is judged no less well
ALIKE = 500  # judgments of lines that come after these, of new words
REMEMBERED = 4000  # kinds, about 4 MB
REPEATED = 500  # texts of records that are known by heart: most of them come word for word
SHOWN = 2000  # characters by which the texts of records are compared
FORMS = 10_000  # ways to tell that are told apart

Meaning: TypeAlias = tuple[ApiError, int | None]

_CALLS = ("anthropic", "claude", "/v1/messages", "api error", "overloaded", "req_0")
_RETRYING = re.compile(RETRYING)
_OF_A_REQUEST = re.compile(r"(?i)/v1/messages|\brequest\b|\bapi\b")
# What is left without these tells the forms of one failure apart, but not two texts of one form.
_LETTERS = str.maketrans("", "", string.ascii_letters + string.digits)
_WAIT = re.compile(r"(?i)(?:retry-?_?after|retrying in|try again in)\D{1,8}(\d{1,9})(?! ?ms)")


def same(text: str) -> str:
    """The lines of a text without what differs between lines of one kind."""
    return alike.varies().sub("0", text)


def of_claude(text: str) -> bool:
    """Whether a text names Claude or its API at all."""
    low = text.lower()
    return any(call in low for call in _CALLS)


def mark(line: str) -> str:
    """What numbers and ids say of a line's kind although they are left out of it."""
    said = "r" if "req_0" in line else ""
    if ("etry" in line or "gain in" in line) and (wait := _WAIT.search(line)):
        said += "p" if int(wait[1]) >= PATIENCE else ""
    return said


@dataclass(frozen=True, slots=True)
class Kind:
    """What lines of one kind say.

    `said` is None where they tell of no failure. `call`: they name Claude or its API; `again`: they
    say, in their first line, that a request of it will be sent again, `request`: and that it is
    one. `form`: the same for those that tell it in the same way.
    """

    said: Judged | None
    call: bool
    retrying: bool
    again: bool
    request: bool
    form: int

    def fails(self, about_claude: bool) -> bool:
        """Whether it is a failed call of Claude, and not of anything else that logs here."""
        said = self.said
        if said is None or said.row.side in ("none", "unknown"):
            return False
        return self.call or said.found_by == STRUCTURE or (about_claude and said.found_by == WORDS)

    def is_silent(self, about_claude: bool = True) -> bool:
        """Whether it cannot count."""
        return not self.again and not self.fails(about_claude)


T = TypeVar("T")


@dataclass(slots=True)
class _Once(Generic[T]):
    """What kinds were judged to be, the newest of them. `left`: so many more may be judged."""

    left: int
    _known: dict[object, T] = field(default_factory=dict)

    def of(self, key: object, judge: Callable[[], T], alike: Callable[[], T]) -> T:
        """What the kind is: as judged before, else by `judge`, else as its like."""
        found = self._known.pop(key, None)
        if found is None:
            found = judge() if self.left > 0 else alike()
            self.left -= self.left > 0
        self._known[key] = found  # the newest at the end
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
        return found


class Kinds:
    """The kinds of lines and of records that were met; kept from file to file."""

    def __init__(self, left: int = EXACT) -> None:
        self._lines: _Once[Kind] = _Once(left)
        self._records: _Once[Meaning] = _Once(left)
        self._like = big.Kinds(budget=ALIKE)
        self._meaning = functools.lru_cache(REPEATED)(self._of_words)

    def more(self, size: int) -> None:
        """So many characters more were read: some more may be judged."""
        self._lines.left += size * MORE >> 20

    def of_line(self, key: str, window: str) -> Kind:
        """The kind of a line; `key` is the same for all of it, `window` the line and its body."""
        return self._lines.of(
            key,
            lambda: _kind(key, window, big.first(window)),
            lambda: _kind(key, window, self._like.alike(key, window)),
        )

    def of_record(self, one: record.Record) -> Meaning:
        """The catalogue's row for a transcript's record, and its status where one is known."""
        meaning = self._meaning if len(one.text) <= SHOWN else self._of_words
        return meaning(one.text, one.status, one.kind)

    def _of_words(self, text: str, status: int | None, kind: str | None) -> Meaning:
        shown = text[:SHOWN]
        return self._records.of(
            (same(shown) + mark(shown), status, kind),
            lambda: record.understood(text, status, kind),
            lambda: self._alike(text, status, kind),
        )

    def _alike(self, text: str, status: int | None, kind: str | None) -> Meaning:
        found = self._like.of(text) if text else None
        if found is not None and found.row.side not in ("none", "unknown", "either"):
            return found.row, status or found.status
        return record.understood("", status, kind)


def _kind(key: str, window: str, said: Judged | None) -> Kind:
    line = window.partition("\n")[0]
    retrying = ("etrying" in window or "ill retry" in window) and bool(_RETRYING.search(window))
    again = retrying and of_claude(line)
    request = again and _OF_A_REQUEST.search(line) is not None
    form = key[:SAME].translate(_LETTERS), said and (said.found_by, said.status)
    return Kind(said, of_claude(window), retrying, again, request, hash(form) % FORMS)
