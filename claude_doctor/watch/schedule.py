"""When to ask again: one pure function for `wait` and `watch`.

Ten thousand machines run this in the same outage, so it must neither feed the storm nor march in
step. While it fails, the pause is drawn with full jitter from a window that doubles from 15 s to
5 min; once it has failed for five minutes, nobody asks twice within a minute. A pause that the
service asks for is added to, never cut. The second answer, which makes a recovery sure, is drawn
from a window that grows with the outage, so that the fleet's second questions do not pile up on
its first. `tests/watch/test_fleet.py` plays an hour of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ..engine.model import Severity, Side, Verdict
from ..records import dataclass

ENOUGH: Final = 2  # whole answers in a row that make a recovery
LEAST_S: Final = 5.0  # a run that has less can hear no silence, so its verdict would mean nothing
CALM: Final = 0.2  # of the calm interval, each way
_OWN = (Side.CLIENT, Side.ACCOUNT)

#: A number of [0, 1), a new one each time: `random.random`.
Draw = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Pace:
    """How the pauses scale, in seconds: `first` is the window of the first one."""

    first: float = 15.0

    @property
    def most(self) -> float:
        """The longest window: 5 min."""
        return 20 * self.first

    @property
    def least(self) -> float:
        """No pause is shorter: 5 s."""
        return self.first / 3

    @property
    def patient(self) -> float:
        """No pause is shorter once it has failed for `most` seconds: 1 min."""
        return 4 * self.first

    @property
    def longest_proof(self) -> float:
        """The longest window before the second answer: 3 min."""
        return 12 * self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How it has gone so far: failures since the last recovery, whole answers in a row, and for
    how many seconds it has failed (it goes on counting until the recovery is sure)."""

    failed: int = 0
    good: int = 0
    failing_s: float = 0.0

    @property
    def well(self) -> bool:
        """Whether it has answered often enough in a row."""
        return self.good >= ENOUGH

    def after(self, works: bool, passed_s: float) -> Course:
        """The course with one more question asked, so many seconds after the last one."""
        if works and (self.failed == 0 or self.good + 1 >= ENOUGH):
            return Course(good=min(self.good + 1, ENOUGH))
        failing = self.failing_s + (passed_s if self.failed else 0.0)
        if works:
            return replace(self, good=self.good + 1, failing_s=failing)
        return Course(failed=self.failed + 1, failing_s=failing)


def pause(
    course: Course,
    pace: Pace,
    draw: Draw,
    *,
    told_s: float | None = None,
    calm_s: float | None = None,
    left_s: float | None = None,
) -> float | None:
    """Seconds until the next question; None where none fits into what is left.

    `told_s`: the service, or a limit's reset, says to wait so long. `calm_s`: the interval while
    all is well. `left_s`: until the end of the whole wait.
    """
    if course.well and calm_s is not None:
        low, high = calm_s * (1 - CALM), calm_s * (1 + CALM)
    elif course.good:
        low, high = pace.least, _proof(course, pace)
    else:
        low, high = _window(course, pace)
    if told_s is not None and not course.good:  # everybody was told the same, so jitter is added
        low, high = told_s, told_s + high
    if left_s is not None:
        if left_s - LEAST_S < low:
            return None
        high = min(high, left_s - LEAST_S)
    return low + (high - low) * draw()


def _window(course: Course, pace: Pace) -> tuple[float, float]:
    doublings = min(max(0, course.failed - 1), 10)  # more would only make large numbers
    high = min(pace.most, pace.first * 2.0**doublings)
    if course.failing_s >= pace.most:
        return pace.patient, pace.most
    return pace.least, high


def _proof(course: Course, pace: Pace) -> float:
    """A twentieth of the outage: who has waited an hour can wait three minutes to be sure."""
    return min(pace.longest_proof, max(pace.first, course.failing_s / 20))


def incurable(verdict: Verdict, told_s: float | None) -> bool:
    """Whether waiting cures nothing: one's own side fails in a way that the same request, sent
    again, meets again (a refused key, spent credit), and nobody names a time when that ends.

    The path is left out: a portal or a VPN is logged in to while one waits.
    """
    own = verdict.severity is Severity.DOWN and verdict.side in _OWN
    return own and verdict.retryable is False and told_s is None
