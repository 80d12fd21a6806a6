"""The situations, by kind; what must be said was written down before the first run."""

from __future__ import annotations

from ..situation import Situation
from . import certificates, clouds, gateways, keys, names, proxies

ROWS: tuple[Situation, ...] = (
    *proxies.ROWS, *certificates.ROWS, *names.ROWS, *gateways.ROWS, *keys.ROWS, *clouds.ROWS,
)  # fmt: skip
