"""Rules whose verdict is the service's side: Anthropic's, or that of the cloud that serves it."""

from __future__ import annotations

from ..engine.facts import all_of, any_of
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..failures.classify import with_cause
from ..fixes.vendors import FOLLOW
from ..probes import environment, ping, quota, transcripts
from ..sources.api import own_models
from ..sources.clouds.facts import FEED, Feed, Said
from .advice import TRIED
from .routes import PROVIDER, SERVICE, alike, at_anthropic, on_cloud, said
from .signs import (
    PAGE_GREEN,
    REACHED,
    SERVER_ERROR,
    TOLD_SERVER_ERROR,
    WORKS,
    live,
    passing,
)

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

#: In the order in which one would act: another model or place that answers, the retry, the wait.
_NOW = (*TRIED, "wait-retry-after", "backoff", "wait-it-out", "fallback-route")
_FOLLOW = ("follow-status-page", *FOLLOW)

RULES: tuple[Rule, ...] = (
    Rule(
        "incomplete-response-loop",
        Side.SERVER,
        at_anthropic(
            Case(
                DOWN,
                780,
                all_of(live("overloaded"), quota.HEADROOM.is_(True)),
                "It's Anthropic, not you: overloaded, with only {quota.used_percent|?}% of your "
                "limits used: the Incomplete Response Loop (a retry storm).",
            ),
        ),
        fixes=(*_NOW, "shorter-output", "streaming", *_FOLLOW, "monitor-529", "commit-first"),
        retryable=True,
    ),
    Rule(
        "overloaded",
        Side.SERVER,
        (
            *alike(
                Case(
                    DOWN,
                    770,
                    all_of(ping.ERROR.in_(*with_cause("overloaded")), ping.HTTP_STATUS.is_(200)),
                    f"It's {PROVIDER}, not you: the API starts an answer, then fails with "
                    "Overloaded.",
                ),
                all_of(said(Said.OVERLOADED), ping.HTTP_STATUS.is_(200)),
            ),
            *at_anthropic(
                Case(
                    DOWN,
                    770,
                    all_of(ping.ERROR.in_(*with_cause("overloaded")), PAGE_GREEN),
                    "It's Anthropic, not you: the API answers {ping.http_status|529} Overloaded; "
                    "the status page still says “operational”.",
                ),
                Case(
                    DOWN,
                    770,
                    all_of(WORKS, live("overloaded")),
                    "It's Anthropic, not you: {ping.failed_model|your model} is overloaded; "
                    "{ping.model|the small model} works.",
                ),
            ),
            *on_cloud(
                Case(
                    DOWN,
                    770,
                    all_of(said(Said.OVERLOADED), FEED.is_(Feed.UP)),
                    f"It's {SERVICE}, not you: the API answers {{ping.http_status|529}} "
                    "Overloaded; its status feed shows no trouble.",
                ),
            ),
            *alike(
                Case(
                    DOWN,
                    770,
                    live("overloaded"),
                    f"It's {PROVIDER}, not you: the API answers {{ping.http_status|529}} "
                    "Overloaded.",
                ),
                said(Said.OVERLOADED),
            ),
            *passing(
                "overloaded",
                "Anthropic's overload, not your fault",
                there=f"an overload of {SERVICE}, not your fault",
            ),
        ),
        fixes=(*_NOW, "shorter-output", "streaming", *_FOLLOW, "monitor-529", "commit-first"),
        explained_by=("incomplete-response-loop",),
        retryable=True,
    ),
    Rule(
        "server-error",
        Side.SERVER,
        (
            *at_anthropic(
                Case(
                    DOWN,
                    765,
                    all_of(WORKS, live("server-error")),
                    "It's Anthropic, not you: {ping.failed_model|your model} answers with an "
                    "internal error; {ping.model|the small model} works.",
                ),
            ),
            *on_cloud(
                Case(
                    DOWN,
                    765,
                    all_of(said(Said.FAILED), ping.ANSWERED_BY.is_("unknown")),
                    f"It looks like {SERVICE}: its own address answers {{ping.shows|an error}}, "
                    "but not in the cloud's format.",
                    Confidence.MEDIUM,
                ),
            ),
            *alike(
                Case(
                    DOWN,
                    765,
                    all_of(
                        SERVER_ERROR,
                        ping.ANSWERED_BY.in_("anthropic", "cdn"),
                        ping.HTTP_STATUS.is_(200),
                    ),
                    f"It's {PROVIDER}, not you: the API starts an answer, then fails "
                    "({ping.error_type|server error}).",
                ),
                all_of(said(Said.FAILED), ping.HTTP_STATUS.is_(200)),
            ),
            *alike(
                Case(
                    DOWN,
                    765,
                    all_of(SERVER_ERROR, ping.ANSWERED_BY.in_("anthropic", "cdn")),
                    f"It's {PROVIDER}, not you: the API answers {{ping.http_status|an error}} "
                    "({ping.error_type|server error}).",
                ),
                said(Said.FAILED),
            ),
            *at_anthropic(
                Case(
                    DOWN,
                    765,
                    SERVER_ERROR,
                    "It looks like Anthropic: {ping.http_status|an error} came back, but it does "
                    "not say who wrote it.",
                    Confidence.MEDIUM,
                ),
            ),
            *passing(
                "server-error",
                "an error inside Anthropic's service",
                shown=TOLD_SERVER_ERROR,
                there=f"an error inside {SERVICE}",
            ),
        ),
        fixes=(*_NOW, *_FOLLOW, "report-request-id", "commit-first"),
        retryable=True,
    ),
    Rule(
        "incomplete-stream",
        Side.SERVER,
        (
            *alike(
                Case(
                    DOWN,
                    760,
                    any_of(ping.ANSWER.is_("cut"), own_models.MODEL_ANSWER.is_("cut")),
                    "It's Anthropic's side: the answer started, then stopped before message_stop.",
                    Confidence.MEDIUM,
                ),
                said(Said.CUT),
                f"It's most likely {SERVICE}: the answer started, then stopped before its end.",
            ),
            *passing("incomplete-stream", "an answer that stopped midway"),
        ),
        fixes=("say-continue", "streaming", "backoff", "shorter-output", "commit-first"),
        explained_by=("overloaded", "server-error"),
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
        fixes=("lighter-model", "streaming", "shorter-output"),
        retryable=True,
    ),
    Rule(
        "recent-failures",
        Side.SERVER,
        (
            *alike(
                Case(
                    DEGRADED,
                    480,
                    all_of(REACHED, transcripts.SERVER_FAILURES.at_least(1)),
                    "It works now, but Claude Code here hit server failures "
                    "({environment.provider|Anthropic}) in the last 15 min: "
                    "{transcripts.server_failures|some}.",
                    Confidence.MEDIUM,
                ),
                all_of(said(Said.WORKS, Said.ANSWERS), transcripts.SERVER_FAILURES.at_least(1)),
            ),
            *alike(
                Case(
                    DEGRADED,
                    480,
                    all_of(
                        REACHED,
                        environment.GATEWAY.is_(False),
                        transcripts.BARE_FAILURES.at_least(1),
                    ),
                    "It works now, but Claude Code here was answered by a failing server on the "
                    "path to Anthropic in the last 15 min: {transcripts.latest_text|502 or 503}.",
                    Confidence.LOW,
                ),
                all_of(
                    said(Said.WORKS, Said.ANSWERS),
                    environment.GATEWAY.is_(False),
                    transcripts.BARE_FAILURES.at_least(1),
                ),
                "It works now, but Claude Code here was answered by a failing server on the path "
                f"to {SERVICE} in the last 15 min: {{transcripts.latest_text|502 or 503}}.",
            ),
        ),
        fixes=("say-continue", "backoff", "commit-first", *_FOLLOW),
        retryable=True,
    ),
)
