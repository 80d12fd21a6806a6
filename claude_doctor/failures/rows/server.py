"""Rows on Anthropic's side: capacity, internal errors, the edge in front of the API."""

from __future__ import annotations

from ..row import API_ERRORS, CODE_ERRORS, ApiError, Tier, hints, like, names, says

_WAIT = ("backoff", "follow-status-page", "fallback-route")

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="edge-error", category="gateway_error", side="server", retryable=True,
        cause="server-error", http_status=502, doc=API_ERRORS, tier=Tier.SPECIFIC,
        meaning="The edge in front of Anthropic's API could not reach it, or got no usable answer.",
        fixes=_WAIT,
        signs=says(
            "503 |upstream connect error| or disconnect/reset before headers",
            "503 |no healthy upstream|",
        )
        + like(r"\bapi\.anthropic\.com \| 5",
               "API Error (api.anthropic.com | 504: Gateway time-out)"),
    ),
    ApiError(
        id="bedrock-unavailable", category="server_error", side="server", retryable=True,
        cause="server-error", http_status=503, error_type="ServiceUnavailableException",
        tier=Tier.SPECIFIC,
        meaning="Bedrock could not serve the model.",
        fixes=("backoff", "fallback-route"),
        signs=names(
            "ServiceUnavailableException", "InternalServerException", "ModelNotReadyException",
            "ModelStreamErrorException", "ModelTimeoutException", "ModelErrorException",
        )
        + says(
            "503 |Bedrock is unable to process your request|.",
            "503 |Too many connections, please wait| before trying again.",
            "|The system encountered an unexpected error during processing|. Try again",
        )
        + like(r"\b503\b.{0,200}\bbedrock-runtime",
               "'503 Service Unavailable' for url 'https://bedrock-runtime.x.amazonaws.com/m'"),
    ),
    ApiError(
        id="vertex-unavailable", category="server_error", side="server", retryable=True,
        cause="server-error", http_status=503, error_type="UNAVAILABLE", tier=Tier.SPECIFIC,
        meaning="Google Cloud could not serve the model.",
        fixes=("backoff", "fallback-route"),
        signs=like(
            r"\bcode: ?50[034], ?message: ?[^\n]{0,300}, ?status: ?(?:unavailable|internal"
            r"|deadline_exceeded)\b",
            '503 {"error": {"code": 503, "message": "Try later", "status": "UNAVAILABLE"}}',
        ),
    ),
    ApiError(
        id="overloaded", category="overloaded", side="server", retryable=True,
        cause="overloaded", http_status=529, error_type="overloaded_error", doc=API_ERRORS,
        tier=Tier.SPECIFIC,
        meaning="The API is over capacity for all its users; it is not about your quota.",
        fixes=("backoff", "switch-model", "fallback-route", "monitor-529"),
        signs=names("OverloadedError")
        + says(
            "API Error: |Repeated 529|", "|error: Overloaded|", "AnthropicError |- Overloaded|",
            "Auto mode: claude-x is |temporarily unavailable (overloaded)|",
        )
        + like(
            r"\b(?:api|server|service|model|claude|opus|sonnet|haiku|fable|anthropic)s?\b"
            r"[^.\n]{0,30}(?:\bis|\bare|'s)\b[^.\n]{0,20} (?:at capacity|experiencing high"
            r" (?:load|demand)|(?<!down or )overloaded)",  # "or" tells of none
            "Opus is experiencing high load, please use /model to switch to Sonnet",
        )
        + like(
            r"\b529\W{0,3}(?:overloaded|error|status)|\b(?:overloaded|error)\W{0,2} \(?529\b",
            "API error 529",
        )
        + hints("API |overloaded|"),
    ),
    ApiError(
        id="server-error-in-stream", category="incomplete_stream", side="server", retryable=True,
        cause="incomplete-stream", doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The server failed midway through the answer, which may be incomplete.",
        fixes=("say-continue", "streaming", "backoff"),
        signs=says("|Server error mid-response|. The response above may be incomplete."),
    ),
    ApiError(
        id="api-error", category="server_error", side="server", retryable=True,
        cause="server-error", http_status=500, error_type="api_error", doc=API_ERRORS,
        meaning="Something broke inside the API; the same request may work in a moment.",
        fixes=(*_WAIT, "report-request-id"),
        signs=says(
            "API Error: |500 Internal server error. This is a server-side issue|",
            "claude-x is |temporarily unavailable (server error)|",
            "claude-x is |temporarily unavailable, so auto mode cannot determine|",
            "|Auto mode could not evaluate this action|",
        )
        + hints("API |InternalServerError|", "API |api_error|"),
    ),
    ApiError(
        id="workspace-incomplete", category="server_error", side="server", retryable=False,
        cause="server-error", http_status=503, error_type="api_error", doc=API_ERRORS,
        meaning="The API completed only part of the request; check it before sending it again.",
        fixes=("follow-status-page", "report-request-id"),
    ),
    ApiError(
        id="timeout-error", category="timeout", side="server", retryable=True,
        cause="server-error", http_status=504, error_type="timeout_error", doc=API_ERRORS,
        meaning="The API did not finish the request in time; stream long answers.",
        fixes=("streaming", "shorter-output", "backoff", "follow-status-page"),
        signs=names("DeadlineExceededError")
        + says("AI_RetryError: |The request took too long to process|."),
    ),
)
