"""The circuit breaker: what it lets through, and when it closes again."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from claude_doctor.fixes import recipe
from tests.recipes.measure import loaded

anthropic = pytest.importorskip("anthropic")


@pytest.fixture
def breaker(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The recipe as a module, with pauses of some milliseconds."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "none")
    module: Any = loaded(recipe.of("circuit-breaker")[0].path)
    monkeypatch.setattr(module, "OPEN_S", 0.02)
    module.breaker = module.Breaker()
    return module


def fail() -> None:
    import httpx2

    raise anthropic.APIConnectionError(request=httpx2.Request("POST", "http://127.0.0.1/"))


def opened(breaker: Any) -> None:
    for _ in range(breaker.FAILURES):
        with pytest.raises(anthropic.APIConnectionError):
            breaker.breaker.call(fail)


def test_it_opens_and_closes_again(breaker: Any) -> None:
    """After failures in a row nothing is sent; when the trial call is answered all are sent."""
    opened(breaker)
    with pytest.raises(breaker.Open) as refused:
        breaker.breaker.call(fail)
    time.sleep(refused.value.seconds)
    assert ["sent"] * 3 == [breaker.breaker.call(lambda: "sent") for _ in range(3)]


def test_one_call_tries_while_the_others_wait(breaker: Any) -> None:
    """Of twenty callers at the end of the pause one sends, and its failure keeps it open, longer
    than before."""
    opened(breaker)
    breaker.breaker._pause = 60.0  # while the trial call is out
    with pytest.raises(breaker.Open) as refused:
        breaker.breaker.call(fail)
    time.sleep(refused.value.seconds)
    sent, done = [], threading.Event()

    def slow() -> None:
        sent.append(1)
        done.wait(30)
        fail()

    def caller() -> None:
        with pytest.raises((anthropic.APIConnectionError, breaker.Open)):
            breaker.breaker.call(slow)

    callers = [threading.Thread(target=caller) for _ in range(20)]
    for one in callers:
        one.start()
    while sum(one.is_alive() for one in callers) > 1:
        time.sleep(0.001)
    done.set()
    for one in callers:
        one.join()
    assert [1] == sent
    with pytest.raises(breaker.Open) as refused:
        breaker.breaker.call(fail)
    assert refused.value.seconds > 59


def test_ones_own_mistake_does_not_open_it(breaker: Any) -> None:
    """A refused key says nothing about the service."""
    import httpx2

    answer = httpx2.Response(401, request=httpx2.Request("POST", "http://127.0.0.1/"))

    def refused() -> None:
        raise anthropic.AuthenticationError("no", response=answer, body=None)

    for _ in range(2 * breaker.FAILURES):
        with pytest.raises(anthropic.AuthenticationError):
            breaker.breaker.call(refused)
