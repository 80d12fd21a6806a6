"""What a pasted code, message, traceback or log means: whose failure, and what to do.

Read in one line: unpack, statements, who speaks, signs, decide, context. Structure outranks
words, and words outrank a bare number. Where the text alone cannot decide, the side is `either`;
where it is no failure of an API call, `none`; else `unknown`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

from ..border.redact import plain
from . import codes
from .classify import by_id, of_name, of_status
from .reading import big, callee, decide, records, speaker
from .reading.confidence import confidence
from .reading.gist import asked, broken_off, untold
from .reading.headers import without
from .reading.judge import STATUS, Judged, judge
from .reading.lift import facts
from .reading.statements import LONGEST, RETRYING, Statement, split
from .reading.status import status_in, succeeded
from .reading.unpack import SMALL, decoded, unpacked
from .result import Match, Reading, told
from .row import loosened, squeezed

__all__ = ["Match", "Reading", "read", "read_file", "told"]

SHORT = 400  # characters; so short a text was pasted for its one message
MOST = 600  # statements of a short text that are judged, at about 0.5 ms each
EXCERPT = 160  # characters of a failure that are shown: two lines of a terminal
LINES = 40  # lines of a statement among which the deciding one is looked for


class Readable(Protocol):
    """What bytes are read from: a file, or several as one."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""
        ...


_CODE = (
    r"(?i)^\W{0,4}(?:(?:http|api|claude|anthropic|error|err|status|code|response)"
    r"[\s:#=_-]{0,4}){0,5}([1-5]\d\d)(?:\s{0,2}errors?)?\W{0,4}$"
)
_NAME = r"^\W{0,4}[A-Za-z_][\w.]{2,80}\W{0,4}$"
_ARTICLE = r"(?i)\b400-4\b"
_AROUND = " \"'`:.()"


def read(text: str | bytes) -> Reading:
    """Read anything. Never raises; knows nothing rather than guesses."""
    if isinstance(text, bytes):
        text = "".join(decoded([text]))
    if len(text) <= records.MOST and records.is_array(text):
        text = records.unpacked(text)
    if len(text) > SMALL:
        return _long(big.slices([text]))
    raw = text
    text = unpacked(text)
    bare = text[:200].strip()
    if len(text) <= 200 and (reading := _code(bare)) is not None:
        return reading
    judged, retries = _judged(text)
    return _reading(judged, text, text, retries, raw)


def read_file(file: Readable, clean: Callable[[str], str] = str) -> Reading:
    """The same for a log of any size: a slice of it is in memory. `clean` gets whole lines."""
    texts = decoded(iter(lambda: file.read(big.SLICE), b""))
    begin = ""
    for text in texts:
        begin += text
        if len(begin) > SMALL and not (records.is_array(begin) and len(begin) < records.MOST):
            return _long(map(clean, big.slices(chain([begin], texts))))
    return read(clean(begin))


def _long(slices: Iterable[str]) -> Reading:
    """What many lines say; of the text only the beginning and the end are kept."""
    begin = end = ""

    def parts() -> Iterator[str]:
        nonlocal begin, end
        for text in map(unpacked, slices):
            begin = begin or text[:SMALL]
            end = (end + text)[-SMALL:]
            yield text

    judged = big.judged(parts())
    return _reading(judged, begin, end)


def _reading(
    judged: list[Judged], begin: str, end: str, retries: int = 0, raw: str = ""
) -> Reading:
    """The decisive one of several judgements, with what the text around it adds."""
    if not judged and (status := asked(end)) is not None:
        shown = plain(end, limit=EXCERPT)
        return told(of_status(status), "low", status=status, message=shown, text=end)
    if not judged:
        loose = loosened(without(end[-LONGEST:], failed=False))
        row = untold(loose, succeeded(status_in(loose)))
        if row.side in ("none", "unknown") and broken_off(loose):
            row = by_id("incomplete-stream")
        if row.id in ("unexplained", "no-call") and callee.another(loose):
            row = by_id("other-provider")
        elif row.id == "unexplained" and callee.service(end[-LONGEST:]):
            row = by_id("no-call")
        return told(row, "low", message=plain(begin, limit=EXCERPT))
    best = decide.in_context(decide.decisive(judged), end, raw)
    text = best.statement.text
    who = own = speaker.of(best.row, squeezed(text), loosened(text))
    if who == speaker.UNKNOWN:
        who = speaker.of(best.row, squeezed(end[-LONGEST:]), loosened(end[-LONGEST:]))
    # Whose number it is must stand beside it: elsewhere somebody is named in passing.
    sure = confidence(best, own if best.found_by == STATUS else who, loosened(end))
    counts = decide.counted(judged, best, retries)
    return told(
        best.row,
        sure,
        lifted=facts(text, end[-LONGEST:]),
        status=best.status,
        error_type=best.error_type,
        code=best.code,
        who=who,
        text=text,
        line=_line(best),
        message=plain(text, limit=EXCERPT),
        matches=tuple(
            Match(i, j.row.category, j.row.side, count, plain(j.statement.text, limit=EXCERPT))
            for i, (count, j) in counts.items()
        ),
    )


def _line(best: Judged) -> str:
    """The line of the deciding statement that says what it was read as; never a fence or a rule,
    which say nothing."""
    lines = [line for line in best.statement.text.split("\n") if re.search(r"\w", line)]
    if len(lines) > 1:
        for line in lines[:LINES]:
            alone = judge(Statement(line.strip(), best.statement.zone))
            if alone is not None and alone.row.id == best.row.id:
                return plain(line.strip(), limit=2 * EXCERPT)
        marked = [n for n in lines if str(best.status or "error") in n.lower()]
        lines = marked or lines
    return plain(lines[0].strip(), limit=2 * EXCERPT) if lines else ""


def _judged(text: str) -> tuple[list[Judged], int]:
    """Every statement's judgement, and how many requests were sent again.

    Statements that repeat word for word are judged once.
    """
    statements = list(split(text))
    if len(statements) > MOST:
        statements = statements[: MOST // 2] + statements[-MOST // 2 :]
    known: dict[Statement, Judged | None] = {}
    for statement in statements:
        if statement not in known:
            known[statement] = judge(statement, len(text) < SHORT)
    again = Counter(s.text[:60] for s in statements if re.search(RETRYING, s.text))
    judged = [found for statement in statements if (found := known[statement]) is not None]
    return judged, max(again.values(), default=0)


def _code(text: str) -> Reading | None:
    """A bare code: a status, a stable code, an error type, the name of an exception."""
    shown = plain(text, limit=EXCERPT)
    if re.search(_ARTICLE, text) and len(text) < 60:
        return told(by_id("code-400-4"), "low", message=shown)
    if (match := re.match(_CODE, text)) is not None:
        row = of_status(int(match[1]))
        sure = "low" if row.side in ("either", "unknown") else "medium"
        return told(row, sure, status=int(match[1]), message=shown, text=text)
    word = text.strip(_AROUND)
    if (known := codes.of_code(word)) is not None:
        row = by_id(known[0])
        return told(row, "high", code=word, message=shown, who=speaker.ANTHROPIC)
    if not re.match(_NAME, text) or (named := of_name(word)) is None:
        return None
    loose = loosened(text)
    who = speaker.of(named, squeezed(text), loose)
    return told(
        named,
        "high" if named.side != "either" else "medium",
        status=named.http_status,
        error_type=named.error_type,
        who=who,
        message=shown,
        text=text,
    )
