"""The command `rules`: the table of rules in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ..outside import terminal
from ..render import tables
from ..render.paint import Paint
from ..rules import all_rules
from . import _app, _here, _options


def _ids() -> Iterable[str]:
    return (rule.id for rule in all_rules())


@_app.command(
    group="Reference",
    examples=(
        _app.Example("claude-doctor rules overloaded", "When and why this verdict is given."),
    ),
)
def rules(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="RULE",
            help="Show this rule. Default: list all.",
            **_options.one_of("rule", _ids),
        ),
    ] = None,
) -> None:
    """List the rules behind the verdicts: what each needs, concludes and recommends."""
    paint = Paint(_here.screen())
    terminal.out(tables.in_words(paint, rule) if rule else tables.listed(paint, terminal.piped()))
