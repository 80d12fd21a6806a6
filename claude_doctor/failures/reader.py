"""What a pasted code, message, traceback or log means: whose failure, and what to do.

Structure outranks words, and words outrank a bare number. Where the text alone cannot decide,
the side is `either`; where it is no failure of an API call, `none`; else `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from ..border.redact import plain
from .classify import ApiError, by_id, of_name, of_status
from .reading import big
from .reading.gist import untold
from .reading.headers import without
from .reading.judge import HINT, STRUCTURE, Judged, judge
from .reading.pages import misspelt, ours
from .reading.statements import LONGEST, Statement, split
from .reading.unpack import SMALL, decoded, unpacked
from .reading.view import loosened, status_in, succeeded

__all__ = ["Match", "Reading", "read", "read_file"]

SHORT = 400  # characters; so short a text was pasted for its one message
MOST = 600  # statements of a short text that are judged, at about 0.3 ms each
EXCERPT = 160  # characters of a failure that are shown: two lines of a terminal


@dataclass(frozen=True, slots=True)
class Match:
    """One kind of failure found in the text, and how often."""

    id: str
    category: str
    side: str
    count: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the text means. `entry` is the decisive failure; `matches` are all of them."""

    entry: ApiError
    confidence: str
    http_status: int | None = None
    error_type: str | None = None
    request_id: str | None = None
    message: str = ""
    matches: tuple[Match, ...] = ()

    @property
    def side(self) -> str:
        """Whose side it is on."""
        return self.entry.side

    @property
    def category(self) -> str:
        """The contract's category."""
        return self.entry.category

    @property
    def retryable(self) -> bool | None:
        """Whether the same request, sent again, is likely to work."""
        return self.entry.retryable


_CODE = (
    r"(?i)^\W{0,4}(?:(?:http|api|claude|anthropic|error|err|status|code|response)[\s:#=_-]{0,4}){0,5}"
    r"([1-5]\d\d)(?:\s{0,2}errors?)?\W{0,4}$"
)
_NAME = r"^\W{0,4}[A-Za-z_][\w.]{2,80}\W{0,4}$"
_ARTICLE = r"(?i)\b400-4\b"
_REQUEST_ID = r"\breq_[A-Za-z0-9_]{6,64}"


def read(text: str | bytes) -> Reading:
    """Read anything. Never raises; knows nothing rather than guesses."""
    if isinstance(text, bytes):
        text = "".join(decoded([text]))
    if len(text) > SMALL:
        return _long(big.slices([text]))
    text = unpacked(text)
    bare = text[:200].strip()
    if len(text) <= 200 and (reading := _code(bare)) is not None:
        return reading
    return _reading(_judged(text), text, text)


def read_file(file: BinaryIO, clean: Callable[[str], str] = str) -> Reading:
    """The same for a log of any size: a slice of it is in memory. `clean` gets whole lines."""
    texts = decoded(iter(lambda: file.read(big.SLICE), b""))
    begin = ""
    for text in texts:
        begin += text
        if len(begin) > SMALL:
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


def _reading(judged: list[Judged], begin: str, end: str) -> Reading:
    """The decisive one of several judgements, with what the text around it adds."""
    if not judged:
        loose = loosened(without(end[-LONGEST:], failed=False))
        row = untold(loose, succeeded(status_in(loose)))
        return Reading(row, "low", message=plain(begin, limit=EXCERPT))
    best = _in_context(_decisive(judged), end)
    request = re.search(_REQUEST_ID, best.statement.text) or re.search(_REQUEST_ID, end)
    return Reading(
        best.row,
        _confidence(best),
        best.status,
        best.error_type,
        request[0] if request else None,
        plain(best.statement.text, limit=EXCERPT),
        _matches(judged, best),
    )


