"""What clients made over an SDK, and other vendors' SDKs, make of an answer.

By `_client.py` and `_streaming.py` of OpenAI's SDKs (Python 3.57, TypeScript 7.59),
`utils/errors` of @langchain/anthropic 1.5, `llms/anthropic/base.py` of LlamaIndex 0.12,
`core/retry.py` of Instructor 1.17, `exceptions.py` of Aider 0.86, the Claude Agent SDKs (Python
0.2, TypeScript 0.3) and the TypeScript SDKs for the clouds (1.1).
"""

from __future__ import annotations

from .expected_code import CLAUDE_CODE
from .expected_own import LITELLM, PYTHON_SDK, TYPESCRIPT_SDK
from .kinds import NO_CONNECTION, Outcomes, limits_as, statuses

_OPENAI = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
}
OPENAI_PY: Outcomes = {
    **PYTHON_SDK,
    **statuses(_OPENAI, "InternalServerError", "APIStatusError"),
    **limits_as("RateLimitError"),
    "no key": "OpenAIError",
    "in stream": "APIError",
    "stream cut": "APIConnectionError",
    "stream stalled": "APITimeoutError",
    "retries status 529": "InternalServerError 529, 3 requests",
}
OPENAI_TS: Outcomes = {
    **TYPESCRIPT_SDK,
    **statuses(_OPENAI, "InternalServerError", "APIError"),
    **limits_as("RateLimitError"),
    "no key": "OpenAIError",
    "whole stalled": "APIConnectionTimeoutError",
    "retries status 529": "InternalServerError 529, 3 requests",
}
# It brings the TypeScript SDK 0.122, which has fewer classes.
LANGCHAIN_TS: Outcomes = {
    **TYPESCRIPT_SDK,
    **statuses(_OPENAI, "InternalServerError", "APIError"),
    **limits_as("RateLimitError"),
    "page 200": "TypeError",
    "retries status 529": "no end",  # six, the last after half a minute
}
# It needs the Python SDK before 1.0, which has fewer classes.
LLAMA_INDEX: Outcomes = {
    **PYTHON_SDK,
    **statuses(
        {**_OPENAI, 413: "RequestTooLargeError", 529: "OverloadedError"},
        "InternalServerError",
        "APIStatusError",
    ),
    **limits_as("RateLimitError"),
    "page 200": "AttributeError",
    "retries status 529": "OverloadedError 529, 11 requests",
}
INSTRUCTOR: Outcomes = {
    **statuses({}, "InstructorRetryException", "InstructorRetryException", ""),
    **dict.fromkeys(
        (*NO_CONNECTION, "odd key", "no key", "redirect", "cut", "mute", "stalled", "page 200"),
        "InstructorRetryException",
    ),
    "fine": "ok",
    "retries status 529": "InstructorRetryException, 3 requests",
}
# Its own LiteLLM is 1.81, which has fewer classes.
AIDER: Outcomes = {
    **{kind: outcome.split()[0] for kind, outcome in LITELLM.items()},
    **{f"{kind} {status}": "APIConnectionError" for status in (402, 403, 520, 522)
       for kind in ("status", "page")},
    "page 413": "BadRequestError",
    "odd key": "InternalServerError",
    "in stream": "InternalServerError",
    **dict.fromkeys(("stream cut", "stream stalled"), "APIConnectionError"),
    "ended": "ok",  # it does not see that the end is missing
    "page 200": "nothing",
    "retries status 529": "InternalServerError, 4 requests",
}  # fmt: skip


def _in_sdk(code: Outcomes) -> Outcomes:
    """Claude Code's outcomes as its SDKs hand them on."""
    return {kind: outcome.replace("exit 1", "error") for kind, outcome in code.items()}


_DROPPED = "error API Error: Connection dropped (ECONNRESE"
_LOST = "error API Error: Connection to the API was los"
_REFUSED = "error API Error: Connection refused — a firewa"
_UNKNOWN = "error API Error: Can't reach the API server — "
_PROXY = "error API Error: Couldn't connect through your"
AGENT_SDK: Outcomes = {
    **_in_sdk(CLAUDE_CODE),
    # It hands on a status, and no other code.
    **dict.fromkeys(("refused", "proxy refused"), _REFUSED),
    **dict.fromkeys(("close", "reset"), _DROPPED),
    **dict.fromkeys(("no name", "redirect away"), _UNKNOWN),
    **dict.fromkeys(("proxy 407", "proxy 403"), _PROXY),
    **dict.fromkeys(("cut", "ended"), _LOST),
}

TS_CLOUDS: Outcomes = {
    **TYPESCRIPT_SDK,
    "status 424": "APIError 424",
    # "Failed to resolve AWS credentials", or "Google OAuth credentials": on the way to them
    **dict.fromkeys(("no login", "login expired", "google login"), "APIConnectionError"),
    "no project": "APIConnectionError",
    "no host": "APIConnectionError",
    "retries status 503": "ServiceUnavailableError 503, 3 requests",
}
TS_FOUNDRY: Outcomes = {
    **TS_CLOUDS,
    **dict.fromkeys(("no login", "no place"), "AnthropicError"),
}
