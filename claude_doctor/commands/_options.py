"""Options and their values: what commands share, what the shell completes, what is refused."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Annotated

import typer

SIDES = ("healthy", "server", "client", "account", "network", "unknown")


def formats(incomplete: str = "") -> list[str]:
    """Names for --format."""
    from ..render.formats import names

    return [name for name in names() if name.startswith(incomplete)]


def probes(incomplete: str = "") -> list[str]:
    """Names for --only and --skip."""
    from ._run import probe_names

    return [name for name in probe_names() if name.startswith(incomplete)]


def scenarios(incomplete: str = "") -> list[str]:
    """Names for demo and chaos."""
    from ..chaos import SCENARIOS

    return [s.name for s in SCENARIOS if s.name.startswith(incomplete)]


def rules(incomplete: str = "") -> list[str]:
    """Ids for rules."""
    from ..rules import all_rules

    return [rule.id for rule in all_rules() if rule.id.startswith(incomplete)]


def fixes(incomplete: str = "") -> list[str]:
    """Names for fixes."""
    from ..fixes.table import FIXES

    return [fix.id for fix in FIXES if fix.id.startswith(incomplete)]


def known(value: str | None, names: list[str], what: str) -> str | None:
    """Refuse a value outside these names, and list them."""
    if value is not None and value not in names:
        raise typer.BadParameter(f"unknown {what}; known: {', '.join(names)}")
    return value


def known_format(value: str) -> str:
    """Refuse a format that is not there."""
    known(value, formats(), "format")
    return value


def known_probes(values: list[str]) -> list[str]:
    """Refuse a probe that is not there."""
    for value in values:
        known(value, probes(), "probe")
    return values


def known_scenario(value: str | None) -> str | None:
    """Refuse a scenario that is not there."""
    return known(value, scenarios(), "scenario")


def surfaces(incomplete: str = "") -> list[str]:
    """Names for --surface."""
    return [name for name in ("api", "code", "chat") if name.startswith(incomplete)]


def known_surface(value: str) -> str:
    """Refuse a surface that is not there."""
    known(value, surfaces(), "surface")
    return value


def sides(values: list[str]) -> list[str]:
    """The sides of a comma-separated list; refuse one that is not there."""
    chosen = [side.strip() for value in values for side in value.split(",") if side.strip()]
    for side in chosen:
        known(side, list(SIDES), "side")
    if values and not chosen:
        raise typer.BadParameter(f"no side; known: {', '.join(SIDES)}")
    return chosen


def existing(values: list[str]) -> list[str]:
    """Refuse a path that is not there; one that may not be looked at is not refused."""
    for value in values:
        try:
            if value != "-":
                Path(value).stat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise typer.BadParameter(f"no such file or folder: {value}") from None
        except OSError as error:
            if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
                raise typer.BadParameter(f"{error.strerror}: {value[:80]}") from None
    return values


def since(value: str | None) -> str | None:
    """Refuse what is neither a span nor a date."""
    if value is not None:
        from datetime import UTC, datetime

        from ..logs.since import moment

        try:
            moment(value, datetime.now(UTC))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    return value


Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Document = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Format = Annotated[
    str,
    typer.Option("--format", callback=known_format, autocompletion=formats,
                 help="How it is shown: " + ", ".join(formats()) + ".", metavar="FORMAT"),
]  # fmt: skip
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="The one-sentence verdict alone.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Every rule with the evidence for and against.")
]
Timeout = Annotated[
    float, typer.Option("--timeout", min=1, max=300, help="Seconds for the whole run.")
]
Fallbacks = Annotated[
    bool, typer.Option("--fallbacks", help="In a server verdict, name the best other route.")
]
Logs = Annotated[
    list[str],
    typer.Argument(callback=existing, metavar="PATH", show_default=False,
                   help="Files, folders, or - for standard input; else Claude Code's own."),
]  # fmt: skip
Since = Annotated[
    str | None,
    typer.Option("--since", callback=since, metavar="WHEN",
                 help="Only what came after: 2h, 30m, 7d, or an ISO date."),
]  # fmt: skip
Surface = Annotated[
    str,
    typer.Option("--surface", callback=known_surface, autocompletion=surfaces, metavar="NAME",
                 help="What you use: api, code (Claude Code) or chat (claude.ai). All are told; "
                      "this one's state on the status page decides."),
]  # fmt: skip
Strict = Annotated[bool, typer.Option("--strict", help="Degraded counts as a fault.")]
FailOn = Annotated[
    list[str],
    typer.Option("--fail-on", callback=sides, metavar="SIDE[,SIDE…]",
                 default_factory=list, show_default=False,
                 help="Only these sides give a non-zero exit: " + ", ".join(SIDES) + "."),
]  # fmt: skip
