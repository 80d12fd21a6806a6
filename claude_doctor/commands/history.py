"""The command `history`: past checks of this machine. It judges nothing and asks nobody."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..border.settings import read
from ..outside import history as past
from ..outside import terminal
from . import _app, _here, _options

if TYPE_CHECKING:
    from ..outside.history_row import Row
    from ..render.history import Asked

UNREADABLE = 2  # as for a file that `logs` cannot read
_SHOWN = 20  # checks that are listed where no number is asked for: a screen


@_app.command(
    group="Diagnose",
    examples=(
        _app.Example("claude-doctor history --plot", "Verdicts and answer times as plots."),
        _app.Example("claude-doctor history --outages --since 7d", "The outages of a week."),
    ),
)
def history(
    since: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Only checks after this: 2h, 30m, 7d, or an ISO date."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, metavar="N", show_default=False,
                     help="List this many checks, the newest. Default: 20; with --json or --csv, "
                          "all."),
    ] = None,
    plot: Annotated[
        bool,
        typer.Option("--plot", help="Plot verdicts over time, time to first token, and "
                                    "availability by hour of the day."),
    ] = False,
    outages: Annotated[
        bool,
        typer.Option("--outages", help="Show the outages that this machine saw, from its checks "
                                       "and Claude Code's transcripts: start, end, failed pings, "
                                       "status page, crowd, request ids."),
    ] = False,
    json: _options.Document = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print a line per check, for spreadsheets.")
    ] = False,
    clear: Annotated[
        bool,
        typer.Option("--clear", help="Delete all checks kept here, including corrupt files set "
                                     "aside."),
    ] = False,
) -> None:  # fmt: skip
    """Show the past checks of this machine: list, percentiles, plots, outages."""
    _refuse_together(plot=plot, outages=outages, json=json, csv=csv, clear=clear)
    if limit is not None and (plot or outages or clear):
        raise typer.BadParameter("--limit is for the list, --json and --csv")
    settings, now = read(os.environ), datetime.now(UTC)
    begins = _options.since(since, now)
    if clear:
        if since is not None:
            raise typer.BadParameter("--clear deletes all; it takes no --since")
        _clear(settings.data_dir)
        return
    found, trouble = past.read(settings.data_dir, begins)
    if trouble is not None:
        _tell(trouble)
        raise typer.Exit(UNREADABLE)
    from ..render.history import Asked

    asked = Asked(begins, now)
    if outages:
        text = _outages(found, asked, settings.claude_dir, json)
    else:
        text = _checks(found, asked, limit, plot=plot, json=json, csv=csv)
    terminal.out(text)


def _refuse_together(**chosen: bool) -> None:
    """A usage error where two of these are asked for that have no common view."""
    names = [f"--{name}" for name, wanted in chosen.items() if wanted]
    if len(names) > 1 and set(names) != {"--outages", "--json"}:
        raise typer.BadParameter(f"{' and '.join(names)} do not go together")


def _checks(
    rows: list[Row], asked: Asked, limit: int | None, *, plot: bool, json: bool, csv: bool
) -> str:
    from ..render import history as documents

    if json or csv:
        rows = rows if limit is None else rows[-limit:]
        return documents.to_json(rows, asked) if json else documents.to_csv(rows)
    from ..render import history_text
    from ..render.paint import Paint

    paint = Paint(_here.screen())
    if plot:
        return history_text.plots(rows, asked, paint)
    return history_text.listed(rows, asked, limit or _SHOWN, paint)


def _outages(rows: list[Row], asked: Asked, claude_dir: Path, json: bool) -> str:
    from ..logs.outages import outages, transcripts
    from ..render import history as documents

    # no further back than checks are kept: transcripts of before have nothing beside them
    since = asked.since or asked.until - timedelta(days=past.DAYS)
    found = outages(rows, transcripts(claude_dir, since, asked.until))
    if json:
        return documents.to_json(rows, asked, found)
    from ..render import history_outages
    from ..render.paint import Paint

    return history_outages.render(found, asked, Paint(_here.screen()))


def _clear(data_dir: Path) -> None:
    count, trouble = past.clear(data_dir)
    if trouble is not None:
        _tell(trouble)
        raise typer.Exit(UNREADABLE)
    terminal.out(f"{count} {'check' if count == 1 else 'checks'} deleted.\n")


def _tell(what: str) -> None:
    print(f"claude-doctor: {what}", file=sys.stderr)
