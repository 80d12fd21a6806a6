"""B: clouds and models."""

from __future__ import annotations

from ..situation import Says, Situation
from ._pieces import KEYED, front, settings

_UNTESTED = ("unknown/none/*", "client/degraded/*")
_HEALTHY = ("healthy/none/healthy",)
_GATEWAY = front(4000, keys=["{gateway}"])
_BOUND = {"gateway": ("client:",)}
_NO_KEY = ("no API key is set", "your API key", "ANTHROPIC_API_KEY")
_BEDROCK = {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1"}
_OWN = ("client/*/*", "network/*/*", "unknown/*/*")
_EXPIRED = ("API Error: 403 The security token included in the request is expired",)

ROWS = (
    Situation(
        "B1", "Claude Code on Bedrock by environment, no Anthropic key",
        Says(_UNTESTED, ("Bedrock|AWS", "not tested|untested|no completion was tested"),
             never=_NO_KEY, weakly=_HEALTHY),
        env=_BEDROCK, was="W",
    ),
    Situation(
        "B1f", "Bedrock, and the user pastes: security token expired",
        Says(("client/down/*",), ("AWS",), never=("ANTHROPIC_API_KEY", "/login"), fix=("aws",)),
        env=_BEDROCK, args=("--error", *_EXPIRED), was="X",
    ),
    Situation(
        "B2", "Bedrock in settings.json, a key in the shell",
        Says(("client/degraded/environment-conflict", "unknown/none/*"), ("Bedrock",)),
        env=KEYED, files=settings(env=_BEDROCK), was="R",
    ),
    Situation(
        "B4", "Claude Code on Foundry, no Anthropic key",
        Says(_UNTESTED, ("Foundry|Azure", "not tested|untested|no completion was tested"),
             never=_NO_KEY, weakly=_HEALTHY),
        env={"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_RESOURCE": "lab-resource"}, was="W",
    ),
    Situation(
        "B5", "Bedrock through a LiteLLM that is dead",
        Says(_OWN, ("ANTHROPIC_BEDROCK_BASE_URL|127.0.0.1:4000|gateway|Bedrock",),
             never=("your API key", "Claude works from here"),
             weakly=_HEALTHY),
        env={"CLAUDE_CODE_USE_BEDROCK": "1", "CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1",
             "ANTHROPIC_BEDROCK_BASE_URL": "http://127.0.0.1:4000/bedrock",
             "ANTHROPIC_AUTH_TOKEN": "{gateway}"},
        bound=_BOUND, was="X",
    ),
    Situation(
        "B5c", "Foundry through a gateway: its key stays with it",
        Says(_OWN, never=("your API key", "Claude works from here"),
             weakly=_HEALTHY),
        env={"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_BASE_URL": "http://127.0.0.1:4000",
             "ANTHROPIC_AUTH_TOKEN": "{gateway}"},
        programs=(_GATEWAY,), bound=_BOUND, was="X",
    ),
    Situation(
        "B5d", "only settings.json holds the gateway's address, the shell its key",
        Says(_OWN, (r"settings\.json",), never=("your API key", "Claude works from here"),
             weakly=_HEALTHY),
        env={"ANTHROPIC_AUTH_TOKEN": "{gateway}"}, programs=(_GATEWAY,), bound=_BOUND, was="X",
        files=settings(env={"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}),
    ),
    Situation(
        "B6", "ANTHROPIC_MODEL still holds a Bedrock id",
        Says(("client/down/model-not-found",), ("Bedrock", "ANTHROPIC_MODEL")),
        env=KEYED | {"ANTHROPIC_MODEL": "us.anthropic.claude-sonnet-4-5-20250929-v1:0"},
        works=(), was="W",
    ),
    Situation(
        "B6c", "ANTHROPIC_MODEL=sonnet, an alias that Claude Code knows",
        Says(("healthy/none/healthy", "*/degraded/*")),
        env=KEYED | {"ANTHROPIC_MODEL": "sonnet"}, works=("sdk", "code"), was="X",
    ),
)  # fmt: skip
