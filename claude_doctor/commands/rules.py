"""The command `rules`: the table of rules in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ..outside import terminal
from ..render import tables
from ..render.paint import Paint
from ..rules import all_rules
from . import _app, _options


def _ids() -> Iterable[str]:
    return (rule.id for rule in all_rules())


@_app.command()
def rules(
    rule: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="All of this rule.", **_options.one_of("rule", _ids)),
    ] = None,
) -> None:
    """The rules behind a verdict: a line each, or all that one needs, concludes and recommends."""
    paint = Paint(_options.screen())
    terminal.out(tables.in_words(paint, rule) if rule else tables.listed(paint, terminal.piped()))
