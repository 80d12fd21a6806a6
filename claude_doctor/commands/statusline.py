"""The command `statusline`: one line for a status bar. Usually run by `cli` without this file."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _app, _statusline


@_app.command(
    group="In Claude Code and the shell",
    epilog="In Claude Code, as `statusLine` in ~/.claude/settings.json: "
    '`{"type": "command", "command": "claude-doctor statusline", "refreshInterval": 30}`\n\n'
    "In a bash prompt: `PS1='$(claude-doctor statusline </dev/null) \\$ '`\n\n"
    "Exit code: always 0.",
)
def statusline(
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not use the network: no status page.")
    ] = False,
) -> None:
    """Print one line for a status bar or prompt.

    It never sends a metered request. It shows the latest check of this machine and the status page,
    which a background process reads at most once a minute for all terminals together. Your own
    limits come from Claude Code's JSON on standard input, and are shown from 90 % on. In a prompt
    the line has no color; NO_COLOR removes it everywhere.
    """
    _statusline.main(offline)
