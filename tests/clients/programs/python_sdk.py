"""The official SDK for Python, new or old."""

import os

import anthropic
from _fork import serve


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    client = anthropic.Anthropic(timeout=task["timeout_s"], **kept)
    asked = {
        "model": os.environ["CLIENT_MODEL"],
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
    }
    if not task["stream"]:
        reply = client.messages.create(**asked)
        # a page instead of JSON comes back as a plain text
        return "ok" if getattr(reply, "stop_reason", None) else f"a {type(reply).__name__}"
    last = None
    for event in client.messages.create(stream=True, **asked):
        last = event.type
    return {"message_stop": "ok", None: "nothing"}.get(last, "partial")


serve(call)
