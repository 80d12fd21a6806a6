"""The route for OpenAI's SDKs: the same world, in OpenAI's form."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from claude_doctor.chaos import DEMO_KEY, Running, by_name

from .worlds import served

ASKED: dict[str, Any] = {
    "model": "claude-haiku-5-5",
    "messages": [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Say pong"},
    ],
}


def ask(running: Running, key: str = DEMO_KEY, **more: object) -> httpx.Response:
    """One request as OpenAI's SDK makes it: no version, the key as a bearer token."""
    return httpx.post(
        running.api_url + "/v1/chat/completions", json=ASKED | more, trust_env=False,
        headers={"authorization": f"Bearer {key}"}, timeout=5,
    )  # fmt: skip


def chunks(answer: httpx.Response) -> list[Any]:
    """The stream's data; its end mark as a text."""
    lines = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
    return [line if line == "[DONE]" else json.loads(line) for line in lines]


def test_a_good_day_has_openais_form() -> None:
    """Whole and streamed: the text, the reason to finish, the end mark, the limits' own names."""
    with served() as running:
        whole = ask(running)
        assert whole.json()["choices"][0]["message"]["content"] == "pong"
        assert whole.json()["object"] == "chat.completion"
        assert whole.json()["usage"]["total_tokens"] > 1
        assert whole.headers["x-ratelimit-limit-requests"] == "1000"
        told = chunks(ask(running, stream=True))
        assert told[-1] == "[DONE]"
        deltas = [one["choices"][0] for one in told[:-1]]
        assert "".join(one["delta"].get("content", "") for one in deltas) == "pong"
        assert deltas[-1]["finish_reason"] == "stop"
        assert ask(running, max_tokens=1, messages=[{"role": "user", "content": "Why?"}]).json()[
            "choices"
        ][0]["finish_reason"] == "length"  # fmt: skip
        assert ask(running, messages=7).status_code == 400


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("overloaded", 529, "overloaded_error"),
        ("storm-collapse", 529, "overloaded_error"),
        ("key-rejected", 401, "authentication_error"),
        ("rate-limited", 429, "rate_limit_error"),
        ("credit-exhausted", 400, "invalid_request_error"),
    ],
)
def test_a_failure_has_openais_form(name: str, status: int, code: str) -> None:
    """The same failure under the same status: the API's type is the code."""
    with served(by_name(name)) as running:
        answer = ask(running)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert set(answer.json()["error"]) == {"code", "message", "type", "param"}


def test_a_stream_ends_as_badly_as_the_other_routes() -> None:
    """An error inside it, and a cut in the middle of a chunk."""
    with served(by_name("overloaded-in-stream")) as running:
        assert chunks(ask(running, stream=True))[-1]["error"]["code"] == "overloaded_error"
    with (
        served(by_name("cut-stream")) as running,
        pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"),
    ):
        ask(running, stream=True)
