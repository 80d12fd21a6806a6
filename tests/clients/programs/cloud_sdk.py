"""The official SDK's clients for the clouds: the one that the scenario's switch means."""

import os

import anthropic
from _fork import serve

SWITCHES = {
    "CLAUDE_CODE_USE_BEDROCK": "AnthropicBedrock",
    "CLAUDE_CODE_USE_VERTEX": "AnthropicVertex",
    "CLAUDE_CODE_USE_FOUNDRY": "AnthropicFoundry",
    "CLAUDE_CODE_USE_MANTLE": "AnthropicBedrockMantle",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS": "AnthropicAWS",
}


def client(**kept):
    """The cloud's client, with the credential of the scenario alone. A gateway that adds the
    credential is asked with one of its own."""
    name = next(SWITCHES[switch] for switch in SWITCHES if os.environ.get(switch))
    if os.environ.get("CLAUDE_CODE_SKIP_BEDROCK_AUTH"):
        kept["api_key"] = "gateway"
    if os.environ.get("CLAUDE_CODE_SKIP_VERTEX_AUTH"):
        kept["access_token"] = "gateway"
    if name == "AnthropicBedrock" and os.environ.get("AWS_PROFILE"):
        kept["aws_profile"] = os.environ["AWS_PROFILE"]
    return getattr(anthropic, name)(**kept)


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    asked = {
        "model": os.environ["CLIENT_MODEL"],
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
    }
    ready = client(timeout=task["timeout_s"], **kept)
    if not task["stream"]:
        reply = ready.messages.create(**asked)
        return "ok" if getattr(reply, "stop_reason", None) else f"a {type(reply).__name__}"
    last = None
    for event in ready.messages.create(stream=True, **asked):
        last = event.type
    return {"message_stop": "ok", None: "nothing"}.get(last, "partial")


if __name__ == "__main__":
    serve(call)
