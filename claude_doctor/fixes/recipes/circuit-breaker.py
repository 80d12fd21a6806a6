# What it does: stops sending after failures in a row, and lets one call try again later.
# Not when: you make a call now and then (backoff is enough), or the failures are your own.
# Needs: pip install "anthropic>=2"; ANTHROPIC_API_KEY is set.

# While it is open a call fails at once, without waiting and without a request: answer your
# users from a cache, by another route (fallback-route), or with a friendly refusal.

import random
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import anthropic
from anthropic.types import Message

FAILURES = 5  # in a row
OPEN_S = 15.0  # doubled each time that the trial call fails, a random part taken off
LONGEST_S = 240.0

T = TypeVar("T")
client = anthropic.Anthropic(max_retries=1)


class Open(Exception):
    """Nothing was sent: the service failed a moment ago. `seconds` until the next trial."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not sent; the next trial is in {seconds:.0f} s")
        self.seconds = seconds


class Breaker:
    """Closed: all calls go. Open: none. Half open: one goes, and decides for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed = 0  # in a row
        self._until = 0.0  # closed where it is 0
        self._pause = OPEN_S

    def call(self, send: Callable[[], T]) -> T:
        """Send, if the service is thought to work. Raises Open, or what `send` raises."""
        with self._lock:
            left = self._until - time.monotonic()
            if left > 0:
                raise Open(left)
            trial = self._until > 0
            if trial:  # the others wait for this one
                self._until = time.monotonic() + self._pause
        try:
            answer = send()
        except anthropic.APIError as error:
            self._note(theirs(error), trial)
            raise
        self._note(False, trial)
        return answer

    def _note(self, failed: bool, trial: bool) -> None:
        with self._lock:
            if not failed:
                self._failed, self._until, self._pause = 0, 0.0, OPEN_S
                return
            self._failed += 1
            if self._until and not trial:
                return  # sent before it opened
            if trial:
                self._pause = min(LONGEST_S, 2 * self._pause)
            if self._failed >= FAILURES:
                pause = self._pause * random.uniform(0.5, 1)
                self._until = time.monotonic() + pause


def theirs(error: anthropic.APIError) -> bool:
    """Whether the service failed. Your limit, key and request say nothing about it."""
    if not isinstance(error, anthropic.APIStatusError):
        return True  # no answer
    return error.status_code >= 500 or error.type in ("overloaded_error", "api_error")


breaker = Breaker()


def ask(prompt: str) -> Message:
    """One question, one answer."""
    return breaker.call(
        lambda: client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=1024,
            messages=[{"role": "user", "content": prompt}],
        )
    )


if __name__ == "__main__":
    answer = ask("Say hello.")
    print(*(block.text for block in answer.content if block.type == "text"))
