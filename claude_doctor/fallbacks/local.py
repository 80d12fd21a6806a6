"""Local models: is Ollama or LM Studio running here, and is a model installed?

Ollama's API document and LM Studio's (read 2026-11): `GET /api/tags` lists `models[].name`, those
with a `remote_host` run elsewhere; `GET /v1/models` lists `data[].id`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..border.redact import plain
from ..engine.fallback import Health
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from .said import Said, decoded, fetch, put, rows

# Models that answer with numbers, not with text.
_NO_CHAT = re.compile(r"embed|minilm|\bbge\b|rerank", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Server:
    """A local server: where it lists its models, and under which names."""

    route: str
    name: str
    address: str
    path: str
    holder: str
    key: str
    install: str


OLLAMA = Server(
    "ollama", "Ollama", "ollama_url", "/api/tags", "models", "name", "`ollama pull` a model"
)
LM_STUDIO = Server(
    "lm-studio", "LM Studio", "lm_studio_url", "/v1/models", "data", "id", "download a model"
)


def read(body: bytes, server: Server) -> Said:
    """Which model is installed."""
    data = decoded(body)
    listed = data.get(server.holder) if isinstance(data, dict) else None
    names = []
    for one in rows(listed, f"no list of {server.name}'s models"):
        name = one.get(server.key) if isinstance(one, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise Unavailable("answered in another shape: a model without a name")
        if not one.get("remote_host") and not _NO_CHAT.search(name):
            names.append(plain(name, limit=100))
    if not names:
        words = f"{server.name} runs, but no chat model is installed: {server.install}"
        return Said(Health.UP, words)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return Said(Health.UP, f"{server.name} runs, with {names[0]}{more}", names[0])


def _probe(server: Server) -> Probe:
    async def run(world: World, sheet: Sheet) -> None:
        url = f"{getattr(world.settings, server.address)}{server.path}"
        try:
            said = read((await fetch(world, url)).body, server)
        except Unreached as fault:
            # Nobody listens: that is no missing answer, it is one.
            if fault.kind != "connect" or "refused" not in fault.detail:
                raise
            said = Said(Health.DOWN, f"{server.name} is not running here")
        put(sheet, server.route, said)

    return Probe(server.route, f"Does {server.name} run here, with a model?", run)


PROBES = (_probe(OLLAMA), _probe(LM_STUDIO))
