"""Ollama on this machine, or where OLLAMA_HOST says.

Its API document (read 2026-11): `GET /api/tags` lists `models[].name`; those with a `remote_host`
run elsewhere.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ..engine.fallback import Kind
from ._local import Server, asker, with_scheme
from ._provider import Provider, Route

_PORT = 11434

SERVER = Server(
    route="ollama",
    name="Ollama",
    path="/api/tags",
    holder="models",
    key="name",
    install="`ollama pull` a model",
)


def host(value: str) -> str:
    """OLLAMA_HOST as its own client reads it; an empty one stays empty.

    Without a scheme the port is 11434, with one the scheme's own (envconfig of Ollama, 2026).
    The variable also tells the server where to listen: "everywhere" is here, for a client.
    """
    address = value.strip().strip("\"'").rstrip("/")
    if not address:
        return ""
    bare = "://" not in address
    if bare and address.startswith(":"):
        address = f"127.0.0.1{address}"
    try:
        parts = urlsplit(with_scheme(address))
        port, name = parts.port, parts.hostname or ""
    except ValueError:
        return with_scheme(address)
    if name in ("0.0.0.0", "::"):
        address = f"{parts.scheme}://127.0.0.1" + (f":{port}" if port else "")
    address = with_scheme(address)
    return f"{address}:{_PORT}" if bare and port is None else address


PROVIDER = Provider(
    name="ollama",
    question="Does Ollama run here, with a model?",
    variable="OLLAMA_HOST",
    default=f"http://127.0.0.1:{_PORT}",
    routes=(Route(id="ollama", name="Ollama", kind=Kind.LOCAL, rank=10),),
    ask=asker(SERVER),
    normal=host,
)
