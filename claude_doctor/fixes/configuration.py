"""Fixes of addresses, variables and settings files. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, Fix

CONFIGURATION: tuple[Fix, ...] = (
    Fix(
        "fix-base-url",
        "Correct ANTHROPIC_BASE_URL, or unset it",
        "It must be the address in front of /v1/messages, without /v1 at its end. Without it "
        "calls go to Anthropic itself: take a gateway's key out as well.",
        "unset ANTHROPIC_BASE_URL",
        measured="{environment.base_url_mend}",
        routes=ANTHROPIC,
    ),
    Fix(
        "use-https",
        "Use https for the address that your key is sent to",
        "Over plain http everybody on the way can read the key. claude-doctor did not send it.",
        'export ANTHROPIC_BASE_URL="https${ANTHROPIC_BASE_URL#http}"',
        measured="{environment.https_mend}",
    ),
    Fix(
        "mend-environment",
        "Clear the conflicting settings",
        "`claude-doctor check -v` lists each conflict, which setting wins, and what to type. An "
        "`unset` holds for this shell: take the line out of your shell's profile, too.",
        "env | grep -E '^(ANTHROPIC|CLAUDE|HTTPS?_PROXY|NO_PROXY)' | cut -d= -f1",
        measured="{environment.mend}",
    ),
    Fix(
        "mend-other-program",
        "Take away what sends the other program there",
        "The program that was checked has a configuration of its own. Correct the other one's, or "
        "take it out. An organization's managed settings only its administrators can change.",
        "claude-doctor check -v",
        measured="{ping.other_mend}",
    ),
    Fix(
        "mend-variable",
        "Correct the value of the variable that is named",
        "The command does that alone and holds for this shell. Correct the line where the value "
        "comes from, too: a profile, an .env file, a secret of the pipeline.",
        measured="{environment.broken_mend}",
    ),
    Fix(
        "mend-key",
        "Leave the key alone in the variable, and nothing beside it",
        "The command does that alone and holds for this shell. Correct the line where the value "
        "comes from, too: a profile, an .env file, a secret of the pipeline.",
        measured="{environment.key_flaw_mend}",
    ),
    Fix(
        "set-secret",
        "Give the job its secret",
        "On GitHub a pull request from a fork gets no secrets: run the job on pushes to the "
        "repository itself, or skip the step where the key is empty. Check the secret's spelling.",
        "gh secret list",
        "https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions",
    ),
)
