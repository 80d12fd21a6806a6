"""What each client makes of an answer, by its own source code: data to hold the world against.

A kind of answer (see `kinds`) leads to an outcome: an exception's class with its status, or an
exit code. A kind of several words that is not here is looked up without its last; before it the
way of asking, where that matters. Sources: `_error_classes.py` and `_client.py` of the Python SDK
2.14 and 0.40, `core/error.mjs` of the TypeScript SDK 1.14, `exception_mapping_utils.py` and
`streaming_handler.py` of LiteLLM 1.110, `chat_models.py` of langchain-anthropic 1.7,
`models/anthropic/_errors.py` of Pydantic AI 2.68, `dist/index.js` of `@ai-sdk/anthropic` 3.0 and
`@ai-sdk/provider-utils`, the texts in Claude Code 2.1.332, and curl's list of exit codes.
"""

from __future__ import annotations

Outcomes = dict[str, str]

_STATUSES = (400, 401, 402, 403, 404, 413, 429, 500, 502, 503, 504, 520, 522, 529)
#: How a path fails before any HTTP; most clients have one class for all of it.
_NO_CONNECTION = (
    "refused", "close", "reset", "no name", "no tls", "proxy 407", "proxy 403", "proxy refused",
)  # fmt: skip


def _statuses(classes: dict[int, str], above: str, other: str, add: str = " {}") -> Outcomes:
    """Outcomes for every status that a scenario may answer with, as JSON or as a page."""
    rest = {status: above if status >= 500 else other for status in _STATUSES}
    return {
        f"{kind} {status}": name + add.format(status)
        for status, name in {**rest, **classes}.items()
        for kind in ("status", "page")
    }


_SDK = {
    400: "BadRequestError",
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    413: "ContentTooLargeError",
    429: "RateLimitError",
    503: "ServiceUnavailableError",
    504: "GatewayTimeoutError",
    529: "OverloadedError",
}

