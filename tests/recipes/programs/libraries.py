"""A program of LangChain's or LiteLLM's: `libraries.py RECIPE WAY CALLS`, with that one alone."""

import importlib.util
import sys
from contextlib import suppress


def main(file, way, calls):
    spec = importlib.util.spec_from_file_location("recipe", file)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    if "langchain" in file:
        plain, whole = recipe.claude("claude-sonnet-5-5"), recipe.chain()
        ask = (whole if way == "recipe" else plain).invoke
    else:
        from litellm import completion

        whole = recipe.router().completion
        plain = {**recipe.models()[0]["litellm_params"], "max_retries": 0}

        def ask(text):
            messages = [{"role": "user", "content": text}]
            if way == "recipe":
                return whole(model="claude", messages=messages, max_tokens=64)
            return completion(messages=messages, max_tokens=64, **plain)

    answered = 0
    for _ in range(calls):
        with suppress(Exception):
            ask("Say hello.")
            answered += 1
    print(answered)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
