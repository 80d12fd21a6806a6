"""LangChain's ChatAnthropic: a call, a stream, and a structured answer by a forced tool."""

import os

from _fork import serve
from langchain_anthropic import ChatAnthropic


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    model = ChatAnthropic(
        model=os.environ["CLIENT_MODEL"], max_tokens=64, timeout=task["timeout_s"], **kept
    )
    if task["forced"]:
        schema = {
            "title": "Color",
            "description": "A color.",
            "type": "object",
            "properties": {"color": {"type": "string", "enum": ["red", "blue"]}},
            "required": ["color"],
        }
        return f"{model.with_structured_output(schema).invoke('A color?')}"
    if not task["stream"]:
        return "ok" if model.invoke("Say pong").content else "nothing"
    text = reason = None
    for chunk in model.stream("Say pong"):
        text = text or chunk.content
        reason = reason or chunk.response_metadata.get("stop_reason")
    return "ok" if text and reason else "partial"


serve(call)
