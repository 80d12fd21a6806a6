# What it does: LiteLLM's router asks another model, cloud or provider where Claude is down.
# Not when: the prompt or tools are tuned to one model, or the data may not go there.
# Needs: pip install litellm; the keys of the routes that you have, in the environment.

# num_retries counts for each route, so none. LiteLLM goes on at a refused key, too: look at
# the model of the answer now and then, or a dead route stays unseen.

import os
from typing import Any

from litellm import Router

MESSAGES = [{"role": "user", "content": "Say hello."}]


def models() -> list[dict[str, Any]]:
    """What this environment is set up for, in the order in which it is tried."""
    env = os.environ
    base = env.get("ANTHROPIC_BASE_URL")  # a gateway, where you have one
    claude: dict[str, Any] = {"api_base": base} if base else {}
    found: dict[str, dict[str, Any]] = {
        "claude": {"model": "anthropic/claude-sonnet-5-5", **claude},
        "claude-light": {"model": "anthropic/claude-haiku-5-5", **claude},
    }
    if env.get("AWS_REGION"):
        found["bedrock"] = {"model": "bedrock/global.anthropic.claude-sonnet-5-5"}
    if env.get("ANTHROPIC_VERTEX_PROJECT_ID"):
        found["vertex"] = {"model": "vertex_ai/claude-sonnet-5-5"}
    if env.get("OPENAI_API_KEY"):
        found["openai"] = {"model": "openai/gpt-6.1-sol"}
    if env.get("OLLAMA_HOST"):  # such as http://localhost:11434
        model = env.get("OLLAMA_MODEL", "qwen3-coder")
        found["ollama"] = {
            "model": f"ollama_chat/{model}",
            "api_base": env["OLLAMA_HOST"],
        }
    return [{"model_name": name, "litellm_params": p} for name, p in found.items()]


def router() -> Router:
    listed = models()
    first, *others = (one["model_name"] for one in listed)
    return Router(
        model_list=listed,
        fallbacks=[{first: others}],
        num_retries=0,
        timeout=60,
    )


if __name__ == "__main__":
    answer = router().completion(model="claude", messages=MESSAGES, max_tokens=1024)
    print(answer.model, answer.choices[0].message.content, sep=": ")
