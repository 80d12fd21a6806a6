"""Rules whose verdict is Anthropic's side."""

from __future__ import annotations

from ..engine.facts import all_of, any_of
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..failures.classify import with_cause
from ..probes import network, ping, quota, status, transcripts
from .signs import (
    BILLING_TROUBLE,
    CHAT_RED,
    CODE_RED,
    CROWD_CONFIRMS,
    NO_USABLE_ANSWER,
    PAGE_GREEN,
    PAGE_RED,
    REACHED,
    SERVER_ERROR,
    TOLD_SERVER_ERROR,
    WORKS,
    live,
    passing,
    told,
)

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

#: What an incident in Anthropic's billing looks like from outside.
MONEY_CAUSES = ("billing-problem", "credit-exhausted", "spend-limit-reached")

_RETRY = ("backoff", "shorter-output", "lighter-model", "streaming", "fallback-route")

RULES: tuple[Rule, ...] = (
    Rule(
        "incomplete-response-loop",
        Side.SERVER,
        (
            Case(
                DOWN,
                780,
                all_of(live("overloaded"), quota.HEADROOM.is_(True)),
                "It's Anthropic, not you: the API is overloaded although your limits have room "
                "({quota.used_percent|?} % used). Retries and time-outs now feed each other: the "
                "Incomplete Response Loop.",
            ),
        ),
        fixes=(
            "backoff",
            "shorter-output",
            "streaming",
            "fallback-route",
            "monitor-529",
            "commit-first",
        ),
        retryable=True,
    ),
    Rule(
        "overloaded",
        Side.SERVER,
        (
            Case(
                DOWN,
                770,
                all_of(ping.ERROR.in_(*with_cause("overloaded")), ping.HTTP_STATUS.is_(200)),
                "It's Anthropic, not you: the API begins an answer and then says Overloaded.",
            ),
            Case(
                DOWN,
                770,
                all_of(ping.ERROR.in_(*with_cause("overloaded")), PAGE_GREEN),
                "It's Anthropic, not you: the API answers {ping.http_status|529} Overloaded, while "
                "the status page still shows the API green.",
            ),
            Case(
                DOWN,
                770,
                all_of(WORKS, live("overloaded")),
                "It's Anthropic, not you: {ping.failed_model|your model} is overloaded; "
                "{ping.model|the small model} works.",
            ),
            Case(
                DOWN,
                770,
                live("overloaded"),
                "It's Anthropic, not you: the API answers {ping.http_status|529} Overloaded.",
            ),
            *passing("overloaded", "Anthropic's overload, not your doing"),
        ),
        fixes=(*_RETRY, "monitor-529", "commit-first"),
        explained_by=("incomplete-response-loop",),
        retryable=True,
    ),
    Rule(
        "server-error",
        Side.SERVER,
        (
            Case(
                DOWN,
                765,
                all_of(WORKS, live("server-error")),
                "It's Anthropic, not you: {ping.failed_model|your model} answers with an internal "
                "error; {ping.model|the small model} works.",
            ),
            Case(
                DOWN,
                765,
                all_of(SERVER_ERROR, ping.ANSWERED_BY.in_("anthropic", "cdn")),
                "It's Anthropic, not you: the API answers {ping.http_status|an error} "
                "({ping.error_type|server error}).",
            ),
            Case(
                DOWN,
                765,
                SERVER_ERROR,
                "It looks like Anthropic: {ping.http_status|an error} came back, but nothing in "
                "it says who wrote it.",
                Confidence.MEDIUM,
            ),
            *passing("server-error", "an error inside Anthropic's service", TOLD_SERVER_ERROR),
        ),
        fixes=("backoff", "report-request-id", "fallback-route", "commit-first"),
        retryable=True,
    ),
    Rule(
        "incomplete-stream",
        Side.SERVER,
        (
            Case(
                DOWN,
                760,
                any_of(ping.ANSWER.is_("cut"), ping.MODEL_ANSWER.is_("cut")),
                "It's Anthropic's side: the answer began and stopped before message_stop.",
                Confidence.MEDIUM,
            ),
            *passing("incomplete-stream", "an answer that stopped half-way"),
        ),
        fixes=("streaming", "say-continue", "shorter-output", "backoff", "commit-first"),
        explained_by=("overloaded", "server-error"),
        retryable=True,
    ),
    Rule(
        "incident-confirmed",
        Side.SERVER,
        (
            Case(
                DOWN,
                700,
                all_of(NO_USABLE_ANSWER, PAGE_RED),
                "It's Anthropic, not you: no usable answer comes from the API, and the status page "
                "confirms trouble: {status.incident_name|the API component is not operational}.",
            ),
        ),
        fixes=("follow-status-page", "backoff", "fallback-route", "commit-first"),
        retryable=True,
    ),
    Rule(
        "crowd-outage",
        Side.SERVER,
        (
            Case(
                DOWN,
                690,
                all_of(NO_USABLE_ANSWER, network.CONTROL.is_("open"), CROWD_CONFIRMS),
                "It's most likely Anthropic: no usable answer comes from the API, your internet "
                "works, and many other users report trouble now.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("backoff", "fallback-route", "follow-status-page", "commit-first"),
        explained_by=("incident-confirmed",),
        retryable=True,
    ),
    Rule(
        "model-incident",
        Side.SERVER,
        (
            Case(
                DEGRADED,
                520,
                status.MODEL_INCIDENT.is_(True),
                "An open incident names your model ({status.model_named|see the status page}): "
                "{status.incident_name|}",
            ),
        ),
        fixes=("lighter-model", "follow-status-page", "backoff"),
        retryable=True,
    ),
    Rule(
        "incident-posted",
        Side.SERVER,
        (
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
                505,
                CODE_RED,
                "The API itself looks fine, but Anthropic's status page reports trouble with "
                "Claude Code.",
            ),
            Case(
                DEGRADED,
                505,
                CHAT_RED,
                "The API itself looks fine, but Anthropic's status page reports trouble with "
                "claude.ai.",
            ),
            # Beside the account's own error, whose rank is higher: it may be Anthropic's billing.
            Case(
                DEGRADED,
                150,
                all_of(
                    BILLING_TROUBLE,
                    any_of(*(seen(cause) for cause in MONEY_CAUSES for seen in (live, told))),
                ),
                "A billing error was seen, and Anthropic's status page has a billing incident "
                "open.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("follow-status-page", "backoff", "commit-first"),
        explained_by=("incident-confirmed",),
        retryable=True,
    ),
    Rule(
        "crowd-reports",
        Side.SERVER,
        (
            Case(
                DEGRADED,
                500,
                CROWD_CONFIRMS,
                "Many other users report trouble with Claude now, in more than one place.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("backoff", "follow-status-page", "commit-first"),
        explained_by=("crowd-outage",),
        retryable=True,
    ),
    Rule(
        "slow-response",
        Side.SERVER,
        (
            Case(
                DEGRADED,
                490,
                ping.SLOW.is_(True),
                "The API works but is slow: the first token took {ping.ttft_ms|?} ms.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("streaming", "shorter-output", "lighter-model"),
        retryable=True,
    ),
    Rule(
        "recent-failures",
        Side.SERVER,
        (
            Case(
                DEGRADED,
                480,
                all_of(REACHED, transcripts.SERVER_FAILURES.at_least(1)),
                "It answers now, but Claude Code on this machine met failures of Anthropic's in "
                "the last 15 minutes: {transcripts.server_failures|some}.",
                Confidence.MEDIUM,
            ),
        ),
        fixes=("say-continue", "backoff", "commit-first", "follow-status-page"),
        retryable=True,
    ),
)
