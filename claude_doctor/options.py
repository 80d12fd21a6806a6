"""Options and their values: what commands share, what the shell completes, what is refused."""

from __future__ import annotations

from typing import Annotated

import typer

SIDES = ("healthy", "server", "client", "account", "network", "unknown")


def formats(incomplete: str = "") -> list[str]:
    """Names for --format."""
    from .render import formats

    return [name for name in formats() if name.startswith(incomplete)]


def probes(incomplete: str = "") -> list[str]:
    """Names for --only and --skip."""
    from .app import probe_names

    return [name for name in probe_names() if name.startswith(incomplete)]


def scenarios(incomplete: str = "") -> list[str]:
    """Names for demo and chaos."""
    from .chaos import SCENARIOS

    return [s.name for s in SCENARIOS if s.name.startswith(incomplete)]


def rules(incomplete: str = "") -> list[str]:
    """Ids for rules."""
    from .rules import all_rules

    return [rule.id for rule in all_rules() if rule.id.startswith(incomplete)]


def fixes(incomplete: str = "") -> list[str]:
    """Names for fixes."""
    from .fixes import FIXES

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


def sides(values: list[str]) -> list[str]:
    """The sides of a comma-separated list; refuse one that is not there."""
    chosen = [side.strip() for value in values for side in value.split(",") if side.strip()]
    for side in chosen:
        known(side, list(SIDES), "side")
    if values and not chosen:
        raise typer.BadParameter(f"no side; known: {', '.join(SIDES)}")
    return chosen


Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Format = Annotated[
    str,
    typer.Option("--format", callback=known_format, autocompletion=formats,
                 help="text or json.", metavar="FORMAT"),
]  # fmt: skip
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="The one-sentence verdict alone.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Every rule with the evidence for and against.")
]
Timeout = Annotated[
    float, typer.Option("--timeout", min=1, max=300, help="Seconds for the whole run.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Degraded counts as a fault.")]
FailOn = Annotated[
    list[str],
    typer.Option("--fail-on", callback=sides, metavar="SIDE[,SIDE…]", default_factory=list,
                 help="Only these sides give a non-zero exit: " + ", ".join(SIDES) + "."),
]  # fmt: skip
