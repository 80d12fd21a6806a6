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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._source import Source


def names() -> tuple[str, ...]:
    """The sources of the folder by the name of their file; none of them is loaded for that."""
    return tuple(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def load(name: str) -> Source:
    """The source of that name, which must be one of `names`."""
    found: Source = import_module(f"{__name__}.{name}").SOURCE
    return found


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source of the folder, by rank."""
    return tuple(sorted(map(load, names()), key=lambda source: (source.rank, source.name)))
