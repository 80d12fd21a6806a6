"""Fixes for the service's own trouble: spread the load, keep what you have. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, CODE, DOCS, Fix

SERVICE: tuple[Fix, ...] = (
    Fix(
        "backoff",
        "Retry with exponential backoff and jitter, at most 5 times",
        "Wait 1, 2, 4, 8 and 16 seconds, each plus a random part, and obey retry-after when "
        "it is sent. The SDK does both with max_retries. Tight retry loops keep an overload "
        "going.",
        "claude-doctor fixes backoff",
        f"{DOCS}/errors",
        code="client = anthropic.Anthropic(max_retries=5)",
    ),
    Fix(
        "shorter-output",
        "Lower max_tokens and split the work into smaller requests",
        "Short answers finish before a timeout cuts them off, and a failed chunk costs one chunk.",
        "claude-doctor fixes shorter-output",
    ),
    Fix(
        "lighter-model",
        "Use a smaller model while this one is short of capacity",
        "Capacity and limits are kept per model, so a smaller one may answer when yours does "
        "not. Claude Code and this check read ANTHROPIC_MODEL; your own program names the "
        "model in its code.",
        "claude-doctor check --model claude-haiku-5-5",
        routes=ANTHROPIC,
        measured='export ANTHROPIC_MODEL="{ping.model}"',
        headline="Use {ping.model}: it answers from here ({ping.ttft_ms} ms)",
    ),
    Fix(
        "other-model",
        "Check whether another Claude model answers",
        "Capacity is kept per model. With --fallbacks the check sends one more metered request, to "
        "the best other model that this key can use, and says whether it answers.",
        "claude-doctor check --fallbacks",
        measured='export ANTHROPIC_MODEL="{ping.other_model}"',
        headline="Use {ping.other_model}: it answers from here ({ping.other_ms} ms)",
        routes=ANTHROPIC,
    ),
    Fix(
        "streaming",
        "Stream, and keep what has arrived when the stream breaks",
        "Save each delta as it comes; an answer is complete only with message_stop. Ask the "
        "model to continue from the saved text.",
        "claude-doctor fixes streaming",
        f"{DOCS}/messages-streaming",
    ),
    Fix(
        "fallback-route",
        "Send urgent calls through another provider",
        "Claude is served by Anthropic and by the clouds (Bedrock, Vertex AI, Foundry); other "
        "models by other providers, or locally. The command lists what is operational now and "
        "what this machine could use. Put the provider behind one switch and test it before "
        "you need it.",
        "claude-doctor fallbacks",
    ),
    Fix(
        "monitor-529",
        "Count 529 apart from 429 and other 5xx in monitoring",
        "529 is the service's capacity, 429 is your limit, and other 5xx are the service's "
        "errors. Counted together they send you looking in the wrong place. `--lang` takes "
        "what you have: prometheus, alertmanager, grafana, datadog or opentelemetry.",
        "claude-doctor fixes monitor-529",
        f"{DOCS}/errors",
    ),
    Fix(
        "commit-first",
        "Check for half-written files; commit before long runs",
        "A session that breaks in the middle of an edit leaves half-written files. `git diff` "
        "shows them; `git stash` puts them aside.",
        "git status --short; git diff --stat",
    ),
    Fix(
        "say-continue",
        'Type "continue" in the interrupted session',
        "Claude Code keeps the part of the answer that arrived and continues from there.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "follow-status-page",
        "Follow the status page for updates",
        "You can subscribe there. In 2026 the page typically lagged the start of an API "
        "incident by 13 minutes.",
        url="https://status.claude.com",
        routes=ANTHROPIC,
    ),
    Fix(
        "wait-it-out",
        "Wait: the command returns when Claude answers again",
        "Nothing has to change on your side. The command asks at growing intervals, so it "
        "adds nothing to the load. The median API incident of 2026 lasted about an hour.",
        "claude-doctor wait",
    ),
    Fix(
        "keep-watching",
        "Watch the API, the status page and user reports",
        "A live view of the same evidence; it asks at growing intervals.",
        "claude-doctor watch",
    ),
    Fix(
        "report-request-id",
        "Send Anthropic support the request id",
        "It lets them find the request in their logs.",
        url="https://support.claude.com",
        routes=ANTHROPIC,
        headline="Send support the request id {verdict.request_id}",
    ),
)
