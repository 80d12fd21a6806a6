"""Microsoft Foundry: the Messages API below `/anthropic`, behind Azure's own front.

The key stands in `api-key`, `x-api-key` or, as an Entra token, in Authorization (SDK 2.14,
`lib/foundry.py`). Azure's errors are `{"error": {code, message}}`, Anthropic's come through as
they are. From memory: Azure's headers.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlsplit

from ..answers import Refusal, document
from ..roles import Cloud
from ..wire import Reply, Seen
from . import messages
from .refusals import AZURE_KEY, AZURE_NO_API, AZURE_TOKEN_EXPIRED, NO_DEPLOYMENT

_PATH = "/anthropic"


def answer(cloud: Cloud, seen: Seen, now: datetime) -> Reply:
    """Answer one request."""
    ids = (
        ("apim-request-id", str(uuid.uuid4())),
        ("x-ms-region", "East US 2"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
    )
    if not urlsplit(seen.path).path.startswith(f"{_PATH}/v1/messages"):
        return _error(AZURE_NO_API, ids)
    fault = None if cloud.adds_login else _login(seen)
    fault = fault or cloud.refusal
    if fault is not None and not fault.type.islower():
        return _error(fault, ids)
    reply = messages.messages(cloud, seen, now, _PATH, fault, "", ids)
    # a model is a deployment here, and Azure's front looks for it
    return _error(NO_DEPLOYMENT, ids) if reply.status == 404 and fault is None else reply


def _login(seen: Seen) -> Refusal | None:
    key = (seen.headers.get("api-key") or seen.headers.get("x-api-key") or "").strip()
    scheme, _, token = seen.headers.get("authorization", "").strip().partition(" ")
    if key:
        return AZURE_KEY if key.startswith("sk-ant-") else None
    if scheme.lower() == "bearer" and token.strip():
        return AZURE_TOKEN_EXPIRED if token.strip().startswith("sk-ant-") else None
    return AZURE_KEY


def _error(refusal: Refusal, headers: tuple[tuple[str, str], ...]) -> Reply:
    body = {"code": refusal.type, "message": refusal.message.replace("{model}", "claude")}
    return document({"error": body}, refusal.status, *headers, *refusal.headers)
