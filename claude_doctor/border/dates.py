"""Moments and spans as others write them, and as this program does.

What cannot be read is None: a stranger's clock must not end a check. Moments are in UTC.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ..phrases import phrase

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BACK = phrase(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SINCE_FORMS = "2h, 30m, 7d, or an ISO date such as 2026-06-20T17:00Z"

_HEAD = 240  # characters of a log's line in which its time stands
# Each begins with the class of its first character, so that the engine passes over the others.
_ISO = phrase(
    r"\d{4}(?<!\d{5})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?(?!\d)"
)
_WEB = phrase(r"(\d\d)(?<!\d{3})/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d):(\d\d)(?: ([+-]\d{4}))?")
_SYSLOG = phrase(r"^\W{0,3}([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)\b")
_EPOCH = phrase(r'"(?:ts|time|timestamp|@timestamp|epoch)" ?: ?"?(\d{10})(\d{3})?(?:\.\d+)?\b')
_ANY = phrase(r'\d\d:\d\d:\d\d|"(?:ts|time|timestamp|@timestamp|epoch)" ?: ?"?\d{10}')

_DAY, _EVER = 86400, float("inf")
# Below so many seconds a span is told in units of so many, in these words.
_LASTING = (
    (120, 1, "{:.0f} s"), (7200, 60, "{:.0f} min"),
    (2 * _DAY, 3600, "{:.0f} hours"), (_EVER, _DAY, "{:.0f} days"),
)  # fmt: skip
_AGE = ((100, 1, "{:.0f} s"), (6000, 60, "{:.0f} min"), (_EVER, 3600, "{:.3g} h"))


def of_iso(text: object) -> datetime | None:
    """A moment in ISO 8601; without a zone it is UTC, as programs write it."""
    if not isinstance(text, str) or len(text) > 60:
        return None
    try:
        at = datetime.fromisoformat(text.strip())
        if at.tzinfo is UTC:
            return at
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def of_epoch(value: object) -> datetime | None:
    """Seconds since 1970, or milliseconds: below 1e11 these would mean 1973."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / 1000 if value >= 1e11 else value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def of_http(text: str | None) -> datetime | None:
    """A date in a header, as `Date` and `Retry-After` have it; "-0000" means UTC."""
    try:
        from email.utils import parsedate_to_datetime  # loads a dozen files

        at = parsedate_to_datetime(text or "")
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def cache_age(headers: Mapping[str, str]) -> int | None:
    """Seconds that an answer lay in caches: the largest `Age`, where several added one."""
    ages = re.findall(r"(?<![^\s,])[0-9]{1,9}(?![^\s,])", headers.get("age", ""))
    return max(map(int, ages), default=None)


def sent_at(headers: Mapping[str, str]) -> datetime | None:
    """What the sender's clock shows as the answer arrives: `Date`, and what passed in caches."""
    made = of_http(headers.get("date"))
    try:
        return made and made + timedelta(seconds=cache_age(headers) or 0)
    except OverflowError:
        return None


def month(name: str) -> int | None:
    """The number of a month by its first three letters."""
    word = name[:3].lower()
    return _MONTHS.index(word) + 1 if word in _MONTHS else None


def latest(
    month: int, day: int, clock: time, now: datetime, zone: tzinfo | None = None
) -> datetime | None:
    """The newest such moment, whose year is not told; without a zone it is this machine's time.

    Four years back for a 29 February; a day of grace for a clock that is behind.
    """
    for year in range(now.year + 1, now.year - 4, -1):
        try:
            at = datetime.combine(date(year, month, day), clock, zone).astimezone(UTC)
            if at <= now + timedelta(days=1):
                return at
        except (ValueError, OverflowError, OSError):
            continue
    return None


def any_in(log: str) -> bool:
    """Whether any line of a log may tell its time."""
    return _ANY.search(log) is not None


def of_line(line: str, now: datetime) -> float | None:
    """When a log's line was written, in seconds since 1970; without a zone in this machine's time.

    None where the line does not begin with a time.
    """
    head = line[:_HEAD]
    try:
        if match := _ISO.search(head):
            here = match.start()
            at = _minute(head[here : here + 16], match[2]) + int(head[here + 17 : here + 19])
            return at + float(f"0.{match[1]}") if match[1] else at
        if "/" in head and (match := _WEB.search(head)):
            day = f"{match[3]}-{month(match[2]) or 0:02}-{match[1]}"
            return _minute(f"{day}T{match[4]}", match[6]) + int(match[5])
        if '"' in head and (match := _EPOCH.search(line[: 4 * _HEAD])):
            return float(match[1])
        if match := _SYSLOG.search(head):
            clock = time.fromisoformat(match[3])
            found = latest(month(match[1]) or 0, int(match[2]), clock, now)
            return found.timestamp() if found else None
    except (ValueError, OverflowError, OSError):  # the 31st of February
        pass
    return None


@functools.lru_cache(maxsize=1024)  # lines of one minute stand together
def _minute(text: str, zone: str | None) -> float:
    at = datetime.fromisoformat(text + (zone or ""))
    return at.astimezone(UTC).timestamp()  # OverflowError before the year 1, as UTC counts


def since(text: str, now: datetime) -> datetime:
    """What a user means by "since": a span back, a date, a moment; without a zone in local time.

    Raises ValueError, for a moment that has not come too: everything would be left out, in silence.
    """
    at = _back(text.strip(), now)
    if at > now:
        raise ValueError(f"{at:%Y-%m-%d %H:%M %Z} is in the future; use {SINCE_FORMS}")
    return at


def _back(text: str, now: datetime) -> datetime:
    if (span := _BACK.fullmatch(text.lower())) is not None:
        try:
            return now - timedelta(seconds=float(span[1]) * _SECONDS[span[2]])
        except OverflowError:
            return datetime(1970, 1, 1).astimezone(now.tzinfo)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"not a time; use {SINCE_FORMS}") from None
    try:
        return (at if at.tzinfo else at.astimezone()).astimezone(now.tzinfo)
    except (ValueError, OverflowError, OSError):  # within a day of the first or the last year
        return at.replace(tzinfo=now.tzinfo)


def iso(at: datetime | float) -> str:
    """A moment, or seconds since 1970, as reports and requests write it."""
    moment = at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def lasting(seconds: float) -> str:
    """How long something lasts, in the unit that a person would use: 90 s, 12 min, 3 hours."""
    return _words(seconds, _LASTING)


def age(seconds: float) -> str:
    """How old something is, where the half hour matters: 40 s, 12 min, 3.5 h."""
    return _words(max(0.0, seconds), _AGE)


def standing(minutes: int) -> str:
    """How long something stands, in units that have passed whole: 1 min, 90 min, 3 h, 5 days."""
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _words(seconds: float, scale: tuple[tuple[float, int, str], ...]) -> str:
    size, words = next((step[1:] for step in scale if seconds < step[0]), scale[-1][1:])
    return words.format(seconds / size)
