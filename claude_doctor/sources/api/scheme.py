"""A gateway's address with the wrong scheme: https:// where plain http is spoken, or the reverse.

Asked keyless, and only after the ping has failed in a way that looks like it.
"""

from __future__ import annotations

import re

from ...border.addresses import origin, private_number
from ...border.programs import BASE
from ...engine import patience
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from ...phrases import phrase
from .reply import Answer, Reply, Transport

SPEAKS: Fact[str] = Fact(
    "ping", "gateway_speaks", "the scheme that the gateway speaks, where the address has the other"
)
SPEAKS_MEND: Fact[str] = Fact("ping", "gateway_speaks_mend", "what writes that scheme")

_TO_HTTP = f'export {BASE}="http${{{BASE}#https}}"'
_TO_HTTPS = f'export {BASE}="https${{{BASE}#http}}"'
_EDIT = '"${EDITOR:-nano}" "${CLAUDE_CONFIG_DIR:-$HOME/.claude}/settings.json"'
# nginx; Go; Apache.
_WANTS_TLS = phrase(
    r"plain http request was sent to https port|http request to an https server"
    r"|speaking plain http to an ssl",
    re.IGNORECASE,
)
_NO_TLS = ("not-tls", "silent", "handshake")


async def put(world: World, sheet: Sheet, reply: Reply) -> None:
    """Put the scheme that is spoken there, where it is the other one."""
    settings = world.settings
    scheme = origin(settings.base_url)[0]
    if not settings.gateway or settings.program.cloud or reply.works:
        return
    if scheme == "https" and await _plain(world, reply):
        spoken, mend = "http", _TO_HTTP
    elif scheme == "http" and await _tls(world, reply):
        spoken, mend = "https", _TO_HTTPS
    else:
        return
    sheet.put(SPEAKS, spoken)
    sheet.put(SPEAKS_MEND, _EDIT if BASE in settings.program.places else mend)


async def _plain(world: World, reply: Reply) -> bool:
    """Whether plain http answers there, on this machine or a private address: nobody is told to
    send a key over plain http elsewhere."""
    url = f"http{world.settings.base_url[len('https') :]}"
    if reply.transport is not Transport.TLS or reply.detail not in _NO_TLS:
        return False
    if not (world.key_may_travel(url) or private_number(origin(url)[1])):
        return False
    try:
        await world.fetch(url, timeout=_time(world), counts=False)
    except Unreached:
        return False
    except Unavailable:
        pass
    return True


async def _tls(world: World, reply: Reply) -> bool:
    """Whether the answer says so, or TLS answers where plain http is hung up on."""
    if _WANTS_TLS.search(f"{reply.title} {reply.message}"):
        return True
    if reply.transport is not Transport.DROPPED and reply.answer is not Answer.EMPTY:
        return False
    try:
        url = f"https{world.settings.base_url[len('http') :]}"
        await world.fetch(url, timeout=_time(world), counts=False)
    except Unreached as why:  # a certificate that is not trusted is TLS as well
        return why.kind == Transport.TLS and why.detail not in _NO_TLS
    except Unavailable:
        pass
    return True


def _time(world: World) -> float:
    return max(0.0, min(patience.LOOK, world.left() - 0.5))
