"""The command `hook`: what Claude Code runs when a turn ends on an API failure."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from . import _app

#: What `--print-config` prints: the part of a settings file.
CONFIG = {
    "hooks": {
        "StopFailure": [
            {"hooks": [{"type": "command", "command": "claude-doctor hook", "timeout": 10}]}
        ]
    }
}


@_app.command(
    group="In Claude Code and the shell",
    epilog="Exit code: always 0, even if the payload is broken or not about a failed turn. "
    "To set it up, put what `claude-doctor hook --print-config` prints into "
    "~/.claude/settings.json.",
)
def hook(
    context: typer.Context,
    print_config: Annotated[
        bool,
        typer.Option("--print-config", help="Print the entry for Claude Code's settings.json; no "
                                            "file is changed."),
    ] = False,
) -> None:  # fmt: skip
    """Say whose fault it is when a turn of Claude Code fails.

    For Claude Code's StopFailure hook: the payload comes on standard input. It is judged together
    with a keyless look at the status page and the network, in at most three seconds, and kept in
    the history. The answer is JSON with a notification for the terminal: whose fault it is, whether
    to retry, and whether the folder has uncommitted work (git status, read-only).
    """
    if print_config:
        from ..outside import terminal

        terminal.out(json.dumps(CONFIG, indent=2) + "\n")
        return
    from . import _failed_turn

    _failed_turn.main(context.obj)
