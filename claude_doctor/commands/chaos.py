"""The command `chaos`: the loopback world, served for the user's own client."""

from __future__ import annotations

from typing import Annotated

import typer

from ..chaos import by_name, serve
from ..chaos.scenarios.storm import STORM, measured
from ..outside import interrupt, terminal
from . import _app, _options

_HOUR_S = 3600.0
_MOST = 100_000  # places; far above what one machine asks for at a time


@_app.command(
    epilog="--capacity, --latency and --seed are for the scenario storm alone. When a storm ends, "
    "it prints what became of the requests: sent = answered + cut + refused + in flight."
)
def chaos(
    scenario: Annotated[
        str,
        typer.Argument(metavar="[SCENARIO]", help="`claude-doctor demo` lists them.",
                       **_options.one_of("scenario", _options.scenarios)),
    ] = "healthy",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The API's port; 0: a free one.")
    ] = 0,
    capacity: Annotated[
        int | None,
        typer.Option("--capacity", min=1, max=_MOST, metavar="N", show_default=False,
                     help="Of storm: how many requests the API can hold. The fuller it is, the "
                          "slower; nearly full it cuts answers; full it says 529. Default: 20."),
    ] = None,
    latency: Annotated[
        float | None,
        typer.Option("--latency", min=0.01, max=600, metavar="SECONDS", show_default=False,
                     help="Of storm: how long an answer takes while the API is empty; four times "
                          "that when it is full. Default: 0.5."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, metavar="N", show_default=False,
                     help="Of storm: which answers are cut. Default: 0."),
    ] = None,
) -> None:  # fmt: skip
    """Serve that loopback world until Ctrl-C, to test your own client against it."""
    chosen = by_name(scenario)
    asked = {"--capacity": capacity, "--latency": latency, "--seed": seed}
    given = [name for name, value in asked.items() if value is not None]
    if given:
        if scenario != STORM:
            raise typer.BadParameter(f"only with {STORM}", param_hint=f"'{given[0]}'")
        chosen = measured(capacity, latency, seed)
    with serve(chosen, port=port) as running:
        # the first line printed sets the address
        terminal.out("\n".join(running.exports()) + "\n")
        while not interrupt.sleep(_HOUR_S):
            pass
    if running.load is not None:  # behind a sign that a shell skips, as all else is for one
        terminal.out("".join(f"# {line}\n" for line in running.load.told()))
