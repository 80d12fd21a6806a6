"""What a probe writes on while it measures: facts, redacted as they come; and what it tells others
meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..border.redact import plain, plain_value
from ..outside import pulse
from ..outside.world import Slot
from .facts import Fact

T = TypeVar("T")

#: The way to the API's host is a dead end, measured: who still waits on it may stop.
DEAD_END: Slot[bool] = Slot("the path to the API is a dead end")
#: The ping's request went out over a connection that stands, and for `patience.UNANSWERED` nothing
#: came back.
UNANSWERED: Slot[bool] = Slot("the test request got no answer")


class Skipped(Exception):
    """The probe does not apply here; the text says why."""


@dataclass(slots=True)
class Sheet:
    """What a probe has measured so far. Survives the probe's time-out; redacts what is put."""

    probe: str
    secrets: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    summary: str = ""
    waiting: dict[str, float] = field(default_factory=dict)

    def put(self, fact: Fact[T], value: T | None) -> None:
        """Record a measurement. None means "not measured" and leaves the fact absent."""
        assert fact.probe == self.probe, f"{fact.key} does not belong to {self.probe}"
        if value is not None:
            self.facts[fact.name] = plain_value(value, self.secrets)

    @contextlib.contextmanager
    def waits_for(self, what: str) -> Iterator[None]:
        """Note what the probe waits for. A cancelled wait stays noted, with when it began by the
        clock that ran (`outside.pulse`)."""
        self.waiting[what] = pulse.heard()
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException:
            del self.waiting[what]
            raise
        del self.waiting[what]

    def says(self, summary: str) -> None:
        """The probe's one line for the reader."""
        self.summary = plain(summary, self.secrets)
