"""Rows on the caller's side: the request, its size, the model, the address."""

from __future__ import annotations

from ..row import API_ERRORS, CODE_ERRORS, ApiError, Tier, hints, like, names, says

MODELS = "https://platform.claude.com/docs/en/about-claude/models/overview"

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="streaming-required", category="bad_request", side="client", retryable=False,
        cause="bad-request", tier=Tier.DECISIVE,
        doc="https://github.com/anthropics/anthropic-sdk-python#long-requests",
        meaning="The SDK refused to send: an answer this long must be streamed.",
        fixes=("streaming", "shorter-output"),
        signs=like(
            r"\bstreaming is (?:required|strongly recommended)\b",
            "ValueError: Streaming is required for operations that may take longer",
        ),
    ),
    ApiError(
        id="request-not-sent", category="bad_request", side="client", retryable=False,
        cause="bad-request", doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The program refused to send the request: a setting or a header is unusable.",
        fixes=("fix-variable", "fix-request"),
        signs=says(
            "TypeError: |Missing required arguments; Expected either| ('max_tokens') or",
            "|Invalid ANTHROPIC_CUSTOM_HEADERS| · Fix the environment variable",
            "|Invalid request header from the environment| · Fix the environment variable",
            "Error: |It looks like you're running in a browser-like environment|.",
            "you can set the `|dangerouslyAllowBrowser|` option to `true`",
            "Invalid |character in header content| [\"x-api-key\"]",
        )
        + like(
            r"\b(?:parse|invalid|illegal|unable to build)\b[^\n]{0,20} header value"
            r"|\bheader value[^\n]{0,30}(?:invalid|illegal|not valid|control character)"
            r"|\bcharacter\(?s?\)? in header value\b|\bnull byte detected in headers\b",
            "error building request: failed to parse header value",
        ),
    ),
    ApiError(
        id="output-filtered", category="content_policy", side="client", retryable=None,
        cause="bad-request", http_status=400, error_type="invalid_request_error", doc=API_ERRORS,
        tier=Tier.DECISIVE,
        meaning="The output filter stopped the answer.",
        fixes=("rephrase",),
        signs=says(
            "|content filtering policy|",
            "finish_reason: |content_filter|",
        ),
    ),
    ApiError(
        id="safeguards", category="content_policy", side="client", retryable=None,
        cause="bad-request", doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The model's safeguards flagged the message, or refused it.",
        fixes=("rewind", "switch-model", "rephrase", "feedback"),
        signs=says(
            "Claude Code is unable to respond, which |appears to violate our Usage Policy|",
            "Opus's |safeguards flagged this message|",
            "claude-x has |safety measures that flagged| this message",
            "claude-x |can't help with this. Start a new session|",
            "Agent aborted: request |refused by the safety safeguard|",
        ),
    ),
    ApiError(
        id="usage-policy", category="content_policy", side="client", retryable=False,
        cause="bad-request", doc="https://www.anthropic.com/legal/aup", tier=Tier.DECISIVE,
        meaning="The request was flagged or refused under the usage policy.",
        fixes=("rewind", "switch-model", "rephrase", "feedback"),
        signs=says(
            "This seems to |violat|e the |Terms of Service|", "See |anthropic.com/legal/aup|",
        ),
    ),
    ApiError(
        id="context-too-long", category="context_too_long", side="client", retryable=False,
        cause="bad-request", http_status=400, error_type="invalid_request_error", doc=API_ERRORS,
        tier=Tier.DECISIVE,
        meaning="The input and max_tokens together exceed the model's context window.",
        fixes=("shrink-context",),
        signs=names(
            "model_context_window_exceeded", "context_length_exceeded",
            "ContextWindowExceededError", "model_max_prompt_tokens_exceeded",
        )
        + says(
            "|prompt is too long|: 9 tokens > 8 maximum", "capability_rejected: |prompt_too_long|",
            "|prompt too long|", "the |maximum length for this conversation|",
            "|prompt token count| of 9 |exceeds| the limit",
            "413 Request size exceeds |model context window|",
            "|maximum context length| is 9 tokens", "400 |Input is too long| for requested model.",
            "|Context limit reached| · /compact to continue", "|Context low| · Run /compact",
            "|Conversation too long|. Press esc twice", "|conversation is too long|",
            "Please |reduce the length of the messages|",
        )
        + like(
            r"\bexceed(?:s|ed)? (?:the |max |its )*(?:model'?s )?context(?: window| length| limit)?"
            r"|\bcontext window (?:is )?(?:exceeded|full)",
            "Auto mode classifier transcript exceeded context window",
        ),
    ),
    ApiError(
        id="wrong-endpoint", category="wrong_endpoint", side="client", retryable=False,
        cause="wrong-endpoint", doc="https://code.claude.com/docs/en/llm-gateway",
        tier=Tier.DECISIVE,
        meaning="ANTHROPIC_BASE_URL, or the path after it, does not lead to a Messages API.",
        fixes=("fix-base-url",),
        signs=names("UnsupportedProtocol")
        + says(
            "POST |/v1/v1/messages| 404", "404 |Invalid URL (POST /v1/messages|)",
            "model |is not supported in the generateContent API|",
            "|publishers/google/models/claude|-x not found", "|Not Found \\ anthropic|",
            "API Error: 404 |404 page not found|", "404 |Cannot POST /|messages",
            "Request URL is |missing an 'http://' or 'https://' protocol|.",
            "TypeError: |Failed to parse URL| from api.example/v1/messages", "|ERR_INVALID_URL|",
            "|unsupported protocol scheme| \"\"", "404 |Route| POST:/messages |not found|",
        )
        + like(r"\bapi_not_supported\b|\brequested api is (?:currently )?not supported",
               "404 Requested API is currently not supported")
        + like(r"\bunexpected token <", "SyntaxError: Unexpected token '<' at position 0")
        + like(
            r"api\.anthropic\.com/(?!v1/|api/)[a-z][^\n]{0,200}(?:not found|\b404\b)"
            r"|\bnot found: https?://api\.anthropic\.com/(?!v1/|api/)"
            r"|/(?:completions|messages|responses)/v1/messages\b",  # a path after a path
            "Not Found: https://api.anthropic.com/messages",
        )
        + hints(
            "the API's |URL*should be*/v1*404|", "API |404*URL*should be*/v1|",
            "the API's |URL must*/v1*404|", "API |404*URL must*/v1|",
            "the API's |setting should be*/v1*404|",
        ),
    ),
    ApiError(
        id="place-missing", category="wrong_endpoint", side="client", retryable=False,
        cause="wrong-endpoint", tier=Tier.DECISIVE,
        meaning="The cloud's region, project, resource or workspace is not set, so nothing was "
        "sent; the message names the variable.",
        fixes=("mend-place",),
        signs=names("NoRegionError", "InvalidRegionError")
        + says("RuntimeError: |region not set|", "Error: |Region is missing|")
        + like(
            r"\b(?:no|could not (?:resolve|determine|find))\b (?:an? |the )?(?:aws |gcp |default )?"
            r"(?:region|project(?:_?id)?|workspace id|location)\b[^\n]{0,30}"
            r"\b(?:given|provided|found|set|base url|from)\b|\bcould not resolve project_id"
            r"|\bmust (?:provide one of the base_?url or resource|specify a region)\b"
            r"|\bnon-empty value for (?:region|project)",
            "ValueError: No region was given. Set the `CLOUD_ML_REGION` environment variable",
        ),
    ),
    ApiError(
        id="region-misspelt", category="dns", side="client", retryable=False,
        cause="wrong-endpoint", tier=Tier.DECISIVE,
        meaning="The cloud has no region with this name, so the host does not exist.",
        fixes=("mend-place",),
    ),
    ApiError(
        id="host-misspelt", category="dns", side="client", retryable=False,
        cause="wrong-endpoint", tier=Tier.DECISIVE,
        meaning="The host name in the address cannot exist.",
        fixes=("fix-base-url",),
    ),
    ApiError(
        id="model-not-found", category="model_not_found", side="client", retryable=False,
        cause="model-not-found", http_status=404, error_type="not_found_error", doc=MODELS,
        tier=Tier.DECISIVE,
        meaning="The model id is unknown, retired, mistyped, or not open to this key.",
        fixes=("fix-model-id", "migrate-model"),
        signs=names("model_not_found", "DeploymentNotFound")
        + says(
            "404 |not_found_error| {|message: model:| claude-x}",
            "There's an |issue with the selected model| (claude-x)", "|Model not found|: claude-x",
            "400 The provided |model identifier is invalid|.",
            "Could not resolve the |foundation model from the provided model identifier|.",
            "The model claude-x |is not available on your| vertex |deployment|.",
            "publishers/anthropic/models/claude-x is |not servable|",
            "API Error: |model is not available|",
            "It |may not exist or you may not have access| to it",
            "400 The requested |model is not supported|.",
        )
        + like(
            r"\b(?:invalid|unknown|no such) model(?: name\b|:)"
            r"|\bnot a (?:valid|recognized) model\b",
            "Error: Unknown model: claude-x",
        )
        + like(
            r"\bmodel:? [\w./:@-]{2,100} (?:was |is |could )?"
            r"(?:not[ _](?:be )?found|does not exist)"
            r"|\bnot_found_error\W{1,3}model: ?[a-z]",
            "The model claude-x does not exist",
        )
        + like(
            r"\b(?:claude|opus|sonnet|haiku|fable|model)\b[^\n]{0,80} (?:is|has been|was)"
            r" (?:no longer (?:available|supported|served)|retired|discontinued|sunset)",
            "Claude Sonnet 4.5 is no longer available. Please switch.",
        )
        + like(
            r"\b404\b[^\n]{0,120}/publishers/anthropic/models/"
            r"|\breached (?:its|the) end of (?:its )?life\b",
            "404 https://us-east5-aiplatform.googleapis.com/v1/publishers/anthropic/models/x",
        ),
    ),
    ApiError(
        id="request-too-large", category="request_too_large", side="client", retryable=False,
        cause="request-too-large", http_status=413, error_type="request_too_large",
        doc=API_ERRORS, tier=Tier.SPECIFIC,
        meaning="The request is larger than accepted (32 MB for Messages; gateways may accept "
        "less).",
        fixes=("shrink-request", "shrink-context"),
        signs=names(
            "request_too_large", "RequestTooLargeError", "PayloadTooLargeError",
            "ContentTooLargeError",
        )
        + says("|PDF too large|")
        + like(
            r"\brequest size exceeds(?! model)|\brequest exceeds (?:the )?max(?:imum)?\b"
            r"(?! (?:context|number|tokens?|length))"
            r"|\b(?:request|payload|entity|content|request body) (?:is )?too large"
            r"(?! for this model)",
            "Request too large (max 32MB)",
        ),
    ),
    ApiError(
        id="claude-code-too-old", category="bad_request", side="client", retryable=False,
        cause="bad-request", http_status=400, error_type="invalid_request_error", doc=CODE_ERRORS,
        tier=Tier.SPECIFIC,
        meaning="This version of Claude Code is no longer accepted; update it.",
        fixes=("update-claude-code",),
    ),
    ApiError(
        id="profile-needed", category="bad_request", side="client", retryable=False,
        cause="model-not-found", http_status=400, error_type="ValidationException",
        tier=Tier.SPECIFIC,
        meaning="Bedrock serves this model only through an inference profile: its id starts with "
        "us., eu., apac. or global.",
        fixes=("list-aws-models",),
        signs=says("ValidationException: |on-demand throughput isn't supported|"),
    ),
    ApiError(
        id="invalid-request", category="bad_request", side="client", retryable=False,
        cause="bad-request", http_status=400, error_type="invalid_request_error", doc=API_ERRORS,
        meaning="The API rejects the request's format or content; the message names the field.",
        fixes=("fix-request",),
        signs=names("invalid_request_error", "ValidationException")
        + says(
            "400 betas: |Extra inputs are not permitted|", "|extra fields not permitted|",
            "400 |the maximum tokens you requested exceed| the model limit",
            "`temperature` may only be set to 1 |when thinking is enabled|.",
            "At least one image exceeds the |dimension limit for many-image requests|",
            "|Could not process image|", "|Could not process PDF|", "|Unable to resize image|",
            "|Image was too large|. Double press esc", "|PDF is password protected|",
            "400 `|tool_use` ids were found without `tool_result|` blocks",
            "400 due to |tool use concurrency issues|",
            "|unexpected `tool_use_id` found in| `tool_result` blocks",
            "Each `|tool_result` block| must have a corresponding `tool_use`",
            "400 `|tool_use` ids must be unique|",
            "blocks in the |latest assistant message cannot be modified|",
            "This model |does not support assistant message prefill|.",
            "`temperature` and `top_p` |cannot both be specified for this model|",
            "|image dimensions exceed max| allowed size",
            "400 |text content blocks must| be non-empty", "|at least one message is required|",
            "all messages |must have non-empty content|",
            "|roles must alternate|",
            "messages: |first message must use the| \"user\" |role|",
            "|final assistant content cannot end with trailing whitespace|",
            "|Input tag| 'x' found using 'type' |does not match any of the expected tags|",
            "A maximum of 4 |blocks with cache_control may be provided|",
            "400 The |request body is not valid JSON|",
            "|Malformed input request|: extraneous key [x] is not permitted",
            "max_tokens |must be greater than thinking.budget_tokens|",
            "|Expected `thinking` or `redacted_thinking|`, but found `text`",
            "max_tokens: 9 > 8, |which is the maximum allowed number of output tokens|",
            "|temperature: range| 0..1", "anthropic-|version: header is required|",
            "|invalid beta flag|", "|no low surrogate in string|",
        )
        + like(r"\bimages? exceeds?\b[^\n]{0,20} (?:maximum|limit)", "image exceeds 5 MB maximum")
        + like(r"\bis not supported (?:for|on|by) this model",
               "thinking is not supported for this model")
        + like(
            r"\b(?:messages|tools|system|thinking|tool_choice|output_config|output_format|metadata"
            r"|context_management|mcp_servers|container)(?:\.[\w-]{1,40}){1,12}"
            r"(?<!exception)(?<!error): [a-z]",
            "The service said: tools.0.custom.name: String should match a pattern",
        )
        + hints(
            "API |bad request|", "API |Field required|", "API |input should be|",
            "API |validation error|",
        ),
    ),
    ApiError(
        id="unprocessable", category="bad_request", side="client", retryable=False,
        cause="bad-request", http_status=422, doc=API_ERRORS,
        meaning="The request was understood but cannot be processed as it is.",
        fixes=("fix-request",),
        signs=hints("HTTP 422 |Unprocessable Entity|"),
    ),
    ApiError(
        id="conflict", category="bad_request", side="client", retryable=True,
        cause="bad-request", http_status=409, error_type="conflict_error", doc=API_ERRORS,
        meaning="The request conflicts with the current state of what it changes.",
        fixes=("backoff", "fix-request"),
        signs=names("conflict_error") + hints("API |ConflictError|"),
    ),
    ApiError(
        id="not-found", category="wrong_endpoint", side="client", retryable=False,
        cause="wrong-endpoint", http_status=404, error_type="not_found_error", doc=API_ERRORS,
        tier=Tier.CLASS,
        meaning="Nothing is served at this address: the base URL, the path or an id is wrong.",
        fixes=("fix-base-url",),
        signs=hints("API |not_found_error|", "API Error: |not found|"),
    ),
    ApiError(
        id="method-not-allowed", category="wrong_endpoint", side="client", retryable=False,
        cause="wrong-endpoint", http_status=405, doc=API_ERRORS, tier=Tier.CLASS,
        meaning="The address exists but does not accept this method: it is not the Messages "
        "endpoint.",
        fixes=("fix-base-url",),
        signs=hints("HTTP 405 |Method Not Allowed|"),
    ),
)
