"""What clients made for the API make of an answer, by their own source code.

Sources: `_error_classes.py` and `_client.py` of the Python SDK 2.14 and 0.40, `core/error.mjs` of
the TypeScript SDK 1.14, `exception_mapping_utils.py` and `streaming_handler.py` of LiteLLM 1.110,
`chat_models.py` of langchain-anthropic 1.7, `models/anthropic/_errors.py` of Pydantic AI 2.68,
`dist/index.js` of `@ai-sdk/anthropic` and `@ai-sdk/provider-utils`, and curl's list of exit codes.
"""

from __future__ import annotations

from .kinds import NO_CONNECTION, Outcomes, limits_as, statuses

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
    **statuses(_SDK, "InternalServerError", "APIStatusError"),
    "status 429 enforced_spend_limit_reached": "EnforcedSpendLimitReachedError 429",
    "status 429 ramp_limit_exceeded": "RampLimitExceededError 429",
    **dict.fromkeys(NO_CONNECTION, "APIConnectionError"),
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
    **statuses(
        {status: _SDK[status] for status in (400, 401, 403, 404, 429)},
        "InternalServerError",
        "APIStatusError",
    ),
    **limits_as("RateLimitError"),
    "retries status 529": "InternalServerError 529, 3 requests",
}
TYPESCRIPT_SDK: Outcomes = {
    **statuses(_SDK, "InternalServerError", "APIError"),
    "status 429 enforced_spend_limit_reached": "EnforcedSpendLimitReachedError 429",
    "status 429 ramp_limit_exceeded": "RampLimitExceededError 429",
    **dict.fromkeys(NO_CONNECTION, "APIConnectionError"),
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
    **statuses(
        {
            400: "BadRequestError", 401: "AuthenticationError", 402: "PaymentRequiredError",
            403: "PermissionDeniedError", 404: "NotFoundError", 429: "RateLimitError",
            500: "InternalServerError", 502: "BadGatewayError", 503: "ServiceUnavailableError",
            504: "Timeout",
        },
        "APIError",
        "APIError",
    ),
    **dict.fromkeys((*NO_CONNECTION, "redirect", "cut"), "InternalServerError 500"),
    **dict.fromkeys(("status 413", "page 413"), "BadRequestError 400"),
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
    **statuses(
        {
            400: "AnthropicInvalidRequestError", 401: "AnthropicAuthenticationError",
            402: "PaymentRequiredError", 403: "AnthropicPermissionDeniedError",
            404: "AnthropicModelNotFoundError", 413: "ContentTooLargeError",
            429: "AnthropicRateLimitError", 529: "AnthropicOverloadedError",
        },
        "AnthropicAPIError",
        "APIStatusError",
    ),
    **limits_as("AnthropicRateLimitError"),
    **dict.fromkeys((*NO_CONNECTION, "odd key", "redirect", "cut"), "AnthropicConnectionError"),
    **dict.fromkeys(("mute", "stalled"), "AnthropicTimeoutError"),
    "no key": "AnthropicConnectionError",  # it sends an empty one: an illegal header value
    "page 200": "AttributeError",
    "stream page 200": "ValueError",  # "No generation chunks were returned"
    "form fine": "{'color': 'red'}",
    "retries status 529": "AnthropicOverloadedError 529, 3 requests",
}  # fmt: skip
PYDANTIC_AI: Outcomes = {
    **statuses(
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
    **dict.fromkeys((*NO_CONNECTION, "odd key", "redirect", "cut"), "ModelConnectionError"),
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
    **statuses({}, "AI_APICallError", "AI_APICallError"),
    **dict.fromkeys((*NO_CONNECTION, "redirect"), "AI_APICallError"),
    "fine": "ok",
    "form fine": '{"color":"red"}',
    "no key": "AI_LoadAPIKeyError",
    "odd key": "ok",
    "mute": "TimeoutError",
    **dict.fromkeys(("stream mute", "stream stalled"), "abort"),
    "ended": "partial",  # no error: the reason to finish is missing
    "overloaded_error in stream": "AI_StreamProviderError 529",  # a part of it, not thrown
    "api_error in stream": "AI_StreamProviderError 500",
    "page 200": "AI_APICallError 200",
    "stream page 200": "AI_NoOutputGeneratedError",  # it reads no event in the page
    "cut": "AI_APICallError 200",
    "stalled": "TimeoutError",
    "retries status 529": "AI_APICallError 529, 3 requests",
}
CURL: Outcomes = {
    **statuses({}, "exit 0", "exit 0"),
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

#: With --fail a status from 400 on is exit 22, and its body is not shown.
CURL_FAIL: Outcomes = {
    **CURL,
    **{kind: f"exit 22 {outcome.split()[-1]}" for kind, outcome in CURL.items()
       if kind.startswith(("status", "page 4", "page 5", "no key"))},
    **dict.fromkeys(("proxy 407", "proxy 403"), "exit 22 000"),  # the tunnel's status counts
    "retries status 529": "exit 22 529, 1 requests",
}  # fmt: skip
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
    "google login": "MalformedError",  # a program that Google's library may not start
}
FOUNDRY_SDK: Outcomes = {
    **CLOUD_SDK,
    "no login": "AnthropicError",  # "Missing credentials. Please pass one of `api_key`, …"
    "no place": "ValueError",  # "Must provide one of the `base_url` or `resource` arguments"
    "no host": "APIConnectionError",
}
