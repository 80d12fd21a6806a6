"""One failure is often told in several forms: the transport's line, the exception, the program's
own words. So of lines with the same cause, close to each other, the form that came most often is
counted. A line that says "retrying" takes the failure before it back: that request goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..failures.classify import ApiError
from .events import Event

CLOSE = 2.0  # seconds between the forms of one failure
NEAR = 50  # lines between them, where no line has a time
HELD = 50  # failures of one moment that a later line may still say more of

# Below an error in JavaScript, Java and Rust: why it came.
_REASON = re.compile(r"(?i)\s{0,40}\[?cause(?:d by)?\]?: ")


def _is_its_reason(one: Event) -> bool:
    """Whether it says why a stream above was cut: no second failure."""
    return one.row.id == "connection-dropped" and _REASON.match(one.text) is not None


@dataclass(slots=True)
class _Group:
    """Lines with one cause, close to each other. `waiting`: failures that may still be retried."""

    at: float | None
    place: int
    forms: dict[int, int] = field(default_factory=dict)
    most: int = 0
    waiting: list[Event] = field(default_factory=list)

    def goes_on(self, at: float | None, place: int) -> bool:
        """Whether a line of this time and place belongs to the group."""
        if self.at is None or at is None:
            return place - self.place < NEAR
        return -CLOSE <= at - self.at <= CLOSE


@dataclass(slots=True)
class Groups:
    """The open group of each cause."""

    open: dict[str, _Group] = field(default_factory=dict)
    newest: ApiError | None = None

    def retry(self, one: Event) -> list[Event]:
        """Take a retry, of what failed before where it says no cause; what is certain by now."""
        if one.row.id == "unknown" and self.newest is not None:
            one = one._replace(row=self.newest)
        group = self.open.pop(one.row.id, None)
        waiting = group.waiting if group is not None else []
        if waiting:
            last = waiting.pop()
            if last.times > 1:
                waiting.append(last._replace(times=last.times - 1))
        if one.row.id != "unknown":
            self.newest = one.row
        return [*waiting, one]

    def failure(self, one: Event, place: int) -> Sequence[Event]:
        """Take a failure in line `place` of the file; what is certain by now."""
        done: Sequence[Event] = ()
        cut = self.open.get("incomplete-stream")
        if cut and cut.waiting and _is_its_reason(one) and cut.goes_on(one.at, place):
            one = one._replace(row=cut.waiting[-1].row)
        self.newest = one.row
        group = self.open.get(one.row.id)
        if group is None or not group.goes_on(one.at, place):
            if group is not None:
                done = group.waiting
            group = self.open[one.row.id] = _Group(one.at, place)
        group.at, group.place = one.at, place
        count = group.forms[one.form] = group.forms.get(one.form, 0) + one.times
        waiting = group.waiting
        if count > group.most:
            more = count - group.most
            group.most = count
            waiting.append(one if more == one.times else one._replace(times=more))
            if len(waiting) > HELD:
                done = [*done, *waiting[:-1]]
                del waiting[:-1]
        elif one.request_ids and waiting and not waiting[-1].request_ids:
            waiting[-1] = waiting[-1]._replace(request_ids=one.request_ids)
        return done

    def flush(self) -> list[Event]:
        """What is left at the end of a file."""
        left = [one for group in self.open.values() for one in group.waiting]
        self.open.clear()
        return left
