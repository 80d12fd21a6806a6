"""Fixes that the text of a failure asks for, and what to do without enough evidence. Data."""

from __future__ import annotations

from .fix import CODE, Fix

TEXTS: tuple[Fix, ...] = (
    Fix(
        "google-login",
        "Log in to Google Cloud for programs",
        "Claude on Vertex AI takes a credential of Google's, no key of Anthropic's.",
        "gcloud auth application-default login",
        "https://cloud.google.com/docs/authentication/provide-credentials-adc",
    ),
    Fix(
        "aws-sso-login",
        "Log in to AWS again",
        "The temporary credential of the AWS profile has run out; a login renews it. With a "
        "profile of its own, add --profile. No key of Anthropic's is involved.",
        "aws sso login",
    ),
    Fix(
        "aws-login",
        "Renew the AWS login, or set the profile and region that your program uses",
        "Claude on Bedrock takes a credential of AWS, no key of Anthropic's. The command shows "
        "who AWS takes you for.",
        "aws sts get-caller-identity || aws sso login",
    ),
    Fix(
        "marketplace-rights",
        "Allow aws-marketplace:Subscribe and ViewSubscriptions for the role, once",
        "The first call of a model subscribes the account to it in the AWS Marketplace; later "
        "calls do not need the right.",
        url="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html",
    ),
    Fix(
        "use-case-form",
        "Send in the use-case form for Anthropic's models in the Bedrock console",
        "It is asked for once per account. Access comes some minutes later.",
        url="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html",
    ),
    Fix(
        "cloud-access",
        "Have access to the model granted in the cloud's own console",
        "It is the cloud account's right to the model, or the role's to call it, that is missing.",
    ),
    Fix(
        "google-quota",
        "Ask Google Cloud for quota for this model and region, or use the global endpoint",
        "A new project may have none at all.",
        url="https://console.cloud.google.com/iam-admin/quotas",
    ),
    Fix(
        "new-bedrock-key",
        "Make a new Bedrock API key, and set AWS_BEARER_TOKEN_BEDROCK to it",
        "A short-term key ends with the session that made it, after twelve hours at the latest. "
        "Without the variable the AWS login is used.",
        "export AWS_BEARER_TOKEN_BEDROCK=…",
        url="https://console.aws.amazon.com/bedrock/home#/api-keys",
    ),
    Fix(
        "ask-admin",
        "Ask an administrator of your organization",
        "A setting or the plan of the organization forbids it; the key and the request are fine.",
    ),
    Fix(
        "appeal",
        "Ask the organization's owner; the message or e-mail names where to appeal",
        "Only Anthropic can lift it. Retrying does not help.",
        url="https://support.claude.com",
    ),
    Fix(
        "usage-credits",
        "Use extra usage: /usage-credits in Claude Code, or the plan's page",
        "What goes beyond the plan is paid from usage credits, where they are switched on.",
        url="https://claude.ai/settings/usage",
    ),
    Fix(
        "switch-model",
        "Switch to another model: /model in Claude Code",
        "Capacity and limits are kept for each model, so another one may answer.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "rewind",
        "Press Esc twice and go back to before the message that caused it",
        "The conversation goes on from there, without what was refused or too long.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "feedback",
        "Report a wrong refusal with /feedback",
        "It reaches those who tune the safeguards.",
    ),
    Fix(
        "update-claude-code",
        "Update Claude Code, then try again",
        "Old versions are no longer accepted.",
        "claude update",
        f"{CODE}/setup",
    ),
    Fix(
        "fix-variable",
        "Correct the environment variable or setting that the message names",
        "Nothing was sent: a line end, a blank or a letter outside ASCII in a header is enough.",
        "env | grep -E '^(ANTHROPIC|CLAUDE)' | cut -d= -f1",
    ),
    Fix(
        "read-execution-file",
        "Read the execution file: the true error is in it",
        "claude-code-action names it in its output `execution_file`; it lies in the runner's "
        "temporary folder. Keep it as an artifact, then explain it.",
        'claude-doctor explain "$RUNNER_TEMP/claude-execution-output.json"',
    ),
    Fix(
        "add-evidence",
        "Give more evidence: the failing program's own message, and a key for a real ping",
        "With the text, the same rules judge what you saw together with what is measured now.",
        "claude-doctor check --error 'the message'",
    ),
    Fix(
        "see-evidence",
        "See what was measured, and what speaks for and against each cause",
        "Each rule is listed with the facts that it needs, those that were measured and those that "
        "are missing.",
        "claude-doctor check -v",
    ),
    Fix(
        "not-claude",
        "Look at the program that printed it; the Claude API is not involved",
        "The text is no failure of the Claude API.",
    ),
    Fix(
        "other-provider-quota",
        "Check the plan and the quota at that provider",
        "The message was made by another provider or gateway, for its own account.",
    ),
    Fix(
        "ask-other-provider",
        "Look at that provider's own status page and documentation",
        "The message was made by another provider or gateway.",
    ),
)
