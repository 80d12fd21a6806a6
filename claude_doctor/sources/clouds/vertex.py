"""Google Vertex AI: `streamRawPredict` of a publisher's model."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ...border import clouds
from .services import Env, Service

#: In the body, and what Google documents. See `bedrock.VERSION`.
VERSION = "vertex-2023-10-16"
# What may stand in a segment of a path as it is (RFC 3986), but for the semicolon, with which a
# server may drop the rest of the segment.
_SAFE = "!$&'()*+,=:@"


def path(model: str, env: Env, region: str | None) -> str:
    """Project, region and model are in the path; `-` for what is not known."""
    project = clouds.project(env)
    words = (project[0] if project else "-", region or "-", model)
    at, where, asked = (quote(one, safe=_SAFE) for one in words)
    return f"/projects/{at}/locations/{where}/publishers/anthropic/models/{asked}:streamRawPredict"


def body(asked: dict[str, Any]) -> dict[str, Any]:
    """The model is told by the path, streaming by both."""
    rest = {name: value for name, value in asked.items() if name != "model"}
    return {"anthropic_version": VERSION, **rest}


SERVICE = Service(
    path=path,
    body=body,
    headers=lambda _env: {},
    ids=("x-goog-request-id", "x-request-id", "request-id"),
    usual="claude-haiku-4-5@20251001",
)
