"""What `logs` reads and prints, apart from how its options are read."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from ..border.redact import plain
from ..border.settings import read
from ..logs import sources
from ..logs.collect import Collected, collect
from ..outside import interrupt, terminal
from ..render import logs as document
from ..render import logs_routes

if TYPE_CHECKING:
    from datetime import datetime

UNREADABLE = 2  # as for a path that is not there


def show(paths: list[str], since: datetime | None, now: datetime, as_json: bool) -> int:
    """Print what failed since then, in these paths or in Claude Code's transcripts; the exit
    code."""
    settings = read(os.environ)
    written = None if since is None else since.timestamp()
    if paths:
        found = collect(partial(sources.given, paths, written), since, now)
    else:
        found = collect(partial(sources.default, settings.claude_dir, written), since, now)
    if nothing := _nothing(found):
        print(f"claude-doctor: {plain(nothing, settings.secrets)}", file=sys.stderr)
        return UNREADABLE
    routes = _routes(found)
    if as_json:
        terminal.out(document.to_json(found, settings.secrets, routes))
    else:
        from ..render import logs_text
        from ..render.paint import Paint
        from . import _here

        paint = Paint(_here.screen())
        terminal.out(logs_text.render(found, paint, settings.secrets, routes))
    return interrupt.exit_code() if found.partial else 0


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
