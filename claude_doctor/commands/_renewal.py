"""What `statusline` starts in the background: one look at the status page, kept for the bar."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ..outside import background

#: Seconds for the page, and after which this process ends whatever hangs.
_PATIENCE = 8.0
_AT_MOST = 15.0


def main() -> None:
    """Read the page and note its word; one that could not be read is noted as that."""
    background.after(_AT_MOST, lambda: os._exit(1))
    from ..border.settings import Asked, read
    from ..engine.runner import collect
    from ..outside import history_row, newest
    from ..probes import all_probes

    settings = read(os.environ, Asked(timeout=_PATIENCE, only=("status", "environment")))
    if newest.check(str(settings.data_dir)) is None:
        _take_over(settings.data_dir)
    found = collect(settings, all_probes(), time.monotonic() + _PATIENCE)
    facts = {one.name: dict(one.facts) for one in found.evidence}
    word = history_row.page_word(facts)
    newest.keep_page(str(settings.cache_dir), time.time(), word or "")


def _take_over(folder: Path) -> None:
    """Note the newest row of a history that was written before there was a bar."""
    from ..outside import history

    row = history.latest(folder)
    if row is not None:
        history.note(folder, row)
