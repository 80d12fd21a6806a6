"""Options and their values: what commands share, what the shell completes, what is refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import _typos
from ._help import EXIT, OUTPUT
from ._quick import ROUTES, SURFACES

if TYPE_CHECKING:
    from datetime import datetime

    from ..border.settings import Asked, Settings

SIDES = ("healthy", "server", "client", "account", "network", "unknown")


def refuse(what: str, values: Iterable[str], known: Sequence[str]) -> None:
    """A usage error if one of these values is not known; it says what to type instead."""
    for value in values:
        if value not in known:
            listing = f"claude-doctor {_LISTED.get(what, f'{what}s')}"
            told = _typos.instead(value, known, listing)
            raise typer.BadParameter(f"unknown {what} {value[: _typos.CUT]!r}; {told}")


#: The command that lists the names, where it is not called after them.
_LISTED = {"scenario": "demo", "cause": "rules", "fix": "fixes"}


def one_of(what: str, names: Callable[[], Iterable[str]]) -> dict[str, Any]:
    """How an option or argument takes these names alone: others are refused with the list of what
    is known, and the shell completes them. A list of values is looked at one by one."""

    def refused(value: Any) -> Any:
        values = value if isinstance(value, list) else [] if value is None else [value]
        if values:
            refuse(what, values, list(names()))
        return value

    return {"callback": refused, **hints(names)}


def hints(names: Callable[[], Iterable[str]]) -> dict[str, Any]:
    """How an option or argument offers these names to the shell, and takes others too."""

    def completed(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return {"autocompletion": completed}


SURFACE = one_of("surface", lambda: SURFACES)
ROUTE = one_of("route", lambda: ROUTES)


def settings_of(asked: Asked) -> Settings:
    """The settings of a run here; a usage error where a gateway is asked for and none is set."""
    from ..border.settings import read

    settings = read(os.environ, asked)
    if asked.route == "gateway" and not settings.gateway:
        raise typer.BadParameter("--route gateway: ANTHROPIC_BASE_URL names no gateway")
    return settings


def since(text: str | None, now: datetime) -> datetime | None:
    """The moment that --since means; None where it was not given. A usage error where it is
    none."""
    from ..border import dates

    try:
        return None if text is None else dates.since(text, now)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--since'") from None


def formats() -> tuple[str, ...]:
    """Names for --format."""
    from ..render.formats import names

    return names()


def scenarios() -> Iterable[str]:
    """Names for demo and chaos."""
    from ..chaos import SCENARIOS

    return (scenario.name for scenario in SCENARIOS)


def models() -> Iterable[str]:
    """Ids for --model; the API may know others."""
    from ..sources.api.models import MODELS

    return (model.id for model in MODELS)


def sides(values: list[str]) -> list[str]:
    """The sides of a comma-separated list; refuse one that is not there."""
    chosen = [side.strip() for value in values for side in value.split(",") if side.strip()]
    if values and not chosen:
        raise typer.BadParameter(f"no side; known: {', '.join(SIDES)}")
    refuse("side", chosen, SIDES)
    return chosen


#: For what asks again and again.
Surface = Annotated[
    str | None,
    typer.Option("--surface", metavar="api|code|chat", **SURFACE, show_default=False,
                 help="Which program's calls to test, as in check: api, code or chat."),
]  # fmt: skip
Route = Annotated[
    str,
    typer.Option("--route", metavar="ROUTE", **ROUTE,
                 help="Who serves Claude, as in check: auto, anthropic, bedrock, vertex, foundry "
                      "or gateway."),
]  # fmt: skip
Json = Annotated[
    bool,
    typer.Option("--json", rich_help_panel=OUTPUT,
                 help="Print one JSON document: short for --format json."),
]  # fmt: skip
Document = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Format = Annotated[
    str,
    typer.Option("--format", **one_of("format", formats), metavar="FORMAT",
                 rich_help_panel=OUTPUT,
                 help="How to print the report: " + ", ".join(formats()) + "."),
]  # fmt: skip
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", rich_help_panel=OUTPUT,
                 help="Write the report to this file and print nothing. The file is replaced in "
                      "one step; if that fails, the report is printed and the exit code is 2."),
]  # fmt: skip
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", rich_help_panel=OUTPUT,
                 help="Print the verdict in one sentence, and nothing else."),
]  # fmt: skip
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", rich_help_panel=OUTPUT,
                 help="Also print every rule with the evidence for and against it."),
]  # fmt: skip
Timeout = Annotated[
    float,
    typer.Option("--timeout", min=1, max=300, metavar="SECONDS",
                 help="Stop after this time, with a report of what is known by then."),
]  # fmt: skip
Strict = Annotated[
    bool,
    typer.Option("--strict", rich_help_panel=EXIT,
                 help="Exit with the side's code when the service is degraded, too."),
]  # fmt: skip
FailOn = Annotated[
    list[str],
    typer.Option("--fail-on", callback=sides, **hints(lambda: SIDES), metavar="SIDE[,SIDE…]",
                 default_factory=list, show_default=False, rich_help_panel=EXIT,
                 help="Exit with 0 unless it is one of these sides: " + ", ".join(SIDES) + "."),
]  # fmt: skip
