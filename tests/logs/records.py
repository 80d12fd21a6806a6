"""Invented records and reading them, for the tests of `logs`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from claude_doctor.logs import sources
from claude_doctor.logs.collect import Collected, collect
from claude_doctor.render.logs import document

NOW = datetime(2020, 1, 2, tzinfo=UTC)


def failure(minute: int = 0, text: str = "API Error: 529 Overloaded.", **more: Any) -> Any:
    """A final failure on the first of January 2020, so many minutes after noon."""
    return {
        "type": "assistant",
        "sessionId": "s",
        "isApiErrorMessage": True,
        "timestamp": stamp(minute),
        "message": {"model": "<synthetic>", "content": [{"type": "text", "text": text}]},
    } | more


def retry(attempt: int, pause_ms: float, minute: int = 0, **more: Any) -> Any:
    """A request that is sent again."""
    return {
        "type": "system",
        "sessionId": "s",
        "subtype": "api_error",
        "level": "error",
        "timestamp": stamp(minute),
        "uuid": f"{minute}-{attempt}-{pause_ms}-{more}",
        "error": {"status": 529, "message": "overloaded"},
        "retryInMs": pause_ms,
        "retryAttempt": attempt,
    } | more


def stamp(minute: int) -> str:
    """A timestamp as Claude Code writes it."""
    return f"2020-01-01T{12 + minute // 60:02}:{minute % 60:02}:00.000Z"


def write(path: Path, *lines: object) -> Path:
    """A file of these lines; strings and bytes are written as they stand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for line in lines:
            one = line if isinstance(line, str | bytes) else json.dumps(line, separators=(",", ":"))
            file.write((one if isinstance(one, bytes) else one.encode()) + b"\n")
    return path


def read(*paths: Path | str, since: datetime | None = None, worth: int = 1 << 60) -> Collected:
    """What `logs` finds in these."""
    written = None if since is None else since.timestamp()
    chosen: Iterable[str] = [str(path) for path in paths]
    return collect(partial(sources.given, chosen, written), since, NOW, worth)


def found(*paths: Path | str, since: datetime | None = None) -> dict[str, Any]:
    """The same as the document of --json."""
    return document(read(*paths, since=since))
