"""When a log line was written, as far as it says so. Without a zone it is this machine's time."""

from __future__ import annotations

import functools
import re
from datetime import datetime, time

from ..border import dates

HEAD = 240  # characters of a line in which its time stands

# Each begins with the class of its first character, so that the engine passes over the others.
_ISO = re.compile(
    r"\d{4}(?<!\d{5})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?(?!\d)"
)
_WEB = re.compile(r"(\d\d)(?<!\d{3})/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d)(?: ([+-]\d{4}))?")
_SYSLOG = re.compile(r"^\W{0,3}([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)\b")
_EPOCH = re.compile(r'"(?:ts|time|timestamp|@timestamp|epoch)" ?: ?"?(\d{10})(\d{3})?(?:\.\d+)?\b')
_ANY = re.compile(r'\d\d:\d\d:\d\d|"(?:ts|time|timestamp|@timestamp|epoch)" ?: ?"?\d{10}')


def any_in(text: str) -> bool:
    """Whether any line of a text may tell its time."""
    return _ANY.search(text) is not None


def of_line(line: str, now: datetime) -> float | None:
    """Seconds since 1970; None where the line begins without a time."""
    head = line[:HEAD]
    try:
        if match := _ISO.search(head):
            here = match.start()
            return _seconds(head[here : here + 16], head[here + 17 : here + 19], match[2], match[1])
        if "/" in head and (match := _WEB.search(head)):
            day = f"{match[3]}-{dates.month(match[2]) or 0:02}-{match[1]}"
            return _seconds(f"{day}T{match[4][:5]}", match[4][6:], match[5], None)
        if '"' in head and (match := _EPOCH.search(line[: 4 * HEAD])):
            return float(match[1])
        if match := _SYSLOG.search(head):
            clock = time.fromisoformat(match[3])
            at = dates.latest(dates.month(match[1]) or 0, int(match[2]), clock, now)
            return at.timestamp() if at else None
    except (ValueError, OverflowError, OSError):  # the 31st of February
        return None
    return None


def _seconds(minute: str, second: str, zone: str | None, fraction: str | None) -> float:
    at = _minute(minute, zone) + int(second)
    return at + float(f"0.{fraction}") if fraction else at


@functools.lru_cache(maxsize=1024)  # lines of one minute stand together
def _minute(text: str, zone: str | None) -> float:
    """A local time, unless a zone is told."""
    return datetime.fromisoformat(text + (zone or "")).timestamp()
