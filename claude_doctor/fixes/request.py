"""Fixes of the request, the key and the model. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, CODE, DOCS, Fix

REQUEST: tuple[Fix, ...] = (
    Fix(
        "check-key",
        "Set ANTHROPIC_API_KEY to a valid key",
        "The key was rejected: it is mistyped, revoked, expired or of another kind. Create a "
        "new one in the Console and export it in the shell that runs your program.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
        routes=ANTHROPIC,
    ),
    Fix(
        "login-again",
        "Log in to Claude Code again",
        "Run `claude`, then /login. That renews an expired or revoked login.",
        "claude /login",
        f"{CODE}/errors",
    ),
    Fix(
        "ask-permission",
        "Ask an admin for the permission, or use another key",
        "The key is valid, but its workspace or role does not allow this. A key of another "
        "workspace may.",
        url="https://platform.claude.com/settings/keys",
    ),
    Fix(
        "fix-model-id",
        "Use a model id that exists",
        "Ids are exact. Current ones: claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5, "
        "claude-fable-5-2.",
        url="https://platform.claude.com/docs/en/about-claude/models/overview",
        measured="{ping.failed_model_meant_mend}",
        headline="Did you mean {ping.failed_model_meant}?",
        routes=ANTHROPIC,
    ),
    Fix(
        "own-model-id",
        "Use Anthropic's own id for the model",
        "A cloud's id puts its provider and a version around Anthropic's own.",
        "unset ANTHROPIC_MODEL",
        measured="{ping.failed_model_mend}",
    ),
    Fix(
        "choose-successor",
        "Use the newest model of the same line",
        "A retired model answers 404. The command chooses the successor where the old model "
        "is set, or tries it with this key if your own program names the model.",
        "claude-doctor check --model claude-opus-5-5",
        measured="{ping.successor_mend}",
        headline="Use {ping.successor}, the newest model of its line",
    ),
    Fix(
        "migrate-model",
        "Move to the successor before the retirement date",
        "After that date every call answers 404.",
        url="https://platform.claude.com/docs/en/about-claude/model-deprecations",
        headline="Move to {ping.successor} before {ping.retires_on}",
    ),
    Fix(
        "fix-request",
        "Correct the request; the message says what is wrong",
        "The same request will fail again, so do not retry it.",
        url=f"{DOCS}/errors",
    ),
    Fix(
        "shrink-request",
        "Send less than 32 MB: resize images, use the Files API",
        "The limit is on bytes, not on tokens.",
        url=f"{DOCS}/errors",
    ),
    Fix(
        "shrink-context",
        "Shorten the conversation: /compact, or smaller inputs",
        "The prompt and max_tokens together must fit in the model's context window.",
        "claude-doctor fixes shrink-context",
    ),
    Fix(
        "rephrase",
        "Rephrase the prompt, or change what it asks for",
        "A content filter stopped it. The same words will be stopped again.",
    ),
    Fix(
        "drop-credential",
        "Remove the credential that overrides the working one",
        "A custom header overrides every key. Claude Code prefers a token to a key, and both "
        "to its own login.",
        "unset ANTHROPIC_AUTH_TOKEN ANTHROPIC_API_KEY",
        measured="{environment.key_mend}",
    ),
    Fix(
        "replace-credential",
        "Replace the rejected key where it is set",
        "As long as it is set there it overrides a key in ANTHROPIC_API_KEY. Create a new one "
        "in the Console.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
        measured="{environment.key_mend}; export ANTHROPIC_API_KEY=…",
    ),
    Fix(
        "move-subscription-token",
        "Move the token to CLAUDE_CODE_OAUTH_TOKEN",
        "That is where Claude Code looks for a subscription's token. Other programs need a "
        "key from the Console.",
        'export CLAUDE_CODE_OAUTH_TOKEN="$ANTHROPIC_API_KEY"; unset ANTHROPIC_API_KEY',
        "https://platform.claude.com/settings/keys",
    ),
)
