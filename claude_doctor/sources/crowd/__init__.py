"""What others see: answer → posts → people in a window → a level.

One file (or folder) a source, and this folder is the registry: a source that is here is asked,
judged and shown. Two independent sources confirm an outage, one never does: whoever re-reads the
same posts, or the status page, is no source of its own.

Shared by them: `_source` (what a source is; the cache around it), `_filter` (which titles report
an outage), `_counting` (how unusual so many people are), `_shapes` (posts out of what is sent),
`_long` (a list too long to read), `_refusals` (what is no answer).
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from ._source import Source


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source of the folder, by rank."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found: list[Source] = [import_module(f"{__name__}.{name}").SOURCE for name in names]
    return tuple(sorted(found, key=lambda source: (source.rank, source.name)))
