"""The command `fallbacks`: where else a call could go now."""

from __future__ import annotations

import os

import typer

from . import _app, _options


@_app.command()
def fallbacks(
    context: typer.Context,
    json: _options.Json = False,
    timeout: _options.Timeout = 10.0,
) -> None:
    """Which other models and providers are up now, and which this machine could use."""
    from ..border.settings import Asked, read
    from ..engine.model import INTERRUPTED
    from ..fallbacks import all_probes
    from ..fallbacks._ranking import rank
    from ..outside import terminal
    from ..render import fallbacks as render
    from . import _run

    at, settings = _run.now(), read(os.environ, Asked(timeout=timeout))
    collected = _run.collected(settings, all_probes(), context.obj)
    ranked = rank(collected.evidence, settings)
    if json:
        terminal.out(render.to_json(at, ranked))
    else:
        terminal.out(render.to_text(ranked, terminal.width(), not terminal.encodes("●▲✗")))
    raise typer.Exit(INTERRUPTED if collected.interrupted else 0)
