"""Microsoft Foundry: the Messages API at a resource of the user's, with its deployments' names."""

from __future__ import annotations

from .services import Service, as_it_is, messages, version

SERVICE = Service(
    path=messages,
    body=as_it_is,
    headers=version,
    ids=("apim-request-id", "x-ms-request-id", "request-id", "x-request-id"),
    usual="claude-haiku-4-5",
)
