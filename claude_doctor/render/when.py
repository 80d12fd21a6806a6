"""Moments for people: in this machine's zone, with UTC beside them once. Data stays in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime


def local(at: datetime) -> datetime:
    """The moment in this machine's zone; in UTC where that cannot be told, as in the year 1."""
    try:
        return at.astimezone()
    except (ValueError, OverflowError, OSError):
        return at


def day(at: datetime) -> str:
    """Day and minute: 2026-11-30 08:40."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def clock(at: datetime) -> str:
    """The time of day to the second: 08:40:12."""
    return f"{local(at):%H:%M:%S}"


def ms(value: float) -> str:
    """A time in milliseconds, in seconds from one on: 850 ms, 1.2 s."""
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.1f} s"


def zone(at: datetime) -> str:
    """The zone's short name: UTC, CET, UTC+05:30 where it has none."""
    name = local(at).tzname() or ""
    return name if re.fullmatch(r"[A-Z]{3,5}", name) else _offset(at)


def _offset(at: datetime) -> str:
    text = f"{local(at):%z}"  # +0530
    return f"UTC{text[:3]}:{text[3:5]}" if text.strip("+-0") else "UTC"


def both(at: datetime, seconds: bool = False) -> str:
    """Day and time with UTC beside it: 2026-11-30 09:40 CET (08:40 UTC)."""
    form = "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"
    return _both(f"{local(at):{form}}", at, seconds)


def clock_both(at: datetime) -> str:
    """The time of day with UTC beside it: 09:40:12 CET (08:40:12 UTC)."""
    return _both(clock(at), at, True)


def _both(told: str, at: datetime, seconds: bool) -> str:
    """With the zone, and in UTC where that is another, with its day where it is another one."""
    told = f"{told} {zone(at)}"
    if zone(at) == "UTC":
        return told
    there = at.astimezone(UTC)
    form = "%H:%M:%S" if seconds else "%H:%M"
    if there.date() != local(at).date():
        form = f"%Y-%m-%d {form}"
    return f"{told} ({there:{form}} UTC)"


def note(at: datetime) -> str:
    """Beside a list of local times, how they lie to UTC: "times are CET (UTC+01:00)"."""
    name, offset = zone(at), _offset(at)
    return f"times are {name}" + (f" ({offset})" if offset != name else "")
