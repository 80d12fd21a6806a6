# What it does: reads what is left of your limits from each answer, and waits before a 429.
# Not when: the answer is 529, which is their capacity and not your limit: see backoff.
# Needs: Python 3.11, pip install "anthropic>=2"; ANTHROPIC_API_KEY is set.

# Every answer tells the limits of its own model, so this costs no request of its own. They
# fill up again all the time; `reset` is when they are full. Several processes with one key
# do not know of each other: give each a part of the limit, or one process the sending.

import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import anthropic
from anthropic.types import Message

KINDS = ("requests", "tokens", "input-tokens", "output-tokens")
RESERVE = 0.1  # of a limit: below that it waits
LONGEST_S = 60.0

client = anthropic.Anthropic(max_retries=2)
pause_until = 0.0


def left(headers: Mapping[str, str]) -> dict[str, tuple[int, int, float]]:
    """By kind: what is left, the limit, and the seconds until it is full again."""
    found = {}
    for kind in KINDS:
        told = [
            headers.get(f"anthropic-ratelimit-{kind}-{part}")
            for part in ("remaining", "limit", "reset")
        ]
        try:
            remaining, limit = int(told[0] or ""), int(told[1] or "")
            reset = datetime.fromisoformat(told[2] or "")
            seconds = (reset - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            continue  # each of them may be absent
        found[kind] = (remaining, limit, max(0.0, seconds))
    return found


def pause(headers: Mapping[str, str]) -> float:
    """The seconds to wait until every limit has its reserve again; 0 where all have it."""
    longest = 0.0
    for remaining, limit, seconds in left(headers).values():
        lacking = RESERVE * limit - remaining
        if lacking > 0 and limit > remaining:
            # It fills evenly: the part of the way to full that is lacking.
            longest = max(longest, seconds * lacking / (limit - remaining))
    return min(LONGEST_S, longest)


def ask(prompt: str) -> Message:
    """One question, one answer, after the pause that the last answer asked for."""
    global pause_until
    time.sleep(max(0.0, pause_until - time.monotonic()))
    raw = client.messages.with_raw_response.create(
        model="claude-haiku-5-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": prompt}],
    )
    seconds = pause(raw.headers)
    pause_until = time.monotonic() + seconds * random.uniform(1, 1.2)
    for kind, (remaining, limit, full) in left(raw.headers).items():
        print(f"{kind}: {remaining} of {limit} left, full in {full:.0f} s")
    return raw.parse()


if __name__ == "__main__":
    answer = ask("Say hello.")
    print(*(block.text for block in answer.content if block.type == "text"))
