"""Claude on AWS: Anthropic's own API, reached and paid through AWS."""

from __future__ import annotations

from .services import VERSION, Env, Service, as_it_is, messages

WORKSPACE = "ANTHROPIC_AWS_WORKSPACE_ID"


def headers(env: Env) -> dict[str, str]:
    """The version, and the workspace that the calls are for."""
    workspace = env.get(WORKSPACE, "").strip()
    sound = workspace.isascii() and workspace.isprintable() and workspace
    told = {"anthropic-workspace-id": workspace} if sound else {}
    return {"anthropic-version": VERSION, **told}


SERVICE = Service(
    path=messages,
    body=as_it_is,
    headers=headers,
    ids=("x-amzn-requestid", "request-id"),
    usual="claude-haiku-4-5",
)
