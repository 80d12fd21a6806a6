"""OpenAI's SDK for Python, pointed at the API's compatible route."""

import os

from _fork import serve
from openai import OpenAI


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    client = OpenAI(
        base_url=os.environ["ANTHROPIC_BASE_URL"] + "/v1/",
        api_key=os.environ.get("ANTHROPIC_API_KEY"),
        timeout=task["timeout_s"],
        **kept,
    )
    asked = {
        "model": os.environ["CLIENT_MODEL"],
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
    }
    if not task["stream"]:
        reply = client.chat.completions.create(**asked)
        if not hasattr(reply, "choices"):
            return f"a {type(reply).__name__}"
        return "ok" if reply.choices and reply.choices[0].message.content else "nothing"
    text = reason = None
    for chunk in client.chat.completions.create(stream=True, **asked):
        if chunk.choices:
            text = text or chunk.choices[0].delta.content
            reason = reason or chunk.choices[0].finish_reason
    return "ok" if text and reason else "partial" if text else "nothing"


serve(call)
