"""LiteLLM as a library."""

import os
from contextlib import suppress

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it asks the internet at import

import litellm
from _fork import serve

litellm.suppress_debug_info = True  # it would print advice


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    reply = litellm.completion(
        model="anthropic/" + os.environ["CLIENT_MODEL"],
        max_tokens=64,
        messages=[{"role": "user", "content": "Say pong"}],
        stream=task["stream"],
        timeout=task["timeout_s"],
        api_base=os.environ["ANTHROPIC_BASE_URL"],
        **kept,
    )
    if not task["stream"]:
        return "ok" if reply.choices[0].message.content else "nothing"
    ended = text = None
    for chunk in reply:
        text = text or chunk.choices[0].delta.content
        ended = ended or chunk.choices[0].finish_reason
    return "ok" if text and ended else "partial"


def load():
    """Have what the first call loads loaded once, by a call to a port where nobody listens."""
    os.environ |= {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "ANTHROPIC_API_KEY": "none"}
    os.environ["CLIENT_MODEL"] = "claude-haiku-4-5"
    with suppress(Exception):
        call({"retries": 0, "stream": False, "timeout_s": 1})
    del os.environ["ANTHROPIC_API_KEY"]


load()
serve(call)
