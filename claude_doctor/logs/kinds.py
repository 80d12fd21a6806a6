"""What a line of a log says: each kind of line is judged once.

A judgement takes about half a millisecond, and a log repeats itself. So what differs between
lines of one kind is left out first: times, ids, counters. Lines of which no two are alike are
judged up to a bound; beyond it they count as lines with the same telling words and status.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from typing import TypeAlias

from ..failures.classify import ApiError
from ..failures.reading import big
from ..failures.reading.judge import PATIENCE, STRUCTURE, WORDS
from ..sources.claude_code import record

SAME = 400  # characters by which lines are compared
EXACT = 400  # judgements of one run, about 0.2 s
MORE = 20  # a MiB read, so that a long log is judged no less well
ALIKE = 500  # judgements of lines that come after these, of new words
REMEMBERED = 4000  # kinds, about 4 MB
SHOWN = 2000  # characters by which the texts of records are compared
FORMS = 10_000  # ways to tell that are told apart

Meaning: TypeAlias = tuple[ApiError, int | None]

_CALLS = ("anthropic", "claude", "/v1/messages", "api error", "overloaded", "req_0")
_RETRYING = re.compile(r"(?i)\bretrying\b|\bwill retry\b")
_OF_A_REQUEST = re.compile(r"(?i)/v1/messages|\brequest\b|\bapi\b")
# What is left without these tells the forms of one failure apart, but not two texts of one form.
_LETTERS = str.maketrans("", "", string.ascii_letters + string.digits)
_WAIT = re.compile(r"(?i)(?:retry-?_?after|retrying in|try again in)\D{1,8}(\d{1,9})(?! ?ms)")


def same(text: str) -> str:
    """The lines of a text without what differs between lines of one kind."""
    return big.varies().sub("0", text)


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

    `row` is None where they tell of no failure. `call`: they name Claude or its API; `again`: they
    say, in their first line, that a request of it will be sent again, `request`: and that it is
    one. `form`: the same for those that tell it in the same way.
    """

    row: ApiError | None
    status: int | None
    found_by: int
    call: bool
    retrying: bool
    again: bool
    request: bool
    form: int

    def fails(self, about_claude: bool) -> bool:
        """Whether it is a failed call of Claude, and not of anything else that logs here."""
        if self.row is None or self.row.side in ("none", "unknown"):
            return False
        if self.call or self.found_by == STRUCTURE:
            return True
        return about_claude and self.found_by == WORDS

    def is_silent(self, about_claude: bool = True) -> bool:
        """Whether it cannot count."""
        return not self.again and not self.fails(about_claude)


@dataclass(slots=True)
class Kinds:
    """The kinds that were met, the newest of them; kept from file to file."""

    left: int = EXACT
    _seen: dict[str, Kind] = field(default_factory=dict)
    _like: big.Kinds = field(default_factory=lambda: big.Kinds(budget=ALIKE))

    def more(self, size: int) -> None:
        """So many characters more were read: some more may be judged."""
        self.left += size * MORE >> 20

    def of(self, key: str, window: str) -> Kind:
        """The kind of a line; `key` is the same for all of it, `window` the line and its body."""
        kind = self._seen.pop(key, None) or self._new(key, window)
        self._seen[key] = kind  # the newest at the end
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return kind

    def _new(self, key: str, window: str) -> Kind:
        if self.left > 0:
            self.left -= 1
            found = big.first(window)
        else:
            found = self._like.alike(key, window)
        line = window.partition("\n")[0]
        retrying = ("etrying" in window or "ill retry" in window) and bool(_RETRYING.search(window))
        again = retrying and of_claude(line)
        form = key[:SAME].translate(_LETTERS), found and (found.found_by, found.status)
        return Kind(
            found.row if found else None,
            found.status if found else None,
            found.found_by if found else 0,
            of_claude(window),
            retrying,
            again,
            again and _OF_A_REQUEST.search(line) is not None,
            hash(form) % FORMS,
        )


_OF_A_TEXT = re.compile(
    r"req_\w{6,64}|\b[\da-f]{8}[\da-f-]{4,40}|\d{5,}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d(?!\d)"
)


@dataclass(slots=True)
class Meanings:
    """What the records of transcripts mean: each text is read once, whatever its ids are."""

    left: int = EXACT
    _seen: dict[tuple[str, int | None, str | None], Meaning] = field(default_factory=dict)
    _like: big.Kinds = field(default_factory=lambda: big.Kinds(budget=ALIKE))

    def of(self, one: record.Record) -> Meaning:
        """The catalogue's row for a failure, and its status where one is known."""
        key = one.text[:SHOWN], one.status, one.kind
        found = self._seen.get(key)
        if found is None:
            general = _OF_A_TEXT.sub("0", key[0]), one.status, one.kind
            found = self._seen.get(general) or self._new(one)
            if len(self._seen) > REMEMBERED:
                self._seen = dict(list(self._seen.items())[:EXACT])  # those of the beginning stay
            self._seen[general] = found
            self._seen[key] = found
        return found

    def _new(self, one: record.Record) -> Meaning:
        if self.left > 0:
            self.left -= 1
            return record.understood(one.text, one.status, one.kind)
        judged = self._like.of(one.text) if one.text else None
        if judged is not None and judged.row.side not in ("none", "unknown", "either"):
            return judged.row, one.status or judged.status
        key = "", one.status, one.kind
        return self._seen.get(key) or self._seen.setdefault(key, record.understood(*key))
