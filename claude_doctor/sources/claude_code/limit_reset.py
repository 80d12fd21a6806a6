"""When a subscription's limit ends, as far as its message tells; without a zone, in local time.

Seen in captures to 2026-09: "resets 9:50pm (Asia/Saigon)", "resets 3pm", "resets Oct 24, 5pm
(Europe/Berlin)", "resets Nov 27" (some time on that day), and of older versions "usage limit
reached|1760000000".
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ...border import dates
from ...phrases import phrase

_EPOCH = phrase(r"\|(\d{10})\b")
_RESETS = phrase(
    r"(?i)\bresets?\s+(?:at\s+)?(?:(?P<month>[a-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2}),?\s+(?:at\s+)?)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap]m)?\b(?:\s*\((?P<zone>[A-Za-z0-9_+/-]+)\))?"
)
_DAY = phrase(r"(?i)\bresets?\s+(?P<month>[a-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2})\b")


def when(text: str, said_at: datetime) -> datetime | None:
    """The moment of the reset; None where the text does not tell one."""
    try:
        if match := _EPOCH.search(text):
            return dates.of_epoch(int(match[1]))
        match = _RESETS.search(text)
        if match is not None:
            return _moment(match.groupdict(), said_at)
        day = _DAY.search(text)
        end = {"hour": "23", "minute": "59", "half": None, "zone": None}
        return _moment({**day.groupdict(), **end}, said_at) if day else None
    except (ValueError, OverflowError, OSError, LookupError):  # no such time, date or zone
        return None


def is_over(text: str, said_at: datetime, now: datetime) -> bool:
    """Whether the limit has surely been reset."""
    at = when(text, said_at)
    return at is not None and at <= now


def _moment(told: dict[str, str | None], said_at: datetime) -> datetime | None:
    hour = int(told["hour"] or 0)
    if told["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if told["half"].lower() == "pm" else 0)
    local = said_at.astimezone(ZoneInfo(told["zone"]) if told["zone"] else None)
    at = local.replace(hour=hour, minute=int(told["minute"] or 0), second=0, microsecond=0)
    if told["month"] is None:
        # The next time that a clock there shows it.
        return at if at > local else at + timedelta(days=1)
    if (month := dates.month(told["month"])) is None:
        return None
    at = at.replace(month=month, day=int(told["day"] or 1))
    # A date half a year back is next year's.
    return at if at > local - timedelta(days=180) else at.replace(year=at.year + 1)
