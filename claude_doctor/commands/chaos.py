"""The command `chaos`: the loopback world, served for the user's own client."""

from __future__ import annotations

from typing import Annotated

import typer

from ..chaos import by_name, serve
from ..outside import interrupt, terminal
from . import _app, _options

_HOUR_S = 3600.0


@_app.command()
def chaos(
    scenario: Annotated[
        str,
        typer.Argument(metavar="[SCENARIO]", help="`claude-doctor demo` lists them.",
                       **_options.one_of("scenario", _options.scenarios)),
    ] = "healthy",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The API's port; 0: a free one.")
    ] = 0,
) -> None:  # fmt: skip
    """Serve that loopback world until Ctrl-C, to test your own client against it."""
    with serve(by_name(scenario), port=port) as running:
        # the first line printed sets the address
        terminal.out("\n".join(running.exports()) + "\n")
        while not interrupt.sleep(_HOUR_S):
            pass
