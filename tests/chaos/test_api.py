"""The loopback API beyond what the SDK can show: credentials, versions, validation, limits."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.chaos import DEMO_ADMIN_KEY, DEMO_KEY, Running, api, by_name
from claude_doctor.chaos.requests import VERSIONS
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.wire import Seen

from .worlds import KEY, PING, served


def ask(running: Running, body: object = PING, **headers: str) -> httpx.Response:
    """One Messages request with exactly these headers."""
    return httpx.post(
        running.api_url + "/v1/messages", json=body, trust_env=False, verify=False,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )  # fmt: skip


def said(answer: httpx.Response) -> tuple[int, str]:
    """Status and message of an error."""
    return answer.status_code, answer.json()["error"]["message"]


def test_credentials_are_asked_for_and_told_apart() -> None:
    """None, an API key either way, an admin key, a subscription's token."""
    v = "2023-06-01"
    with served() as running:
        none = ask(running, anthropic_version=v)
        assert (401, "x-api-key header is required") == said(none)
        assert "anthropic-organization-id" not in none.headers
        assert 200 == ask(running, anthropic_version=v, x_api_key=DEMO_KEY).status_code
        bearer = f"Bearer {DEMO_KEY}"
        assert 200 == ask(running, anthropic_version=v, authorization=bearer).status_code
        wrong = ask(running, anthropic_version=v, x_api_key=DEMO_ADMIN_KEY)
        assert (401, "invalid x-api-key") == said(wrong)
        oauth = ask(running, anthropic_version=v, authorization="Bearer sk-ant-oat01-x")
        assert (401, "OAuth authentication is currently not supported.") == said(oauth)


def test_an_unknown_path_is_unknown_to_whoever_asks() -> None:
    """404 without a key and without a version, as in a browser; a known one asks for the key."""
    with served() as running:
        for path, status in (("/v1/v1/chat/completions", 404), ("/v1/", 404), ("/v1/models", 401)):
            answer = httpx.get(running.api_url + path, trust_env=False, verify=False)
            assert (path, status) == (path, answer.status_code)


def test_the_version_header_is_checked() -> None:
    """Missing and unknown versions are 400, both known ones work."""
    with served() as running:
        missing = ask(running, x_api_key=DEMO_KEY)
        assert (400, "anthropic-version: header is required") == said(missing)
        odd = ask(running, x_api_key=DEMO_KEY, anthropic_version="2020-01-01")
        assert (400, 'anthropic-version: "2020-01-01" is not a valid version') == said(odd)
        new = ask(running, x_api_key=DEMO_KEY, anthropic_version="2026-10-21")
        assert 200 == new.status_code


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"max_tokens": None}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": 0}, "max_tokens: must be greater than or equal to 1"),
        ({"max_tokens": 999_999_999}, "maximum allowed number of output tokens"),
        ({"messages": []}, "messages: at least one message is required"),
        ({"messages": [{"role": "bard", "content": "x"}]}, "messages.0.role"),
        ({"temperature": 0.5}, "temperature"),
        ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, "thinking.type.enabled is not"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"stream": "yes"}, "stream: Input should be a valid boolean"),
    ],
)
def test_requests_are_validated(change: dict[str, Any], message: str) -> None:
    """A malformed request is 400 and its message names the field."""
    with served() as running:
        status, text = said(
            ask(running, PING | change, **{k.replace("-", "_"): v for k, v in KEY.items()})
        )
    assert 400 == status
    assert message in text


@pytest.mark.parametrize("missing", ["model", "max_tokens", "messages"])
def test_required_fields_are_required(missing: str) -> None:
    """Each of the three gives "<field>: Field required"."""
    body = {k: v for k, v in PING.items() if k != missing}
    with served() as running:
        answer = httpx.post(
            running.api_url + "/v1/messages", json=body, headers=KEY, trust_env=False, verify=False
        )
    assert (400, f"{missing}: Field required") == said(answer)


def test_a_body_that_is_no_json_is_refused() -> None:
    """Broken JSON is the client's fault, not a crash."""
    with served() as running:
        for content in (b"{", b"[1]", b"\xff", b"[" * 100_000):
            answer = httpx.post(
                running.api_url + "/v1/messages",
                content=content,
                headers=KEY,
                trust_env=False,
                verify=False,
            )
            assert 400 == answer.status_code


