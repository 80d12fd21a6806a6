"""The command `statusline`: one line for a status bar. Usually run by `cli` without this file."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _app, _statusline


@_app.command(
    epilog="In Claude Code, as `statusLine` in ~/.claude/settings.json: "
    '{"statusLine": {"type": "command", "command": "claude-doctor statusline", '
    '"refreshInterval": 30}}. '
    "In a prompt (bash): PS1='$(claude-doctor statusline </dev/null) \\$ '. "
    "Exit code: always 0."
)
def statusline(
    offline: Annotated[
        bool, typer.Option("--offline", help="Leave the status page alone: no network at all.")
    ] = False,
) -> None:
    """One line for a status bar or a prompt.

    Never a metered call. It shows the newest check of this machine and the status page, which a
    process in the background reads at most once a minute for all terminals together. From Claude
    Code's JSON on standard input it takes your own limits, and shows them from 90 % on. For a
    prompt it is plain; NO_COLOR makes it plain everywhere.
    """
    _statusline.main(offline)
