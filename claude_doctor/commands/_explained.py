"""What `explain` prints, apart from how its options are read."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from ..failures.arguments import read_arguments
from ..outside import terminal
from ..render import explain as render
from . import _here

if TYPE_CHECKING:
    from ..failures.reader import Reading
    from ..failures.route import Route

#: Whose failures no cloud's advice mends: no settings are read for them.
NEVER = ("server", "none", "unknown")


def show(words: list[str], as_json: bool) -> None:
    """Print what these words, the files that they name, or standard input mean. OSError where one
    of them cannot be read."""
    reading = read_arguments(words, terminal.stdin, terminal.hidden)
    route = None if reading.side in NEVER else _route(reading)
    if as_json:
        found = render.to_json(reading, route, _here.system().shell)
        text = json.dumps(found, indent=1) + "\n"
    else:
        from ..render.paint import Paint

        text = render.to_text(reading, Paint(_here.screen()), route)
    terminal.out(terminal.masked(text))


def _route(reading: Reading) -> Route | None:
    """The cloud that calls from here go to, where the advice depends on that."""
    from ..failures import route

    if not route.matters(reading):
        return None
    from . import _route

    return _route.active(os.environ, route.by_program(reading.speaker))
