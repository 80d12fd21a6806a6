"""Rows for what is no failure of the Claude API: aborts, tools, other providers, nothing known."""

from __future__ import annotations

from ..row import CODE_ERRORS, ApiError, Tier, hints, like, names, says

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="output-limit", category="not_an_api_error", side="none", retryable=False,
        doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The answer reached the requested output limit; the API did as asked.",
        fixes=("shorter-output",),
        signs=says(
            "API Error: response exceeded the 32000 |output token maximum|.",
            "{|stop_reason: max_tokens|}", "error: |max_output_tokens|",
        ),
    ),
    ApiError(
        id="refusal", category="not_an_api_error", side="none", retryable=None,
        tier=Tier.SPECIFIC,
        meaning="The model declined to answer; the call itself succeeded.",
        fixes=("rephrase",),
        signs=says("{|stop_reason: refusal|}"),
    ),
    ApiError(
        id="malformed-answer", category="other_provider", side="either", retryable=None,
        meaning="The answer did not have the API's format: usually a gateway's translation is at "
        "fault.",
        fixes=("check-gateway", "ask-other-provider"),
        signs=names("APIResponseValidationError")
        + like(
            r"\bapi error:? (?:\w{0,20}error:? )?(?:cannot read propert|[\w.]{1,40} is not (?:an?"
            r" (?:object|function)|iterable))|is not an object \(evaluating"
            r"|cannot read propert(?:y|ies) of (?:undefined|null)"
            r" \(reading (?:\w*_tokens|usage|content|choices)\b"
            r"|\breceived message_\w{4,6} without a current message",
            "API Error: Cannot read properties of undefined (reading 'x')",
        )
        + hints("AI_APICallError: |Invalid JSON response|", "API: |response is not valid JSON|"),
    ),
    ApiError(
        id="cancelled", category="cancelled", side="none", retryable=None, tier=Tier.ASIDE,
        meaning="Somebody, or the program itself, canceled the request.",
        signs=names(
            "APIUserAbortError", "AbortError", "CancelledError", "ERR_CANCELED", "ABORT_ERR",
            "ClientClosedRequestError",
        )
        + says(
            "|Interrupted · What should Claude do| instead?", "|context canceled|",
            "The user |doesn't want to proceed with this tool use|.",
            "{error: |abort@[native code]|}",
            "The |user aborted a request|",
        )
        + like(
            r"\b(?:request|operation|task) (?:was )?(?:aborted|cancell?ed)"
            r"|\b(?:cancell?ed|aborted|interrupted) by user|\buser (?:interrupted|cancell?ed)",
            "API Error: Request was aborted.",
        ),
    ),
    ApiError(
        id="complete", category="not_an_api_error", side="none", retryable=None, http_status=200,
        tier=Tier.ASIDE,
        meaning="This is an answer of the API, not a failure.",
        fixes=("not-claude",),
        signs=says(
            "{|stop_reason: end_turn|}", "{|stop_reason: tool_use|}",
            "{|stop_reason: stop_sequence|}",
        ),
    ),
    ApiError(
        id="tool-error", category="not_an_api_error", side="none", retryable=None,
        tier=Tier.ASIDE,
        meaning="A tool, a shell command or a helper failed; no model call is involved.",
        fixes=("not-claude",),
        signs=names(
            "EISDIR", "ENOENT", "EACCES", "EPERM", "ENOSPC", "EEXIST", "EMFILE", "ENOTEMPTY",
            "ENAMETOOLONG", "EADDRINUSE", "ShellError", "tool_use_error", "InputValidationError",
            "ERR_CHILD_PROCESS_STDIO_MAXBUFFER", "FileNotFoundError", "ModuleNotFoundError",
            "datadog", "statsig", "telemetry", "ripgrep", "uv_spawn", "kubelet", "ImagePullBackOff",
            "ErrImagePull",
        )
        + says(
            "|Error: Exit code| 1", "|npm error| code E404", "|npm ERR!| code E404",
            "(|non-fatal|): could not start", "|Lock acquisition failed| for x",
            "|event logging|: 3 events failed", "|Failed to export| spans", "|MCP error| -32001",
            "|MCP server| \"x\": failed", "|MCP tool| approve not found", "|Command failed|: git",
            "[|Errno 13]| Permission denied", "bash: x: |command not found|",
            "code |--install-extension| failed",
            "|auto-updater| error",
            "Insufficient permissions for |auto-updates|", "Tool |has an invalid outputSchema|",
            "fatal: the |remote end hung up unexpectedly|", "|failed to install| x",
            "|stdout maxBuffer| length exceeded", "{|type: tool_result|, is_error: true}",
            "|pip install| failed", "error in |settings.json|", "|process exited with code| 1",
            "|query closed before response|", "|blocked-by-allowlist|", "|failed to launch| x",
            "|Installation was killed| before it could finish",
            "dropped while |downloading the update|", "|Download timed out|: exceeded the deadline",
            "|--bg and --print| conflict", "--json-schema |is not a valid JSON Schema|",
            "|Settings file exceeds| the 2MiB limit", "|Could not read Claude Code config|",
            "|Input must be provided either through stdin|", "|Unknown command: /|deply",
            "|Could not find merge-base| with main", "|Failed to resume the conversation|",
            "|No conversation found with session ID|", "|would be spawned with zero tools|",
            "is |covered by a| Read |deny rule|", "pkill: |refusing to run|",
            "|Too many messages to this session|", "This session has |no saved transcript|",
            "|Could not locate the Claude CLI|", "|Transcript writes are failing|",
            "[|claude-code:unrecognized_model|]",
            "|Couldn't reconnect to your Remote Control| session",
            "|Remote Control is only available|", "|Could not update your spend limit|",
        )
        + like(
            r"\bunhandled error event\b|\bemitted error event on socket instance\b"
            r"|\bwrite epipe\b.{0,400}(?:stdout|pipewrap)",
            "Unhandled 'error' event\nError: write EPIPE\n  at stdout",
        )
        + like(
            r"^\W{0,4}(?:zsh|bash|fish|dash|sh):(?: line)? ?\d+: "
            r"|\binsufficient permissions to install (?:an? |the )?update"
            r"|(?:pre|post)tooluse:\w+ hook error|\bhook error\b.{0,20}\bnon-blocking status code",
            "PreToolUse:Bash hook error\nFailed with non-blocking status code: lint.sh",
        )
        + like(  # a runtime's own death, whatever numbers its dump has
            r"\bsegmentation fault\b|\bpanic\((?:main )?thread|javascript heap out of memory"
            r"|illegal instruction|\bcore dumped\b|\bsig(?:segv|ill)\b",
            "panic(main thread): Segmentation fault at address 0x10",
        ),
    ),
    ApiError(
        id="other-provider-quota", category="other_provider", side="account", retryable=False,
        tier=Tier.SPECIFIC,
        meaning="Another provider or gateway refuses because of its own account: credit, quota or "
        "policy.",
        fixes=("ask-other-provider",),
    ),
    ApiError(
        id="other-provider-rate-limit", category="other_provider", side="account",
        retryable=True, tier=Tier.SPECIFIC,
        meaning="Another provider or gateway enforces its rate limit.",
        fixes=("ask-other-provider", "backoff"),
    ),
    ApiError(
        id="other-provider-request", category="other_provider", side="client", retryable=False,
        tier=Tier.SPECIFIC,
        meaning="Another provider or gateway rejects the request, the key or the model.",
        fixes=("ask-other-provider", "check-gateway"),
    ),
    ApiError(
        id="no-channel", category="other_provider", side="either", retryable=False,
        cause="gateway-failure", tier=Tier.SPECIFIC,
        meaning="The gateway has no account or deployment left that serves this model.",
        fixes=("check-gateway", "ask-other-provider"),
    ),
    ApiError(
        id="relay-cooldown", category="other_provider", side="either", retryable=None,
        cause="gateway-failure", tier=Tier.SPECIFIC,
        meaning="The gateway has paused everything that serves this model: after a limit, an "
        "outage, or because its own key was rejected. Its log says which.",
        fixes=("check-gateway", "ask-other-provider"),
    ),
    ApiError(
        id="other-provider-server", category="other_provider", side="either", retryable=True,
        tier=Tier.SPECIFIC,
        meaning="Another provider or gateway failed.",
        fixes=("ask-other-provider", "backoff"),
    ),
    ApiError(
        id="other-provider-down", category="other_provider", side="server", retryable=True,
        tier=Tier.SPECIFIC,
        meaning="Another vendor's own service failed; it is not Anthropic's.",
        fixes=("ask-other-provider", "backoff"),
    ),
    ApiError(
        id="other-provider-place", category="other_provider", side="network", retryable=False,
        tier=Tier.SPECIFIC,
        meaning="Another provider does not serve the region that the call came from.",
        fixes=("change-region",),
    ),
    ApiError(
        id="other-provider", category="other_provider", side="either", retryable=None,
        tier=Tier.SPECIFIC,
        meaning="Another provider or gateway wrote this message; the text does not say why.",
        fixes=("ask-other-provider",),
    ),
    ApiError(
        id="cause-hidden", category="unknown", side="either", retryable=None, tier=Tier.VAGUE,
        meaning="A model call failed, and the program that printed this hides the reason.",
        fixes=("read-execution-file", "add-evidence"),
        signs=says("Agent |terminated early due to an API error|")
        + like(
            r"\btype: ?result\b.{0,300}is_error: ?true(?!.{0,600}\b(?:result|error): )",
            "{type: result, subtype: success, is_error: true, total_cost_usd: 0}",
        ),
    ),
    ApiError(
        id="code-400-4", category="unknown", side="unknown", retryable=None, tier=Tier.NOTHING,
        meaning="“400-4” is in no official source. An article of June 2026 calls it a "
        "response-incomplete condition; that is unconfirmed. A real 400 is a rejected "
        "request.",
        fixes=("add-evidence",),
    ),
    ApiError(
        id="no-failure", category="not_an_api_error", side="none", retryable=None,
        tier=Tier.NOTHING,
        meaning="Nothing in the text shows a failure.",
        fixes=("not-claude",),
    ),
    ApiError(
        id="no-call", category="not_an_api_error", side="none", retryable=None,
        tier=Tier.NOTHING,
        meaning="Something failed, but nothing in the text is about a model call.",
        fixes=("not-claude", "add-evidence"),
    ),
    ApiError(
        id="unexplained", category="unknown", side="either", retryable=None, tier=Tier.NOTHING,
        meaning="A model call failed; the text does not say why.",
        fixes=("add-evidence",),
    ),
    ApiError(
        id="unknown", category="unknown", side="unknown", retryable=None, tier=Tier.NOTHING,
        meaning="Nothing in the text is a known failure of a Claude call.",
        fixes=("add-evidence",),
    ),
)
