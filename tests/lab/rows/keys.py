"""K and X: keys, logins, and the past."""

from __future__ import annotations

import json

from ..situation import Says, Situation
from ._pieces import KEYED, login, settings

_FAILED = json.dumps({
    "parentUuid": None, "isSidechain": False, "sessionId": "5b0e0f4e-4d34-4a8c-9d3c-1c1f1d8f8a01",
    "cwd": "/home/lab/shop", "version": "2.1.197", "type": "assistant",
    "uuid": "5b0e0f4e-4d34-4a8c-9d3c-1c1f1d8f8a02", "timestamp": "{2m}",
    "message": {
        "id": "5b0e0f4e-4d34-4a8c-9d3c-1c1f1d8f8a03", "model": "<synthetic>", "role": "assistant",
        "type": "message", "stop_reason": "stop_sequence", "usage": {},
        "content": [{"type": "text",
                     "text": "API Error: Unable to connect to API (ConnectionRefused)"}],
    },
    "error": "server_error", "isApiErrorMessage": True,
})  # fmt: skip
_CONFLICT = "client/degraded/environment-conflict"

ROWS = (
    Situation(
        "K1", "the key ends with a line end",
        Says(("client/*/*",), ("ANTHROPIC_API_KEY", "line end|blank"), cures=True),
        env={"ANTHROPIC_API_KEY": "{key}\n"}, was="R",
    ),
    Situation(
        "K1c", "the key in quotation marks",
        Says(("client/down/key-rejected", _CONFLICT), ("ANTHROPIC_API_KEY", "quot"), cures=True),
        env={"ANTHROPIC_API_KEY": '"{key}"'}, bound={'"{key}"': ("api.anthropic.com",)},
        works=(), was="W",
    ),
    Situation(
        "K3", "ANTHROPIC_AUTH_TOKEN=ollama is left beside a subscription's login",
        Says(("client/*/*",), ("ANTHROPIC_AUTH_TOKEN",), never=("your API key",),
             fix=("unset ANTHROPIC_AUTH_TOKEN",), cures=True),
        env={"ANTHROPIC_AUTH_TOKEN": "ollama"}, files=login(), was="X",
    ),
    Situation(
        "K4", "a stale ANTHROPIC_AUTH_TOKEN beside a good key",
        Says((_CONFLICT,), ("ANTHROPIC_AUTH_TOKEN",), fix=("unset ANTHROPIC_AUTH_TOKEN",),
             cures=True),
        env=KEYED | {"ANTHROPIC_AUTH_TOKEN": "{stale}"}, was="R",
    ),
    Situation(
        "K5", "ANTHROPIC_CUSTOM_HEADERS holds JSON",
        Says(("client/*/*",), ("ANTHROPIC_CUSTOM_HEADERS",), cures=True),
        env=KEYED | {"ANTHROPIC_CUSTOM_HEADERS": '{"x-team": "blue"}'}, works=(), was="X",
    ),
    Situation(
        "K5c", "ANTHROPIC_CUSTOM_HEADERS holds an Authorization header beside the key",
        Says((_CONFLICT, "client/down/*"), ("ANTHROPIC_CUSTOM_HEADERS", "authorization")),
        env=KEYED | {"ANTHROPIC_CUSTOM_HEADERS": "Authorization: Bearer {stale}"}, was="R",
    ),
    Situation(
        "K6", "apiKeyHelper names a missing script",
        Says(("client/*/*",), ("apiKeyHelper", "exist|missing|no file|not found"),
             weakly=("healthy/none/healthy",)),
        files=settings(apiKeyHelper="~/bin/print-key.sh"), works=(), was="W",
    ),
    Situation(
        "K7b", "the login has expired and cannot be renewed",
        Says((_CONFLICT, "client/down/*"), ("login|log in", "expired"), fix=("/login|log in",)),
        files=login(expiresAt=1, refreshToken=""), works=(), was="R",
    ),
    Situation(
        "K8", "ANTHROPIC_API_KEY is empty in GitHub Actions (fork)",
        Says(("client/*/*", "unknown/*/*"), ("ANTHROPIC_API_KEY", "empty"),
             weakly=("healthy/none/healthy",)),
        env={"ANTHROPIC_API_KEY": "", "GITHUB_ACTIONS": "true", "CI": "true",
             "GITHUB_EVENT_NAME": "pull_request"},
        works=(), was="W",
    ),
    Situation(
        "K10", "a subscription's token in ANTHROPIC_API_KEY",
        Says(("client/*/*",), ("subscription", "ANTHROPIC_API_KEY")),
        env={"ANTHROPIC_API_KEY": "{subscription}"}, bound={"subscription": ()}, works=(), was="X",
    ),
    Situation(
        "X2", "Claude Code failed two minutes ago on a dead local proxy; it works now",
        Says(("healthy/none/healthy", "client/*/*", "network/degraded/*"),
             never=("Anthropic's",)),
        env=KEYED, files={".claude/projects/-home-lab-shop/"
                          "5b0e0f4e-4d34-4a8c-9d3c-1c1f1d8f8a01.jsonl": _FAILED + "\n"},
        works=("sdk", "code"), was="X",
    ),
)  # fmt: skip
