"""What each client makes of an answer, by its own source code: data to hold the world against.

A kind of answer (see `kinds`) leads to an outcome: an exception's class with its status, or an
exit code. A kind of several words that is not here is looked up without its last; before it the
way of asking, where that matters.
"""

from __future__ import annotations

from .expected_code import (
    CLAUDE_CODE,
    CLOUD_CODE,
    FOUNDRY_CODE,
    MANTLE_CODE,
    VERTEX_CODE,
)
from .expected_http import AIOHTTP, BOTO3, FETCH, GO, HTTPX, REQUESTS
from .expected_own import (
    AI_SDK,
    CLOUD_SDK,
    CURL,
    CURL_FAIL,
    FOUNDRY_SDK,
    LANGCHAIN,
    LITELLM,
    OLD_PYTHON_SDK,
    PYDANTIC_AI,
    PYTHON_SDK,
    TYPESCRIPT_SDK,
    VERTEX_SDK,
)
from .expected_sdks import (
    AGENT_SDK,
    AIDER,
    INSTRUCTOR,
    LANGCHAIN_TS,
    LLAMA_INDEX,
    OPENAI_PY,
    OPENAI_TS,
    TS_CLOUDS,
    TS_FOUNDRY,
)
from .kinds import Outcomes

_AT_AWS = ("bedrock", "mantle", "anthropic_aws")

EXPECTED: dict[str, Outcomes] = {
    "py-sdk": PYTHON_SDK,
    "py-sdk-0.40": OLD_PYTHON_SDK,
    "ts-sdk": TYPESCRIPT_SDK,
    "claude-code": CLAUDE_CODE,
    **dict.fromkeys(("agent-sdk-py", "agent-sdk-ts"), AGENT_SDK),
    "openai-py": OPENAI_PY,
    "openai-ts": OPENAI_TS,
    "litellm": LITELLM,
    "langchain": LANGCHAIN,
    "langchain-ts": LANGCHAIN_TS,
    "llama-index": LLAMA_INDEX,
    "pydantic-ai": PYDANTIC_AI,
    "instructor": INSTRUCTOR,
    "ai-sdk": AI_SDK,
    "aider": AIDER,
    "curl": CURL,
    "curl-fail": CURL_FAIL,
    "httpx": HTTPX,
    "requests": REQUESTS,
    "aiohttp": AIOHTTP,
    "fetch": FETCH,
    "go": GO,
    **{f"py-clouds-{cloud}": CLOUD_SDK for cloud in _AT_AWS},
    "py-clouds-vertex": VERTEX_SDK,
    "py-clouds-foundry": FOUNDRY_SDK,
    **{f"ts-clouds-{cloud}": TS_CLOUDS for cloud in _AT_AWS},
    "ts-clouds-vertex": TS_CLOUDS,
    "ts-clouds-foundry": TS_FOUNDRY,
    "boto3-bedrock": BOTO3,
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
