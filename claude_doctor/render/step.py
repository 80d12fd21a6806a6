"""One row of a report, before anybody draws it."""

from __future__ import annotations

from ..engine.model import Evidence, Outcome
from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `mark`: good, warn, bad, unknown; `state` two or three words; `seconds` its time."""

    key: str
    title: str
    mark: str
    state: str
    detail: str
    seconds: float | None = None
    link: str = ""

    @property
    def words(self) -> str:
        """State and detail in one, the state only where the detail does not say it."""
        if not self.state or self.state.lower() in self.detail.lower() or self.mark == "good":
            return self.detail or self.state
        between = " " if self.state.isdigit() else ": "
        return f"{self.state}{between}{self.detail}" if self.detail else self.state


NOT_ASKED = Evidence("", Outcome.SKIPPED, note="not asked")


def seconds(*probes: Evidence) -> float | None:
    """What the probes took that were asked; the slowest of them."""
    times = [p.duration_ms for p in probes if p.outcome is not Outcome.SKIPPED]
    return max(times) / 1000 if times else None
