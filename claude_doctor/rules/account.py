"""Rules whose verdict is a limit, money or the state of the account."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..fixes import vendors
from ..probes import error, ping, quota, transcripts
from ..sources.api import own_models
from . import cloud_grants, clouds
from .routes import at_anthropic
from .signs import (
    LASTING_RANK,
    RELAY,
    TOLD_RANK,
    WORKS,
    doubted,
    lasting,
    live,
    passing,
    told,
)

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED


def _plain(cause: str, rank: int, says: str, what: str) -> tuple[Case, ...]:
    """A cause that the ping shows as it is, and that a working ping contradicts."""
    return (Case(DOWN, rank, live(cause), says), *passing(cause, what))


def _is(row: str) -> Expr:
    """The ping, or the one of the user's own models, failed as this row of the catalogue."""
    return any_of(ping.ERROR.is_(row), own_models.MODEL_ERROR.is_(row))


RULES: tuple[Rule, ...] = (
    Rule(
        "rate-limited",
        Side.ACCOUNT,
        clouds.LIMITED
        + at_anthropic(
            Case(
                DOWN,
                740,
                all_of(live("rate-limited"), RELAY),
                "It's your gateway's own rate limit, not Anthropic's: {environment.base_url|it} "
                "answers {ping.shows|429}.",
                Confidence.MEDIUM,
                fixes=("wait-for-gateway", "ask-gateway"),
            ),
            Case(
                DOWN,
                740,
                all_of(live("rate-limited"), ping.RETRY_TOLD.is_(False)),
                "It looks like your rate limit: the API answers 429, without a reason or a time "
                "to wait.",
                Confidence.LOW,
            ),
            Case(
                DOWN,
                740,
                _is("acceleration-limit"),
                "It's your rate limit: your usage rose too fast (429, acceleration limit). Wait "
                "{ping.retry_after_s|a few} s, then raise it gradually.",
                fixes=("wait-retry-after", "spread-load", "backoff"),
            ),
            Case(
                DOWN,
                740,
                all_of(live("rate-limited"), quota.LOW.is_(True)),
                "It's your rate limit (429): {quota.lowest_percent|few}% of your "
                "{quota.lowest|limit} are left ({quota.lowest_limit|?} per minute). Wait "
                "{ping.retry_after_s|a few} s.",
            ),
            Case(
                DOWN,
                740,
                live("rate-limited"),
                "It's your rate limit (429): {ping.message:80|which limit is not given}. Wait "
                "{ping.retry_after_s|a few} s.",
            ),
        )
        + passing(
            "rate-limited",
            "your rate limit",
            Case(
                DOWN,
                TOLD_RANK,
                all_of(told("rate-limited"), error.RETRY_AFTER.at_least(0)),
                "It's your rate limit. {error.meaning|Wait as long as the text says.}",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("wait-retry-after", "backoff", "spread-load", "lighter-model", *vendors.QUOTAS),
        retryable=True,
    ),
    doubted(
        Rule(
            "spend-limit-reached",
            Side.ACCOUNT,
            (
                Case(
                    DOWN,
                    750,
                    all_of(ping.REFUSAL.is_("budget"), RELAY),
                    "It's your gateway budget: {environment.base_url|it} answers "
                    "{ping.shows|that it is used up}.",
                    fixes=("ask-gateway", "bypass-gateway"),
                ),
                Case(
                    DOWN,
                    750,
                    _is("spend-cap-reached"),
                    "It's your account: your tier's monthly spend cap is reached "
                    "({ping.message|until next month}).",
                    fixes=("raise-tier", "contact-support", "fallback-route"),
                ),
                Case(
                    DOWN,
                    750,
                    live("spend-limit-reached"),
                    "It's your account: a custom spend limit is reached "
                    "({ping.message|until it resets}).",
                ),
                *passing(
                    "spend-limit-reached",
                    "your account's spend limit",
                    Case(
                        DOWN,
                        TOLD_RANK,
                        all_of(told("spend-limit-reached"), no(error.ERROR_CODE.is_(""))),
                        "It's your account ({error.error_code|spend limit}). "
                        "{error.meaning|A spend limit is reached.}",
                    ),
                ),
            ),
            fixes=("raise-limit", "contact-support", "fallback-route"),
            retryable=False,
        )
    ),
    doubted(
        Rule(
            "credit-exhausted",
            Side.ACCOUNT,
            (
                *_plain(
                    "credit-exhausted",
                    752,
                    "It's your account: the credit balance is used up.",
                    "a used-up credit balance",
                ),
            ),
            fixes=("add-credit", "fallback-route"),
            retryable=False,
        )
    ),
    doubted(
        Rule(
            "billing-problem",
            Side.ACCOUNT,
            (
                Case(
                    DOWN,
                    754,
                    live("billing-problem"),
                    "It's your account: a billing problem blocks the request "
                    "({ping.message:80|402}).",
                ),
                # A plan's extra usage is a subscription's limit: a key's ping says nothing of it.
                Case(
                    DOWN,
                    950,
                    error.ERROR.is_("extra-usage-required"),
                    "It's your Claude subscription: your plan needs extra usage for this "
                    "({error.message:80|see /usage}).",
                    fixes=("usage-credits", "switch-model", "wait-for-reset"),
                ),
                *passing("billing-problem", "a billing problem"),
            ),
            fixes=("fix-billing", "contact-support", "fallback-route"),
            retryable=False,
        )
    ),
    Rule(
        "organization-disabled",
        Side.ACCOUNT,
        (
            *cloud_grants.DENIED,
            *_plain(
                "organization-disabled",
                756,
                "It's your account: the organization is disabled or not allowed to do this.",
                "an organization that is disabled or not allowed to do this",
            ),
        ),
        fixes=("contact-support", "check-key"),
        retryable=False,
    ),
    Rule(
        "subscription-limit",
        Side.ACCOUNT,
        (
            Case(
                DOWN,
                LASTING_RANK,
                all_of(told("subscription-limit"), no(error.RESETS.is_(""))),
                "It's your Claude subscription: its limit is reached and resets {error.resets}.",
            ),
            lasting(
                "subscription-limit",
                "It's your Claude subscription: its limit is reached "
                "({error.message:80|see /usage}).",
            ),
            *at_anthropic(
                Case(
                    DEGRADED,
                    440,
                    all_of(transcripts.SUBSCRIPTION_LIMIT.is_(True), WORKS),
                    "The API works, but Claude Code has reached its subscription limit: "
                    "{transcripts.latest_text|see /usage}",
                ),
                Case(
                    DOWN,
                    440,
                    transcripts.SUBSCRIPTION_LIMIT.is_(True),
                    "It's your Claude subscription: Claude Code has reached its limit: "
                    "{transcripts.latest_text|see /usage}",
                    Confidence.MEDIUM,
                ),
            ),
        ),
        fixes=("wait-for-reset", "usage-credits", "fallback-route"),
        retryable=False,
    ),
    Rule(
        "quota-low",
        Side.ACCOUNT,
        at_anthropic(
            Case(
                DEGRADED,
                430,
                all_of(quota.LOW.is_(True), quota.RESETS_IN_S.at_least(0)),
                "It works, but only {quota.lowest_percent|a few}% of your {quota.lowest|limit} "
                "are left ({quota.lowest_limit|?} per minute); full again in "
                "{quota.resets_in|a while}.",
            ),
            Case(
                DEGRADED,
                430,
                quota.LOW.is_(True),
                "It works, but only {quota.lowest_percent|a few}% of your {quota.lowest|limit} "
                "are left ({quota.lowest_limit|?} per minute).",
            ),
        ),
        fixes=("spread-load", "backoff"),
        explained_by=("rate-limited",),
        retryable=None,
    ),
)
