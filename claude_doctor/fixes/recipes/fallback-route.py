# What it does: sends a call by the next route where one is overloaded, down or at a limit.
# Not when: the request or the key is at fault (raised at once), or the data may not go there.
# Needs: pip install "anthropic[bedrock,vertex]>=2"; what the routes need, in the environment.

# Test each route before you need it. Thinking blocks in a conversation are readable only by
# the model that made them: leave them out for another one. For other providers than these
# see: claude-doctor fixes fallback-route --lang langchain (or litellm).

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import anthropic
from anthropic.types import Message

COOL_S = 60.0  # a route that failed is left alone for so long

Client = anthropic.Anthropic | anthropic.AnthropicBedrock | anthropic.AnthropicVertex
log = logging.getLogger(__name__)


@dataclass
class Route:
    """A way to a model. `client` is made at the first call, so that no unused one costs."""

    name: str
    model: str
    make: Callable[[], Client]
    client: Client | None = None
    cold_until: float = 0.0

    def send(self, prompt: str) -> Message:
        self.client = self.client or self.make()
        return self.client.messages.create(
            model=self.model,
            max_tokens=1024,
            messages=[{"role": "user", "content": prompt}],
        )


def claude() -> Client:
    return anthropic.Anthropic(max_retries=0)  # the next route is the retry


@contextmanager
def elsewhere_only() -> Iterator[None]:
    """Headers that are set for a gateway of yours, and may be a login there, stay out."""
    headers = os.environ.pop("ANTHROPIC_CUSTOM_HEADERS", None)
    try:
        yield
    finally:
        if headers is not None:
            os.environ["ANTHROPIC_CUSTOM_HEADERS"] = headers


@elsewhere_only()
def bedrock() -> Client:
    return anthropic.AnthropicBedrock(max_retries=0)


@elsewhere_only()
def vertex() -> Client:
    return anthropic.AnthropicVertex(max_retries=0)


@elsewhere_only()
def ollama() -> Client:
    # It speaks the Messages API; the key that it gets is a word.
    return anthropic.Anthropic(
        base_url=os.environ["OLLAMA_HOST"], api_key="ollama", max_retries=0
    )


def routes() -> list[Route]:
    """Those that this environment is set up for, in the order in which they are tried."""
    env = os.environ
    found = [
        Route("Claude", "claude-sonnet-5-5", claude),
        Route("another Claude model", "claude-haiku-5-5", claude),
    ]
    if env.get("AWS_REGION") and (
        env.get("AWS_BEARER_TOKEN_BEDROCK")
        or env.get("AWS_PROFILE")
        or env.get("AWS_ACCESS_KEY_ID")
    ):
        found.append(Route("Bedrock", "global.anthropic.claude-sonnet-5-5", bedrock))
    if env.get("CLOUD_ML_REGION") and env.get("ANTHROPIC_VERTEX_PROJECT_ID"):
        found.append(Route("Vertex", "claude-sonnet-5-5", vertex))
    if env.get("OLLAMA_HOST"):  # such as http://localhost:11434
        found.append(Route("Ollama", env.get("OLLAMA_MODEL", "qwen3-coder"), ollama))
    return found


ROUTES = routes()


def elsewhere(error: anthropic.AnthropicError) -> bool:
    """Whether another route may do better: limits and capacity are each route's own."""
    if not isinstance(error, anthropic.APIStatusError):
        return True
    return error.status_code in (408, 409, 429) or error.status_code >= 500


def ask(prompt: str) -> Message:
    """The answer of the first route that has one; its `model` says which that was."""
    now = time.monotonic()
    failed: anthropic.AnthropicError | None = None
    warm = [route for route in ROUTES if route.cold_until <= now]
    for route in warm or ROUTES:
        try:
            return route.send(prompt)
        except anthropic.AnthropicError as error:
            if route is ROUTES[0] and not elsewhere(error):
                raise
            log.warning("%s: %s, going on", route.name, type(error).__name__)
            route.cold_until = now + COOL_S
            failed = failed or error
    assert failed is not None
    raise failed


if __name__ == "__main__":
    answer = ask("Say hello.")
    text = (block.text for block in answer.content if block.type == "text")
    print(f"{answer.model}:", *text)
