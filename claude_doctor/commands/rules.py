"""The command `rules`: the table of rules in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ..outside import terminal
from ..render import tables
from ..rules import all_rules
from . import _app, _options


def _ids() -> Iterable[str]:
    return (rule.id for rule in all_rules())


@_app.command()
def rules(
    rule: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Only this rule.", **_options.one_of("rule", _ids)),
    ] = None,
) -> None:
    """Every rule: what it needs, what it concludes, what it recommends."""
    terminal.out(tables.rules(rule))
