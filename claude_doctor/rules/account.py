"""Rules whose verdict is a limit, money or the state of the account."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..probes import error, ping, quota, transcripts
from ..sources.api import own_models
from . import cloud_grants, clouds
from .routes import at_anthropic
from .signs import (
    LASTING_RANK,
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
                all_of(live("rate-limited"), ping.ANSWERED_BY.is_("relay")),
                "It's your gateway's own limit for you, not Anthropic's: "
                "{environment.base_url|it} answers {ping.shows|429}.",
                Confidence.MEDIUM,
                fixes=("wait-for-gateway", "ask-gateway"),
            ),
            Case(
                DOWN,
                740,
                all_of(live("rate-limited"), ping.RETRY_TOLD.is_(False)),
                "It looks like your rate limit: the API answers 429, but neither how long to wait "
                "nor why.",
                Confidence.LOW,
            ),
            Case(
                DOWN,
                740,
                _is("acceleration-limit"),
                "It's your rate limit: your usage rose too steeply (429, the acceleration limit); "
                "wait {ping.retry_after_s|some} s and raise it gradually.",
                fixes=("wait-retry-after", "spread-load", "backoff"),
            ),
            Case(
                DOWN,
                740,
                all_of(live("rate-limited"), quota.LOW.is_(True)),
                "It's your rate limit: the API answers 429, {quota.lowest_percent|little} % of "
                "your {quota.lowest|limit} are left ({quota.lowest_limit|?} per minute); wait "
                "{ping.retry_after_s|some} s.",
            ),
            Case(
                DOWN,
                740,
                live("rate-limited"),
                "It's your rate limit: the API answers 429; wait {ping.retry_after_s|some} s "
                "({ping.message|it does not say which limit}).",
            ),
        )
        + passing(
            "rate-limited",
            "your rate limit",
            Case(
                DOWN,
                TOLD_RANK,
                all_of(told("rate-limited"), error.RETRY_AFTER.at_least(0)),
                "It's your rate limit: {error.meaning|wait as long as the text says.}",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("wait-retry-after", "backoff", "spread-load", "lighter-model", *clouds.QUOTAS),
        retryable=True,
    ),
    Rule(
        "spend-limit-reached",
        Side.ACCOUNT,
        doubted(
            ("raise-limit", "contact-support", "fallback-route"),
            Case(
                DOWN,
                750,
                all_of(ping.REFUSAL.is_("budget"), ping.ANSWERED_BY.is_("relay")),
                "It's your budget at the gateway: {environment.base_url|it} answers "
                "{ping.shows|that it is used up}.",
                fixes=("ask-gateway", "bypass-gateway"),
            ),
            Case(
                DOWN,
                750,
                _is("spend-cap-reached"),
                "It's your account: your tier's monthly spend cap is reached "
                "({ping.message|no more until the month ends}).",
                fixes=("raise-tier", "contact-support", "fallback-route"),
            ),
            Case(
                DOWN,
                750,
                live("spend-limit-reached"),
                "It's your account: a spend limit that somebody set is reached "
                "({ping.message|no more until it resets}).",
            ),
            *passing(
                "spend-limit-reached",
                "a spend limit of your account",
                Case(
                    DOWN,
                    TOLD_RANK,
                    all_of(told("spend-limit-reached"), no(error.ERROR_CODE.is_(""))),
                    "It's your account: {error.meaning|a spend limit is reached} "
                    "({error.error_code|by its code}).",
                ),
            ),
        ),
        fixes=("raise-limit", "contact-support", "fallback-route"),
        retryable=False,
    ),
    Rule(
        "credit-exhausted",
        Side.ACCOUNT,
        doubted(
            ("add-credit", "fallback-route"),
            *_plain(
                "credit-exhausted",
                752,
                "It's your account: the credit is used up.",
                "credit that was used up",
            ),
        ),
        fixes=("add-credit", "fallback-route"),
        retryable=False,
    ),
    Rule(
        "billing-problem",
        Side.ACCOUNT,
        doubted(
            ("fix-billing", "contact-support", "fallback-route"),
            Case(
                DOWN,
                754,
                live("billing-problem"),
                "It's your account: billing refuses the request ({ping.message|402}).",
            ),
            # A plan's extra usage is a subscription's limit: a key's ping says nothing of it.
            Case(
                DOWN,
                950,
                error.ERROR.is_("extra-usage-required"),
                "It's your Claude subscription: its plan does not cover this without extra usage "
                "({error.message|see /usage}).",
                fixes=("usage-credits", "switch-model", "wait-for-reset"),
            ),
            *passing("billing-problem", "a billing problem"),
        ),
        fixes=("fix-billing", "contact-support", "fallback-route"),
        retryable=False,
    ),
    Rule(
        "organization-disabled",
        Side.ACCOUNT,
        (
            *cloud_grants.DENIED,
            *_plain(
                "organization-disabled",
                756,
                "It's your account: the organization is disabled or does not allow this.",
                "an organization that does not allow this",
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
                "It's your Claude subscription: its limit is reached and resets {error.resets} "
                "({error.message|see /usage}).",
            ),
            lasting(
                "subscription-limit",
                "It's your Claude subscription: its limit is reached ({error.message|see /usage}).",
            ),
            *at_anthropic(
                Case(
                    DEGRADED,
                    440,
                    all_of(transcripts.SUBSCRIPTION_LIMIT.is_(True), WORKS),
                    "The API works, but Claude Code here has reached its subscription's limit: "
                    "{transcripts.latest_text|see /usage}",
                ),
                Case(
                    DOWN,
                    440,
                    transcripts.SUBSCRIPTION_LIMIT.is_(True),
                    "It's your Claude subscription: Claude Code here has reached its limit: "
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
                "It works, but only {quota.lowest_percent|little} % of your "
                "{quota.lowest|limit} are left ({quota.lowest_limit|?} per minute); full again in "
                "{quota.resets_in|a while}.",
            ),
            Case(
                DEGRADED,
                430,
                quota.LOW.is_(True),
                "It works, but only {quota.lowest_percent|little} % of your "
                "{quota.lowest|limit} are left ({quota.lowest_limit|?} per minute).",
            ),
        ),
        fixes=("spread-load", "backoff"),
        explained_by=("rate-limited",),
        retryable=None,
    ),
)
