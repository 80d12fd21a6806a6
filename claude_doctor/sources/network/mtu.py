"""A path that loses large packets: small ones pass, so it connects and then falls silent.

Tried with connections that promise small packets both ways (the MSS option of TCP): where those
work and the usual one does not, some link on the way takes less than this machine believes.
"""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import urlsplit

from ...border.addresses import is_loopback, origin
from ...engine.sheet import UNANSWERED
from ...outside import certificate
from ...outside.http import USER_AGENT
from ...outside.world import World
from ...records import dataclass
from . import tunnel
from .names import sudo
from .phases import Opener, direct, handshake, head, reach
from .second import Second
from .trials import bounded
from .upgrade import secure
from .way_out import default_device

# Bytes in one packet, largest first: what is left by most tunnels (WireGuard, GRE, PPPoE in
# them), what IPv6 promises, what IPv4 does.
SEGMENTS = (1360, 1220, 536)
_LARGE = 8000  # bytes: several packets, and far below what any server refuses
_LATER_S = 1.0  # by which a large request is answered later than a small one, at most
_HEADERS = 40  # bytes of IPv4 and TCP in front of them


async def look(opener: Opener, host: str) -> Second:
    """Whether a handshake works in small packets, and the largest size that does."""
    found = Second()
    context = certificate.trusting()  # of interest is whether it ends, not who it is
    tried = await asyncio.gather(
        *(bounded(handshake, opener, host, context, segment=segment) for segment in SEGMENTS)
    )
    works = [size for size, one in zip(SEGMENTS, tried, strict=True) if one and not one.fault]
    if works:
        found.found_cure("small-packets", *_of_size(works[0]))
    return found


@dataclass(frozen=True, slots=True)
class Lost:
    """Small requests are answered and large ones are not. `word`: lost (but for small packets), or
    held (in packets of whatever size); how that shows, and a command."""

    word: str
    words: str
    command: str | None = None


async def lost(world: World) -> Lost | None:
    """Once the ping's request stays without an answer: keyless, does a small request get one, and
    a large one none? Then the path loses large packets. None in every other case."""
    await world.shared(UNANSWERED)
    base = world.settings.base_url
    host, path = origin(base)[1], urlsplit(base).path.rstrip("/")
    opener = None if is_loopback(base) else await _opener(world)
    if opener is None:
        return None
    ask = partial(_answers, opener, host, f"{path}/v1/messages")
    large = asyncio.create_task(bounded(ask, _LARGE))
    try:
        if not await bounded(ask, 0):
            return None
        if (await asyncio.wait([large], timeout=_LATER_S))[0] and large.result():
            return None
        # Where small packets pass, that shows at once; else each of them has its time.
        tries = [asyncio.create_task(bounded(ask, _LARGE, segment)) for segment in SEGMENTS]
        try:
            works = None
            for size, one in zip(SEGMENTS, tries, strict=True):
                if works is None and await one:
                    works = size
        finally:
            for one in tries:
                one.cancel()
        if large.done() and large.result():
            return None  # only slow
    finally:
        large.cancel()
    if works is None:
        return Lost("held", f"one of {_LARGE // 1000} kB, in packets of whatever size")
    return Lost("lost", *_of_size(works))


async def _opener(world: World) -> Opener | None:
    """Connections to the API's host, by the proxy that calls take."""
    scheme, host, port = origin(world.settings.base_url)
    if scheme != "https" or port is None:
        return None
    url = world.proxy_for(world.settings.base_url)
    if url is None:
        reached, _ = await reach(host, port)
        return direct(reached.address) if reached else None
    kind, name, number = origin(url)
    proxy = tunnel.Proxy(kind, name, number or 80, tunnel.login_of(url, world.env))
    reached, _ = await reach(proxy.host, proxy.port)
    stores = await world.stores()
    return tunnel.through(proxy, reached.address, host, port, stores) if reached else None


async def _answers(
    opener: Opener, host: str, path: str, size: int, segment: int | None = None
) -> bool:
    """Whether a keyless request with so many bytes in its body gets an answer, of any kind. In one
    piece: a head in a packet of its own might be answered without the rest."""
    request = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"User-Agent: {USER_AGENT}\r\nContent-Length: {size + 2}\r\nConnection: close\r\n\r\n"
        "{" + " " * size + "}"
    )
    writer = None
    try:
        reader, writer = await opener(segment)
        await secure(writer, certificate.trusting(), host)
        writer.write(request.encode("ascii"))
        await writer.drain()
        await head(reader)
    except (OSError, EOFError, ValueError):
        return False
    finally:
        if writer is not None:
            writer.transport.abort()
    return True


def _of_size(segment: int) -> tuple[str, str | None]:
    """Words and a command for the size that works."""
    mtu = segment + _HEADERS
    words = (
        f"in packets of {mtu} bytes it works, so a link on the path (a VPN, a tunnel) loses "
        "larger ones: an MTU problem"
    )
    device = default_device()
    return words, f"{sudo()}ip link set dev {device} mtu {mtu}" if device else None
