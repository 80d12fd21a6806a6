"""What `--since` takes: a span back from now, a date, or a moment."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_OLDEST = datetime(1970, 1, 1)
FORMS = "2h, 30m, 7d, or an ISO date such as 2026-06-20T17:00Z"


def moment(text: str, now: datetime) -> datetime:
    """The moment meant; a date without a zone is local time. Raises ValueError.

    One that has not come yet is a slip of the pen: everything would be left out, in silence.
    """
    at = _moment(text.strip(), now)
    if at > now:
        raise ValueError(f"{at:%Y-%m-%d %H:%M %Z} has not come yet; known: {FORMS}")
    return at


def _moment(text: str, now: datetime) -> datetime:
    if (span := _SPAN.fullmatch(text.lower())) is not None:
        try:
            return now - timedelta(seconds=float(span[1]) * _SECONDS[span[2]])
        except OverflowError:
            return _OLDEST.astimezone(now.tzinfo)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"not a time; known: {FORMS}") from None
    try:
        return (at if at.tzinfo else at.astimezone()).astimezone(now.tzinfo)
    except (ValueError, OverflowError, OSError):  # within a day of the first or the last year
        return at.replace(tzinfo=now.tzinfo)
