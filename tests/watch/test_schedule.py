"""When to ask again: the bounds that hold whatever happens, by properties."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.engine.model import Confidence, Severity, Side, Verdict
from claude_doctor.watch.schedule import LEAST_S, Course, Pace, incurable, pause

PACE = Pace()
ANSWERS = st.lists(st.booleans(), max_size=60)
UNIT = st.floats(0, 1, exclude_max=True)
WAITS = st.none() | st.floats(0, 7200)


def walk(answers: list[bool], seed: int, pace: Pace = PACE) -> tuple[Course, list[float]]:
    """The course after these answers, and the moments of the questions."""
    draw, course, at = random.Random(seed).random, Course(), [0.0]
    passed = 0.0
    for works in answers:
        course = course.after(works, passed)
        passed = pause(course, pace, draw, calm_s=60) or 0.0
        at.append(at[-1] + passed)
    return course, at


@given(ANSWERS, UNIT, st.integers(), WAITS, WAITS)
def test_a_pause_is_never_short_nor_long(
    answers: list[bool], unit: float, seed: int, told: float | None, left: float | None
) -> None:
    """At least 5 s and at most 5 min beyond what was told; what is told is never undercut, and the
    question still fits into what is left."""
    course, _ = walk(answers, seed)
    seconds = pause(course, PACE, lambda: unit, told_s=told, left_s=left)
    if seconds is None:
        assert left is not None
        return
    waits = told if told is not None and not course.good else 0.0
    assert (5.0 if told is None or course.good else waits) <= seconds <= waits + 300
    if left is not None:
        assert seconds <= left - LEAST_S


@given(st.integers(1, 80), st.integers())
def test_after_five_minutes_nobody_asks_twice_within_a_minute(count: int, seed: int) -> None:
    """Any two questions that both come after five minutes of failing are a minute apart."""
    _, at = walk([False] * count, seed)
    late = [moment for moment in at if moment >= 300]
    assert all(b - a >= 60 for a, b in itertools.pairwise(late))


@given(st.integers(), st.integers(1, 12))
def test_the_window_doubles(seed: int, failed: int) -> None:
    """The longest pause after n failures is 15, 30, 60, 120, 240, then 300 s."""
    highest = pause(Course(failed=failed), PACE, lambda: 1.0)
    assert highest == min(300, 15 * 2 ** (failed - 1))


@given(ANSWERS, st.integers())
def test_two_whole_answers_in_a_row_are_well_and_nothing_else(
    answers: list[bool], seed: int
) -> None:
    """One answer, or answers with a failure between them, are no recovery."""
    course, _ = walk(answers, seed)
    assert course.well == (len(answers) >= 2 and all(answers[-2:]))


@given(ANSWERS, st.integers())
def test_one_answer_in_between_does_not_start_the_pauses_anew(
    answers: list[bool], seed: int
) -> None:
    """Where it answers now and then, the pauses stay as long as they were."""
    course, _ = walk([*answers, False, True, False], seed)
    assert course.failed >= 2


@given(st.floats(10, 3600), UNIT)
def test_calm_is_the_interval_with_some_jitter(calm: float, unit: float) -> None:
    """While all is well the pause is the interval, a fifth more or less."""
    course = Course(good=2)
    seconds = pause(course, PACE, lambda: unit, calm_s=calm)
    assert seconds is not None
    assert 0.79 * calm <= seconds <= 1.21 * calm


@given(UNIT, st.integers(0, 7200))
def test_the_second_answer_is_asked_for_soon(unit: float, failing: int) -> None:
    """In 5 to 15 s where it has hardly failed, whatever the calm interval; after an outage within
    a twentieth of it, and within three minutes."""
    course = Course(failed=1, good=1, failing_s=failing)
    seconds = pause(course, PACE, lambda: unit, calm_s=600)
    assert seconds is not None
    assert 5 <= seconds <= min(180, max(15, failing / 20))


def test_who_is_told_the_same_does_not_come_at_the_same_time() -> None:
    """A thousand machines told `retry-after: 60` come back spread over a window behind it."""
    rng = random.Random(1)
    back = [pause(Course(failed=4), PACE, rng.random, told_s=60) or 0 for _ in range(1000)]
    assert min(back) >= 60
    assert max(back) - min(back) > 100


def test_a_wait_that_ends_later_than_the_time_left_is_none() -> None:
    """A limit that resets after the time-out leaves nothing to ask for."""
    assert pause(Course(failed=1), PACE, random.random, told_s=600, left_s=300) is None


@pytest.mark.parametrize("first", [0.2, 15.0, 60.0])
def test_the_pace_scales_as_a_whole(first: float) -> None:
    """Another first window makes all pauses longer or shorter by the same factor."""
    _, usual = walk([False] * 8, 7)
    _, scaled = walk([False] * 8, 7, Pace(first))
    assert scaled == pytest.approx([moment * first / 15 for moment in usual])


REFUSED = Verdict(Side.CLIENT, Severity.DOWN, "key-rejected", Confidence.HIGH, "…", False)


@pytest.mark.parametrize(
    ("verdict", "stops"),
    [
        (REFUSED, True),
        (replace(REFUSED, side=Side.ACCOUNT, cause="credit-exhausted"), True),
        (replace(REFUSED, side=Side.ACCOUNT, cause="subscription-limit", retry_after_s=60), False),
        (replace(REFUSED, side=Side.ACCOUNT, cause="rate-limited", retryable=True), False),
        (replace(REFUSED, severity=Severity.DEGRADED), False),
        (replace(REFUSED, side=Side.NETWORK, cause="captive-portal"), False),
        (replace(REFUSED, side=Side.SERVER, cause="overloaded", retryable=True), False),
        (replace(REFUSED, side=Side.UNKNOWN, retryable=None), False),
    ],
)
def test_only_what_waiting_does_not_cure_stops_it(verdict: Verdict, stops: bool) -> None:
    """A refused key and spent credit stop; a limit with a reset, the path (a login to a portal
    mends it meanwhile) and the service do not."""
    assert stops == incurable(verdict, verdict.retry_after_s)
