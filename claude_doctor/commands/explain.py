"""The command `explain`: a code or a text, read without any network."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..failures.arguments import read_arguments
from ..outside import terminal
from ..render import explain as render
from ..render.paint import Paint
from . import _app, _options

if TYPE_CHECKING:
    from ..failures.reader import Reading
    from ..failures.route import Route

#: Whose failures no cloud's advice mends: no settings are read for them.
NEVER = ("server", "none", "unknown")


@_app.command(
    group="Diagnose",
    dashes=True,
    examples=(
        _app.Example("claude-doctor explain 529", "A status code or an error type."),
        _app.Example("claude-doctor explain app.log", "A file: its last failure decides."),
        _app.Example("./run.sh 2>&1 | claude-doctor explain", "What a program printed."),
    ),
)
def explain(
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODE|MESSAGE|FILE",
            help="A code, an error message, or a file by its name. Default, and with -: standard "
            "input.",
        ),
    ] = None,
    as_json: _options.Document = False,
) -> None:
    """Explain an error code, message, traceback or log: whose fault it is, what to do.

    Works without the network. The text stays on this machine.
    """
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
    route = None if reading.side in NEVER else _route(reading)
    if as_json:
        text_out = (
            json.dumps(render.to_json(reading, route, _options.system().shell), indent=1) + "\n"
        )
    else:
        text_out = render.to_text(reading, Paint(_options.screen()), route)
    terminal.out(terminal.masked(text_out))


def _route(reading: Reading) -> Route | None:
    """The cloud that calls from here go to, where the advice depends on that."""
    from ..failures import route

    if not route.matters(reading):
        return None
    from . import _route

    return _route.active(os.environ, route.by_program(reading.speaker))
