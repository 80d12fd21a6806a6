"""The command `logs`: what has failed in the past. It judges nothing, so it loads no rules."""

from __future__ import annotations

import errno
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from . import _app, _options


def _existing(values: list[str]) -> list[str]:
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


@_app.command(
    group="Diagnose",
    examples=(
        _app.Example("claude-doctor logs --since 1d", "Claude Code's failures of a day."),
        _app.Example("claude-doctor logs app.log", "What failed in a log of your own."),
    ),
)
def logs(
    paths: Annotated[
        list[str],
        typer.Argument(callback=_existing, metavar="PATH", show_default=False,
                       help="Files or folders; - reads standard input. Default: the transcripts of "
                            "Claude Code."),
    ] = [],  # noqa: B006
    since: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Only failures after this: 2h, 30m, 7d, or an ISO date."),
    ] = None,
    json: _options.Document = False,
) -> None:  # fmt: skip
    """Count the failures in Claude Code's transcripts or in any logs, by cause and over time.

    Works without the network. Nothing leaves this machine.
    """
    now = datetime.now(UTC)
    begins = _options.since(since, now)
    from . import _logged

    raise typer.Exit(_logged.show(paths, begins, now, json))
