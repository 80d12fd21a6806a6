"""Anthropic's side, where the user asks for another route: what `--fallbacks` adds."""

from __future__ import annotations

from ...engine.model import Severity, Side
from ...sources.api.models import DEFAULT, MODELS
from ..answers import OVERLOADED, SERVER_ERROR
from ..roles import DEMO_BEDROCK_KEY, Api, Provider, Scenario

_BEDROCK = (
    ("AWS_BEARER_TOKEN_BEDROCK", DEMO_BEDROCK_KEY), ("ANTHROPIC_BEDROCK_BASE_URL", "{bedrock}"),
)  # fmt: skip
ROWS = (
    Scenario(
        "overloaded-with-fallback",
        "One model answers 529, and --fallbacks finds another that answers with the same key.",
        Side.SERVER,
        Severity.DOWN,
        "overloaded",
        args=("--fallbacks",),
        api=Api(refusals=((DEFAULT, OVERLOADED),)),
    ),
    Scenario(
        "overloaded-every-model",
        "The best other model is overloaded, too, so --fallbacks names a route past Anthropic.",
        Side.SERVER,
        Severity.DOWN,
        "overloaded",
        args=("--fallbacks",),
        env=_BEDROCK,
        api=Api(refusal=OVERLOADED),
    ),
    Scenario(
        "overloaded-only-model",
        "The only model that this key can use answers 529: --fallbacks has no other to try.",
        Side.SERVER,
        Severity.DOWN,
        "overloaded",
        args=("--fallbacks",),
        api=Api(
            refusals=((DEFAULT, OVERLOADED),),
            gone=tuple(model.id for model in MODELS if model.id != DEFAULT),
        ),
    ),
    Scenario(
        "outage-with-fallback",
        "The whole API fails, so --fallbacks names another cloud with the same Claude.",
        Side.SERVER,
        Severity.DOWN,
        "server-error",
        args=("--fallbacks",),
        env=_BEDROCK,
        api=Api(refusal=SERVER_ERROR),
        google=Provider(state="degraded"),
    ),
)
