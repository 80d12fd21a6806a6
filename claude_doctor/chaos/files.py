"""What a scenario leaves on disk before the check: transcripts, our history, clouds' logins."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from .roles import Failure, Scenario

_HOURS = timedelta(hours=3)  # how long ago a planted login ended, or how long it still lasts
_CHECKS = 12  # past checks in a seeded history: above the ten that a median needs


def write(scenario: Scenario, claude: Path, data: Path, now: datetime) -> None:
    """Write the files into the two folders."""
    if scenario.transcripts:
        folder = claude / "projects" / "-home-demo-shop"
        folder.mkdir(parents=True)
        session = str(uuid.uuid4())
        lines = [line for one in scenario.transcripts for line in _lines(one, session, now)]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / f"{session}.jsonl").write_text(text, encoding="utf-8")
    if scenario.usual_ttft_ms is not None:
        rows = [
            {
                "checked_at": f"{now - timedelta(hours=i + 1):%Y-%m-%dT%H:%M:%SZ}",
                "side": "healthy",
                "severity": "none",
                "cause": "healthy",
                "ttft_ms": scenario.usual_ttft_ms + (i % 3) * 10,
            }
            for i in reversed(range(_CHECKS))
        ]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (data / "history.jsonl").write_text(text, encoding="utf-8")


def plant(scenario: Scenario, home: Path, filled: Callable[[str], str], now: datetime) -> None:
    """Write the scenario's own files below the folder that `{home}` stands for."""
    times = {"{expired}": now - _HOURS, "{valid}": now + _HOURS}
    for name, text in scenario.files:
        for mark, when in times.items():
            text = text.replace(mark, f"{when:%Y-%m-%dT%H:%M:%SZ}")
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text), encoding="utf-8")


def _lines(one: Failure, session: str, now: datetime) -> list[dict[str, object]]:
    """A question, a retry that is no failure, and the final failure."""
    at = now - timedelta(minutes=one.minutes_ago)

    def line(kind: str, seconds_before: float, **more: object) -> dict[str, object]:
        when = at - timedelta(seconds=seconds_before)
        return {
            "parentUuid": None,
            "isSidechain": False,
            "sessionId": session,
            "cwd": "/home/demo/shop",
            "version": "2.1.320",
            "type": kind,
            "uuid": str(uuid.uuid4()),
            "timestamp": f"{when:%Y-%m-%dT%H:%M:%S}.000Z",
            **more,
        }

    asked = line("user", 40, message={"role": "user", "content": "Add a test for the basket."})
    retried = line(
        "system", 20, subtype="api_error", level="error",
        error={"status": one.status, "message": one.category, "isNetworkDown": False},
        retryInMs=541, retryAttempt=1, maxRetries=10,
    )  # fmt: skip
    said: dict[str, object] = {
        "id": str(uuid.uuid4()),
        "model": "<synthetic>",
        "role": "assistant",
        "type": "message",
        "stop_reason": "stop_sequence",
        "usage": {},
        "content": [{"type": "text", "text": one.text}],
    }
    failed = line("assistant", 0, message=said, error=one.category, isApiErrorMessage=True)
    if one.status is not None:
        failed["apiErrorStatus"] = one.status
    retries = [retried] if one.status is not None and one.status >= 500 else []
    return [asked, *retries, failed]