def test_a_metered_answer_tells_the_limits() -> None:
    """Limits, what remains and when it refills, and who answered."""
    with served(by_name("quota-low")) as running:
        headers = httpx.post(
            running.api_url + "/v1/messages", json=PING, headers=KEY, trust_env=False, verify=False
        ).headers
    assert ("2000000", "61000") == (
        headers["anthropic-ratelimit-input-tokens-limit"],
        headers["anthropic-ratelimit-tokens-remaining"],
    )
    assert "cloudflare" == headers["server"]
    assert {"request-id", "cf-ray", "anthropic-organization-id"} <= set(headers)


def test_a_get_on_messages_is_the_banner() -> None:
    """405 in plain text, key or not: reachable, and free."""
    with served() as running:
        answer = httpx.get(running.api_url + "/v1/messages", trust_env=False, verify=False)
    assert (405, "text/plain") == (answer.status_code, answer.headers["content-type"])
    assert answer.text.startswith("Anthropic API")


def test_a_front_door_of_its_own_stays_well() -> None:
    """With a gateway that fails, the front door still asks for a key."""
    with served(by_name("gateway-failure")) as running:
        assert 502 == ask(running).status_code
        door = httpx.post(
            running.urls["front_door"] + "/v1/messages", json=PING, trust_env=False, verify=False
        )
    assert (401, "x-api-key header is required") == said(door)


def test_the_admin_api_wants_an_admin_key() -> None:
    """Configured limits and usage for an admin key; 401 for any other."""
    with served() as running:
        base = running.urls["admin"] + "/v1/organizations"
        admin = KEY | {"x-api-key": DEMO_ADMIN_KEY}
        with httpx.Client(trust_env=False, verify=False) as http:
            refused = http.get(base + "/rate_limits", headers=KEY)
            limits = http.get(base + "/rate_limits?model=claude-haiku-4-5", headers=admin).json()
            unknown = http.get(base + "/rate_limits?model=claude-9", headers=admin)
            usage = http.get(
                base + "/usage_report/messages",
                params={"starting_at": _minutes_ago(5), "bucket_width": "1m"}, headers=admin,
            ).json()  # fmt: skip
            vague = http.get(base + "/usage_report/messages", headers=admin)
    assert (401, 404, 400) == (refused.status_code, unknown.status_code, vague.status_code)
    assert ["model_group"] == [group["group_type"] for group in limits["data"]]
    assert {"type": "requests_per_minute", "value": 1000} in limits["data"][0]["limits"]
    assert 5 <= len(usage["data"]) <= 6
    assert usage["data"][0]["results"][0]["uncached_input_tokens"] > 0


def _minutes_ago(minutes: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60 * minutes))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["model", "max_tokens", "messages", "thinking", "stream", "stop_sequences", "system", "tools"]
)


@given(st.dictionaries(FIELDS, JSON, max_size=4), st.sampled_from([*VERSIONS, "", "x"]))
def test_any_request_has_an_answer(change: dict[str, Any], version: str) -> None:
    """Whatever stands in a request, the answer is one of the documented ones."""
    body = json.dumps(PING | change).encode()
    headers = KEY | {"anthropic-version": version}
    seen = Seen("api", "POST", "/v1/messages", headers, body, len(body))
    reply = api.answer(Api(), seen, datetime.now(UTC))
    assert reply.status in (200, 400, 404)
    counted = replace(seen, path="/v1/messages/count_tokens")
    assert api.answer(Api(), counted, datetime.now(UTC)).status in (200, 400, 404)


def test_a_request_nested_deeper_than_the_stack_is_answered() -> None:
    """Depth is no way to break the world."""
    for depth in (500, 5_000, 200_000):
        deep = b"[" * depth + b"]" * depth
        body = json.dumps(PING).encode().replace(b'"Say pong"', deep)
        seen = Seen("api", "POST", "/v1/messages", KEY, body, len(body))
        assert api.answer(Api(), seen, datetime.now(UTC)).status in (200, 400)
