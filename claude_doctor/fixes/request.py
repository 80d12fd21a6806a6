"""Fixes of the request, the key and the model. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, CODE, DOCS, Fix

REQUEST: tuple[Fix, ...] = (
    Fix(
        "check-key",
        "Put a valid API key into ANTHROPIC_API_KEY",
        "The key was refused: it is mistyped, revoked, expired or of another kind. Make a new one "
        "in the Console and export it in the shell that runs your program.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
        routes=ANTHROPIC,
    ),
    Fix(
        "login-again",
        "Log in to Claude Code again",
        "Run `claude`, then /login. An expired or revoked login is renewed.",
        "claude /login",
        f"{CODE}/errors",
    ),
    Fix(
        "ask-permission",
        "Ask an administrator for the missing permission, or use another workspace's key",
        "The key is valid, but its workspace or role does not allow this.",
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
        "Write the model as Anthropic does",
        "A cloud's id has its provider and a version around Anthropic's own.",
        "unset ANTHROPIC_MODEL",
        measured="{ping.failed_model_mend}",
    ),
    Fix(
        "choose-successor",
        "Take the newest model of the same line",
        "A retired model answers 404. The command chooses the successor where the old one is "
        "named, or tries it with this key where a program of yours names it.",
        "claude-doctor check --model claude-opus-5-5",
        measured="{ping.successor_mend}",
    ),
    Fix(
        "migrate-model",
        "Move to the successor before the model is retired",
        "After the retirement date every call answers 404.",
        url="https://platform.claude.com/docs/en/about-claude/model-deprecations",
    ),
    Fix(
        "fix-request",
        "Correct the request: the message says what is wrong with it",
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
        "Shorten the conversation: /compact, or fewer and smaller inputs",
        "The prompt and max_tokens together must fit into the model's context window.",
        "claude-doctor fixes shrink-context",
    ),
    Fix(
        "rephrase",
        "Rephrase the prompt, or change what it asks for",
        "A content filter stopped it. The same words will be stopped again.",
    ),
    Fix(
        "drop-credential",
        "Take the credential away that stands before the one that works",
        "A header of one's own goes before every key. Claude Code prefers a token to a key, and "
        "both to its own login.",
        "unset ANTHROPIC_AUTH_TOKEN ANTHROPIC_API_KEY",
        measured="{environment.key_mend}",
    ),
    Fix(
        "replace-credential",
        "Take the refused key out where it stands, and set a valid one",
        "As long as it stands there it goes before a key in ANTHROPIC_API_KEY. Make a new one in "
        "the Console.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
        measured="{environment.key_mend}; export ANTHROPIC_API_KEY=…",
    ),
    Fix(
        "move-subscription-token",
        "Give the token to Claude Code under its own name",
        "CLAUDE_CODE_OAUTH_TOKEN is where Claude Code looks for a subscription's token. Other "
        "programs need a key of the Console.",
        'export CLAUDE_CODE_OAUTH_TOKEN="$ANTHROPIC_API_KEY"; unset ANTHROPIC_API_KEY',
        "https://platform.claude.com/settings/keys",
    ),
)
