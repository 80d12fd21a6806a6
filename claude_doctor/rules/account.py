"""Rules whose verdict is a limit, money or the state of the account."""

from __future__ import annotations

from ..facts import all_of
from ..model import Case, Confidence, Rule, Severity, Side
from ..probes import ping, quota, transcripts
from .signs import WORKS, lasting, live, passing

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED


def _money(cause: str, rank: int, says: str, what: str, *fixes: str) -> Rule:
    """A cause that the ping shows as it is, and that a working ping contradicts."""
    cases = (Case(DOWN, rank, live(cause), says), *passing(cause, what))
    return Rule(cause, Side.ACCOUNT, cases, fixes, retryable=False)


RULES: tuple[Rule, ...] = (
    Rule(
        "rate-limited",
        Side.ACCOUNT,
        (
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
                live("rate-limited"),
                "It's your rate limit: the API answers 429; wait {ping.retry_after_s|some} s.",
            ),
            *passing("rate-limited", "your rate limit"),
        ),
        fixes=("wait-retry-after", "spread-load", "backoff", "lighter-model"),
        retryable=True,
    ),
    _money(
        "spend-limit-reached",
        750,
        "It's your account: a spend limit is reached ({ping.message|no more until it resets}).",
        "a spend limit of your account",
        "raise-limit",
        "contact-support",
    ),
    _money(
        "credit-exhausted",
        752,
        "It's your account: the credit is used up.",
        "credit that was used up",
        "add-credit",
    ),
    _money(
        "billing-problem",
        754,
        "It's your account: billing refuses the request ({ping.message|402}).",
        "a billing problem",
        "fix-billing",
        "contact-support",
    ),
    _money(
        "organization-disabled",
        756,
        "It's your account: the organisation is disabled or does not allow this.",
        "an organisation that does not allow this",
        "contact-support",
        "check-key",
    ),
    Rule(
        "subscription-limit",
        Side.ACCOUNT,
        (
            lasting(
                "subscription-limit",
                "It's your Claude subscription: its limit is reached ({error.message|see /usage}).",
            ),
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
        fixes=("wait-for-reset",),
        retryable=False,
    ),
    Rule(
        "quota-low",
        Side.ACCOUNT,
        (
            Case(
                DEGRADED,
                430,
                quota.LOW.is_(True),
                "It works, but only {quota.lowest_percent|little} % of your "
                "{quota.lowest|limit} are left.",
            ),
        ),
        fixes=("spread-load", "lighter-model"),
        explained_by=("rate-limited",),
        retryable=None,
    ),
)
