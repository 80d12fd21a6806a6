"""`demo` and `chaos`: the loopback world, put to use."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..border import claude_settings
from ..chaos import SCENARIOS, by_name, serve
from ..outside import terminal

# What a demo must not inherit: the user's own keys, addresses and proxies.
_OWN = (
    "ANTHROPIC_", "CLAUDE_", "REDDIT_", "GITHUB_", "DOWNDETECTOR_", "AWS_", "GOOGLE_", "GEMINI_",
    "OPENAI_", "AZURE_", "OPENROUTER_", "MISTRAL_", "GROQ_",
)  # fmt: skip


def list_scenarios(as_json: bool) -> None:
    """Print every scenario with the verdict that it must give."""
    if as_json:
        import json

        rows = [
            {"name": s.name, "story": s.story, "side": s.side, "severity": s.severity,
             "cause": s.cause, "exit_code": s.exit_code}
            for s in SCENARIOS
        ]  # fmt: skip
        terminal.out(json.dumps({"schema_version": 1, "scenarios": rows}, indent=1) + "\n")
        return
    from textwrap import wrap

    widest = max(len(s.name) for s in SCENARIOS)
    lines = [f"{'SCENARIO':{widest}}  EXIT  WHAT HAPPENS"]
    for s in SCENARIOS:
        head, *rest = wrap(s.story, 79 - widest - 8)
        lines.append(f"{s.name:{widest}}  {s.exit_code:4}  {head}")
        lines += [f"{'':{widest + 8}}{line}" for line in rest]
    lines += ["", "claude-doctor demo SCENARIO runs a real check on it."]
    terminal.out("\n".join(lines) + "\n")


@contextmanager
def world(name: str) -> Iterator[list[str]]:
    """The scenario's world behind this process's environment; yields its options for `check`."""
    scenario = by_name(name)
    with serve(scenario) as running:
        scrub()
        os.environ.update(running.environ())
        yield list(scenario.options)


def chaos(name: str, port: int) -> int:
    """Serve until interrupted. The first line printed sets the address."""
    with serve(by_name(name), port=port) as running:
        terminal.out("\n".join(running.exports()) + "\n")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


def scrub() -> None:
    """Take the user's own settings, and an organization's, out of the sight of this process."""
    claude_settings.MANAGED_DIR = Path(os.devnull)  # no folder, so nothing is in it
    for variable in list(os.environ):
        if variable.startswith(_OWN) or variable.lower().endswith("_proxy"):
            del os.environ[variable]
