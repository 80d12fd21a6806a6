"""LM Studio on this machine, or where LM_STUDIO_URL says.

Its API document (read 2026-11): `GET /v1/models` lists `data[].id`.
"""

from __future__ import annotations

from ..engine.fallback import Kind
from ._local import Server, asker, with_scheme
from ._provider import Provider, Route

SERVER = Server(
    route="lm-studio",
    name="LM Studio",
    path="/v1/models",
    holder="data",
    key="id",
    install="download a model",
)


def origin(value: str) -> str:
    """LM_STUDIO_URL without the API's path, with which it is often given."""
    return with_scheme(value).removesuffix("/v1")


PROVIDER = Provider(
    name="lm-studio",
    question="Does LM Studio run here, with a model?",
    variable="LM_STUDIO_URL",
    default="http://127.0.0.1:1234",
    routes=(Route(id="lm-studio", name="LM Studio", kind=Kind.LOCAL, rank=20),),
    ask=asker(SERVER),
    normal=origin,
)
