"""Past checks on this machine: one JSON line each, kept small, never needed for a verdict."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from statistics import median
from typing import Any

_FILE = "history.jsonl"
_TAIL = 256 * 1024  # bytes read back: some thousand checks
_MOST = 1024 * 1024  # bytes kept; then the older half goes
MEDIAN_OVER = 10  # checks, by the contract, before "usual" means anything


def usual_ttft_ms(folder: Path) -> float | None:
    """The median time to first token of this machine's checks, in ms; None below ten of them."""
    times = [
        float(t)
        for row in _rows(folder)
        if isinstance(t := row.get("ttft_ms"), int | float) and not isinstance(t, bool) and t > 0
    ]
    return median(times) if len(times) >= MEDIAN_OVER else None


def _rows(folder: Path) -> list[dict[str, Any]]:
    """The newest rows, oldest first. Broken lines and an unreadable file are passed over."""
    try:
        with (folder / _FILE).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            lines = file.read(_TAIL).splitlines()
    except OSError:
        return []
    rows = []
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):
            row = json.loads(line)
            if isinstance(row, dict):
                rows.append(row)
    return rows


def remember(folder: Path, row: dict[str, object]) -> None:
    """Add a check. A folder that cannot be written is no reason to fail."""
    path = folder / _FILE
    with contextlib.suppress(OSError, ValueError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _MOST:
            _halve(path)
        line = json.dumps(row, ensure_ascii=True) + "\n"
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(line.encode())


def _halve(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    kept = path.with_suffix(".new")
    handle = os.open(kept, os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(lines[len(lines) // 2 :])
    kept.replace(path)
