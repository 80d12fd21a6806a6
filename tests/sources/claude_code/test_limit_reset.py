"""When a limit's message says that it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.sources.claude_code import limit_reset

AT = datetime(2030, 3, 10, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reset"),
    [
        ("You've hit your session limit · resets 3pm (UTC)", datetime(2030, 3, 10, 15, tzinfo=UTC)),
        ("limit · resets 2:15pm (UTC)", datetime(2030, 3, 11, 14, 15, tzinfo=UTC)),
        ("limit · resets 9:50pm (Asia/Saigon)", datetime(2030, 3, 10, 14, 50, tzinfo=UTC)),
        ("limit · resets 12am (UTC)", datetime(2030, 3, 11, tzinfo=UTC)),
        ("limit · resets at 16:05 (UTC)", datetime(2030, 3, 10, 16, 5, tzinfo=UTC)),
        ("limit · resets Mar 12, 5pm (Europe/Berlin)", datetime(2030, 3, 12, 16, tzinfo=UTC)),
        ("limit · resets Jan 2 at 1am (UTC)", datetime(2030, 1, 2, 1, tzinfo=UTC)),
        ("usage limit reached|1899999999", datetime.fromtimestamp(1899999999, UTC)),
        ("weekly limit · resets Mar 12", datetime(2030, 3, 12, 23, 59).astimezone()),
        ("limit · resets 3pm (Mars/Olympus)", None),
        ("limit · resets 25pm (UTC)", None),
        ("limit · resets soon", None),
        ("limit · resets Feb 30, 5pm (UTC)", None),
        ("limit · resets Mon 9am", None),
    ],
)
def test_the_reset_is_read(text: str, reset: datetime | None) -> None:
    """Clock times mean the next one after the message, in the zone that it names."""
    assert limit_reset.when(text, AT) == reset


def test_over_only_when_it_surely_is() -> None:
    """An unreadable reset is never over."""
    later = AT + timedelta(hours=1)
    assert limit_reset.is_over("limit · resets 3pm (UTC)", AT, later)
    assert not limit_reset.is_over("limit · resets 4pm (UTC)", AT, later)
    assert not limit_reset.is_over("limit · resets sometime", AT, later)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_read(one: str, other: str) -> None:
    """No text raises."""
    limit_reset.when(f"resets {one} 3{other}pm ({one})", AT)
    limit_reset.when(f"resets {one}", AT)
