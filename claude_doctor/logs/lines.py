"""Any log: which lines tell of a failed call, when, and which tell the same one again.

A log is read in pieces of whole lines. Of each piece the lines that hold one of the reader's
words are judged by their kind, and only those that count are looked at one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ..border import dates
from ..failures.classify import by_id
from ..failures.reading import big
from . import transcripts
from .events import Counts, Event, example, request_ids
from .groups import Groups
from .kinds import SAME, Kind, Kinds, mark, of_claude, same

LONGEST = 64 * 1024  # characters of a line; what follows is passed over
SHORT = 1400  # characters of a line that is judged as a whole; of a longer one around its words
ABOVE = 200  # lines above an undated one in which its time is looked for
BELOW = 20  # lines that may belong to the one above them

_ATTEMPT = re.compile(r"(?i)\b(?:attempt|retry) ?#?:? ?(\d{1,3})\b")
_OF_MANY = re.compile(r"(?i)\(attempt (\d{1,3}) ?(?:/|of) ?(\d{1,3})\)")
_PAUSE = re.compile(
    r"(?i)\b(?:retry|retrying|retries|again|waiting|sleeping|back-?off)\b[^\n]{0,60}?"
    r"(?:in|for|after|of)? ?(\d{1,6}(?:\.\d{1,9})?) ?(ms|milliseconds|s|sec|seconds)\b"
)
# What a line begins with that goes on with the one above.
_GOES_ON = frozenset(" \t})]")
# The head of an answer as curl shows it; the headers below say whose answer it is.
_HEAD = re.compile(r"(?:< )?HTTP/\d(?:\.\d)? [45]\d\d")
_HEADER = re.compile(r"(?:< )?[A-Za-z][\w-]{1,60}: ")


@dataclass(slots=True)
class Log:
    """One file of lines, read in pieces; `kinds` are kept from file to file.

    `about_claude`: it is known to be of Claude's calls. In a file that does not speak of Claude at
    all, only what nobody else writes is taken for a failed call of it.
    """

    now: datetime
    kinds: Kinds
    about_claude: bool
    counts: Counts
    _groups: Groups = field(default_factory=Groups)
    _last: float | None = None  # the time of the newest line that had one
    _before: int = 0  # lines before this piece
    _lines: list[str] = field(default_factory=list)  # of this piece
    _dated: bool = False  # whether any of them tells its time
    _looked: int = 0  # those above this one need not be looked at again for a time
    _found: dict[str, Kind | Event] = field(default_factory=dict)  # of lines with a word
    _begins: dict[str, int] = field(default_factory=dict)  # of long lines: where the word is

    def events(self, texts: Iterable[str]) -> Iterator[Event]:
        """What the lines tell; `texts` are whole lines each."""
        try:
            for text in texts:
                self.about_claude = self.about_claude or of_claude(text)
                self.kinds.more(len(text))
                self._lines, self._looked, self._dated = text.split("\n"), 0, dates.any_in(text)
                self._found, self._begins = {}, {}
                yield from self._piece()
                self._time(len(self._lines) - 1)  # it holds for what follows, as a traceback
                self._before += len(self._lines)
        except (KeyboardInterrupt, SystemExit, OSError):
            yield from self._groups.flush()  # what was told before the file broke off counts
            raise
        yield from self._groups.flush()

    def _time(self, row: int) -> float | None:
        """When a line was written: by itself, else by the nearest above that is not indented.

        Lines must be asked for in order.
        """
        for at in range(row, max(self._looked, row - ABOVE) - 1, -1) if self._dated else ():
            line = self._lines[at]
            told = dates.of_line(line, self.now) if at == row or not line[:1].isspace() else None
            if told is not None:
                self._last = told
                break
        self._looked = row + 1
        return self._last

    def _piece(self) -> Iterator[Event]:
        """What the lines of one piece tell, in order."""
        lines, groups = self._lines, self._groups
        for line, key in _hits(lines):
            if (kind := self._kind(line, key)) is not None:
                self._found[line] = kind
        done = 0
        for row in self._rows() if self._found else ():
            if row < done:
                continue
            line = lines[row]
            kind = self._found[line]
            if isinstance(kind, Event):
                yield kind
                continue
            here = self._begins.get(line, 0)
            window = line[here : here + SHORT]
            if below := self._below(row):
                key = same(f"{window[:SAME]}\n{below[:SAME]}") + mark(window) + mark(below)
                window = f"{window}\n{below}"
                kind = self.kinds.of_line(key, window)
            fails = kind.fails(self.about_claude)
            if not fails and not (kind.again and (kind.request or groups.newest)):
                continue
            one = _event(kind, fails, window, here > 0, self._time(row))
            done = row + 1
            while one.attempt is None and lines[done : done + 1] == [line]:  # again and again
                done += 1
            if done > row + 1:
                one = one._replace(times=done - row)
            yield from groups.retry(one) if one.retry else groups.failure(one, self._before + row)

    def _kind(self, line: str, key: str) -> Kind | Event | None:
        if line[0] == "{" and transcripts.may_be_claudes(line):
            try:
                content = json.loads(line)
            except (ValueError, RecursionError):
                self.counts.broken += 1
                return None
            if isinstance(content, dict) and isinstance(content.get("type"), str):
                return transcripts.of_line(content)
        if len(line) <= SHORT:
            return self.kinds.of_line(key, line)
        kind = None
        for here in big.starts(line) or (0,):
            window = line[here : here + SHORT]
            self._begins[line] = here
            kind = self.kinds.of_line(same(window[:SAME]) + mark(window), window)
            if not kind.is_silent():
                break
        return kind

    def _rows(self) -> list[int]:
        """The lines that may count: by themselves, or with what is below them."""
        found, about = self._found, self.about_claude
        silent = {
            line for line, kind in found.items()
            if isinstance(kind, Kind) and kind.is_silent(about) and not _HEAD.match(line)
        }  # fmt: skip
        following = [*self._lines[1:], ""]
        return [
            row for row, (line, below) in enumerate(zip(self._lines, following, strict=True))
            if line in found and (line not in silent or below[:1] in _GOES_ON)
        ]  # fmt: skip

    def _below(self, row: int) -> str:
        """The lines below that belong to this one: indented, closing brackets, or headers."""
        lines, of_head = self._lines, _HEAD.match(self._lines[row]) is not None
        end = row + 1
        while end < min(len(lines), row + BELOW + 1) and self._goes_on(lines[end], of_head):
            end += 1
        return "\n".join(lines[row + 1 : end])[:SHORT]

    def _goes_on(self, line: str, of_head: bool) -> bool:
        kind = self._found.get(line)
        if of_head and _HEADER.match(line):
            return not isinstance(kind, Kind) or kind.is_silent()
        return line[:1] in _GOES_ON and kind is None


def _hits(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The lines that hold a word of a failure, each once, and what is the same for its kind."""
    text = "\n".join(dict.fromkeys(lines))
    hits: dict[str, None] = {}
    for here in (*big.starts(text), *_retrying(text)):
        end = text.find("\n", here)
        hits[text[text.rfind("\n", 0, here) + 1 : None if end < 0 else end]] = None
    if not hits:
        return
    keys = same("\n".join([line[:SAME] for line in hits])).split("\n")
    for line, key in zip(hits, keys, strict=True):
        yield line, key + mark(line)


def _retrying(text: str) -> Iterator[int]:
    """Where lines speak of trying again, which may hold no word of a failure."""
    for word in ("etrying", "ill retry"):  # with either letter before them
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)


def _event(kind: Kind, fails: bool, window: str, cut: bool, at: float | None) -> Event:
    again = kind.retrying
    attempt = _ATTEMPT.search(window) if again else None
    many = _OF_MANY.search(window) if fails and not again else None
    if many is not None and int(many[1]) < int(many[2]):  # one of several: the next will follow
        again, attempt = True, many
    pause = _PAUSE.search(window) if again else None
    return Event(
        kind.said.row if fails and kind.said else by_id("unknown"),
        at,
        again,
        kind.said.status if kind.said else None,
        request_ids(window),
        int(attempt[1]) if attempt else None,
        float(pause[1]) * (1 if pause[2][0] in "mM" else 1000) if pause else None,
        example(window, cut),
        kind.form,
    )
