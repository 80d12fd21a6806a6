"""The command `logs`: what has failed in the past. It judges nothing, so it loads no rules."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from ..border.redact import plain
from ..engine.model import INTERRUPTED
from ..logs import since as times
from ..logs import sources
from ..logs.collect import Collected, collect
from ..outside import terminal

if TYPE_CHECKING:
    from ..border.settings import Settings

UNREADABLE = 2  # as for a path that is not there


def logs(settings: Settings, paths: Iterable[str], since: str | None, as_json: bool) -> int:
    """Read, count, print; the exit code."""
    now = datetime.now(UTC)
    begins = None if since is None else times.moment(since, now)
    written = None if begins is None else begins.timestamp()
    chosen = list(paths)
    if chosen:
        found = collect(partial(sources.given, chosen, written), begins, now)
    else:
        found = collect(partial(sources.default, settings.claude_dir, written), begins, now)
    if nothing := _nothing(found):
        print(f"claude-doctor: {plain(nothing, settings.secrets)}", file=sys.stderr)
        return UNREADABLE
    _print(found, settings.secrets, as_json)
    return INTERRUPTED if found.partial else 0


def _nothing(found: Collected) -> str | None:
    """Why nothing could be read, where it is so: that is not "no failure"."""
    unreadable = found.unreadable
    if not unreadable or found.counts.transcripts or found.counts.logs or found.partial:
        return None
    path, why = unreadable[0]
    more = f" (and {len(unreadable) - 1} more)" if len(unreadable) > 1 else ""
    return f"nothing could be read: {path}: {why}{more}"


def _print(found: Collected, secrets: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        from ..render import logs

        terminal.out(logs.to_json(found, secrets))
        return
    from ..render import logs_text

    ascii_only = not terminal.encodes("█░·…")
    terminal.out(logs_text.render(found, terminal.width(), secrets, ascii_only))
