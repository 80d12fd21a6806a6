"""Fixes for the service's own trouble: spread the load, keep what you have. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, CODE, DOCS, Fix

SERVICE: tuple[Fix, ...] = (
    Fix(
        "backoff",
        "Retry with exponential back-off and jitter, 5 times at most",
        "Wait 1, 2, 4, 8, 16 seconds, each with a random part, and obey retry-after when it is "
        "sent. Tight retry loops are what keeps an overload going.",
        "claude-doctor fixes backoff",
        f"{DOCS}/errors",
    ),
    Fix(
        "shorter-output",
        "Lower max_tokens and split the work into smaller requests",
        "Short answers finish before a time-out can cut them, and a failed chunk costs one chunk.",
        "claude-doctor fixes shorter-output",
    ),
    Fix(
        "lighter-model",
        "Try a lighter model while this one is short of capacity",
        "Capacity is tracked per model, so another model may answer when yours does not. "
        "claude-haiku-5-5 is the smallest current one.",
        "claude-doctor check --model claude-haiku-5-5",
        routes=ANTHROPIC,
    ),
    Fix(
        "streaming",
        "Stream, and keep what has arrived when the stream breaks",
        "Save each delta as it comes; an answer is complete only with message_stop. Ask the model "
        "to go on from the saved text.",
        "claude-doctor fixes streaming",
        f"{DOCS}/messages-streaming",
    ),
    Fix(
        "fallback-route",
        "Send urgent calls by another route: Bedrock, Vertex, another provider, a local model",
        "Put the route behind one switch and test it before you need it. Claude through Bedrock or "
        "Vertex is the smallest change.",
        "claude-doctor fallbacks",
    ),
    Fix(
        "monitor-529",
        "Give 529 a label of its own in your monitoring",
        "529 is their capacity, 429 is your limit, 5xx is their fault. Counted together they send "
        "you looking in the wrong place. `--lang` names what you have: prometheus, alertmanager, "
        "grafana, datadog or opentelemetry.",
        "claude-doctor fixes monitor-529",
        f"{DOCS}/errors",
    ),
    Fix(
        "commit-first",
        "Commit before long agent runs, and look at half-written files now",
        "A session that breaks in mid-edit leaves half-written files. `git diff` shows them; "
        "`git stash` puts them aside.",
        "git status --short && git diff --stat",
    ),
    Fix(
        "say-continue",
        "Answer “continue” in the interrupted session",
        "Claude Code keeps the part of the answer that arrived and goes on from there.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "follow-status-page",
        "Follow the incident on the status page",
        "Subscribe there for updates. The page trailed the start of API incidents of 2026 by 13 "
        "minutes in the median.",
        url="https://status.claude.com",
        routes=ANTHROPIC,
    ),
    Fix(
        "wait-it-out",
        "Wait some minutes and check again; change nothing on your side",
        "The median API incident of 2026 lasted about an hour.",
        "claude-doctor check",
    ),
    Fix(
        "report-request-id",
        "Give the request id to Anthropic's support",
        "It lets them find the one request in their logs.",
        url="https://support.claude.com",
        routes=ANTHROPIC,
    ),
)
