"""Any log, line by line: which lines tell of a failed call, and which tell the same one again.

One failure is often told in several forms: the transport's line, the exception, the program's
own words. So of lines with the same cause, close to each other, the form that came most often is
counted. A line that says "retrying" takes the failure before it back: that request goes on.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from ..errors import ApiError, by_id
from ..reading import big
from ..reading.judge import STRUCTURE, WORDS, Judged
from . import stream_json, times
from .blocks import Lines
from .stream_json import Told

LONGEST = 64 * 1024  # characters of a line; what follows is passed over
CLOSE = 2.0  # seconds between the forms of one failure
NEAR = 4096  # characters between them, where no line has a time
ABOVE = 8192  # characters above an undated line in which its time is looked for

_CALL = re.compile(r"(?i)anthropic|claude|/v1/messages|api error|overloaded|req_0")
_REQUEST = re.compile(r"\breq_[A-Za-z0-9_]{6,64}")
_ATTEMPT = re.compile(r"(?i)\b(?:attempt|retry) ?#?:? ?(\d{1,3})\b")
_PAUSE = re.compile(
    r"(?i)\b(?:retry|retrying|retries|again|waiting|sleeping|back-?off)\b[^\n]{0,60}?"
    r"(?:in|for|after|of)? ?(\d{1,6}(?:\.\d{1,9})?) ?(ms|milliseconds|s|sec|seconds)\b"
)
_RETRYING = re.compile(r"(?i)\bretrying\b|\bwill retry\b")


@dataclass(slots=True)
class Reader:
    """Reads one file's text after the other; judgements are kept from file to file."""

    now: datetime
    kinds: big.Kinds = field(default_factory=big.Kinds)

    def told(self, texts: Iterable[str], about_claude: bool, unread: Lines) -> Iterator[Told]:
        """What the lines of one file tell; `about_claude`: it is known to be of Claude's calls.

        `texts` are whole lines each. Where the file does not speak of Claude at all, only what
        nobody else writes is taken for a failed call of it.
        """
        groups = _Groups()
        try:
            yield from self._pieces(texts, about_claude, unread, groups)
        except (KeyboardInterrupt, OSError, EOFError, zlib.error):
            yield from groups.flush()  # what was told before the file broke off counts
            raise
        yield from groups.flush()

    def _pieces(
        self, texts: Iterable[str], about_claude: bool, unread: Lines, groups: _Groups
    ) -> Iterator[Told]:
        last: float | None = None
        base = 0
        for text in texts:
            about_claude = about_claude or _CALL.search(text) is not None
            starts = sorted({*big.starts(text), *_retrying(text)})
            done = -1
            for here, following in pairwise([*starts, len(text)]):
                begin = text.rfind("\n", 0, here) + 1
                if begin == done:
                    continue
                end = text.find("\n", here)
                end = len(text) if end < 0 else end
                window = text[here : min(following, here + big.BEFORE + big.AFTER)]
                one = self._line(text, begin, end, window, about_claude, unread)
                if one is None:
                    continue
                done = begin
                if not one.whole:
                    last = self._time(text, begin, end, last)
                    one = replace(one, at=last)
                yield from groups.add(one, base + begin)
            base += len(text)

    def _time(self, text: str, begin: int, end: int, last: float | None) -> float | None:
        """When a line was written: by itself, else by a line above, else as the last one."""
        at = times.of_line(text[begin : min(end, begin + 4 * times.HEAD)], self.now)
        if at is None:
            at = times.last_in(text[max(0, begin - ABOVE) : begin], self.now)
        return last if at is None else at

    def _line(
        self,
        text: str,
        begin: int,
        end: int,
        window: str,
        about_claude: bool,
        unread: Lines,
    ) -> Told | None:
        if text[begin] == "{" and stream_json.may_be_claudes(text[begin:end]):
            try:
                content = json.loads(text[begin:end])
            except (ValueError, RecursionError):
                unread.broken += 1
                return None
            if isinstance(content, dict) and isinstance(content.get("type"), str):
                return stream_json.told(content)
        judged = self.kinds.of(window)
        line = window.partition("\n")[0]
        again = _RETRYING.search(window) is not None
        if judged is None or not _counts(judged, window, about_claude):
            if not (again and _CALL.search(line)):
                return None
            row = by_id("unknown")  # a retry of what was told before
        else:
            row = judged.row
        request = _REQUEST.search(window)
        attempt, pause = _ATTEMPT.search(window), _PAUSE.search(window) if again else None
        return Told(
            row,
            None,
            retry=again,
            status=None if judged is None else judged.status,
            request_id=request[0] if request else None,
            attempt=int(attempt[1]) if attempt and again else None,
            pause_ms=_milliseconds(pause) if pause else None,
            text=window[:600].strip(),
            form=id(judged) if judged is not None else 0,
        )


def _retrying(text: str) -> Iterator[int]:
    """Where the lines begin that speak of trying again, and hold no word of a failure."""
    for word in ("etrying", "ill retry"):  # with either letter before them
        at = text.find(word)
        while at >= 0:
            yield text.rfind("\n", 0, at) + 1
            at = text.find(word, at + 1)


def _counts(judged: Judged, window: str, about_claude: bool) -> bool:
    """Whether a judgement is a failed call of Claude, and not of anything else that logs here."""
    if judged.row.side in ("none", "unknown"):
        return False
    if judged.found_by == STRUCTURE or _CALL.search(window):
        return True
    return about_claude and judged.found_by == WORDS


def _milliseconds(match: re.Match[str]) -> float:
    return float(match[1]) * (1 if match[2].lower().startswith("m") else 1000)


@dataclass(slots=True)
class _Group:
    """Lines with one cause, close to each other. `waiting`: failures that may still be retried."""

    at: float | None = None
    place: int = 0
    forms: Counter[int] = field(default_factory=Counter)
    most: int = 0
    waiting: list[Told] = field(default_factory=list)


@dataclass(slots=True)
class _Groups:
    """The open group of each cause."""

    open: dict[str, _Group] = field(default_factory=dict)
    newest: ApiError | None = None

    def add(self, one: Told, place: int) -> Iterator[Told]:
        """Take what a line tells; yields what is certain by now."""
        if one.whole:  # a record, not a line of words: it says all by itself
            yield one
            return
        if one.retry:
            if one.row.id == "unknown":
                if self.newest is None:
                    return
                one = replace(one, row=self.newest)
            group = self.open.pop(one.row.id, None)
            if group is not None:
                if group.waiting:
                    group.waiting.pop()
                yield from group.waiting
            self.newest = one.row
            yield one
            return
        self.newest = one.row
        group = self.open.get(one.row.id)
        if group is None or not _close(group, one, place):
            yield from group.waiting if group else ()
            group = self.open[one.row.id] = _Group()
        group.at, group.place = one.at, place
        group.forms[one.form] += 1
        if group.forms[one.form] > group.most:
            group.most += 1
            group.waiting.append(one)
        elif one.request_id and group.waiting and not group.waiting[-1].request_id:
            group.waiting[-1] = replace(group.waiting[-1], request_id=one.request_id)

    def flush(self) -> Iterator[Told]:
        """What is left at the end of a file."""
        for group in self.open.values():
            yield from group.waiting
        self.open.clear()


def _close(group: _Group, one: Told, place: int) -> bool:
    if group.at is None or one.at is None:
        return place - group.place < NEAR
    return abs(one.at - group.at) <= CLOSE
