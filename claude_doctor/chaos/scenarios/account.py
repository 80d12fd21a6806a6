"""Limits, credit and billing."""

from __future__ import annotations

from ...engine.model import Confidence, Severity, Side
from ..answers import (
    ACCELERATION,
    BILLING,
    CREDIT,
    DISABLED,
    RATE_LIMITED,
    RATE_LIMITED_BARE,
    SPEND_LIMIT,
    SPEND_LIMIT_OWN,
    SPEND_LIMIT_WORKSPACE,
)
from ..between import OVER_BUDGET
from ..roles import Api, Failure, Incident, Quota, Scenario, Status

_SPENT = Quota(requests=(1000, 990), input_tokens=(2_000_000, 0))
_SESSION = "You've hit your session limit · resets 9:50pm (Europe/Berlin)"

ROWS = (
    Scenario(
        "rate-limited",
        "429 with retry-after.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        api=Api(refusal=RATE_LIMITED, quota=_SPENT),
    ),
    Scenario(
        "rate-limited-bare",
        "429 without retry-after, limits or details: it may not be your limit.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited", Confidence.LOW,
        api=Api(refusal=RATE_LIMITED_BARE),
    ),
    Scenario(
        "acceleration-limit",
        "429 because usage rose too fast.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        api=Api(refusal=ACCELERATION),
    ),
    Scenario(
        "spend-limit",
        "429, but the tier's monthly threshold is what was reached.",
        Side.ACCOUNT, Severity.DOWN, "spend-limit-reached",
        api=Api(refusal=SPEND_LIMIT),
    ),
    Scenario(
        "spend-limit-own",
        "400 because a custom spend limit was reached.",
        Side.ACCOUNT, Severity.DOWN, "spend-limit-reached",
        api=Api(refusal=SPEND_LIMIT_OWN),
    ),
    Scenario(
        "spend-limit-workspace",
        "400 because a workspace's spend limit was reached.",
        Side.ACCOUNT, Severity.DOWN, "spend-limit-reached",
        api=Api(refusal=SPEND_LIMIT_WORKSPACE),
    ),
    Scenario(
        "credit-exhausted",
        "400 because the credit balance is used up.",
        Side.ACCOUNT, Severity.DOWN, "credit-exhausted",
        api=Api(refusal=CREDIT),
    ),
    Scenario(
        "credit-or-billing-incident",
        "400 for the credit while Anthropic has a billing incident open.",
        Side.ACCOUNT, Severity.DOWN, "credit-exhausted", Confidence.MEDIUM,
        api=Api(refusal=CREDIT),
        status=Status(
            incidents=(Incident("Errors in billing and credit balances", components=("console",)),),
        ),
    ),
    Scenario(
        "billing-problem",
        "402: the organization's billing needs attention.",
        Side.ACCOUNT, Severity.DOWN, "billing-problem",
        api=Api(refusal=BILLING),
    ),
    Scenario(
        "organization-disabled",
        "400 because the organization has been disabled.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        api=Api(refusal=DISABLED),
    ),
    Scenario(
        "subscription-limit",
        "The user pastes Claude Code's session limit.",
        Side.ACCOUNT, Severity.DOWN, "subscription-limit",
        args=("--error", _SESSION),
    ),
    Scenario(
        "gateway-budget",
        "The budget of this key at the company's LiteLLM is used up.",
        Side.ACCOUNT, Severity.DOWN, "spend-limit-reached",
        api=Api(OVER_BUDGET), front_door=Api(),
    ),
    Scenario(
        "subscription-limit-in-transcript",
        "Claude Code hit its session limit a few minutes ago; the API key works.",
        Side.ACCOUNT, Severity.DEGRADED, "subscription-limit",
        transcripts=(Failure(6.0, _SESSION, "rate_limit", 429),),
    ),
    Scenario(
        "quota-low",
        "It works, with 3% of the input tokens left this minute.",
        Side.ACCOUNT, Severity.DEGRADED, "quota-low",
        api=Api(quota=Quota(input_tokens=(2_000_000, 61_000))),
    ),
)  # fmt: skip
