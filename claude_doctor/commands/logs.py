"""The command `logs`: what has failed in the past. It judges nothing, so it loads no rules."""

from __future__ import annotations

import errno
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..border import dates
from ..border.redact import plain
from ..border.settings import read
from ..engine.model import INTERRUPTED
from ..logs import sources
from ..logs.collect import Collected, collect
from ..outside import terminal
from ..render import logs as document
from ..render import logs_routes, logs_text
from ..render.paint import Paint
from . import _app, _options

UNREADABLE = 2  # as for a path that is not there


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
    settings, now = read(os.environ), datetime.now(UTC)
    try:
        begins = None if since is None else dates.since(since, now)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--since'") from None
    written = None if begins is None else begins.timestamp()
    if paths:
        found = collect(partial(sources.given, paths, written), begins, now)
    else:
        found = collect(partial(sources.default, settings.claude_dir, written), begins, now)
    if nothing := _nothing(found):
        print(f"claude-doctor: {plain(nothing, settings.secrets)}", file=sys.stderr)
        raise typer.Exit(UNREADABLE)
    routes = _routes(found)
    if json:
        terminal.out(document.to_json(found, settings.secrets, routes))
    else:
        paint = Paint(_options.screen())
        terminal.out(logs_text.render(found, paint, settings.secrets, routes))
    raise typer.Exit(INTERRUPTED if found.partial else 0)


def _routes(found: Collected) -> logs_routes.Routes:
    """The clouds that the causes are about; the configuration is read where no record tells."""
    from ..failures.route import of_record
    from . import _route

    causes = [one for one in found.tally.causes.values() if one.recorded]
    named = {one.row.id: of_record(one.row, one.example) for one in causes}
    active = _route.active(os.environ, True) if any(v is not None for v in named.values()) else None
    return logs_routes.routes(named, active)


def _nothing(found: Collected) -> str | None:
    """Why nothing could be read, where it is so: that is not "no failure"."""
    unreadable = found.unreadable
    if not unreadable or found.counts.transcripts or found.counts.logs or found.partial:
        return None
    path, why = unreadable[0]
    more = f" (and {len(unreadable) - 1} more)" if len(unreadable) > 1 else ""
    return f"nothing could be read: {path}: {why}{more}"