def _judged(text: str) -> list[Judged]:
    """Every statement's judgement; those that repeat word for word are judged once."""
    statements = list(split(text))
    if len(statements) > MOST:
        statements = statements[: MOST // 2] + statements[-MOST // 2 :]
    known: dict[Statement, Judged | None] = {}
    for statement in statements:
        if statement not in known:
            known[statement] = judge(statement, len(text) < SHORT)
    return [found for statement in statements if (found := known[statement]) is not None]


def _code(text: str) -> Reading | None:
    """A bare code: a status, an error type, the name of an exception."""
    if re.search(_ARTICLE, text) and len(text) < 60:
        return Reading(by_id("code-400-4"), "low", message=plain(text, limit=EXCERPT))
    if (match := re.match(_CODE, text)) is not None:
        row = of_status(int(match[1]))
        confidence = "low" if row.side in ("either", "unknown") else "medium"
        return Reading(row, confidence, int(match[1]), message=plain(text, limit=EXCERPT))
    if not re.match(_NAME, text) or (named := of_name(text.strip(" \"'`:.()"))) is None:
        return None
    return Reading(
        named, "high", named.http_status, named.error_type, message=plain(text, limit=EXCERPT)
    )


_WARNING = r"(?i)\W{0,4}warn"


def _weight(found: Judged) -> int:
    """How much it says: what is none or only a warning, a guess, a bare break, a named reason."""
    if found.row.id == "output-limit" and found.statement.zone == "screen":
        return 3  # what stopped the user, though the API did as it was told
    if found.row.side in ("none", "unknown"):
        return 1
    if re.match(_WARNING, found.statement.text):
        return 1
    if found.found_by == HINT or found.row.rank < 40:
        return 2
    return 4 if found.row.rank >= 54 else 3


def _decisive(judged: list[Judged]) -> Judged:
    """The failure that stops the user."""

    def weight(at: int) -> tuple[int, int, int, int, int]:
        j = judged[at]
        return (
            _weight(j),
            j.statement.zone == "screen",
            not j.statement.retry,
            j.found_by > HINT,
            at,
        )

    # What the screen says outranks the log below it, whatever is written there.
    screen = [
        at
        for at, j in enumerate(judged)
        if j.statement.zone == "screen" and j.found_by > HINT and _weight(j) > 1
    ]
    recorded = any(j.statement.zone == "record" for j in judged)
    best = judged[max(screen if screen and recorded else range(len(judged)), key=weight)]
    # The same failure told twice: once by its number, once in full.
    same = [
        j
        for j in judged
        if j.row.rank > best.row.rank
        and j.row.id != "rate-limited-windowless"  # the other telling names the time to wait
        and _weight(j) == _weight(best)
        and j.statement.zone == best.statement.zone
        and (best.status is None or j.status == best.status)
    ]
    return max(same, key=lambda j: j.row.rank, default=best)


_Q = "[\"'“”’\\\\\\s:=]"  # what stands between a name and its value
_LOOPBACK = _Q + r"{1,8}(?:https?://)?(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)"
_LOCAL_BASE = "(?i)BASE_?URL" + _LOOPBACK
_BASE = "(?i)BASE_?URL" + _Q + r"{1,9}https?://([a-z0-9.-]{3,80})"
# Who refuses, where a log names several: a host, or one of the program's own services.
_REFUSERS = (
    r"(?i)(?:(?:https?://|connect to )([a-z0-9.-]{4,80})|(event logging|datadog|statsig|telemetry))"
    r"[^\n\"]{0,200}?(?:ECONNREFUSED|Connection ?Refused)"
)
_RELAYS_WORDS = r"Invalid URL \((?:POST|GET) /v1/"  # of OpenAI's kind
_LOCAL_PEER = (
    r"(?i)(?:refused|connect|reach)\W[^\n]{0,40}?(?:\b127(?:\.\d{1,3}){3}|localhost|::1)"
    r"(?:\]?:| port )(\d{1,5})"
)


def _in_context(best: Judged, text: str) -> Judged:
    """What the rest of the text adds: a local address, a host that cannot be meant."""
    if best.row.id == "connection-refused":
        if re.search(_LOCAL_BASE, text):
            return replace(best, row=by_id("wrong-endpoint"))
        local = re.search(_LOCAL_PEER, best.statement.text)
        if local is not None:
            https = local[1] == "443"  # the API's own port: its name was led here
            return replace(best, row=by_id("host-overridden" if https else "proxy-unreachable"))
        if len(set(re.findall(_REFUSERS, text))) > 1:
            return replace(best, row=by_id("all-refused"))
        relay = re.search(_BASE, text)
        if relay is not None and not ours(relay[1].lower()):
            return replace(best, row=by_id("relay-unreachable"))
    if best.row.id == "connection-dropped" and "event: message_start" in text:
        return replace(best, row=by_id("incomplete-stream"))
    if best.row.id == "gateway-error" and re.search(_RELAYS_WORDS, text):
        return replace(best, row=by_id("other-provider"))
    if best.row.category == "dns" and misspelt(loosened(best.statement.text)):
        return replace(best, row=by_id("host-misspelt"))
    return best


def _confidence(best: Judged) -> str:
    if best.row.id == "unknown" or best.found_by == HINT:
        return "low"
    if best.row.side == "either":
        return "medium"
    if best.found_by == STRUCTURE or best.row.rank >= 64:
        return "high"
    return "medium"


def _matches(judged: list[Judged], best: Judged) -> tuple[Match, ...]:
    counts: dict[str, int] = {}
    first: dict[str, Judged] = {}
    first[best.row.id] = best  # the decisive one comes first
    for j in judged:
        if j.statement is best.statement:
            j = best  # as the rest of the text corrected it
        counts[j.row.id] = counts.get(j.row.id, 0) + j.count
        first.setdefault(j.row.id, j)
    return tuple(
        Match(i, j.row.category, j.row.side, counts[i], plain(j.statement.text, limit=EXCERPT))
        for i, j in first.items()
    )
