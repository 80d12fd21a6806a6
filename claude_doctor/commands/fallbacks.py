"""The command `fallbacks`: where else a call could go now."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from . import _app, _here, _options


@_app.command(
    group="During an outage",
    examples=(
        _app.Example("claude-doctor fallbacks", "What you could use now, the best first."),
        _app.Example("claude-doctor fallbacks --ping", "Test each route that is set up here."),
    ),
)
def fallbacks(
    context: typer.Context,
    json: _options.Document = False,
    timeout: _options.Timeout = 10.0,
    ping: Annotated[
        bool,
        typer.Option("--ping", help="Send one metered request over each other route to Claude that "
                                    "is set up here: at most 10 tokens of answer each, far less "
                                    "than a cent. The output tells the cost."),
    ] = False,
    surface: Annotated[
        str | None,
        typer.Option("--surface", metavar="api|code|chat", **_options.SURFACE, show_default=False,
                     help="Which program's calls to replace, as in check: api, code or chat."),
    ] = None,
) -> None:  # fmt: skip
    """List other models and providers that work now and that this machine could use.

    Routes that are set up here are asked without a credential whether they answer; for the others
    the list says what they need.
    """
    from ..border.settings import Asked, read
    from ..fallbacks import all_probes
    from ..fallbacks._ranking import rank
    from ..outside import interrupt, terminal
    from ..render import fallbacks as render
    from ..render.paint import Paint
    from . import _run

    at, settings = _run.now(), read(os.environ, Asked(timeout=timeout, surface=surface))
    collected = _run.collected(settings, all_probes(ping), context.obj)
    ranked = rank(collected.evidence, settings)
    if json:
        terminal.out(render.to_json(at, ranked))
    else:
        terminal.out(render.to_text(ranked, Paint(_here.screen())))
    raise typer.Exit(interrupt.exit_code() if collected.interrupted else 0)
