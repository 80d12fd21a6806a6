"""Whether anything gets out of this machine at all, where the usual way has failed.

Asked without a name: an address that Anthropic publishes for its API, without a key. What comes
back tells a dead line from a firewall that rejects, and a dead resolver from a dead line.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from pathlib import Path

from ...border.addresses import is_loopback, origin
from ...border.programs import API
from ...border.settings import Settings
from ...outside.certificate import Stores
from .phases import Address, Attempt, attempt, direct, handshake
from .resolvers import Said

# Docs page "IP addresses" (platform.claude.com, read 2026-08): where the API's name leads.
LITERALS = (
    Address(socket.AF_INET, ("160.79.104.10", 443)),
    Address(socket.AF_INET6, ("2607:6bc0::10", 443, 0, 0)),
)
# An answer of the other side of the world takes a third of a second, a neighbor that is not there
# three seconds (ARP). What says no faster is near.
AT_ONCE_MS = 1000
_ROUTES = Path("/proc/net/route")


def may_ask(settings: Settings) -> bool:
    """Whether this run is about the internet: a loopback world asks nobody outside of it."""
    own = origin(settings.front_door_url)[1] == origin(API)[1]
    return own and not is_loopback(settings.base_url)


async def literal() -> Attempt:
    """Connect to the API by its number; over IPv6 where this machine has no IPv4."""
    first = await attempt(LITERALS[0])
    return await attempt(LITERALS[1]) if first.no_route else first


async def believed(address: Address, stores: Stores) -> bool:
    """Whether the API itself answers there: the handshake verifies."""
    return (await handshake(direct(address), origin(API)[1], stores.used)).fault is None


def rejected(tried: Attempt) -> bool:
    """Whether somebody said no at once, where there is a route: a firewall does."""
    if tried.fault is None or tried.fault.startswith("no answer") or tried.ms >= AT_ONCE_MS:
        return False
    return not tried.no_route or has_route()


def has_route() -> bool:
    """Whether this machine has a default route for IPv4. Only Linux tells by a file."""
    return default_device() is not None


def default_device() -> str | None:
    """The device of the default route."""
    try:
        rows = [line.split() for line in _ROUTES.read_text(encoding="ascii").splitlines()[1:]]
        flagged_up = 1  # RTF_UP of linux/route.h
        return next(
            (
                row[0]
                for row in rows
                if len(row) > 3 and row[1] == "00000000" and int(row[3], 16) & flagged_up
            ),
            None,
        )
    except (OSError, ValueError):
        return None


def word(tried: Attempt, resolved: bool, servers: Iterable[Said]) -> str:
    """works; rejected; closed: servers of this network answer and nothing gets out of it; no-route;
    silent: nothing answers at all."""
    if tried.fault is None:
        return "works"
    if rejected(tried):
        return "rejected"
    if tried.no_route:
        return "no-route"
    near = any(one.answered and not is_loopback(f"http://{one.server}/") for one in servers)
    return "closed" if resolved or near else "silent"
