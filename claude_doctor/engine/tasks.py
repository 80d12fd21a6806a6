"""What a probe has begun beside itself ends where the probe is ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def ended_together(*tasks: asyncio.Task[Any] | None) -> Iterator[None]:
    """Cancel these, too, where the block is cancelled: the run is over, and what they have by then
    is what counts. In `wait` and `watch` whatever went on would ask in another round, or over a
    client that is closed."""
    try:
        yield
    except asyncio.CancelledError:
        for task in tasks:
            if task is not None:
                task.cancel()
        raise
