"""The command `wait`: block until Claude answers again."""

from __future__ import annotations

from typing import Annotated

import typer

from . import _app, _options

_FOR = _options.one_of("aim", lambda: ("anthropic", "any"))
_NOTIFY = _options.one_of("notice", lambda: ("auto", "bell", "off"))


@_app.command(
    group="During an outage",
    epilog="Exit codes: 0 Claude works; when it gives up, by the last verdict: 10 server, "
    "11 client, 12 account, 13 network, 14 unknown; 2 usage error, 130 interrupted.",
    examples=(
        _app.Example("claude-doctor wait && ./deploy.sh", "Go on as soon as Claude works again."),
        _app.Example(
            "claude-doctor wait --timeout 1800 --for any", "Half an hour; a fallback counts."
        ),
    ),
)
def wait(
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=1, metavar="SECONDS", show_default=False,
                     help="Give up after this time. Default: never."),
    ] = None,
    aim: Annotated[
        str,
        typer.Option("--for", metavar="anthropic|any", **_FOR,
                     help="anthropic: the route that your calls take; any: a usable fallback "
                          "is enough."),
    ] = "anthropic",
    model: Annotated[
        str | None,
        typer.Option("--model", **_options.hints(_options.models), metavar="ID", show_default=False,
                     help="Wait for this model. Default: ANTHROPIC_MODEL, or else the newest "
                          "Haiku."),
    ] = None,
    every: Annotated[
        float,
        typer.Option("--every", min=0.05, metavar="SECONDS",
                     help="The first pause is random up to this, and the limit doubles up to "
                          "twenty times as much. Less than 5 only on loopback."),
    ] = 15.0,
    notify: Annotated[
        str,
        typer.Option("--notify", metavar="auto|bell|off", **_NOTIFY,
                     help="How to announce the end: auto (the terminal's or the desktop's "
                          "notification, or a bell), bell or off."),
    ] = "auto",
    surface: _options.Surface = None,
    route: _options.Route = "auto",
) -> None:  # fmt: skip
    """Block until Claude works again: two complete answers in a row.

    Each attempt sends at most one metered request (10 tokens of answer, far less than a cent).
    Without a key it waits until the service answers keyless and neither the status page nor the
    crowd reports trouble, and says so. It stops at once if waiting cannot help: a rejected key,
    spent credit.
    """
    from ..engine.rounds import Loop
    from . import _rounds, _waiting

    settings = _rounds.settings_of(model, surface, route)
    pace = _rounds.pace(every, settings)
    with Loop() as loop:
        rounds = _rounds.Rounds(settings, pace, "wait", loop, peers=aim == "any")
        code = _waiting.until_it_answers(rounds, timeout, notify)
    raise typer.Exit(code)
