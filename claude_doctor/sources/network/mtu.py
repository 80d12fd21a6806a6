"""A path that loses large packets: small ones pass, so it connects and then falls silent.

Tried with connections that promise small packets both ways (the MSS option of TCP): where those
work and the usual one does not, some link on the way takes less than this machine believes.
"""

from __future__ import annotations

import asyncio

from ...outside import certificate
from .names import sudo
from .phases import Opener, handshake
from .second import Second
from .way_out import default_device

# Bytes in one packet, largest first: what is left by most tunnels (WireGuard, GRE, PPPoE in
# them), what IPv6 promises, what IPv4 does.
SEGMENTS = (1360, 1220, 536)
_HEADERS = 40  # bytes of IPv4 and TCP in front of them


async def look(opener: Opener, host: str, found: Second) -> None:
    """Whether a handshake works in small packets, and the largest size that does."""
    context = certificate.trusting()  # of interest is whether it ends, not who it is
    tried = await asyncio.gather(
        *(handshake(opener, host, context, segment=segment) for segment in SEGMENTS)
    )
    works = [size for size, one in zip(SEGMENTS, tried, strict=True) if one.fault is None]
    if not works:
        return
    mtu = works[0] + _HEADERS
    words = (
        f"in packets of {mtu} bytes it works, so a link on the way (a VPN, a tunnel) loses "
        "larger ones: an MTU problem"
    )
    device = default_device()
    command = f"{sudo()}ip link set dev {device} mtu {mtu}" if device else None
    found.found_cure("small-packets", words, command)
