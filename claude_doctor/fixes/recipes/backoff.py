# What it does: retries with full jitter, after retry-after, within a retry budget.
# Not when: it is your request, key or spend limit (raised at once), or in a stream.
# Needs: pip install "anthropic>=2" "tenacity>=9"; ANTHROPIC_API_KEY is set.

# Anthropic(max_retries=5) is the first thing to try: it waits 0.5, 1, 2, 4, 8 s (less up
# to a quarter) and obeys retry-after. This file is for programs with many callers: it
# spreads them over the whole wait, and stops retrying when retries outgrow successes.

import threading
from collections.abc import Callable
from typing import TypeVar

import anthropic
from anthropic.types import Message
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    wait_random_exponential,
)

MODEL = "claude-sonnet-5-5"
TRIES = 6  # the first one included
BASE_S = 1.0  # waits at most 1, 2, 4, 8, 16 s, each a random part of that
CAP_S = 30.0
LONGEST_S = 120.0  # a retry-after beyond this is a failure now

T = TypeVar("T")
# One layer retries, or the tries multiply: this one, so the SDK does not.
client = anthropic.Anthropic(max_retries=0)


class Budget:
    """Retries may be a tenth of the successes, and ten in advance."""

    def __init__(self, part: float = 0.1, advance: float = 10.0) -> None:
        self._part, self._most, self._left = part, advance, advance
        self._lock = threading.Lock()

    def succeeded(self) -> None:
        with self._lock:
            self._left = min(self._most, self._left + self._part)

    def take(self) -> bool:
        """Take one retry out; False where none is left, and then the failure is final."""
        with self._lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True


budget = Budget()


def retry_after(error: BaseException | None) -> float:
    """The seconds that the answer asks for; 0 where it asks for none."""
    if isinstance(error, anthropic.APIStatusError):
        try:
            return max(0.0, float(error.response.headers.get("retry-after", 0)))
        except ValueError:  # a date, as some gateways send it
            return BASE_S
    return 0.0


def worth_it(error: BaseException) -> bool:
    """Whether the same request may work later."""
    if isinstance(error, anthropic.APIConnectionError):  # time-outs are among these
        return True
    if (
        not isinstance(error, anthropic.APIStatusError)
        or retry_after(error) > LONGEST_S
    ):
        return False
    told = error.response.headers.get("x-should-retry")
    if "spend_limit" in (error.error_code or "") or "usage limits" in error.message:
        return False  # it lasts until the date in the message, although it is a 429
    if told in ("true", "false"):
        return told == "true"
    return error.status_code in (408, 409, 429) or error.status_code >= 500


def wait(state: RetryCallState) -> float:
    """What was asked for, and then a random part: not all who were told 5 s at once."""
    jitter: float = wait_random_exponential(multiplier=BASE_S, max=CAP_S)(state)
    return retry_after(state.outcome.exception() if state.outcome else None) + jitter


def stop(state: RetryCallState) -> bool:
    """Whether it has been tried often enough, by this call or by all of them together."""
    return state.attempt_number >= TRIES or not budget.take()


def call(send: Callable[[], T]) -> T:
    """Send until it is answered. Raises the last error as it is."""
    retrying = Retrying(
        retry=retry_if_exception(worth_it),
        wait=wait,
        stop=stop,
        reraise=True,
    )
    answer: T = retrying(send)
    budget.succeeded()
    return answer


def ask(prompt: str) -> Message:
    """One question, one answer."""
    return call(
        lambda: client.messages.create(
            model=MODEL,
            max_tokens=1024,
            messages=[{"role": "user", "content": prompt}],
        )
    )


if __name__ == "__main__":
    answer = ask("Say hello.")
    print(*(block.text for block in answer.content if block.type == "text"))
