"""The command `explain`: a code or a text, read without any network."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from . import _app, _explained, _options


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
        _explained.show(text or [], as_json)
    except OSError as error:
        where = error.filename or "standard input"
        raise typer.BadParameter(f"{where}: {error.strerror}") from None
