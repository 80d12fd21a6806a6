"""The Messages API at AWS: Bedrock Mantle and Claude on AWS."""

from __future__ import annotations

from ....engine.model import Severity, Side
from ...answers import OVERLOADED, RATE_LIMITED, SERVER_ERROR
from ...roles import (
    DEMO_AWS_KEY,
    DEMO_BEDROCK_KEY,
    DEMO_FOUNDRY_KEY,
    DEMO_WORKSPACE,
    Cloud,
    Scenario,
)
from .env import AT_AWS, Pairs

_MANTLE: Pairs = (
    ("CLAUDE_CODE_USE_MANTLE", "1"), ("ANTHROPIC_BEDROCK_MANTLE_BASE_URL", "{mantle}/anthropic"),
    ("ANTHROPIC_MODEL", "anthropic.claude-haiku-4-5"), *AT_AWS,
)  # fmt: skip
_MANTLE_KEY: Pairs = (*_MANTLE, ("AWS_BEARER_TOKEN_BEDROCK", DEMO_BEDROCK_KEY))
_ON_AWS: Pairs = (
    ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "1"), ("ANTHROPIC_AWS_BASE_URL", "{anthropic_aws}"),
    ("ANTHROPIC_MODEL", "claude-haiku-4-5"), *AT_AWS,
    ("ANTHROPIC_AWS_WORKSPACE_ID", DEMO_WORKSPACE),
)  # fmt: skip
_ON_AWS_KEY: Pairs = (*_ON_AWS, ("ANTHROPIC_AWS_API_KEY", DEMO_FOUNDRY_KEY))

# A profile with keys of its own, and one that logs in by SSO. The cache's name is the SHA-1 of
# the session's (botocore, `tokens.py`).
_PROFILE: Pairs = (
    (".aws/config", "[default]\nregion = us-east-1\n"),
    (
        ".aws/credentials",
        f"[default]\naws_access_key_id = {DEMO_AWS_KEY[0]}\n"
        f"aws_secret_access_key = {DEMO_AWS_KEY[1]}\n",
    ),
)

ROWS = (
    Scenario(
        "mantle-healthy",
        "Claude through Bedrock's own Messages API with a Bedrock key: everything works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="mantle", env=_MANTLE_KEY,
    ),
    Scenario(
        "mantle-no-credential",
        "Claude Code is switched to Mantle, and there is no AWS credential.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="mantle", env=_MANTLE,
    ),
    Scenario(
        "mantle-unknown-model",
        "ANTHROPIC_MODEL still holds Anthropic's own id, but calls go to Mantle.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="mantle", env=(*_MANTLE_KEY, ("ANTHROPIC_MODEL", "claude-haiku-4-5")),
    ),
    Scenario(
        "mantle-throttled",
        "Mantle answers 429.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="mantle", env=_MANTLE_KEY, mantle=Cloud(refusal=RATE_LIMITED),
    ),
    Scenario(
        "mantle-overloaded",
        "Mantle answers 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="mantle", env=_MANTLE_KEY, mantle=Cloud(refusal=OVERLOADED),
    ),
    Scenario(
        "anthropic-aws-healthy",
        "Claude on AWS with its key: everything works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="anthropic_aws", env=_ON_AWS_KEY,
    ),
    Scenario(
        "anthropic-aws-no-credential",
        "Claude Code is switched to Claude on AWS, and there is no AWS credential.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="anthropic_aws", env=_ON_AWS,
    ),
    Scenario(
        "anthropic-aws-server-error",
        "Claude on AWS answers 500.",
        Side.SERVER, Severity.DOWN, "server-error",
        keyless=True, cloud="anthropic_aws", env=_ON_AWS_KEY,
        anthropic_aws=Cloud(refusal=SERVER_ERROR),
    ),
    Scenario(
        "anthropic-aws-overloaded",
        "Claude on AWS answers 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="anthropic_aws", env=_ON_AWS_KEY,
        anthropic_aws=Cloud(refusal=OVERLOADED),
    ),
)  # fmt: skip
