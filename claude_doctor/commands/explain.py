"""The command `explain`: a code or a text, read without any network."""

from __future__ import annotations

import json
import re
import sys
from typing import Annotated

import typer

from ..failures.arguments import read_arguments
from ..outside import terminal
from ..render import explain as render
from . import _app, _options


@_app.command(dashes=True)
def explain(
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE, TEXT or FILE]...", help="Without it, or with -: standard input."
        ),
    ] = None,
    as_json: _options.Json = False,
) -> None:
    """What an error code, a message, a traceback or a log means, whose fault, what to do."""
    if not text and (sys.stdin is None or sys.stdin.isatty()):
        raise typer.BadParameter(
            "give a code, a text or a file: claude-doctor explain 529; or pipe one in"
        )
    if text and len(text) <= 2 and re.match(r"--?[a-z][\w-]*$", text[0]):
        raise typer.BadParameter(f"no such option: {text[0]}")
    try:
        reading = read_arguments(text or [], terminal.stdin, terminal.hidden)
    except OSError as error:
        where = error.filename or "standard input"
        raise typer.BadParameter(f"{where}: {error.strerror}") from None
    document = json.dumps(render.to_json(reading), indent=1) + "\n" if as_json else None
    terminal.out(terminal.masked(document or render.to_text(reading, terminal.width())))
