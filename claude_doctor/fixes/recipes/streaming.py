# What it does: keeps a streamed answer on disk as it comes, and goes on where it broke off.
# Not when: the answer is JSON or a tool call (two halves may not fit), or short: retry it.
# Needs: pip install "anthropic>=2"; ANTHROPIC_API_KEY is set. Run: python streaming.py

# An answer is whole only with message_stop. It can end without one in three ways: the
# connection breaks, the body just ends, or an error event comes after HTTP 200. The SDK
# retries none of them, and for the second it raises nothing.

import hashlib
import random
import time
from pathlib import Path

import anthropic
import httpx2  # the SDK's own HTTP client; its errors come through in mid-stream
from anthropic.types import MessageParam

MODEL = "claude-sonnet-5-5"
TRIES = 6  # the first one included
BASE_S = 1.0  # waits at most 1, 2, 4, 8, 16 s, each a random part of that
CAP_S = 30.0
SILENCE_S = (
    90.0  # pings come all the time: a stream that says nothing for so long is dead
)

client = anthropic.Anthropic(max_retries=0, timeout=SILENCE_S)


class Incomplete(Exception):
    """The stream ended without message_stop."""


def passing(error: Exception) -> bool:
    """Whether another try may go better."""
    if not isinstance(error, anthropic.APIStatusError):
        return True  # the connection, or a stream that ended early
    in_stream = error.type in ("overloaded_error", "api_error", "timeout_error")
    spent = "spend_limit" in (error.error_code or "") or "usage limits" in error.message
    return (
        in_stream
        or error.status_code >= 500
        or (error.status_code == 429 and not spent)
    )


def conversation(prompt: str, so_far: str) -> list[MessageParam]:
    """The question, or the question, what has arrived, and the request to go on."""
    asked: MessageParam = {"role": "user", "content": prompt}
    if not so_far.strip():
        return [asked]
    go_on = (
        "Your answer was cut off there by the network. Go on exactly where it ends, in the "
        "middle of a word if need be. Repeat nothing and say nothing about this."
    )
    return [
        asked,
        {"role": "assistant", "content": so_far},
        {"role": "user", "content": go_on},
    ]


def once(prompt: str, partial: Path) -> str | None:
    """Add to the file what one stream brings; why it stopped. Raises where it broke off."""
    so_far = partial.read_text("utf-8") if partial.exists() else ""
    whole, reason = False, None
    with (
        client.messages.create(
            model=MODEL,
            max_tokens=8192,
            messages=conversation(prompt, so_far),
            stream=True,
        ) as events,
        partial.open("a", encoding="utf-8") as file,
    ):
        for event in events:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                file.write(event.delta.text)
                file.flush()  # what has arrived survives this process
            elif event.type == "message_delta":
                reason = event.delta.stop_reason
            elif event.type == "message_stop":
                whole = True
    if not whole:
        raise Incomplete("the stream ended before message_stop")
    return reason


def write(prompt: str, goal: Path) -> str | None:
    """Write the whole answer to a file; why it stopped ("max_tokens": ask for more).

    Until it is whole it is in GOAL.*.partial. Run again after a crash, it goes on from there;
    another prompt has another file.
    """
    asked = hashlib.sha256(prompt.encode()).hexdigest()[:8]
    partial = goal.with_name(f"{goal.name}.{asked}.partial")
    for tried in range(1, TRIES + 1):
        try:
            reason = once(prompt, partial)
        except (anthropic.APIError, httpx2.TransportError, Incomplete) as error:
            if tried == TRIES or not passing(error):
                raise  # what has arrived stays in the file
            time.sleep(random.uniform(0, min(CAP_S, BASE_S * 2 ** (tried - 1))))
        else:
            partial.replace(goal)
            return reason
    return None


if __name__ == "__main__":
    write("Write ten lines about rivers.", Path("answer.txt"))
    print(Path("answer.txt").read_text("utf-8"))
