"""The request, the key or the configuration."""

from __future__ import annotations

from ...engine.model import Severity, Side
from ..answers import BAD_REQUEST, FORBIDDEN, OTHER_SERVICE, TOO_LARGE
from ..between import MISSING_KEY, MODEL_DENIED, MODEL_UNKNOWN, SMALL_BODIES, UNKNOWN_KEY
from ..roles import DEMO_ADMIN_KEY, DEMO_KEY, Api, Lifecycle, Scenario

# TEST-NET-1 (RFC 5737): nobody is there, and nothing may be sent there.
_NOWHERE = "http://192.0.2.1:9"

_OLD = "claude-opus-4-8"


def _ends(stage: str, days: int) -> Api:
    """An API in whose list that model ends so; its pings take as long as the list."""
    return Api(lifecycles=(Lifecycle(_OLD, stage, days),), first_token_s=0.1)


ROWS = (
    Scenario(
        "key-rejected",
        "The API does not know the key.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        api=Api(rejects_key=True),
    ),
    Scenario(
        "key-forbidden",
        "The key is valid but lacks the permission.",
        Side.CLIENT, Severity.DOWN, "key-forbidden",
        api=Api(refusal=FORBIDDEN),
    ),
    Scenario(
        "model-not-found",
        "The user's own model was retired; Haiku works.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        args=("--model", "claude-sonnet-4-20250514"),
    ),
    Scenario(
        "bad-request",
        "The API finds the request malformed.",
        Side.CLIENT, Severity.DOWN, "bad-request",
        api=Api(refusal=BAD_REQUEST),
    ),
    Scenario(
        "pasted-bad-request",
        "The user pastes a 400 from their own program; a valid request works.",
        Side.CLIENT, Severity.DOWN, "bad-request",
        args=(
            "--error",
            'anthropic.BadRequestError: Error code: 400 - {"type":"error","error":{"type":'
            '"invalid_request_error","message":"max_tokens: Field required"}}',
        ),
    ),
    Scenario(
        "request-too-large",
        "The edge rejects the request as too large.",
        Side.CLIENT, Severity.DOWN, "request-too-large",
        api=Api(TOO_LARGE),
    ),
    Scenario(
        "wrong-endpoint",
        "ANTHROPIC_BASE_URL ends in /v1, so every path has it twice.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        base_url="{api}/v1",
    ),
    Scenario(
        "wrong-endpoint-elsewhere",
        "ANTHROPIC_BASE_URL points at another web service.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        api=Api(OTHER_SERVICE), front_door=Api(),
    ),
    Scenario(
        "gateway-unknown-key",
        "The company's LiteLLM does not know the key and answers 400.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        api=Api(UNKNOWN_KEY), front_door=Api(),
    ),
    Scenario(
        "gateway-model-denied",
        "The company's LiteLLM allows this key other models than the one requested.",
        Side.CLIENT, Severity.DOWN, "key-forbidden",
        api=Api(MODEL_DENIED), front_door=Api(),
    ),
    Scenario(
        "gateway-model-unknown",
        "The company gateway does not serve this check's default model, and none is chosen.",
        Side.UNKNOWN, Severity.NONE, "not-enough-evidence",
        api=Api(MODEL_UNKNOWN), front_door=Api(),
    ),
    Scenario(
        "gateway-reads-bearer",
        "The company gateway reads only Authorization, and the key is in ANTHROPIC_API_KEY.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        api=Api(MISSING_KEY), front_door=Api(),
    ),
    Scenario(
        "gateway-small-bodies",
        "The nginx in front of the company gateway accepts only tiny requests.",
        Side.CLIENT, Severity.DOWN, "request-too-large",
        api=Api(SMALL_BODIES), front_door=Api(),
    ),
    Scenario(
        "insecure-endpoint",
        "ANTHROPIC_BASE_URL is plain http to a remote host; the key is not sent.",
        Side.CLIENT, Severity.DOWN, "insecure-endpoint", timeout_s=5,
        base_url=_NOWHERE, front_door=Api(),
    ),
    Scenario(
        "insecure-admin-endpoint",
        "The Admin API's address is plain http to a remote host; the admin key is not sent.",
        Side.CLIENT, Severity.DOWN, "insecure-endpoint", timeout_s=5,
        env=(("CLAUDE_DOCTOR_ADMIN_URL", _NOWHERE), ("ANTHROPIC_ADMIN_KEY", DEMO_ADMIN_KEY)),
    ),
    Scenario(
        "environment-conflict",
        "Both an API key and an auth token are set.",
        Side.CLIENT, Severity.DEGRADED, "environment-conflict",
        env=(("ANTHROPIC_AUTH_TOKEN", "demo-gateway-token"),),
    ),
    Scenario(
        "key-with-blanks",
        "The key was pasted with a space before it and a line break after it.",
        Side.CLIENT, Severity.DEGRADED, "environment-conflict",
        env=(("ANTHROPIC_API_KEY", f" {DEMO_KEY}\n"),),
    ),
    Scenario(
        "model-retiring",
        "The user's own model works, but retires within weeks.",
        Side.CLIENT, Severity.DEGRADED, "model-retiring",
        args=("--model", "claude-opus-4-5-20251101"),
    ),
    Scenario(
        "model-retires-later",
        "The user's own model is deprecated; it retires in months.",
        Side.HEALTHY, Severity.NONE, "healthy",
        args=("--model", _OLD), api=_ends("deprecated", 200),
    ),
    Scenario(
        "model-retiring-listed",
        "The model list gives the user's own model a retirement date that no table has.",
        Side.CLIENT, Severity.DEGRADED, "model-retiring",
        args=("--model", _OLD), api=_ends("deprecated", 20),
    ),
    Scenario(
        "model-overdue",
        "The user's own model is past its retirement date and still answers.",
        Side.CLIENT, Severity.DEGRADED, "model-retiring",
        args=("--model", _OLD), api=_ends("deprecated", -9),
    ),
    Scenario(
        "model-retired",
        "The user's own model was retired last month.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        args=("--model", _OLD), api=_ends("retired", -30),
    ),
)  # fmt: skip
