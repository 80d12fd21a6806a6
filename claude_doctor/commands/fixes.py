"""The command `fixes`: the recommended fixes in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ..fixes.table import FIXES
from ..outside import terminal
from ..render import tables
from . import _app, _options


def _names() -> Iterable[str]:
    return (fix.id for fix in FIXES)


@_app.command()
def fixes(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Only this fix.", **_options.one_of("fix", _names)),
    ] = None,
) -> None:
    """The recommended fixes: what to do, how and why."""
    terminal.out(tables.fixes(name))
