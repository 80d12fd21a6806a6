"""Batches, files, counting and models: they work, and share what the scenario does to the API."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import anthropic
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.chaos import DEMO_KEY, Running, Scenario, api, by_name
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.store import Batch, File, Store
from claude_doctor.chaos.wire import Seen

from .worlds import HEALTHY, KEY, PING, served

GOOD = {key: value for key, value in PING.items() if key != "thinking"} | {
    "model": "claude-haiku-4-5"
}
WORK = [
    {"custom_id": "good", "params": GOOD},
    {"custom_id": "odd", "params": {**GOOD, "max_tokens": 0}},
    {"custom_id": "gone", "params": {**GOOD, "model": "claude-opus-4-0"}},
]


@contextmanager
def client(scenario: Scenario = HEALTHY) -> Iterator[tuple[anthropic.Anthropic, Running]]:
    with (
        served(scenario) as running,
        anthropic.Anthropic(
            api_key=DEMO_KEY, base_url=running.api_url, max_retries=0, timeout=3
        ) as sdk,
    ):
        yield sdk, running


def test_a_batch_is_done_after_a_while() -> None:
    """In progress first; then each request has what it would have got alone."""
    with client() as (sdk, _):
        made = sdk.messages.batches.create(requests=WORK)  # type: ignore[arg-type]
        assert ("in_progress", 3) == (made.processing_status, made.request_counts.processing)
        assert made.results_url is None
        with pytest.raises(anthropic.AnthropicError, match="results_url"):
            sdk.messages.batches.results(made.id)
        time.sleep(1.1)
        done = sdk.messages.batches.retrieve(made.id)
        counts = done.request_counts
        assert ("ended", 1, 2, 0) == (
            done.processing_status, counts.succeeded, counts.errored, counts.processing,
        )  # fmt: skip
        results = {one.custom_id: one.result for one in sdk.messages.batches.results(made.id)}
        assert [made.id] == [batch.id for batch in sdk.messages.batches.list()]
        assert "message_batch_deleted" == sdk.messages.batches.delete(made.id).type
        with pytest.raises(anthropic.NotFoundError):
            sdk.messages.batches.retrieve(made.id)
    assert ["succeeded", "errored", "errored"] == [results[i].type for i in ("good", "odd", "gone")]
    assert "pong" == results["good"].message.content[0].text  # type: ignore[union-attr]
    assert "not_found_error" == results["gone"].error.error.type  # type: ignore[union-attr]


def test_a_batch_can_be_canceled_until_it_has_ended() -> None:
    """Canceling, then ended with every request canceled; an ended one stays as it is."""
    with client() as (sdk, _):
        made = sdk.messages.batches.create(requests=WORK)  # type: ignore[arg-type]
        assert "canceling" == sdk.messages.batches.cancel(made.id).processing_status
        time.sleep(1.1)
        assert 3 == sdk.messages.batches.retrieve(made.id).request_counts.canceled
        with pytest.raises(anthropic.BadRequestError, match="has ended"):
            sdk.messages.batches.cancel(made.id)


def test_pages_of_batches_follow_each_other() -> None:
    """The newest first, two a page, none twice."""
    with client() as (sdk, _):
        made = [
            sdk.messages.batches.create(requests=WORK[:1]).id  # type: ignore[arg-type]
            for _ in range(5)
        ]
        assert made[::-1] == [batch.id for batch in sdk.messages.batches.list(limit=2)]


@pytest.mark.parametrize(
    "asked",
    [None, [], [{"params": GOOD}], [{"custom_id": "a"}], WORK + WORK, ["x"], "x"],
)
def test_a_malformed_batch_is_refused(asked: Any) -> None:
    """400, naming `requests`."""
    with served() as running:
        answer = httpx.post(
            running.api_url + "/v1/messages/batches",
            json={"requests": asked}, headers=KEY, trust_env=False,
        )  # fmt: skip
    assert 400 == answer.status_code
    assert answer.json()["error"]["message"].startswith("requests")


def test_a_file_is_kept_and_told_of() -> None:
    """Uploaded, listed, described and deleted; its content is not given back, as by the API."""
    with client() as (sdk, _):
        made = sdk.files.upload(file=("notes.txt", b"a\r\n--b\r\n\r\nc", "text/plain"))
        assert ("notes.txt", "text/plain", 11, False) == (
            made.filename, made.mime_type, made.size_bytes, made.downloadable,
        )  # fmt: skip
        assert made == sdk.files.retrieve_metadata(made.id)
        ids = [one.id for one in sdk.files.list(limit=1)]
        assert made.id == ids[0]
        with pytest.raises(anthropic.BadRequestError) as caught:
            sdk.files.download(made.id)
        assert "file_not_downloadable" == caught.value.error_code
        given_ = sdk.files.download(ids[-1]).read()
        assert b"loopback world" in given_
        assert "file_deleted" == sdk.files.delete(made.id).type
        with pytest.raises(anthropic.NotFoundError):
            sdk.files.retrieve_metadata(made.id)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nno name\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a/b"\r\n\r\nx\r\n--b--',
        ),
    ],
)
def test_what_is_no_upload_is_refused(kind: str, body: bytes) -> None:
    """400, whatever the form lacks."""
    with served() as running:
        answer = httpx.post(
            running.api_url + "/v1/files",
            content=body, headers={**KEY, "content-type": kind}, trust_env=False,
        )  # fmt: skip
    assert 400 == answer.status_code


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_upload_has_an_answer(head: bytes, content: bytes) -> None:
    """However odd the form, it is kept or refused."""
    body = b"--b\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + content + b"\r\n--b--"
    told = {**KEY, "content-type": "multipart/form-data; boundary=b"}
    seen = Seen("api", "POST", "/v1/files", told, body, len(body))
    assert api.answer(Api(), seen, datetime.now(UTC)).status in (200, 400)


def test_the_store_forgets_the_oldest() -> None:
    """A world that serves for days stays small."""
    now = datetime.now(UTC)
    store = Store()
    for i in range(300):
        store.keep(File(f"f{i}", "x", "text/plain", b"x", now))
        store.keep(Batch(f"b{i}", now, {}, 1))
    assert (200, 200) == (len(store.files), len(store.batches))
    for i in range(4):
        store.keep(File(f"large{i}", "x", "text/plain", bytes(30 * 1024 * 1024), now))
    assert ["large2", "large3"] == list(store.files)


def others(running: Running) -> dict[str, Any]:
    """What each way of asking besides a completion is answered; None: no whole answer."""
    got: dict[str, Any] = {}
    base = running.api_url + "/v1/"
    asks = {
        "count": ("POST", "messages/count_tokens", {"json": GOOD}),
        "models": ("GET", "models", {}),
        "model": ("GET", "models/claude-opus-5-5", {}),
        "batch": ("POST", "messages/batches", {"json": {"requests": WORK[:1]}}),
        "batches": ("GET", "messages/batches", {}),
        "files": ("GET", "files", {}),
        "upload": ("POST", "files", {"files": {"file": ("a.txt", b"x")}}),
    }
    with httpx.Client(headers=KEY, trust_env=False, timeout=0.5) as http:
        for name, (method, path, more) in asks.items():
            try:
                answer = http.request(method, base + path, **more)
            except (httpx.RemoteProtocolError, httpx.ReadTimeout):
                got[name] = None
                continue
            got[name] = answer.status_code
            if answer.status_code >= 400:
                assert answer.headers["request-id"] == answer.json()["request_id"]
    return got


@pytest.mark.parametrize(
    ("scenario", "status", "spared"),
    [
        ("healthy", 200, ""),
        ("overloaded", 529, ""),
        ("server-error", 500, ""),
        ("timeout-error", 504, ""),
        ("key-rejected", 401, ""),
        ("key-forbidden", 403, ""),
        ("organization-disabled", 400, ""),
        ("cut-stream", None, ""),
        ("ended-stream", None, ""),
        ("stalled-stream", None, ""),
        # a key without credit may still look, as at the API (a third party's note, 2026)
        ("credit-exhausted", 400, "count models model batches files upload"),
        ("billing-problem", 402, "count models model batches files upload"),
        ("spend-limit", 429, "count models model batches files upload"),
        # counting has limits of its own, and so have batches
        ("rate-limited", 200, ""),
        ("bad-request", 200, ""),
    ],
)
def test_they_share_the_fate_of_completions(scenario: str, status: int | None, spared: str) -> None:
    """What ails the service, the key or the organization meets every request."""
    with served(by_name(scenario)) as running:
        got = others(running)
    assert {name: 200 if name in spared.split() else status for name in got} == got


def test_what_ails_a_completion_ails_it_in_a_batch() -> None:
    """A model of its own that is overloaded is overloaded in a batch, too."""
    opus = {"custom_id": "opus", "params": {**GOOD, "model": "claude-opus-5-5"}}
    seen = Seen("api", "POST", "/v1/messages/batches", KEY, json.dumps(
        {"requests": [opus, WORK[0]]}).encode())  # fmt: skip
    state, store, now = by_name("opus-overloaded").api, Store(), datetime.now(UTC)
    id_ = json.loads(api.answer(state, seen, now, store).body)["id"]
    asked = Seen("api", "GET", f"/v1/messages/batches/{id_}/results", KEY)
    lines = api.answer(state, asked, now + timedelta(seconds=2), store).body.splitlines()
    kinds = [json.loads(line)["result"]["type"] for line in lines]
    assert ["errored", "succeeded"] == kinds
