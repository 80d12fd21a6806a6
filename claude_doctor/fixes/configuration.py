"""Fixes of addresses, variables and settings files. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, Fix

CONFIGURATION: tuple[Fix, ...] = (
    Fix(
        "fix-base-url",
        "Fix ANTHROPIC_BASE_URL, or unset it",
        "It must be the address in front of /v1/messages, without /v1 at its end. Without the "
        "variable calls go to Anthropic itself: remove a gateway's key as well.",
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
        "`claude-doctor check -v` lists each conflict, which setting wins, and the command "
        "that clears it. An `unset` holds for this shell: remove the line from your shell's "
        "profile as well.",
        "env | grep -E '^(ANTHROPIC|CLAUDE|HTTPS?_PROXY|NO_PROXY)' | cut -d= -f1",
        measured="{environment.mend}",
        windows="Get-ChildItem Env: | Where-Object Name -match "
        "'^(ANTHROPIC|CLAUDE|HTTPS?_PROXY|NO_PROXY)' | Select-Object Name",
    ),
    Fix(
        "mend-other-program",
        "Fix the setting that misdirects the other program",
        "The program that was checked has its own configuration. Correct or remove the other "
        "program's. Only administrators can change an organization's managed settings.",
        "claude-doctor check -v",
        measured="{ping.other_mend}",
    ),
    Fix(
        "mend-variable",
        "Correct the malformed variable",
        "The command does that and holds for this shell. Correct the source as well: a "
        "profile, an .env file, a secret of the pipeline.",
        measured="{environment.broken_mend}",
    ),
    Fix(
        "mend-key",
        "Keep the key alone in its variable, and nothing else",
        "The command does that and holds for this shell. Correct the source as well: a "
        "profile, an .env file, a secret of the pipeline.",
        measured="{environment.key_flaw_mend}",
    ),
    Fix(
        "set-secret",
        "Give the CI job its secret",
        "On GitHub a pull request from a fork gets no secrets: run the job on pushes to the "
        "repository itself, or skip the step when the key is empty. Check the secret's "
        "spelling.",
        "gh secret list",
        "https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions",
    ),
)
