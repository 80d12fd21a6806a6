"""Programs of users, each making calls with a recipe, or without as many write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

AT_ONCE = 6  # tries of who retries without thinking


def counted(call: Callable[[int], object], calls: int, tries: int = 1) -> int:
    """How many of the calls were answered; a failed one is made again at once."""
    answered = 0
    for number in range(calls):
        for _ in range(tries):
            try:
                call(number)
            except Exception:  # whatever the client says: no answer
                continue
            answered += 1
            break
    return answered


def question(text: str = "Say hello.", model: str = "claude-sonnet-5-5") -> dict[str, Any]:
    """What is asked, as the SDK takes it."""
    return {
        "model": model,
        "max_tokens": 1024,
        "messages": [{"role": "user", "content": text}],
    }


def client() -> Any:
    """The SDK's client, without retries of its own."""
    import anthropic

    return anthropic.Anthropic(max_retries=0)


def _backoff(recipe: Any, way: str, calls: int, place: Path) -> int:
    if way == "recipe":
        return counted(lambda _: recipe.ask("Say hello."), calls)
    plain = client()
    tries = AT_ONCE if way == "6 tries at once" else 1
    return counted(lambda _: plain.messages.create(**question()), calls, tries)


def _streaming(recipe: Any, way: str, calls: int, place: Path) -> int:
    if way == "recipe":
        return counted(lambda n: recipe.write("Say much.", place / f"{n}.txt"), calls)
    plain = client()

    def call(number: int) -> None:
        with plain.messages.create(**question(), stream=True) as events:
            seen = [event.type for event in events]
        assert "message_stop" in seen

    return counted(call, calls)


def _shorter_output(recipe: Any, way: str, calls: int, place: Path) -> int:
    source = place / "text.txt"
    source.write_text("\n\n".join(f"{n} " + "word " * 700 for n in range(calls)), "utf-8")
    if way == "recipe":
        counted(lambda _: recipe.work(source), 1, tries=3)
        return len(list((place / "text.parts").glob("*.txt")))
    plain = client()
    done: list[object] = []

    def whole(_: int) -> None:
        done.clear()  # it is in this program's memory alone
        for number in range(calls):
            done.append(plain.messages.create(**question(f"Part {number}.")))

    return calls * counted(whole, 1, tries=3)


def _asking(model: str) -> Callable[[Any, str, int, Path], int]:
    """A program that asks, or without the recipe asks this model alone."""

    def program(recipe: Any, way: str, calls: int, place: Path) -> int:
        if way == "recipe":
            return counted(lambda _: recipe.ask("Say hello."), calls)
        plain = client()
        return counted(lambda _: plain.messages.create(**question(model=model)), calls)

    return program


#: By the recipe's name: `program(recipe, way, calls, place)`.
PROGRAMS: dict[str, Callable[[Any, str, int, Path], int]] = {
    "backoff": _backoff,
    "circuit-breaker": _backoff,
    "streaming": _streaming,
    "shorter-output": _shorter_output,
    "fallback-route": _asking("claude-sonnet-5-5"),
    "lighter-model": _asking("claude-opus-5-5"),
}
