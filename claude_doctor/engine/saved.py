"""A saved `--json` report, read back: evidence from it can be judged again.

Reports travel through other people's hands, so this is a border: shapes are checked, strings
are cut and stripped again.
"""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import BaseModel, Field, JsonValue, ValidationError

from ..border import dates
from ..border.redact import plain, plain_value
from .model import Evidence, Outcome

MOST = 4 * 1024 * 1024  # bytes; a report is some tens of kilobytes
_LONGEST_MS = 86_400_000  # a day; the longest time-out is five minutes


class NotAReport(Exception):
    """The text is no report of schema version 1; the message says why."""


class _Probe(BaseModel):
    name: str
    outcome: Outcome
    duration_ms: int = Field(default=0, ge=0, le=_LONGEST_MS)
    summary: str | None = ""
    note: str | None = None
    facts: dict[str, JsonValue] = {}


class _Report(BaseModel):
    schema_version: int
    checked_at: datetime
    duration_ms: int = Field(default=0, ge=0, le=_LONGEST_MS)
    interrupted: bool = False
    probes: list[_Probe] = Field(max_length=100)


def read(text: str) -> tuple[str, int, tuple[Evidence, ...], bool]:
    """When it was checked, how long it took (ms), the evidence, and whether Ctrl-C ended it. Raises
    NotAReport."""
    try:
        report = _Report.model_validate(json.loads(text))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise NotAReport(f"not a claude-doctor report: {where or 'its shape'} is wrong") from None
    except (ValueError, RecursionError):
        raise NotAReport("not a claude-doctor report: not JSON") from None
    if report.schema_version != 1:
        raise NotAReport(f"schema version {report.schema_version} is unknown here")
    evidence = tuple(
        Evidence(
            plain(probe.name),
            probe.outcome,
            probe.duration_ms,
            plain(probe.summary or ""),
            plain(probe.note) if probe.note is not None else None,
            {plain(name): plain_value(value) for name, value in probe.facts.items()},
        )
        for probe in report.probes
    )
    at = dates.of_iso(report.checked_at.isoformat())
    if at is None:
        raise NotAReport("not a claude-doctor report: checked_at is wrong")
    return dates.iso(at), report.duration_ms, evidence, report.interrupted
