"""Reading the clock off an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.sources.network import controls

NOW = datetime(2030, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "round_trip", "skew"),
    [
        ({"date": "Tue, 01 Jan 2030 12:00:00 GMT"}, 0.0, -0.5),
        ({"date": "Tue, 01 Jan 2030 11:00:00 GMT"}, 0.0, 3599.5),
        ({"date": "Tue, 01 Jan 2030 12:00:00 GMT"}, 2.0, -1.5),
        ({"date": "Tue, 01 Jan 2030 11:50:00 GMT", "age": "600"}, 0.0, -0.5),
        ({"date": "Tue, 01 Jan 2030 12:00:00 -0000"}, 0.0, -0.5),
        ({"date": "yesterday"}, 0.0, None),
        ({"date": "Tue, 01 Jan 99999 12:00:00 GMT"}, 0.0, None),
        ({"date": "Tue, 01 Jan 2030 12:00:00 GMT", "age": "9" * 5000}, 0.0, -0.5),
        ({}, 0.0, None),
    ],
)
def test_the_clock_skew(headers: dict[str, str], round_trip: float, skew: float | None) -> None:
    """Half the round trip and a cache's age are taken off; positive means we are ahead."""
    assert controls.clock_skew(headers, round_trip, NOW) == skew


@given(st.text(max_size=40), st.text(max_size=10))
def test_any_header_is_read(date: str, age: str) -> None:
    """No `Date` and no `Age` raises."""
    controls.clock_skew({"date": date, "age": age}, 0.1, NOW)
    controls.clock_skew({"date": "Tue, 01 Jan 2030 12:00:00 GMT", "age": age}, 0.1, NOW)
