"""What a report is shown on, how much of it, and what of it counts as a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..fixes.shell import POSIX
from ..records import dataclass

if TYPE_CHECKING:
    from ..engine.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A format for programs may ignore all of it. `width` is in columns."""

    width: int = 80
    color: bool = False
    #: The signs and bars are to be ASCII, because the output's encoding has no others.
    ascii: bool = False
    #: The terminal opens addresses (OSC 8).
    links: bool = False
    #: The kind of shell that commands are pasted into (`fixes.shell`).
    shell: str = POSIX
    quiet: bool = False
    verbose: bool = False
    #: `degraded` counts as a fault, and of all sides only these do (None: each).
    strict: bool = False
    fail_on: frozenset[str] | None = None

    def counts(self, verdict: Verdict) -> bool:
        """Whether the side of this verdict is one of those that are a fault."""
        return self.fail_on is None or verdict.side in self.fail_on

    def fails(self, verdict: Verdict) -> bool:
        """Whether this verdict is a fault: `down`, `unknown`, and `degraded` where it counts."""
        from ..engine.model import Severity, Side  # `explain` has a screen, and some milliseconds

        if not self.counts(verdict):
            return False
        if verdict.side is Side.UNKNOWN or verdict.severity is Severity.DOWN:
            return True
        return verdict.severity is Severity.DEGRADED and self.strict
