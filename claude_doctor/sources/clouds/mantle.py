"""Amazon Bedrock's own endpoint for the Messages API, which Claude Code calls Mantle."""

from __future__ import annotations

from .services import Service, as_it_is, messages, version

SERVICE = Service(
    path=messages,
    body=as_it_is,
    headers=version,
    ids=("x-amzn-requestid", "x-amz-request-id", "request-id"),
    usual="anthropic.claude-haiku-4-5",
)
