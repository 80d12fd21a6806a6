"""One file a probe; this directory is the registry, with the crowd's sources beside it."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from ..engine.model import Probe
from ..sources.crowd import all_sources


@cache
def all_probes() -> tuple[Probe, ...]:
    """Every probe there is, by name."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    found: list[Probe] = [import_module(f"{__name__}.{name}").PROBE for name in names]
    found += [source.probe for source in all_sources()]
    return tuple(sorted(found, key=lambda probe: probe.name))
