"""When a log line was written, as far as it says so. Without a zone it is this machine's time."""

from __future__ import annotations

import functools
import re
from datetime import UTC, date, datetime, time, timedelta

HEAD = 240  # characters of a line in which its time stands

# Each begins with the class of its first character, so that the engine passes over the others.
_ISO = re.compile(
    r"\d{4}(?<!\d{5})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?(?!\d)"
)
_WEB = re.compile(r"(\d\d)(?<!\d{3})/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d)(?: ([+-]\d{4}))?")
_SYSLOG = re.compile(r"^\W{0,3}([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)\b")
_EPOCH = re.compile(r'"(?:ts|time|timestamp|@timestamp|epoch)" ?: ?"?(\d{10})(\d{3})?(?:\.\d+)?\b')
_ANY = re.compile(r'\d\d:\d\d:\d\d|"(?:ts|time|timestamp|@timestamp|epoch)" ?: ?"?\d{10}')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def any_in(text: str) -> bool:
    """Whether any line of a text may tell its time."""
    return _ANY.search(text) is not None


def of_line(line: str, now: datetime) -> float | None:
    """Seconds since 1970; None where the line begins without a time."""
    head = line[:HEAD]
    try:
        if match := _ISO.search(head):
            at = match.start()
            return _seconds(head[at : at + 16], head[at + 17 : at + 19], match[2], match[1])
        if "/" in head and (match := _WEB.search(head)):
            day = f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{match[1]}"
            return _seconds(f"{day}T{match[4][:5]}", match[4][6:], match[5], None)
        if '"' in head and (match := _EPOCH.search(line[: 4 * HEAD])):
            return float(match[1])
        if match := _SYSLOG.search(head):
            return _this_year(match, now)
    except (ValueError, OverflowError, OSError):  # the 31st of February
        return None
    return None


def _seconds(minute: str, second: str, zone: str | None, fraction: str | None) -> float:
    at = _minute(minute, zone) + int(second)
    return at + float(f"0.{fraction}") if fraction else at


@functools.lru_cache(maxsize=1024)  # lines of one minute stand together
def _minute(text: str, zone: str | None) -> float:
    """A local time, unless a zone is told."""
    at = datetime.fromisoformat(text)
    if zone == "Z":
        at = at.replace(tzinfo=UTC)
    elif zone:
        sign = -1 if zone[0] == "-" else 1
        digits = zone[1:].replace(":", "")
        ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        at = (at - sign * ahead).replace(tzinfo=UTC)
    return at.timestamp()


def _this_year(match: re.Match[str], now: datetime) -> float:
    """Syslog tells no year: the newest that is not ahead of now."""
    month, day = _MONTHS.index(match[1]) + 1, int(match[2])
    clock = time.fromisoformat(match[3])
    year = now.astimezone().year
    at = datetime.combine(date(year, month, day), clock).timestamp()
    if at > now.timestamp() + 86400:
        at = datetime.combine(date(year - 1, month, day), clock).timestamp()
    return at
