"""A turn of Claude Code that failed: what it was, whose fault, and what to tell its user.

All of it has an end: whatever hangs (standard input, git, the network, this machine), the answer
is printed within the time of the hook, and the process ends with 0.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..border.redact import plain
from ..outside import background, notice, terminal
from ..outside.worktree import Question
from ._statusline import heard

if TYPE_CHECKING:
    from ..engine.model import Verdict

EVENT = "StopFailure"
#: Seconds from the start: what has come on standard input, what page and path have said, the end.
HEARD_S, LOOKED_S, IN_ALL_S = 0.5, 2.2, 2.8
_PROBES = ("environment", "network", "status", "ping", "error")
_LARGEST = 1024 * 1024  # bytes of a payload
_CUT = 20_000  # characters of a text in it
_TEXTS = ("error", "error_details", "last_assistant_message")
_WHO = {
    "server": "the service's fault, not yours",
    "client": "your request or configuration",
    "account": "your account",
    "network": "your network",
    "healthy": "it works again",
}


class _Answer:
    """The one document on standard output, printed once, by whoever is first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.title, self.text = "", ""  # what is told where time runs out

    def give(self) -> bool:
        """Print what there is to tell; False where that has been done."""
        if not self._lock.acquire(blocking=False):
            return False
        told: dict[str, str] = {}
        if self.title:
            told["terminalSequence"] = notice.sequence(os.environ, self.title, self.text)
        try:
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
        except (OSError, ValueError, AttributeError):  # nobody there
            os._exit(0)
        return True

    def end(self) -> None:
        """The same because time is over, and the process ends with it."""
        if self.give():
            os._exit(0)


def main(started: float) -> None:
    """Read the payload, judge it, note it, and answer. `started`: when the process began."""
    answer = _Answer()
    with contextlib.suppress(RuntimeError):  # no thread for it: the answer comes when it is ready
        background.after(started + IN_ALL_S - time.monotonic(), answer.end)
    try:
        payload = _payload(heard(HEARD_S, _LARGEST))
        if payload is not None:
            _tell(payload, answer, started)
    except Exception as error:  # Claude Code's turn must not end in a failure of ours, too
        print(f"claude-doctor: {terminal.failed(error)}", file=sys.stderr)
    answer.give()


def _payload(raw: bytes) -> Mapping[str, Any] | None:
    """The payload of a failed turn; None for whatever is none."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("hook_event_name") == EVENT else None


def _tell(payload: Mapping[str, Any], answer: _Answer, started: float) -> None:
    folder = payload.get("cwd")
    work = Question(folder) if isinstance(folder, str) and folder else None
    said = {n: v[:_CUT] for n in _TEXTS if isinstance(v := payload.get(n), str)}
    text = json.dumps({"hook_event_name": EVENT, **said})
    # told if the rest takes too long; the reader knows Claude Code's payload
    from ..failures.reader import read

    reading = read(text)
    answer.title = _title(reading.side)
    answer.text = f"{_again(reading.retryable, reading.retry_after_s)}. {reading.meaning}"
    verdict = _looked(text, started)
    left = work.answer(started + LOOKED_S + 0.2) if work else None
    parts = [_again(verdict.retryable, verdict.retry_after_s), _work(left, str(folder))]
    answer.title = _title(str(verdict.side))
    answer.text = ". ".join(part for part in [*parts, verdict.summary] if part)


def _looked(text: str, started: float) -> Verdict:
    """The verdict over the text and a keyless look at page and path; kept in the history."""
    from ..border.settings import Asked, read
    from ..engine.runner import collect
    from ..outside import history
    from ..probes import all_probes
    from ..render.formats.json import document
    from . import _run

    at, began = _run.now(), time.monotonic()
    asked = Asked(
        timeout=LOOKED_S, ping=False, only=_PROBES, error_text=text, surface="code"
    )  # fmt: skip
    settings = read(os.environ, asked)
    found = collect(settings, all_probes(), started + LOOKED_S - _run.LEAVING)
    report = _run.conclude(at, int((time.monotonic() - began) * 1000), found.evidence)
    history.record(settings.data_dir, document(report), "hook", settings.secrets, at_most=0.3)
    return report.verdict


def _title(side: str) -> str:
    return f"Claude Code stopped: {_WHO.get(side, 'whose fault it is does not show')}"


def _again(retryable: bool | None, after_s: float | None) -> str:
    if retryable is None:
        return "Retry once"
    if not retryable:
        return "Do not retry before that is fixed"
    return f"Retry in {after_s:.0f} s" if after_s else "Retry in a moment"


def _work(there: bool | None, folder: str) -> str:
    if there is None:
        return ""
    name = plain(os.path.basename(folder.rstrip("/\\")), limit=40)  # noqa: PTH119
    return f"Uncommitted work lies in {name}" if there else "No uncommitted work"
