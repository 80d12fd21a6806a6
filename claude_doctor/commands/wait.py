"""The command `wait`: block until Claude answers again."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _app, _options

_FOR = _options.one_of("aim", lambda: ("anthropic", "any"))
_NOTIFY = _options.one_of("notice", lambda: ("auto", "bell", "off"))


@_app.command(
    epilog="Exit codes: 0 it answers; when it gives up, by the last verdict: 10 server, "
    "11 client, 12 account, 13 network, 14 unknown; 2 usage, 130 interrupted. "
    "Example: claude-doctor wait && ./deploy"
)
def wait(
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=1, metavar="SECONDS", show_default=False,
                     help="Give up after so long. Default: never."),
    ] = None,
    aim: Annotated[
        str,
        typer.Option("--for", metavar="AIM", **_FOR,
                     help="anthropic: the way that your calls take; any: a usable fallback is "
                          "enough, too."),
    ] = "anthropic",
    model: Annotated[
        str | None,
        typer.Option("--model", **_options.hints(_options.models), metavar="ID", show_default=False,
                     help="Wait for this model. Default: ANTHROPIC_MODEL, else the newest Haiku."),
    ] = None,
    every: Annotated[
        float,
        typer.Option("--every", min=0.05, metavar="SECONDS",
                     help="The first pause is random up to this; while it fails it doubles up to "
                          "twenty times as much. Below 5 only against this machine."),
    ] = 15.0,
    notify: Annotated[
        str,
        typer.Option("--notify", metavar="HOW", **_NOTIFY,
                     help="At the end: auto (on a terminal its own notice or a bell, and the "
                          "desktop's), bell, off."),
    ] = "auto",
    surface: _options.Surface = None,
    route: _options.Route = "auto",
) -> None:  # fmt: skip
    """Block until Claude answers completely, twice in a row.

    Each time one metered request at most is sent (10 tokens of answer, far below a cent).
    Without a key it waits until the service answers keyless, with no trouble on its status page
    and in the crowd, and says so. It stops at once where waiting cures nothing: a refused key,
    spent credit.
    """
    from ..border.settings import Asked
    from ..engine.rounds import Loop
    from . import _rounds, _waiting

    asked = Asked(
        models=(model,) if model else (),
        single=True,
        surface=surface,
        route=None if route == "auto" else route,
    )
    settings = _options.settings_of(asked)
    pace = _rounds.pace(every, settings)
    with Loop() as loop:
        rounds = _rounds.Rounds(settings, pace, "wait", loop, peers=aim == "any")
        code = _waiting.until_it_answers(rounds, timeout, notify)
    raise typer.Exit(code)
