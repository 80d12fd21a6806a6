"""Local models: is a server running here, and is a model installed?"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from ..engine.fallback import Health
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ..phrases import phrase
from ..records import dataclass
from ._provider import Said, decoded, fetch, rows

# Models that answer with numbers, not with text.
_NO_CHAT = phrase(r"embed|minilm|\bbge\b|rerank", re.IGNORECASE)


_NAME = 100  # characters of a model's


@dataclass(frozen=True, slots=True)
class Server:
    """A local server: where it lists its models, and under which names."""

    route: str
    name: str
    path: str
    holder: str
    key: str
    install: str


def read(body: bytes, server: Server) -> Said:
    """Which model is installed."""
    data = decoded(body)
    listed = data.get(server.holder) if isinstance(data, dict) else None
    names = []
    for one in rows(listed, f"no list of {server.name}'s models"):
        name = one.get(server.key) if isinstance(one, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise Unavailable("answered in an unexpected format: a model without a name")
        if not one.get("remote_host") and not _NO_CHAT.search(name):
            names.append(name)
    if not names:
        words = f"{server.name} runs, but no chat model is installed: {server.install}"
        return Said(Health.UP, words)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    shown = names[0][:_NAME]  # what is shown is cleaned where it is put, with what is secret here
    return Said(Health.UP, f"{server.name} runs, with {shown}{more}", shown)


def asker(server: Server) -> Callable[[World, str], Awaitable[dict[str, Said]]]:
    """How this server is asked."""

    async def ask(world: World, base: str) -> dict[str, Said]:
        try:
            said = read((await fetch(world, f"{base}{server.path}")).body, server)
        except Unreached as fault:
            # Nobody listens: that is no missing answer, it is one.
            if fault.kind != "connect" or "refused" not in fault.detail:
                raise
            said = Said(Health.DOWN, f"{server.name} is not running here")
        return {server.route: said}

    return ask


def with_scheme(address: str) -> str:
    """An address as programs of this kind take it: http where nothing is said."""
    address = address.strip().rstrip("/")
    return address if not address or "://" in address else f"http://{address}"
