"""Where else to send a call meanwhile: other Claude models, clouds, providers, local models.

One file a provider, and this folder is the registry: a file that is here is asked. `_provider`
says what it holds; `_statuspage` and `_local` are what several share; `_ranking`, pure, makes the
list from evidence and settings.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from ..engine.model import Probe
from ._provider import Provider


@cache
def all_providers() -> tuple[Provider, ...]:
    """Every provider of the folder, by the change that its first route costs."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found: list[Provider] = [import_module(f"{__name__}.{name}").PROVIDER for name in names]
    return tuple(sorted(found, key=lambda provider: provider.routes[0].order))


@cache
def all_probes(metered: bool = False) -> tuple[Probe, ...]:
    """The providers as probes for the runner: all at once, one deadline. `metered`: with a request
    to each route that can be called from here."""
    return tuple(provider.probe(metered) for provider in all_providers())