PYTHON_SDK: Outcomes = {
    **_statuses(_SDK, "InternalServerError", "APIStatusError"),
    "status 429 enforced_spend_limit_reached": "EnforcedSpendLimitReachedError 429",
    "status 429 ramp_limit_exceeded": "RampLimitExceededError 429",
    **dict.fromkeys(_NO_CONNECTION, "APIConnectionError"),
    "fine": "ok",
    "no key": "TypeError",  # "Could not resolve authentication method"
    "odd key": "APIConnectionError",  # an illegal header value
    "mute": "APITimeoutError",
    "page 200": "a str",  # whatever is no JSON comes back as text
    "stream page 200": "nothing",
    "redirect": "APIConnectionError",  # to itself, until there are too many
    "in stream": "APIStatusError 200",
    "cut": "APIConnectionError",
    "stream cut": "RemoteProtocolError",  # once the stream runs, nothing is translated
    "stalled": "APITimeoutError",
    "stream stalled": "ReadTimeout",
    "ended": "partial",
    "retries status 529": "OverloadedError 529, 3 requests",
}
OLD_PYTHON_SDK: Outcomes = {
    **PYTHON_SDK,
    **_statuses(
        {status: _SDK[status] for status in (400, 401, 403, 404, 429)},
        "InternalServerError",
        "APIStatusError",
    ),
    "status 429 enforced_spend_limit_reached": "RateLimitError 429",
    "status 429 ramp_limit_exceeded": "RateLimitError 429",
    "retries status 529": "InternalServerError 529, 3 requests",
}
TYPESCRIPT_SDK: Outcomes = {
    **_statuses(_SDK, "InternalServerError", "APIError"),
    "status 429 enforced_spend_limit_reached": "EnforcedSpendLimitReachedError 429",
    "status 429 ramp_limit_exceeded": "RampLimitExceededError 429",
    **dict.fromkeys(_NO_CONNECTION, "APIConnectionError"),
    "fine": "ok",
    "no key": "Error",  # "Could not resolve authentication method"
    "odd key": "ok",  # Headers takes blanks and line ends off
    "mute": "APIConnectionTimeoutError",
    "page 200": "a string",
    "stream page 200": "nothing",
    "redirect": "APIConnectionError",
    "in stream": "APIError",
    "cut": "TypeError",  # fetch's own "terminated"
    "stalled": "no end",  # its time limit ends with the headers
    "ended": "partial",
    "retries status 529": "OverloadedError 529, 3 requests",
}
LITELLM: Outcomes = {
    **_statuses(
        {
            400: "BadRequestError", 401: "AuthenticationError", 402: "PaymentRequiredError",
            403: "PermissionDeniedError", 404: "NotFoundError", 429: "RateLimitError",
            500: "InternalServerError", 502: "BadGatewayError", 503: "ServiceUnavailableError",
            504: "Timeout",
        },
        "APIError",
        "APIError",
    ),
    **dict.fromkeys((*_NO_CONNECTION, "redirect", "cut"), "InternalServerError 500"),
    "status 413": "BadRequestError 400",
    "status 529": "InternalServerError 500",  # its own status stands beside it
    "fine": "ok",
    "no key": "AuthenticationError 401",  # "Missing Anthropic API Key"
    "odd key": "ok",  # what goes out has no blanks
    **dict.fromkeys(("mute", "stalled"), "Timeout 408"),
    "page 200": "APIConnectionError 500",
    "stream page 200": "partial",
    "in stream": "MidStreamFallbackError 500",
    "stream cut": "MidStreamFallbackError 500",
    "stream stalled": "MidStreamFallbackError 408",
    "ended": "MidStreamFallbackError 500",
    "retries status 529": "InternalServerError 500, 1 requests",  # none of its own
}  # fmt: skip
LANGCHAIN: Outcomes = {
    **PYTHON_SDK,
    **_statuses(
        {
            400: "AnthropicInvalidRequestError", 401: "AnthropicAuthenticationError",
            402: "PaymentRequiredError", 403: "AnthropicPermissionDeniedError",
            404: "AnthropicModelNotFoundError", 413: "ContentTooLargeError",
            429: "AnthropicRateLimitError", 529: "AnthropicOverloadedError",
        },
        "AnthropicAPIError",
        "APIStatusError",
    ),
    "status 429 enforced_spend_limit_reached": "AnthropicRateLimitError 429",
    "status 429 ramp_limit_exceeded": "AnthropicRateLimitError 429",
    **dict.fromkeys((*_NO_CONNECTION, "odd key", "redirect", "cut"), "AnthropicConnectionError"),
    **dict.fromkeys(("mute", "stalled"), "AnthropicTimeoutError"),
    "no key": "AnthropicConnectionError",  # it sends an empty one: an illegal header value
    "page 200": "AttributeError",
    "stream page 200": "ValueError",  # "No generation chunks were returned"
    "form fine": "{'color': 'red'}",
    "retries status 529": "AnthropicOverloadedError 529, 3 requests",
}  # fmt: skip
PYDANTIC_AI: Outcomes = {
    **_statuses(
        {
            400: "ModelRequestRejectedError", 401: "ModelAuthenticationError",
            402: "ModelQuotaExceededError", 403: "ModelAuthenticationError",
            404: "ModelNotFoundError", 429: "ModelRateLimitError",
            503: "ModelUnavailableError", 529: "ModelOverloadedError",
        },
        "ModelServerError",
        "ModelHTTPError",
    ),
    "status 400 credit": "ModelQuotaExceededError 400",
    **dict.fromkeys((*_NO_CONNECTION, "odd key", "redirect", "cut"), "ModelConnectionError"),
    **dict.fromkeys(("mute", "stalled"), "ModelTimeoutError"),
    "fine": "ok",
    "form fine": "color='red'",
    "no key": "TypeError",
    "page 200": "UnexpectedModelBehavior",
    "whole page 200": "ModelAPIError",
    "overloaded_error in stream": "ModelOverloadedError 529",
    "api_error in stream": "ModelServerError 500",
    "ended": "partial",
    "retries status 529": "ModelOverloadedError 529, 3 requests",
}  # fmt: skip
AI_SDK: Outcomes = {
    **_statuses({}, "AI_APICallError", "AI_APICallError"),
    **dict.fromkeys((*_NO_CONNECTION, "redirect"), "AI_APICallError"),
    "fine": "ok",
    "form fine": '{"color":"red"}',
    "no key": "AI_LoadAPIKeyError",
    "odd key": "ok",
    "mute": "TimeoutError",
    **dict.fromkeys(("stream mute", "stream stalled"), "abort"),
    "ended": "partial",  # no error: the reason to finish is missing
    "overloaded_error in stream": "overloaded_error",  # a part of the stream, not thrown
    "api_error in stream": "api_error",
    "page 200": "AI_APICallError 200",
    "stream page 200": "AI_NoOutputGeneratedError",  # it reads no event in the page
    "cut": "AI_APICallError 200",
    "stalled": "TimeoutError",
    "retries status 529": "AI_APICallError 529, 3 requests",
}
CLAUDE_CODE: Outcomes = {
    **_statuses({}, "exit 1", "exit 1"),
    **dict.fromkeys((*_NO_CONNECTION, "cut", "ended"), "exit 1 connection_failed"),
    "fine": "ok",
    "no key": "exit 1 Not logged in · Please run /login",
    "odd key": "ok",
    "overloaded_error in stream": "exit 1 529",
    "api_error in stream": "exit 1 500",
    "mute": "exit 1 Request timed out. If the API is slow to",
    "no tls": "exit 1 API Error: Unable to connect to API (EPR",
    "redirect": "exit 1 API Error: Unable to connect to API (Too",
    "page 200": "exit 1 API Error: API returned an empty or malf",
    "stalled": "no end",  # its watchdog of streams waits for minutes
    "retries status 529": "exit 1 529, 3 requests",
}
CURL: Outcomes = {
    **_statuses({}, "exit 0", "exit 0"),
    "fine": "ok",
    "no key": "exit 0 401",
    "odd key": "ok",
    "refused": "exit 7 000",
    "proxy refused": "exit 7 000",
    "close": "exit 52 000",  # an empty reply
    "mute": "exit 28 000",  # the time limit
    "no name": "exit 6 000",
    "no tls": "exit 35 000",
    "proxy 407": "exit 56 000",  # the tunnel was not granted
    "proxy 403": "exit 56 000",
    "page 200": "200 in part",
    "redirect": "exit 0 302",  # not followed without -L
    "in stream": "200 in part",
    "cut": "exit 18 200",  # part of the body is missing
    "stalled": "exit 28 200",
    "ended": "200 in part",
    "retries status 529": "exit 0 529, 1 requests",
}

