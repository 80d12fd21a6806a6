"""LlamaIndex's Anthropic model."""

import os

from _fork import serve
from llama_index.core.llms import ChatMessage
from llama_index.llms.anthropic import Anthropic


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    model = Anthropic(
        model=os.environ["CLIENT_MODEL"],
        base_url=os.environ["ANTHROPIC_BASE_URL"],
        max_tokens=64,
        timeout=task["timeout_s"],
        **kept,
    )
    asked = [ChatMessage(role="user", content="Say pong")]
    if not task["stream"]:
        return "ok" if model.chat(asked).message.content else "nothing"
    text = raw = None
    for part in model.stream_chat(asked):
        text, raw = text or part.delta, part.raw
    kind = getattr(raw, "type", None) or (raw or {}).get("type")
    if not text:
        return "nothing"
    return "ok" if kind in ("message_stop", "message_delta", "message") else "partial"


serve(call)
