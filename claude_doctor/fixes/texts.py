"""Fixes that the text of a failure asks for, and what to do without enough evidence. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, CODE, Fix

TEXTS: tuple[Fix, ...] = (
    Fix(
        "google-login",
        "Log in to Google Cloud (application default)",
        "Claude on Vertex AI takes a Google credential, not an Anthropic key.",
        "gcloud auth application-default login",
        "https://cloud.google.com/docs/authentication/provide-credentials-adc",
    ),
    Fix(
        "aws-sso-login",
        "Log in to AWS again",
        "The temporary credential of the AWS profile has expired; a login renews it. For a "
        "named profile add --profile. No Anthropic key is involved.",
        "aws sso login",
    ),
    Fix(
        "aws-login",
        "Renew the AWS login, or set its profile and region",
        "Claude on Bedrock takes an AWS credential, not an Anthropic key. The command shows "
        "which identity AWS sees.",
        "aws sts get-caller-identity || aws sso login",
    ),
    Fix(
        "marketplace-rights",
        "Allow aws-marketplace:Subscribe for the role, once",
        "ViewSubscriptions is needed as well. The first call of a model subscribes the "
        "account to it in the AWS Marketplace; later calls do not need the right.",
        url="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html",
    ),
    Fix(
        "use-case-form",
        "Submit the Anthropic use-case form in the Bedrock console",
        "It is required once per account. Access comes some minutes later.",
        url="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html",
    ),
    Fix(
        "cloud-access",
        "Have the cloud account granted access to the model",
        "The cloud account has no access to the model, or the role may not call it. The "
        "cloud's own console grants both.",
    ),
    Fix(
        "google-quota",
        "Request quota for the model, or use the global endpoint",
        "Quota is per project, model and region; a new project may have none.",
        url="https://console.cloud.google.com/iam-admin/quotas",
    ),
    Fix(
        "new-bedrock-key",
        "Create a new Bedrock API key, and set it",
        "A short-term key expires with the session that made it, after twelve hours at most. "
        "Without AWS_BEARER_TOKEN_BEDROCK the AWS login is used.",
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
        "Ask the organization's owner to appeal",
        "The message or an e-mail names where. Only Anthropic can lift it. Retrying does not help.",
        url="https://support.claude.com",
    ),
    Fix(
        "usage-credits",
        "Use usage credits: /usage-credits in Claude Code",
        "What goes beyond the plan is paid from usage credits, if they are turned on.",
        url="https://claude.ai/settings/usage",
    ),
    Fix(
        "switch-model",
        "Switch to another model: /model in Claude Code",
        "Capacity and limits are kept per model, so another one may answer.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "rewind",
        "Rewind: press Esc twice, go back before the message",
        "The conversation continues from there, without what was rejected or too long.",
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
        "Fix the variable or setting that the message names",
        "Nothing was sent: a line break, whitespace or a non-ASCII letter in a header is enough.",
        "env | grep -E '^(ANTHROPIC|CLAUDE)' | cut -d= -f1",
        windows="Get-ChildItem Env: | Where-Object Name -match '^(ANTHROPIC|CLAUDE)' | "
        "Select-Object Name",
    ),
    Fix(
        "read-execution-file",
        "Read the execution file: it holds the real error",
        "claude-code-action names it in its output `execution_file`; it is in the runner's "
        "temporary folder. Keep it as an artifact, then explain it.",
        'claude-doctor explain "$RUNNER_TEMP/claude-execution-output.json"',
    ),
    Fix(
        "add-evidence",
        "Paste the exact error",
        "With the failing program's own message, the same rules judge what you saw together "
        "with what is measured now.",
        "claude-doctor check --error 'the message'",
    ),
    Fix(
        "set-key",
        "Set ANTHROPIC_API_KEY to test a real request",
        "Without a key the check asks keyless, and no answer of a model is tested.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
        routes=ANTHROPIC,
    ),
    Fix(
        "see-evidence",
        "See the evidence for and against each cause",
        "Each rule is listed with the facts that it needs: those that were measured and those "
        "that are missing.",
        "claude-doctor check -v",
    ),
    Fix(
        "not-claude",
        "Check the program that printed it; Claude is not involved",
        "The text is not a failure of the Claude API.",
    ),
    Fix(
        "other-provider-quota",
        "Check the plan and quota at that provider",
        "The message comes from another provider or gateway, for its own account.",
    ),
    Fix(
        "ask-other-provider",
        "Check that provider's status page and docs",
        "The message comes from another provider or gateway.",
    ),
)
