"""Everybody that `fallbacks` asks, as probes for the runner: all at once, one deadline."""

from __future__ import annotations

from ..engine.model import Probe
from . import aws, azure, claude, google, local, mistral, openrouter, statuspages

PROBES: tuple[Probe, ...] = (
    claude.PROBE,
    aws.PROBE,
    google.PROBE,
    azure.PROBE,
    *statuspages.PROBES,
    openrouter.PROBE,
    mistral.PROBE,
    *local.PROBES,
)

NAMES = frozenset(probe.name for probe in PROBES)
