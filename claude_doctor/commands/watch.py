"""The command `watch`: a check again and again, shown live."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _app, _options

_SLOWEST = 86400


@_app.command(
    group="During an outage",
    epilog="Exit codes: with --count that of the last verdict, as in check; 2 usage error, "
    "130 interrupted. --exec sets CLAUDE_DOCTOR_SIDE, _SEVERITY, _CAUSE, _CONFIDENCE, _SUMMARY, "
    "_RETRYABLE and _SINCE.",
    examples=(
        _app.Example("claude-doctor watch", "A dashboard, until Ctrl-C."),
        _app.Example("claude-doctor watch --json --count 3", "Three checks, a document a line."),
    ),
)
def watch(
    interval: Annotated[
        float,
        typer.Option("--interval", min=0.2, max=_SLOWEST, metavar="SECONDS",
                     help="The pause while Claude works, give or take a fifth. While it fails, "
                          "pauses grow from a random part of 15 s up to 5 min. Less than 20 only "
                          "on loopback, and then all pauses are shorter."),
    ] = 60.0,
    count: Annotated[
        int | None,
        typer.Option("--count", min=1, metavar="N", show_default=False,
                     help="Stop after this many checks. Default: never."),
    ] = None,
    ping: Annotated[
        bool,
        typer.Option("--ping", help="Send one metered request each time. Without it, while Claude "
                                    "works, only one check in five minutes is metered."),
    ] = False,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print a JSON document per line, each like that of check."),
    ] = False,
    command: Annotated[
        str | None,
        typer.Option("--exec", metavar="CMD", show_default=False,
                     help="Run this command in a shell when the verdict changes, with the JSON "
                          "report on its standard input and the verdict in its environment."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", **_options.hints(_options.models), metavar="ID", show_default=False,
                     help="Ping this model. Default: ANTHROPIC_MODEL, or else the newest Haiku."),
    ] = None,
    surface: _options.Surface = None,
    route: _options.Route = "auto",
) -> None:  # fmt: skip
    """Show live whether Claude works from here, and since when.

    A dashboard on a terminal, otherwise a line per change. Each check sends at most one metered
    request of at most 10 tokens; the cost so far is shown.
    """
    from ..engine.rounds import Loop
    from . import _rounds, _watching

    settings = _rounds.settings_of(model, surface, route)
    pace = _rounds.pace(min(15.0, interval / 4), settings, "--interval", 4)
    how = _watching.How(interval=interval, count=count, ping=ping, json=json, command=command)
    with Loop() as loop:
        code = _watching.run(_rounds.Rounds(settings, pace, "watch", loop), how)
    raise typer.Exit(code)
