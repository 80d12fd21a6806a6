"""Any log: which lines tell of a failed call, when, and which tell the same one again.

A log is read in pieces of whole lines. Of each piece the lines that hold one of the reader's
words are judged by their kind, and only those that count are looked at one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from ..failures.classify import by_id
from ..failures.reading import big
from . import times, transcripts
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


@dataclass(frozen=True, slots=True)
class Log:
    """One file of lines; `kinds` are kept from file to file.

    `about_claude`: it is known to be of Claude's calls. In a file that does not speak of Claude at
    all, only what nobody else writes is taken for a failed call of it.
    """

    now: datetime
    kinds: Kinds
    about_claude: bool

    def events(self, texts: Iterable[str], counts: Counts) -> Iterator[Event]:
        """What the lines tell; `texts` are whole lines each."""
        groups = Groups()
        about_claude, before, last = self.about_claude, 0, None
        try:
            for text in texts:
                about_claude = about_claude or of_claude(text)
                self.kinds.more(len(text))
                lines = text.split("\n")
                clock = _Clock(text, lines, last, self.now)
                piece = _Piece(lines, before, clock, self.kinds, counts)
                yield from piece.events(about_claude, groups)
                last = clock.at_end()
                before += len(lines)
        except (KeyboardInterrupt, OSError):
            yield from groups.flush()  # what was told before the file broke off counts
            raise
        yield from groups.flush()


class _Clock:
    """When lines were written: by themselves, else by the nearest line above that says so."""

    def __init__(self, text: str, lines: list[str], last: float | None, now: datetime) -> None:
        self._lines, self._now = lines, now
        self._any = times.any_in(text)
        self._looked = 0  # lines above this one need not be looked at again
        self.last = last

    def at(self, row: int) -> float | None:
        """The time of a line; rows must be asked for in order."""
        if not self._any:
            return self.last
        at = times.of_line(self._lines[row], self._now)
        self.last = self._above(row) if at is None else at
        self._looked = row + 1
        return self.last

    def at_end(self) -> float | None:
        """The time that holds for what follows: a traceback may go on there."""
        return self._above(len(self._lines)) if self._any else self.last

    def _above(self, row: int) -> float | None:
        for above in range(row - 1, max(self._looked, row - ABOVE) - 1, -1):
            line = self._lines[above]
            if line and not line[0].isspace():
                at = times.of_line(line, self._now)
                if at is not None:
                    return at
        return self.last


class _Piece:
    """Some whole lines of a file, and how many lines are before them."""

    def __init__(
        self, lines: list[str], before: int, clock: _Clock, kinds: Kinds, counts: Counts
    ) -> None:
        self._lines, self._before = lines, before
        self._clock, self._counts = clock, counts
        self._of = kinds.of_line
        self._kinds: dict[str, Kind | Event] = {}  # of lines that hold a word; Event: by a record
        self._begins: dict[str, int] = {}  # of long lines: where the word is

    def events(self, about_claude: bool, groups: Groups) -> Iterator[Event]:
        """What the lines tell, in order."""
        for line, key in _hits(self._lines):
            if (kind := self._kind(line, key)) is not None:
                self._kinds[line] = kind
        if not self._kinds:
            return
        done = 0
        for row in self._rows(about_claude):
            if row < done:
                continue
            line = self._lines[row]
            kind = self._kinds[line]
            if isinstance(kind, Event):
                yield kind
                continue
            here = self._begins.get(line, 0)
            window = line[here : here + SHORT]
            if below := self._below(row):
                key = same(f"{window[:SAME]}\n{below[:SAME]}") + mark(window) + mark(below)
                window = f"{window}\n{below}"
                kind = self._of(key, window)
            fails = kind.fails(about_claude)
            if not fails and not (kind.again and (kind.request or groups.newest)):
                continue
            one = _one(kind, fails, window, here > 0, self._clock.at(row))
            done = row + 1
            if one.attempt is None:  # the same line again and again
                while done < len(self._lines) and self._lines[done] == line:
                    done += 1
                if done > row + 1:
                    one = one._replace(times=done - row)
            yield from groups.retry(one) if one.retry else groups.failure(one, self._before + row)

    def _kind(self, line: str, key: str) -> Kind | Event | None:
        if line[0] == "{" and transcripts.may_be_claudes(line):
            try:
                content = json.loads(line)
            except (ValueError, RecursionError):
                self._counts.broken += 1
                return None
            if isinstance(content, dict) and isinstance(content.get("type"), str):
                return transcripts.of_line(content)
        if len(line) <= SHORT:
            return self._of(key, line)
        kind = None
        for here in big.starts(line) or (0,):
            window = line[here : here + SHORT]
            self._begins[line] = here
            kind = self._of(same(window[:SAME]) + mark(window), window)
            if not kind.is_silent():
                break
        return kind

    def _rows(self, about_claude: bool) -> list[int]:
        """The lines that may count: by themselves, or with what is below them."""
        kinds, lines = self._kinds, self._lines
        silent = {
            line
            for line, kind in kinds.items()
            if isinstance(kind, Kind) and kind.is_silent(about_claude)
        }
        following = iter(lines)
        next(following)
        return [
            row
            for row, (line, below) in enumerate(zip_longest(lines, following, fillvalue=""))
            if line in kinds and (line not in silent or below[:1] in _GOES_ON or _HEAD.match(line))
        ]

    def _below(self, row: int) -> str:
        """The lines below that belong to this one: indented, or closing brackets."""
        lines = self._lines
        end = row + 1
        of_head = _HEAD.match(lines[row]) is not None
        while end < len(lines) and self._goes_on(lines[end], of_head):
            end += 1
            if end > row + BELOW:
                break
        return "\n".join(lines[row + 1 : end])[:SHORT]

    def _goes_on(self, line: str, of_head: bool) -> bool:
        if of_head and _HEADER.match(line):
            kind = self._kinds.get(line)
            return not isinstance(kind, Kind) or kind.is_silent()
        return line[:1] in _GOES_ON and line not in self._kinds


def _hits(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The lines that hold a word of a failure, each once, and what is the same for its kind."""
    text = "\n".join(dict.fromkeys(lines))
    hits = dict.fromkeys(_line_at(text, here) for here in (*big.starts(text), *_retrying(text)))
    if not hits:
        return
    keys = same("\n".join([line[:SAME] for line in hits])).split("\n")
    for line, key in zip(hits, keys, strict=True):
        yield line, key + mark(line)


def _line_at(text: str, here: int) -> str:
    end = text.find("\n", here)
    return text[text.rfind("\n", 0, here) + 1 : len(text) if end < 0 else end]


def _retrying(text: str) -> Iterator[int]:
    """Where lines speak of trying again, which may hold no word of a failure."""
    for word in ("etrying", "ill retry"):  # with either letter before them
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)


def _one(kind: Kind, fails: bool, window: str, cut: bool, at: float | None) -> Event:
    again = kind.retrying
    attempt = _ATTEMPT.search(window) if again else None
    many = _OF_MANY.search(window) if fails and not again else None
    if many is not None and int(many[1]) < int(many[2]):  # one of several: the next will follow
        again, attempt = True, many
    pause = _PAUSE.search(window) if again else None
    return Event(
        kind.row if fails and kind.row is not None else by_id("unknown"),
        at,
        again,
        kind.status,
        request_ids(window),
        int(attempt[1]) if attempt else None,
        _milliseconds(pause) if pause else None,
        example(window, cut),
        kind.form,
    )


def _milliseconds(match: re.Match[str]) -> float:
    return float(match[1]) * (1 if match[2].lower().startswith("m") else 1000)
