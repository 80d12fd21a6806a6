"""What kind of report it is, where that is not a whole check of now."""

from __future__ import annotations

from ..engine.model import Report


def moment(report: Report) -> str:
    """When it was checked, as people read it: `2026-11-29 19:00:22 UTC`."""
    return report.checked_at.replace("T", " ").removesuffix("Z") + " UTC"


def notes(report: Report) -> list[str]:
    """Sentences: that it is a replay and of when, that Ctrl-C ended it and after how long."""
    said = []
    if report.replayed:
        said.append(f"Replay of a report of {moment(report)}.")
    if report.interrupted:
        seconds = f"{report.duration_ms / 1000:.1f} s"
        said.append(f"Interrupted after {seconds}: this is what was known by then.")
    return said
