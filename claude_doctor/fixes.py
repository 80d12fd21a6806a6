"""What to do now: the recommended fixes, as data. Rules and catalogue rows name them by id."""

from __future__ import annotations

from dataclasses import dataclass

DOCS = "https://platform.claude.com/docs/en/api"
CODE = "https://code.claude.com/docs/en"


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to do. `command` can be pasted into a shell; `url` is where it is documented.

    `detail` says how and why, in a sentence or three, for `claude-doctor fixes NAME`.
    """

    id: str
    title: str
    detail: str
    command: str | None = None
    url: str | None = None

    def document(self) -> dict[str, str | None]:
        """The fix in the shape of the JSON reports, schema version 1."""
        return {"id": self.id, "title": self.title, "command": self.command, "url": self.url}


FIXES: tuple[Fix, ...] = (
    # The service's trouble: spread the load, keep what you have.
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
        "you looking in the wrong place.",
        url=f"{DOCS}/errors",
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
    ),
    # The request, the key, the configuration.
    Fix(
        "check-key",
        "Put a valid API key into ANTHROPIC_API_KEY",
        "The key was refused: it is mistyped, revoked, expired or of another kind. Make a new one "
        "in the Console and export it in the shell that runs your program.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
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
    ),
    Fix(
        "migrate-model",
        "Move to the successor before the model is retired",
        "After the retirement date every call answers 404.",
        url="https://platform.claude.com/docs/en/about-claude/model-deprecations",
    ),
    Fix(
        "fix-request",
        "Correct the request: the message names the field",
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
        "fix-base-url",
        "Correct ANTHROPIC_BASE_URL, or unset it",
        "It must be the address in front of /v1/messages, without /v1 at its end.",
        "unset ANTHROPIC_BASE_URL",
    ),
    Fix(
        "use-https",
        "Use https for the address that your key is sent to",
        "Over plain http everybody on the way can read the key. claude-doctor did not send it.",
    ),
    Fix(
        "mend-environment",
        "Clear the conflicting settings",
        "`claude-doctor check -v` lists each conflict and which setting wins.",
        "env | grep -E '^(ANTHROPIC|CLAUDE|HTTPS?_PROXY|NO_PROXY)' | cut -d= -f1",
    ),
    # The account.
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
    ),
    Fix(
        "raise-limit",
        "Raise the spend limit, or wait until it starts anew",
        "The organisation's monthly threshold or a limit that somebody set was reached. Retrying "
        "does not help before the date in the message.",
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
    # The path.
    Fix(
        "check-internet",
        "Check this machine's connection: cable, Wi-Fi, VPN",
        "Nothing outside answers, so this is not about Claude.",
    ),
    Fix(
        "check-dns",
        "Check name resolution, or try another resolver",
        "The name does not resolve here. Compare with `1.1.1.1`.",
        "nslookup api.anthropic.com; nslookup api.anthropic.com 1.1.1.1",
    ),
    Fix(
        "check-firewall",
        "Allow outgoing connections to port 443 of the API's host",
        "The internet answers, this host does not: a firewall, a VPN or a dead route.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
    ),
    Fix(
        "trust-ca",
        "Give your programs the company's CA certificate",
        "Something on the path signs with a CA that your program does not know. Set the bundle for "
        "Python and for Node.",
        "export SSL_CERT_FILE=/path/ca.pem NODE_EXTRA_CA_CERTS=/path/ca.pem",
    ),
    Fix(
        "set-clock",
        "Set this machine's clock",
        "Certificates and signatures are checked against it.",
        "sudo timedatectl set-ntp true",
    ),
    Fix(
        "fix-proxy",
        "Mend the proxy setting, or allow the API's host in the proxy",
        "Check HTTPS_PROXY, its login, and the proxy's allow list.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
    ),
    Fix(
        "open-portal",
        "Open a browser and log in to the network",
        "A page that is not Anthropic's answers in its place.",
        "open http://captive.apple.com || xdg-open http://captive.apple.com",
    ),
    Fix(
        "change-region",
        "Leave the VPN or data centre, or use a supported country",
        "The edge refuses this address. It is not about your key.",
        url="https://www.anthropic.com/supported-countries",
    ),
    Fix(
        "check-gateway",
        "Ask whoever runs the gateway; its log knows more",
        "Anthropic's front door answers, so the fault is between you and it.",
    ),
    Fix(
        "bypass-gateway",
        "Go round the gateway, if you hold a key of Anthropic's own",
        "Unset ANTHROPIC_BASE_URL for one call and compare.",
        "env -u ANTHROPIC_BASE_URL claude-doctor check",
    ),
    # Not knowing.
    Fix(
        "add-evidence",
        "Give more evidence: the failing program's own message, and a key for a real ping",
        "With the text, the same rules judge what you saw together with what is measured now.",
        "claude-doctor check --error 'the message'",
    ),
    Fix(
        "not-claude",
        "Look at the program that printed it; the Claude API is not involved",
        "The text is no failure of the Claude API.",
    ),
    Fix(
        "ask-other-provider",
        "Look at that provider's own status page and documentation",
        "The message was made by another provider or gateway.",
    ),
)

_BY_ID = {fix.id: fix for fix in FIXES}


def named(ids: tuple[str, ...]) -> tuple[Fix, ...]:
    """The fixes with these ids, in this order."""
    return tuple(_BY_ID[i] for i in ids)
