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
    epilog="Exit code: always 0, also where what comes in is broken or not a failed turn's. "
    "Set it up by `claude-doctor hook --print-config` and ~/.claude/settings.json."
)
def hook(
    context: typer.Context,
    print_config: Annotated[
        bool,
        typer.Option("--print-config", help="Print what belongs into Claude Code's settings.json; "
                                            "no file is changed."),
    ] = False,
) -> None:  # fmt: skip
    """Tell whose fault it is when a turn of Claude Code fails.

    For its hook StopFailure: the payload comes on standard input. It is judged together with a
    keyless look at status page and path, in three seconds at most, and kept in the history. The
    answer is JSON with a notice for the terminal: whose fault, whether to retry, and whether
    uncommitted work lies in the folder (git status, read only).
    """
    if print_config:
        from ..outside import terminal

        terminal.out(json.dumps(CONFIG, indent=2) + "\n")
        return
    from . import _failed_turn

    _failed_turn.main(context.obj)
