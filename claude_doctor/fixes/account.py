"""Fixes of limits, credit and billing. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, DOCS, Fix

ACCOUNT: tuple[Fix, ...] = (
    Fix(
        "wait-retry-after",
        "Wait as long as retry-after says, then send less at once",
        "The limit refills continuously. Sending earlier only extends the wait.",
        url=f"{DOCS}/rate-limits",
    ),
    Fix(
        "spread-load",
        "Spread requests over time; cache prompts; batch what can wait",
        "Bursts are limited over less than a minute. Cached input does not count against most "
        "models' input limit.",
        url=f"{DOCS}/rate-limits",
        routes=ANTHROPIC,
    ),
    Fix(
        "raise-limit",
        "Raise the spend limit that was set, or wait until it starts anew",
        "Somebody set this limit on the organisation or the workspace; an administrator can raise "
        "it at once. Retrying does not help before the date in the message.",
        url="https://platform.claude.com/usage/limits",
    ),
    Fix(
        "raise-tier",
        "Ask for a higher tier, or wait for the first of the month",
        "The tier's monthly cap is Anthropic's, not a limit that you set. The page shows the tier "
        "and how to leave it. Retrying does not help before the date in the message.",
        url="https://platform.claude.com/usage/limits",
    ),
    Fix(
        "add-credit",
        "Buy credit, or switch on automatic reload",
        "The prepaid balance is used up.",
        url="https://platform.claude.com/settings/billing",
    ),
    Fix(
        "fix-billing",
        "Mend the payment method",
        "Billing refuses the request, not the API.",
        url="https://platform.claude.com/settings/billing",
    ),
    Fix(
        "contact-support",
        "Ask the organisation's owner, or Anthropic's support",
        "Only they can lift this.",
        url="https://support.claude.com",
    ),
    Fix(
        "wait-for-reset",
        "Wait for the reset that the message names, or use an API key",
        "The subscription's limit is reached. /usage in Claude Code shows the windows.",
        "claude /usage",
    ),
)
