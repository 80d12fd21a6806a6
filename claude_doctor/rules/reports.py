"""Rules whose evidence is what others say: the status page, the cloud's feed, and the crowd."""

from __future__ import annotations

from ..engine.facts import all_of, any_of
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..fixes import vendors
from ..probes import network, status
from . import cloud_way
from .routes import at_anthropic
from .signs import (
    BILLING_TROUBLE,
    CHAT_RED,
    CODE_RED,
    CROWD_CONFIRMS,
    NO_USABLE_ANSWER,
    PAGE_RED,
    PAGE_UNPLACED,
    REACHED,
    WORKS,
    live,
    told,
)

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

#: What an incident in Anthropic's billing looks like from outside.
MONEY_CAUSES = ("billing-problem", "credit-exhausted", "spend-limit-reached")

# What a page shows that alone confirms little: about another product, over, or left behind.
_HALF = (
    "possibly outdated or about another product: "
    "{status.incident_name|the API component is flagged}."
)

_HALF_RED = all_of(PAGE_RED, status.SUPPORTS.is_(False))

RULES: tuple[Rule, ...] = (
    Rule(
        "incident-confirmed",
        Side.SERVER,
        cloud_way.CONFIRMED
        + at_anthropic(
            Case(
                DOWN,
                700,
                all_of(NO_USABLE_ANSWER, _HALF_RED, CROWD_CONFIRMS),
                "It's most likely Anthropic: the API gives no usable answer, many users report "
                f"trouble now, and so does the status page, {_HALF}",
                Confidence.MEDIUM,
            ),
            Case(
                DOWN,
                700,
                all_of(NO_USABLE_ANSWER, _HALF_RED),
                "It may be Anthropic: the API gives no usable answer, and the status page shows "
                f"trouble, {_HALF}",
                Confidence.LOW,
            ),
            Case(
                DOWN,
                700,
                all_of(NO_USABLE_ANSWER, PAGE_RED),
                "It's Anthropic, not you: the API gives no usable answer, and the status page "
                "confirms trouble: {status.incident_name|the API component is not operational}.",
            ),
            Case(
                DOWN,
                695,
                all_of(NO_USABLE_ANSWER, PAGE_UNPLACED),
                "It's most likely Anthropic: the API gives no usable answer, and the status page "
                "shows trouble ({status.unplaced}), though not the API's own state.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=(
            *vendors.REGIONS,
            "wait-it-out",
            "fallback-route",
            "backoff",
            "follow-status-page",
            *vendors.FOLLOW,
            "commit-first",
        ),
        retryable=True,
    ),
    Rule(
        "crowd-outage",
        Side.SERVER,
        at_anthropic(
            Case(
                DOWN,
                690,
                all_of(NO_USABLE_ANSWER, network.CONTROL.is_("open"), CROWD_CONFIRMS),
                "It's most likely Anthropic: the API gives no usable answer, your internet works, "
                "and many users report trouble now.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("wait-it-out", "fallback-route", "backoff", "follow-status-page", "commit-first"),
        explained_by=("incident-confirmed",),
        retryable=True,
    ),
    Rule(
        "model-incident",
        Side.SERVER,
        at_anthropic(
            Case(
                DEGRADED,
                520,
                status.MODEL_INCIDENT.is_(True),
                "An open incident names your model ({status.model_named|see the status page}): "
                "{status.incident_name|}",
            ),
        ),
        fixes=("other-model", "lighter-model", "follow-status-page", "backoff"),
        retryable=True,
    ),
    Rule(
        "incident-posted",
        Side.SERVER,
        cloud_way.POSTED
        + at_anthropic(
            Case(
                DEGRADED,
                510,
                all_of(_HALF_RED, WORKS),
                f"The API works from here. Anthropic's status page still shows trouble, {_HALF}",
                Confidence.MEDIUM,
            ),
            Case(
                DEGRADED,
                510,
                all_of(PAGE_RED, WORKS),
                "The API works from here, but Anthropic's status page reports trouble: "
                "{status.incident_name|the API component is not operational}.",
            ),
            Case(
                DEGRADED,
                510,
                PAGE_RED,
                "Anthropic's status page reports trouble with the API: "
                "{status.incident_name|the component is not operational}. No completion was "
                "tested.",
                Confidence.MEDIUM,
            ),
            Case(
                DEGRADED,
                508,
                all_of(PAGE_UNPLACED, REACHED),
                "The API answers from here, but Anthropic's status page shows trouble "
                "({status.unplaced}) without the API's own state.",
                Confidence.LOW,
            ),
            Case(
                DEGRADED,
                505,
                CODE_RED,
                "The API looks fine, but Anthropic's status page reports trouble with Claude Code.",
            ),
            Case(
                DEGRADED,
                505,
                CHAT_RED,
                "The API looks fine, but Anthropic's status page reports trouble with claude.ai.",
            ),
            # Beside the account's own error, whose rank is higher: it may be Anthropic's billing.
            Case(
                DEGRADED,
                150,
                all_of(
                    BILLING_TROUBLE,
                    any_of(*(seen(cause) for cause in MONEY_CAUSES for seen in (live, told))),
                ),
                "A billing error was seen, and Anthropic's status page has an open billing "
                "incident.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("follow-status-page", *vendors.FOLLOW, "backoff", "keep-watching", "commit-first"),
        explained_by=("incident-confirmed",),
        retryable=True,
    ),
    Rule(
        "crowd-reports",
        Side.SERVER,
        at_anthropic(
            Case(
                DEGRADED,
                500,
                CROWD_CONFIRMS,
                "Many users report trouble with Claude now, in more than one place.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("backoff", "keep-watching", "follow-status-page", "commit-first"),
        explained_by=("crowd-outage",),
        retryable=True,
    ),
)
