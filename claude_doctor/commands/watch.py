"""The command `watch`: a check again and again, shown live."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _app, _options

_SLOWEST = 86400


@_app.command(
    epilog="Exit codes: with --count that of the last verdict, as in check; 2 usage, "
    "130 interrupted. --exec sets CLAUDE_DOCTOR_SIDE, _SEVERITY, _CAUSE, _CONFIDENCE, _SUMMARY, "
    "_RETRYABLE and _SINCE."
)
def watch(
    interval: Annotated[
        float,
        typer.Option("--interval", min=0.2, max=_SLOWEST, metavar="SECONDS",
                     help="The pause while all is well, a fifth more or less. While it fails the "
                          "pauses grow from a random part of 15 s to 5 min. Below 20 only against "
                          "this machine, and then all pauses are shorter."),
    ] = 60.0,
    count: Annotated[
        int | None,
        typer.Option("--count", min=1, metavar="N", show_default=False,
                     help="End after so many questions. Default: never."),
    ] = None,
    ping: Annotated[
        bool,
        typer.Option("--ping", help="One metered request each time. Without it, while all is well "
                                    "most questions are keyless, and one in five minutes is not."),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="A JSON document a line, each as that of check.")
    ] = False,
    command: Annotated[
        str | None,
        typer.Option("--exec", metavar="CMD", show_default=False,
                     help="Run this in a shell when the verdict changes, with the JSON report on "
                          "its standard input and the verdict in its environment."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", **_options.hints(_options.models), metavar="ID", show_default=False,
                     help="Ping this model. Default: ANTHROPIC_MODEL, else the newest Haiku."),
    ] = None,
    surface: _options.Surface = None,
    route: _options.Route = "auto",
) -> None:  # fmt: skip
    """Show live whether Claude works from here, and since when.

    On a terminal a dashboard, else a line a change. At most one metered request each time, of at
    most 10 tokens; what they cost so far is shown.
    """
    from ..border.settings import Asked
    from ..engine.rounds import Loop
    from . import _rounds, _watching

    asked = Asked(
        models=(model,) if model else (),
        single=True,
        surface=surface,
        route=None if route == "auto" else route,
    )
    settings = _options.settings_of(asked)
    pace = _rounds.pace(min(15.0, interval / 4), settings, "--interval", 4)
    how = _watching.How(interval=interval, count=count, ping=ping, json=json, command=command)
    with Loop() as loop:
        code = _watching.run(_rounds.Rounds(settings, pace, "watch", loop), how)
    raise typer.Exit(code)