_AT_AWS = ("bedrock", "mantle", "anthropic_aws")
# The SDK's clients for the clouds, by `_exceptions.py` and each client's own file (2.14); what
# botocore 1.44 and google-auth 2.63 raise comes through as it is.
CLOUD_SDK: Outcomes = {
    **PYTHON_SDK,
    "status 424": "APIStatusError 424",
    "no login": "RuntimeError",  # "Could not resolve AWS credentials from session"
    "login expired": "TokenRetrievalError",
    "no place": "APIConnectionError",
    "retries status 503": "ServiceUnavailableError 503, 3 requests",
}
VERTEX_SDK: Outcomes = {
    **CLOUD_SDK,
    "no login": "DefaultCredentialsError",
    "no project": "RuntimeError",  # "No project_id was given and it could not be resolved …"
    "google login": "TransportError",  # no way to Google from here
}
FOUNDRY_SDK: Outcomes = {
    **CLOUD_SDK,
    "no login": "AnthropicError",  # "Missing credentials. Please pass one of `api_key`, …"
    "no place": "ValueError",  # "Must provide one of the `base_url` or `resource` arguments"
    "no host": "APIConnectionError",
}
# Claude Code 2.1.332; what it prints begins so. It asks Bedrock for its models first, four times.
CLOUD_CODE: Outcomes = {
    **CLAUDE_CODE,
    **{
        f"status {status}": f"exit 1 {status}"
        for status in (400, 401, 403, 404, 429, 500, 503, 529)
    },
    "page 502": "exit 1 502",
    "no login": "exit 1 API Error: Could not load AWS credential",
    "login expired": "exit 1 API Error: Could not load AWS credential",
    "google login": "exit 1 connection_failed",
    "no place": "exit 1 API Error: Must provide one of the `base",
    "no host": "exit 1 API Error: ANTHROPIC_FOUNDRY_RESOURCE mu",
    "throttlingException in stream": "exit 1 429",
    "serviceUnavailableException in stream": "exit 1 503",
    "retries status 503": "exit 1 503, 7 requests",
}
MANTLE_CODE: Outcomes = {**CLOUD_CODE, "retries status 529": "exit 1 529, 7 requests"}
VERTEX_CODE: Outcomes = {
    **CLOUD_CODE,
    "no login": "exit 1 API Error: Could not load Google Cloud c",
    "no project": "exit 1 connection_failed",  # it asks Google whose login it is
}
FOUNDRY_CODE: Outcomes = {
    **CLOUD_CODE,
    "no login": "exit 1 API Error: Could not load Azure credenti",
}

EXPECTED: dict[str, Outcomes] = {
    "py-sdk": PYTHON_SDK,
    "py-sdk-0.40": OLD_PYTHON_SDK,
    "ts-sdk": TYPESCRIPT_SDK,
    "claude-code": CLAUDE_CODE,
    "litellm": LITELLM,
    "langchain": LANGCHAIN,
    "pydantic-ai": PYDANTIC_AI,
    "ai-sdk": AI_SDK,
    "curl": CURL,
    **dict.fromkeys(
        ("py-clouds-bedrock", "py-clouds-mantle", "py-clouds-anthropic_aws"), CLOUD_SDK
    ),
    "py-clouds-vertex": VERTEX_SDK,
    "py-clouds-foundry": FOUNDRY_SDK,
    **{f"claude-code-{cloud}": CLOUD_CODE for cloud in _AT_AWS},
    "claude-code-mantle": MANTLE_CODE,
    "claude-code-vertex": VERTEX_CODE,
    "claude-code-foundry": FOUNDRY_CODE,
}


def expected(client: str, way: str, kind: str) -> str:
    """What the client would make of it; "?" where the table does not know."""
    table = EXPECTED[client]
    words = kind.split()
    ends = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    ends += ["in stream"] if kind.endswith("in stream") else []
    for name in (*(f"{way} {end}" for end in ends), *ends):
        if name in table:
            return table[name]
    return "?"
