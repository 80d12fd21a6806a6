# What it does: asks a lighter Claude model while the wanted one is short of capacity.
# Not when: only the large model is good enough, or you are at your own limit (429).
# Needs: pip install "anthropic>=2"; ANTHROPIC_API_KEY is set.

# Capacity is kept for each model, so another one may answer when yours says 529. Take out
# temperature, top_p and top_k: the newer models answer 400 to them. Log which one it was.

import time

import anthropic
from anthropic.types import Message

MODELS = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5")
COOL_S = 60.0  # a model that was short of capacity is left alone for so long

client = anthropic.Anthropic(max_retries=1)
last = anthropic.Anthropic(max_retries=4)  # there is no other model behind this one
cold: dict[str, float] = {}


def short_of_capacity(error: anthropic.APIStatusError) -> bool:
    """529 or 5xx, also where the error comes inside an answer."""
    return error.status_code >= 500 or error.type in ("overloaded_error", "api_error")


def ask(prompt: str) -> Message:
    """The answer of the best model that has capacity; its `model` says which that was."""
    now = time.monotonic()
    warm = [name for name in MODELS if cold.get(name, 0.0) <= now] or [MODELS[-1]]
    for name in warm:
        try:
            return (last if name == warm[-1] else client).messages.create(
                model=name,
                max_tokens=1024,
                messages=[{"role": "user", "content": prompt}],
            )
        except anthropic.APIStatusError as error:
            if name == warm[-1] or not short_of_capacity(error):
                raise
            cold[name] = now + COOL_S
    raise AssertionError("there is always a last model")


if __name__ == "__main__":
    answer = ask("Say hello.")
    text = (block.text for block in answer.content if block.type == "text")
    print(f"{answer.model}:", *text)
