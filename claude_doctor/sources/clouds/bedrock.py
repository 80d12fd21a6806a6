"""Amazon Bedrock: `InvokeModelWithResponseStream`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .services import Env, Service

#: In the body, and what AWS documents. Claude Code 2.1.197 sends it; the Python SDK 2.14 sends the
#: Messages API's own 2026-10-21, which a gateway before Bedrock need not know.
VERSION = "bedrock-2023-05-31"


def path(model: str, _env: Env, _region: str | None) -> str:
    """The model is in the path: an ARN's slashes are quoted, its colons are not."""
    return f"/model/{quote(model, safe=':;')}/invoke-with-response-stream"


def body(asked: dict[str, Any]) -> dict[str, Any]:
    """Model and streaming are told by the path."""
    rest = {name: value for name, value in asked.items() if name not in ("model", "stream")}
    return {"anthropic_version": VERSION, **rest}


SERVICE = Service(
    path=path,
    body=body,
    headers=lambda _env: {},
    ids=("x-amzn-requestid", "x-amz-request-id"),
    usual="anthropic.claude-haiku-4-5-20251001-v1:0",
    frames=True,
)
