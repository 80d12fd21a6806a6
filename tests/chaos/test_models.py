"""The loopback API serves the models of the table, under their exact ids, while they live."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import anthropic
import httpx
import pytest

from claude_doctor.chaos import DEMO_ADMIN_KEY, DEMO_KEY, api
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.wire import Seen
from claude_doctor.sources.api.models import MODELS, retired

from .worlds import KEY, PING, served

GONE = retired(datetime.now(UTC).date())
LIVE = [model for model in MODELS if model.id not in GONE]
ENDING = [model for model in MODELS if model.retires]

#: Ids of today from the vendor's own lists, written out here so that the table can fail.
TODAY = [
    "claude-fable-5-2", "claude-fable-5-1", "claude-fable-5", "claude-mythos-5-2",
    "claude-mythos-5-1", "claude-mythos-5", "claude-opus-5-5", "claude-opus-5", "claude-opus-4-8",
    "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-5-5", "claude-sonnet-5",
    "claude-sonnet-4-6", "claude-haiku-5-5", "claude-haiku-4-5", "claude-haiku-4-5-20251001",
]  # fmt: skip
NONE = [
    "claude-3-haiku-20240307", "claude-3-5-haiku-20241022", "claude-sonnet-4-20250514",
    "claude-opus-4-0", "claude-opus-4-1", "claude-mythos-preview", "claude-haiku-3-5",
    "claude-opus-4.8", "claude-opus-48", "Claude-Opus-4-8", "claude_opus_4_8", "opus",
    "claude-haiku-4-5-20251002", "claude-instant-1", "claude-sonnet-4-latest", "claude-opus-4-4",
    "claude-opus-6-2026", "claude-opus-6-1-1", "claude-6-opus", "claude-3-5-sonnet-latest",
    "claude-opus-4-8[1m]", "anthropic.claude-opus-4-8", "claude-opus-4-8@20260528", "claude-opus-",
]  # fmt: skip


def ids(client: httpx.Client, base: str, **query: Any) -> list[str]:
    """The ids of one page."""
    return [row["id"] for row in client.get(base + "/v1/models", params=query).json()["data"]]


@pytest.mark.parametrize("wanted", TODAY)
def test_a_live_model_answers(wanted: str) -> None:
    """Asked, counted and looked up under its id or its alias, it says its own id."""
    with served() as running, httpx.Client(headers=KEY, trust_env=False) as http:
        base = running.api_url + "/v1/"
        body = {**PING, "model": wanted}
        body.pop("thinking")  # not every model takes every kind
        reply = http.post(base + "messages", json=body)
        counted = http.post(base + "messages/count_tokens", json=body)
        found = http.get(base + "models/" + wanted)
    assert [200] * 3 == [reply.status_code, counted.status_code, found.status_code]
    assert reply.json()["model"] == found.json()["id"]
    assert found.json()["id"].startswith(wanted)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("claude-opus-6", "claude-opus-6"),
        ("claude-haiku-6-1-20270301", "claude-haiku-6-1-20270301"),
        ("claude-sonnet-7-latest", "claude-sonnet-7"),
        ("claude-saga-5", "claude-saga-5"),
        ("claude-opus-4-8-20260528", "claude-opus-4-8"),
        ("claude-sonnet-5-latest", "claude-sonnet-5"),
        ("claude-haiku-4-5-latest", "claude-haiku-4-5-20251001"),
    ],
)
def test_a_well_formed_id_that_may_come_answers(wanted: str, said: str) -> None:
    """A family, a generation, and a date or `-latest`: whoever is ahead of the table is served,
    with whatever kind of thinking and sampling; a scenario that names the id still refuses it."""
    body = {**PING, "model": wanted, "thinking": {"type": "adaptive"}}
    if wanted.startswith("claude-haiku-4-5"):
        del body["thinking"]
    with served() as running, httpx.Client(headers=KEY, trust_env=False) as http:
        reply = http.post(running.api_url + "/v1/messages", json=body)
        row = http.get(running.api_url + "/v1/models/" + wanted)
        listed = ids(http, running.api_url, limit=1000)
    assert (200, said) == (reply.status_code, reply.json()["model"]), reply.text
    assert said == row.json()["id"]
    assert (said in listed) is (said in [model.id for model in LIVE])
    with served(api=Api(gone=(wanted,))) as running:
        gone = httpx.post(running.api_url + "/v1/messages", json=body, headers=KEY, trust_env=False)
    assert 404 == gone.status_code


@pytest.mark.parametrize("wanted", NONE)
def test_any_other_id_is_not_found(wanted: str) -> None:
    """Retired, mistyped, or in the form of another platform: 404 with the id, wherever it is."""
    with served() as running, httpx.Client(headers=KEY, trust_env=False) as http:
        base = running.api_url + "/v1/"
        body = {**PING, "model": wanted}
        answers = [
            http.post(base + "messages", json=body),
            http.post(base + "messages", json={**body, "stream": True}),
            http.post(base + "messages/count_tokens", json=body),
            http.get(base + "models/" + wanted),
        ]
    for answer in answers:
        error = answer.json()["error"]
        said = (answer.status_code, error["type"], error["message"])
        assert (404, "not_found_error", f"model: {wanted}") == said


def test_all_are_listed_newest_first_page_by_page() -> None:
    """The pages, forward by after_id, put together are the whole list; no alias is in it."""
    with served() as running, httpx.Client(headers=KEY, trust_env=False) as http:
        base = running.api_url
        whole = http.get(base + "/v1/models", params={"limit": 1000}).json()
        listed = [row["id"] for row in whole["data"]]
        paged = ids(http, base, limit=5)
        while more := ids(http, base, limit=5, after_id=paged[-1]):
            paged += more
        before = ids(http, base, limit=2, before_id=listed[4])
    assert [model.id for model in LIVE] == listed == paged
    assert (listed[0], listed[-1], False) == (
        whole["first_id"], whole["last_id"], whole["has_more"],
    )  # fmt: skip
    created = [row["created_at"] for row in whole["data"]]
    assert created == sorted(created, reverse=True)
    assert listed[2:4] == before


def test_the_admin_api_knows_the_same_models() -> None:
    """Limits are configured for each model that is served, and for no other."""
    admin = {**KEY, "x-api-key": DEMO_ADMIN_KEY}
    with served() as running:
        limits = httpx.get(
            running.urls["admin"] + "/v1/organizations/rate_limits", headers=admin, trust_env=False
        ).json()
    named = {name for group in limits["data"] for name in group["models"] or ()}
    assert {name for m in LIVE for name in (m.id, m.alias) if name} == named


@pytest.mark.parametrize("model", ENDING, ids=[model.id for model in ENDING])
def test_a_retirement_is_kept_to_the_day(model: Any) -> None:
    """Served on its last day under both names; the day after neither answers nor is listed."""
    assert model.retires
    last = datetime.combine(model.retires[0], time(12), UTC)

    def answered(name: str, now: datetime) -> tuple[int, bool]:
        body = json.dumps({**PING, "model": name}).encode()
        asked = api.answer(Api(), Seen("api", "POST", "/v1/messages", KEY, body, len(body)), now)
        rows = api.answer(Api(), Seen("api", "GET", "/v1/models?limit=99", KEY, b"", 0), now)
        return asked.status, model.id in [row["id"] for row in json.loads(rows.body)["data"]]

    for name in (model.id, model.alias):
        assert (200, True) == answered(name, last)
        assert (404, False) == answered(name, last + timedelta(days=1))


@pytest.mark.parametrize(
    ("wanted", "more", "status"),
    [
        ("claude-sonnet-4-6", {"temperature": 0.5}, 200),
        ("claude-opus-4-8", {"temperature": 0.5}, 400),
        ("claude-opus-4-6", {"thinking": {"type": "adaptive"}}, 200),
        ("claude-haiku-4-5", {"thinking": {"type": "adaptive"}}, 400),
        ("claude-opus-4-7", {"thinking": {"type": "enabled", "budget_tokens": 1024}}, 400),
        ("claude-sonnet-4-6", {"thinking": {"type": "enabled", "budget_tokens": 1024}}, 200),
        ("claude-opus-5", {"thinking": {"type": "disabled"}}, 200),
        ("claude-opus-5-5", {"thinking": {"type": "disabled"}}, 400),
        ("claude-sonnet-5-5", {"thinking": {"type": "disabled"}}, 400),
        ("claude-sonnet-5-5", {"thinking": {"type": "between_tools"}}, 200),
        ("claude-haiku-5-5", {"thinking": {"type": "between_tools"}}, 400),
        ("claude-opus-5", {"max_tokens": 128_000}, 200),
        ("claude-haiku-4-5", {"max_tokens": 128_000}, 400),
    ],
)
def test_each_generation_takes_what_it_takes(
    wanted: str, more: dict[str, Any], status: int
) -> None:
    """Sampling, the kinds of thinking, and the longest answer differ between generations."""
    body = {**PING, "model": wanted, "max_tokens": 4000, **more}
    with served() as running:
        answer = httpx.post(
            running.api_url + "/v1/messages", json=body, headers=KEY, trust_env=False
        )
    assert status == answer.status_code, answer.text


@pytest.mark.parametrize("wanted", ["claude-opus-4-8", "claude-sonnet-5", "claude-fable-5-1"])
def test_the_sdk_speaks_with_a_live_model(wanted: str) -> None:
    """The vendor's client gets text from it, and its row in the typed form."""
    with served() as running, anthropic.Anthropic(
        api_key=DEMO_KEY, base_url=running.api_url, max_retries=0, timeout=5
    ) as sdk:  # fmt: skip
        reply = sdk.messages.create(
            model=wanted, max_tokens=500, messages=[{"role": "user", "content": "Hello"}]
        )
        row = sdk.models.retrieve(wanted)
        with pytest.raises(anthropic.NotFoundError):
            sdk.models.retrieve(wanted + "-preview")
    assert (wanted, "text") == (reply.model, reply.content[-1].type)
    assert (wanted, "active", wanted.split("-")[1]) == (row.id, row.lifecycle, row.line)
    assert row.capabilities and row.capabilities.thinking.types.adaptive.supported
