"""One file a probe; this directory is the registry, with the crowd's sources beside it."""

from __future__ import annotations

import pkgutil
from functools import cache, partial
from importlib import import_module

from ..engine.model import Later, Probe
from ..sources import crowd

#: Those that ask somebody, in the order in which their packets leave; the first tells how far a
#: packet comes, the next takes longest. The others need no packet, and come behind the crowd.
_FIRST = ("network", "ping", "status", "quota")


def _names() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(__path__))


def _load(name: str) -> Probe:
    found: Probe = import_module(f"{__name__}.{name}").PROBE
    return found


def _of_crowd(name: str) -> Probe:
    return crowd.load(name).probe


def later() -> tuple[Later, ...]:
    """Every probe there is, in the order in which they begin; nothing of them is loaded."""
    rest = [name for name in _names() if name not in _FIRST]
    sources = [Later(name, partial(_of_crowd, name)) for name in crowd.names()]
    first, last = ([Later(name, partial(_load, name)) for name in part] for part in (_FIRST, rest))
    return (*first, *sources, *last)


@cache
def all_probes() -> tuple[Probe, ...]:
    """Every probe there is, by name."""
    found = [_load(name) for name in _names()]
    found += [source.probe for source in crowd.all_sources()]
    return tuple(sorted(found, key=lambda probe: probe.name))
