"""One file a probe; this directory is the registry."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from ..engine.model import Probe


@cache
def all_probes() -> tuple[Probe, ...]:
    """Every probe of the directory, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").PROBE for name in names)
