"""How long an answer says to wait: `retry-after` in seconds, or as a date (RFC 9110, 10.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ...border import dates
from ...phrases import phrase

LONGEST_S = 32 * 86400  # seconds; limits are a month's at most
_SECONDS = phrase(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")  # the API sends whole ones, relays any


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, 0 for a date that is past; None where nothing sensible is said. A date is
    taken by the sender's own clock (`date`), and by `now` where that is not told."""
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        seconds = float(value)
    elif (until := dates.of_http(value)) is None:
        return None
    else:
        seconds = (until - (dates.of_http(headers.get("date")) or now)).total_seconds()
    return max(0.0, seconds) if seconds <= LONGEST_S else None
