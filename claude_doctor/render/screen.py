"""What a report is shown on, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A format for programs may ignore all of it. `width` is in columns."""

    width: int = 80
    color: bool = False
    #: The signs and bars are to be ASCII, because the output's encoding has no others.
    ascii: bool = False
    quiet: bool = False
    verbose: bool = False
