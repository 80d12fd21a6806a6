"""Moments and spans: what others write is read or is None, what we write is what people read."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.border import dates

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)


@given(MOMENTS)
def test_every_form_is_the_same_moment(at: datetime) -> None:
    """ISO text, seconds, milliseconds and a header's date all lead back to the moment, in UTC."""
    at = at.replace(microsecond=0)
    seconds = at.timestamp()
    found = [
        dates.of_iso(f" {at.isoformat()} "),
        dates.of_iso(dates.iso(at)),
        dates.of_iso(dates.iso(seconds)),
        dates.of_http(format_datetime(at)),
        dates.of_epoch(int(seconds)),
        dates.of_epoch(int(seconds * 1000)),
    ]
    assert found == [at] * 6
    assert {one.tzinfo for one in found if one} == {UTC}


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70))
def test_what_is_no_moment_is_none(value: object) -> None:
    """Whatever a stranger writes, nothing is raised."""
    for read in (dates.of_iso, dates.of_epoch):
        assert isinstance(read(value), datetime | None)
    headers = {"date": str(value), "age": str(value)}
    assert isinstance(dates.sent_at(headers), datetime | None)
    assert isinstance(dates.cache_age(headers), int | None)


def test_a_moment_without_a_zone_is_utc() -> None:
    """So programs write it; headers have "-0000" for it."""
    assert dates.of_iso("2026-03-01T12:00:00") == NOW
    assert dates.of_http("Sun, 01 Mar 2026 12:00:00 -0000") == NOW


@pytest.mark.parametrize(
    ("age", "seconds"),
    [("90", 90), ("90, 600", 600), ("600 90", 600), ("-5", None), ("1e9", None), ("٣", None),
     ("", None), ("9" * 5000, None)],
)  # fmt: skip
def test_the_age_of_a_copy(age: str, seconds: int | None) -> None:
    """The largest of several counts, and what is no number of seconds is no age."""
    headers = {"date": "Sun, 01 Mar 2026 12:00:00 GMT", "age": age}
    assert dates.cache_age(headers) == seconds
    assert dates.sent_at(headers) == NOW + timedelta(seconds=seconds or 0)


@pytest.mark.parametrize(
    ("month", "day", "found"),
    [(2, 28, (2026, 2, 28)), (3, 2, (2026, 3, 2)), (3, 3, (2025, 3, 3)), (2, 29, (2024, 2, 29)),
     (2, 30, None), (0, 1, None)],
)  # fmt: skip
def test_the_year_that_is_not_told(
    month: int, day: int, found: tuple[int, int, int] | None
) -> None:
    """It is the newest that is not a day ahead of now; a date that never is is none."""
    at = dates.latest(month, day, time(11), NOW, UTC)
    assert at == (datetime(*found, 11, tzinfo=UTC) if found else None)


def test_the_names_of_months() -> None:
    """In whatever case and length, and no other word."""
    assert [dates.month(name) for name in ("Jan", "sept", "DEC", "moon", "")] == [
        1,
        9,
        12,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("seconds", "lasting", "age", "standing"),
    [
        (-3, "-3 s", "0 s", "-1 min"), (40, "40 s", "40 s", "0 min"),
        (110, "110 s", "2 min", "1 min"), (301, "5 min", "5 min", "5 min"),
        (7199, "120 min", "2 h", "119 min"), (7200, "2 hours", "2 h", "2 h"),
        (12600, "4 hours", "3.5 h", "3 h"), (86400, "24 hours", "24 h", "24 h"),
        (40 * 86400, "40 days", "960 h", "40 days"),
    ],
)  # fmt: skip
def test_a_span_in_words(seconds: int, lasting: str, age: str, standing: str) -> None:
    """Each in the unit that a person would use: a clock weeks off is not told in minutes."""
    assert (dates.lasting(seconds), dates.age(seconds)) == (lasting, age)
    assert dates.standing(seconds // 60) == standing


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("2h", timedelta(hours=2)), ("30m", timedelta(minutes=30)), ("7d", timedelta(days=7)),
        ("90 s", timedelta(seconds=90)), ("1.5H", timedelta(minutes=90)), ("1w", timedelta(7)),
        ("2026-02-28T12:00Z", timedelta(days=1)), ("2026-02-28T13:00+01:00", timedelta(days=1)),
    ],
)  # fmt: skip
def test_since(text: str, ago: timedelta) -> None:
    """Spans and dates."""
    assert NOW - ago == dates.since(text, NOW)


def test_since_tomorrow() -> None:
    """A time that is in the future would leave out everything: it is refused, in words."""
    for text in ("2026-03-03", "2026-03-01T12:00:01Z", "9999-12-31"):
        with pytest.raises(ValueError, match="is in the future"):
            dates.since(text, NOW)


@pytest.mark.parametrize("text", ["", "soon", "2", "h", "-2h", "2y", "1e9h", "2026-13-01", "٣h x"])
def test_no_since(text: str) -> None:
    """What is neither says what would be."""
    with pytest.raises(ValueError, match="ISO date"):
        dates.since(text, NOW)


def test_since_the_beginning() -> None:
    """A span longer than the calendar is everything."""
    assert datetime(1971, 1, 1, tzinfo=UTC) > dates.since("999999999w", NOW)
