"""The witnesses of what really works: the official Python SDK, and Claude Code."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from dataclasses import dataclass

from . import programs
from .place import Place

_SDK = """
import os, sys
import anthropic
model = os.environ.get("ANTHROPIC_MODEL") or ""
if "-" not in model and ":" not in model:  # none, or a word that Claude Code alone knows
    model = "claude-haiku-4-5"
try:
    client = anthropic.Anthropic(max_retries=0, timeout=12)
    said = client.messages.create(model=model, max_tokens=10,
                                  messages=[{"role": "user", "content": "ping"}])
    print("works" if said.content else "empty")
except BaseException as error:
    print(type(error).__name__ + ": " + " ".join(str(error).split())[:200])
"""
_CODE_S = 40.0
# So that nothing but the one question goes out, and a refusal does not take minutes.
_QUIET = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
    "DISABLE_TELEMETRY": "1", "CLAUDE_CODE_MAX_RETRIES": "0", "IS_SANDBOX": "1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Testimony:
    """Whether it got an answer (None: it had nothing to ask with), and its own words."""

    works: bool | None
    words: str


def sdk_python() -> str | None:
    """The interpreter that has the SDK; None where there is none."""
    named = os.environ.get("LAB_SDK_PYTHON", "")
    return named or (sys.executable if importlib.util.find_spec("anthropic") else None)


def sdk(place: Place, before: str = "") -> Testimony | None:
    """Ask with the SDK, after a shell's command `before`; None where there is no SDK."""
    python = sdk_python()
    if python is None:
        return None
    done = place.run(["bash", "-c", f"{before}\nexec {python} -c \"$LAB_ASK\""], 30.0,
                     {"LAB_ASK": _SDK})  # fmt: skip
    said = (done.out.strip().splitlines() or [done.err.strip()[-200:] or "no word"])[-1]
    keyless = "Could not resolve authentication" in said
    return Testimony(None if keyless else said == "works", said)


def code(place: Place, before: str = "") -> Testimony | None:
    """Ask with Claude Code; None where it is not installed."""
    if programs.find("claude") is None:
        return None
    named = place.env.get("ANTHROPIC_MODEL") or "ANTHROPIC_MODEL" in str(place.row.files)
    model = "" if named else "--model claude-haiku-4-5"
    command = f"{before}\nexec claude -p ping --output-format json {model}"
    done = place.run(["bash", "-c", command], _CODE_S, _QUIET)
    said = (done.out + " " + done.err).strip()
    try:
        result = json.loads(done.out)
        return Testimony(not result["is_error"], str(result.get("result"))[:200])
    except (ValueError, KeyError, TypeError):
        if "Not logged in" in said or "/login" in said:
            return Testimony(None, said[:200])
        return Testimony(False, said[:200] or "no answer in time")
