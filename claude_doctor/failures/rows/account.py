"""Rows on the account's side: limits, money, organizations. The status often misleads here."""

from __future__ import annotations

from ..row import API_ERRORS, API_LIMITS, CODE_ERRORS, ApiError, Tier, hints, like, names, says

_SLOW_DOWN = ("wait-retry-after", "spread-load", "backoff")

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="organization-disabled", category="auth", side="account", retryable=False,
        cause="organization-disabled", http_status=400, error_type="invalid_request_error",
        doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The organization behind the key or login has been disabled.",
        fixes=("appeal", "check-key"),
        signs=says(
            "Your ANTHROPIC_API_KEY |belongs to a disabled organization|",
            "Your |account is on hold|. See https://claude.ai/restricted",
        )
        + like(
            r"\b(?:account|organi[sz]ation) (?:has been|is|was) (?:disabled|suspended|banned)",
            "Your account has been suspended",
        ),
    ),
    ApiError(
        id="credit-exhausted", category="quota_spend", side="account", retryable=False,
        cause="credit-exhausted", http_status=400, error_type="invalid_request_error",
        doc=API_ERRORS, tier=Tier.DECISIVE,
        meaning="The credit balance is used up. It arrives as a 400, but the request was fine.",
        fixes=("add-credit", "fallback-route"),
        signs=says("|Your credit balance is too low| to access the Anthropic API")
        + like(
            r"\bcredit[ _]balance[ _](?:is[ _])?(?:too[ _]low|exhausted|insufficient)"
            r"|\b(?:out of|not (?:have )?enough|no) credits?\b"
            r"(?! card| (?:were |was )?(?:consumed|used|charged))",
            "Credit balance is too low",
        ),
    ),
    ApiError(
        id="plan-spend-limit", category="quota_spend", side="account", retryable=False,
        cause="subscription-limit", doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="A spend limit of the Claude plan, your own or your organization's, is reached.",
        fixes=("usage-credits", "wait-for-reset", "fallback-route"),
        signs=says("|You've hit your| org's monthly |spend limit|"),
    ),
    ApiError(
        id="spend-limit-unavailable", category="quota_spend", side="account", retryable=None,
        cause="billing-problem", doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The organization's spend limit could not be looked up, so all spending is "
        "blocked.",
        fixes=("wait-it-out", "contact-support"),
        signs=says("Your organization's |spend limit is unavailable|"),
    ),
    ApiError(
        id="organization-policy", category="permission", side="account", retryable=False,
        cause="organization-disabled", http_status=403, error_type="permission_error",
        doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The organization's own policy or plan forbids this kind of access.",
        fixes=("ask-admin",),
        signs=names("oauth_org_not_allowed")
        + says(
            "Your |organization has disabled| API key authentication",
            "403 OAuth authentication is currently |not allowed for this organization|.",
            "Model claude-x is |restricted by your organization|'s settings",
            "Routines are |disabled by your organization|'s policy",
            "1M context |disabled by| your |admin|", "|Ask your admin to enable| it",
            "Your |account does not have access|",
            "Claude Opus is not available |with the Claude Pro plan|",
        )
        + like(
            r"\borgani[sz]ation(?:s|'s)? (?:does not (?:have access|allow)|polic)"
            r"|\bnot (?:available|enabled) (?:for|to) (?:your|this) organi[sz]ation",
            "This feature is not enabled for your organization",
        )
        + like(
            r"\bnot (?:available|included|supported) (?:on|in|with|by) (?:your|this|the)"
            r" (?:\w+ )?plan|\bplan does not include|\brequires an? (?:\w+ ){0,3}subscription"
            r"|\bsubscription is not active|\bno active subscription",
            "This model is not included in your plan",
        ),
    ),
    ApiError(
        id="credential-restricted", category="permission", side="account", retryable=False,
        cause="organization-disabled", http_status=400, error_type="invalid_request_error",
        doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The plan restricts this login to Claude's own programs; other calls need an API "
        "key.",
        fixes=("check-key", "contact-support"),
        signs=says("400 This credential is |only authorized for use with Claude Code|"),
    ),
    ApiError(
        id="spend-cap-reached", category="quota_spend", side="account", retryable=False,
        cause="spend-limit-reached", http_status=429, error_type="rate_limit_error",
        doc=API_LIMITS, tier=Tier.DECISIVE,
        meaning="The organization crossed its monthly spend threshold; access returns on the date "
        "given.",
        fixes=("raise-tier", "fallback-route"),
        signs=says(
            "429 your organization has |crossed its monthly API usage threshold|",
            "429 |You have reached your API usage limits|: no access until 2026-12-01",
        ),
    ),
    ApiError(
        id="spend-limit-reached", category="quota_spend", side="account", retryable=False,
        cause="spend-limit-reached", http_status=400, error_type="invalid_request_error",
        doc=API_LIMITS, tier=Tier.DECISIVE,
        meaning="A custom spend limit on the organization or workspace is reached.",
        fixes=("raise-limit", "fallback-route"),
        signs=says("400 You have |reached your specified| workspace API usage limits.")
        + like(
            r"\bmonthly spend(?:ing)? limit|\bspend(?:ing)? (?:limit reached|cap)\b"
            r"|\bmonthly usage limit|\bexceeded your monthly",
            "API Error: monthly spend limit reached",
        ),
    ),
    ApiError(
        id="extra-usage-required", category="quota_spend", side="account", retryable=False,
        cause="billing-problem", http_status=429, error_type="rate_limit_error",
        doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The plan does not cover this call; it needs extra usage credits.",
        fixes=("usage-credits", "switch-model"),
        signs=says(
            "Third-party apps now draw |from your extra usage|, not your plan limits",
            "now draw |from extra usage|", "|enable extra usage| to continue",
        )
        + like(
            r"\b(?:extra usage|usage credits)(?: is| are)? (?:required|needed|exhausted)"
            r"|\b(?:requires|out of) (?:extra usage|usage credits)"
            r"|\bextra usage\b.{0,60}\badd more",
            "API Error: Usage credits required for 1M context",
        ),
    ),
    ApiError(
        id="subscription-limit", category="subscription_limit", side="account", retryable=False,
        cause="subscription-limit", http_status=429, error_type="rate_limit_error",
        doc=CODE_ERRORS, tier=Tier.DECISIVE,
        meaning="The subscription's own limit (five-hour, weekly, or per model) is reached.",
        fixes=("wait-for-reset", "usage-credits", "switch-model"),
        signs=says(
            "|You've hit your limit| · resets 7pm",
            "Your |limit will reset at| 6pm",
            "HTTP/2 429\nanthropic-|ratelimit-unified-status: rejected|",
            "|/upgrade to increase your usage limit|",
        )
        + like(
            r"\b(?:usage|session|weekly|daily|plan|5[- ]hour|five-hour|opus|sonnet|fable) limits?"
            r" (?:has been |have been |was |is )?(?:reached|hit|exceeded|exhausted)"
            r"|\b(?:hit|reached|exceeded|exhausted) (?:[\w.'-]{1,12} ){0,3}(?:usage|session|weekly"
            r"|daily|plan|5-hour|opus|sonnet|fable) limits?",
            "HTTP 429: the weekly limit has been reached.",
        )
        + like(r"\b(?:5|five)[- ]hour limit", "429 5-hour limit"),
    ),
    ApiError(
        id="marketplace-rights", category="permission", side="account", retryable=False,
        cause="organization-disabled", http_status=403, error_type="AccessDeniedException",
        tier=Tier.SPECIFIC,
        meaning="The AWS role may not subscribe to the model in the AWS Marketplace.",
        fixes=("marketplace-rights",),
        signs=says(
            "Model access is denied: not authorized to perform |aws-marketplace:|Subscribe",
            "|not authorized to| do the |AWS Marketplace actions|",
        ),
    ),
    ApiError(
        id="use-case-form", category="permission", side="account", retryable=False,
        cause="organization-disabled", http_status=404, error_type="ResourceNotFoundException",
        tier=Tier.SPECIFIC,
        meaning="Bedrock requires the use-case form for Anthropic's models first.",
        fixes=("use-case-form",),
        signs=says(
            "404 |Model use case details have not been submitted| for this account.",
            "|not filled out the| Anthropic |use case| details form",
        ),
    ),
    ApiError(
        id="cloud-model-access", category="permission", side="account", retryable=False,
        cause="organization-disabled", http_status=403, error_type="AccessDeniedException",
        tier=Tier.SPECIFIC,
        meaning="The cloud account has no access to this model.",
        fixes=("cloud-access", "fix-model-id"),
        signs=names("AccessDeniedException", "PERMISSION_DENIED")
        + says(
            "403 You |don't have access to the model with the specified model ID|.",
            "403 You |do not have access to the model|",
            "Project x |is not allowed to use Publisher Model|",
            "User: arn:aws:sts::0:x |is not authorized to perform|: bedrock:InvokeModel",
            "bedrock: your |account is not authorized|",
            "|Permission| '|aiplatform|.endpoints.predict' denied",
            "403 The |caller does not have permission|",
            "|Permission denied on resource| project x",
            "Vertex AI API |has not been used in project| 0 before or it is disabled.",
            "bedrock: |Model access is denied|", "|lacks the required data action|",
            "bedrock: ValidationException: |Operation not allowed|",
        )
        + like(
            r"\bcode: ?(?:permissiondenied|authenticationtypedisabled|accessdenied),"
            r"|\breason: (?:billing_disabled|consumer_invalid|service_disabled)",
            "403 {'error': {'code': 'PermissionDenied', 'message': 'no'}}",
        ),
    ),
    # Told by a cloud's answer alone: in a text its words are those of `cloud-model-access`.
    ApiError(
        id="cloud-role", category="permission", side="account", retryable=False,
        cause="organization-disabled", http_status=403, error_type="AccessDeniedException",
        tier=Tier.SPECIFIC,
        meaning="The role that calls the cloud may not call the model: no policy allows it, or "
        "one denies it.",
        fixes=("cloud-access",),
    ),
    ApiError(
        id="encryption-key", category="permission", side="account", retryable=False,
        cause="organization-disabled",
        meaning="The organization's own encryption key is not usable: disabled, not approved, or "
        "unreachable.",
        fixes=("ask-admin",), doc=API_ERRORS,
    ),
    ApiError(
        id="server-throttled", category="rate_limit", side="server", retryable=True,
        cause="overloaded", http_status=429, error_type="rate_limit_error", doc=CODE_ERRORS,
        tier=Tier.SPECIFIC,
        meaning="The server is limiting requests for a while; it is not your usage limit.",
        fixes=("backoff", "switch-model", "fallback-route"),
        signs=says(
            "API Error: |Server is temporarily limiting requests|",
            "(|not your usage limit|) · Rate limited",
            "Request rejected (429) · |this may be a temporary capacity issue|",
        )
        + like(r"\b429\W{1,5}rate limited\b", "Request rejected (429) · Rate limited"),
        statuses=(429,),
    ),
    ApiError(
        id="vertex-quota", category="rate_limit", side="account", retryable=None,
        cause="rate-limited", http_status=429, error_type="RESOURCE_EXHAUSTED",
        tier=Tier.SPECIFIC,
        meaning="The Google Cloud project's quota for this model is used up or was never granted.",
        fixes=("google-quota", "spread-load"),
        signs=says(
            "429 |Quota exceeded for aiplatform|.googleapis.com/x with base model: claude",
            "Please |submit a quota increase request|.",
            "online_prediction_requests_|per_base_model|",
        ),
    ),
    ApiError(
        id="vertex-exhausted", category="rate_limit", side="account", retryable=True,
        cause="rate-limited", http_status=429, error_type="RESOURCE_EXHAUSTED",
        tier=Tier.SPECIFIC,
        meaning="Google Cloud had no capacity left for this project.",
        fixes=("backoff", "spread-load"),
        signs=names("RESOURCE_EXHAUSTED", "ResourceExhausted")
        + says(
            "429 |Resource exhausted. Please try again later|.",
            "429 |Resource has been exhausted|",
        ),
    ),
    ApiError(
        id="acceleration-limit", category="rate_limit", side="account", retryable=True,
        cause="rate-limited", http_status=429, error_type="rate_limit_error", doc=API_LIMITS,
        tier=Tier.SPECIFIC,
        meaning="Usage rose too fast; raise it gradually.",
        fixes=_SLOW_DOWN,
        signs=says(
            "429 the |acceleration limit| of your organization",
            "429 This would exceed the |maximum usage increase rate|",
            "429 Please |scale up your| input tokens usage more |gradually|",
        ),
        statuses=(429,),
    ),
    ApiError(
        id="bedrock-throttled", category="rate_limit", side="account", retryable=True,
        cause="rate-limited", http_status=429, error_type="ThrottlingException",
        tier=Tier.SPECIFIC,
        meaning="The AWS account's Bedrock quota throttled the request.",
        fixes=("backoff", "spread-load"),
        signs=names("ThrottlingException", "ServiceQuotaExceededException")
        + says(
            "429 |Too many tokens per day|, please wait", "|bedrock| request was |throttl|ed",
        )
        + like(
            r"(?<!too many connections, )\bplease wait before trying again",
            "429 Too many tokens, please wait before trying again.",
        ),
        statuses=(400, 429),
    ),
    ApiError(
        id="billing-error", category="quota_spend", side="account", retryable=False,
        cause="billing-problem", http_status=402, error_type="billing_error", doc=API_ERRORS,
        tier=Tier.SPECIFIC,
        meaning="A billing or payment problem: billing rejects the call, not the API.",
        fixes=("fix-billing", "contact-support"),
        signs=names("billing_error", "payment_required")
        + says(
            "402 |Payment Required|", "API |billing error|",
            "There is a |problem with your| organization's |billing|.",
        ),
    ),
    ApiError(
        id="upstream-limited", category="rate_limit", side="account", retryable=True,
        cause="rate-limited", http_status=429, doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The gateway's own account has reached its rate limit.",
        fixes=("backoff", "check-gateway"),
        signs=says("|upstream rate limit exceeded|"),
    ),
    ApiError(
        id="rate-limited-windowless", category="rate_limit", side="account", retryable=True,
        cause="rate-limited", http_status=429, error_type="rate_limit_error", doc=API_LIMITS,
        meaning="A 429 without a limit or a time to wait: often a subscription login used outside "
        "Claude Code, or a short capacity limit.",
        fixes=("backoff", "check-key"),
    ),
    ApiError(
        id="rate-limited", category="rate_limit", side="account", retryable=True,
        cause="rate-limited", http_status=429, error_type="rate_limit_error", doc=API_LIMITS,
        meaning="The organization's rate limit is reached; it refills continuously.",
        fixes=_SLOW_DOWN,
        signs=names("rate_limit_error", "rate_limit_exceeded")
        + says(
            "429 This request |would exceed| your organization's |rate limit| of 9",
            "429 |has exceeded your| token |rate limit|", "429 This |exceeds your rate limit|",
            "429 |Number of concurrent connections| has exceeded your rate limit.",
            "|Anthropic rate limit| reached",
        )
        + like(
            r"\b(?:tokens?|requests?) per (?:minute|day|hour)\b[^\n]{0,30}"
            r"\b(?:exceeded|reached|exhausted|used up)",
            "Claude request throttled: input tokens per minute quota exceeded",
        )
        + hints(
            "API |RateLimitError|", "API |rate_limit|", "API |ratelimit|",
            "API: |Too Many Requests|", "API |rate-limit|",
        ),
    ),
)
