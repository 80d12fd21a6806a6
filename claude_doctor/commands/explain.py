"""The command `explain`: a code or a text, read without any network."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from ..failures.reader import read, read_file
from ..outside import terminal
from ..render import explain as render
from . import _app, _options


@_app.command()
def explain(
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CODE or TEXT]", help="Without it, or with -: standard input."),
    ] = None,
    as_json: _options.Json = False,
) -> None:
    """What an error code, a message, a traceback or a log means, whose fault, what to do."""
    if not text and (sys.stdin is None or sys.stdin.isatty()):
        raise typer.BadParameter("give a code or a text, or pipe one in")
    try:
        if text in (None, [], ["-"]):
            reading = read_file(terminal.stdin(), terminal.hidden)
        else:
            reading = read(terminal.hidden(" ".join(text)))
    except OSError as error:
        raise typer.BadParameter(f"standard input: {error.strerror}") from None
    document = json.dumps(render.to_json(reading), indent=1) + "\n" if as_json else None
    terminal.out(terminal.masked(document or render.to_text(reading, terminal.width())))
