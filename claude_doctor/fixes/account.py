"""Fixes of limits, credit and billing. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, DOCS, Fix

ACCOUNT: tuple[Fix, ...] = (
    Fix(
        "wait-retry-after",
        "Wait as long as retry-after says before the next request",
        "The limit refills continuously. A request that is sent earlier only makes the wait "
        "longer.",
        url=f"{DOCS}/rate-limits",
        measured="sleep {verdict.wait_s}; claude-doctor check",
        headline="Wait {verdict.wait} before the next request",
    ),
    Fix(
        "spread-load",
        "Spread requests over time; cache prompts; batch the rest",
        "Bursts are limited over less than a minute. For most models cached input does not "
        "count against the input limit.",
        url=f"{DOCS}/rate-limits",
        routes=ANTHROPIC,
    ),
    Fix(
        "raise-limit",
        "Raise the custom spend limit, or wait until it resets",
        "The limit was set on your organization or workspace, and an administrator can raise "
        "it at once. Retrying does not help before the date in the message.",
        url="https://platform.claude.com/usage/limits",
    ),
    Fix(
        "raise-tier",
        "Request a higher tier, or wait until the month ends",
        "The tier's monthly cap is Anthropic's, not a custom limit. The page shows your tier "
        "and how to move up. Retrying does not help before the date in the message.",
        url="https://platform.claude.com/usage/limits",
    ),
    Fix(
        "add-credit",
        "Buy credit, or turn on automatic reload",
        "The prepaid balance is used up.",
        url="https://platform.claude.com/settings/billing",
    ),
    Fix(
        "fix-billing",
        "Fix the payment method",
        "Billing rejects the request, not the API.",
        url="https://platform.claude.com/settings/billing",
    ),
    Fix(
        "contact-support",
        "Ask the organization's owner, or Anthropic support",
        "Only they can lift this.",
        url="https://support.claude.com",
    ),
    Fix(
        "wait-for-reset",
        "Wait until the limit resets; /usage shows when",
        "The subscription's limit is reached. /usage in Claude Code shows each window and its "
        "reset. An API key, which is billed per token, has limits of its own.",
        "claude /usage",
    ),
)
