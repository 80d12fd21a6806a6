"""Each cloud of the loopback world answers in its own form: paths, logins, streams, errors."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from claude_doctor.chaos import Running
from claude_doctor.chaos.clouds import eventstream, refusals
from claude_doctor.chaos.roles import DEMO_BEDROCK_KEY, Cloud, Stream
from claude_doctor.sources.clouds.eventstream import Frames, parse
from tests.chaos.worlds import served

BEARER = {"authorization": f"Bearer {DEMO_BEDROCK_KEY}"}
HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
ASK: dict[str, Any] = {"max_tokens": 20, "messages": [{"role": "user", "content": "Say pong"}]}
AT_BEDROCK = {**ASK, "anthropic_version": "bedrock-2023-05-31"}
AT_VERTEX = {**ASK, "anthropic_version": "vertex-2023-10-16"}
VERTEX = "/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-haiku-4-5@20251001"


def post(running: Running, role: str, path: str, body: object, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(running.urls[role] + path, json=body, headers=sent, trust_env=False)


def signature(service: str = "bedrock", age_s: int = 0, id_: str = "AKIADEMO") -> dict[str, str]:
    """Headers of a signed request; nobody knows the secret, so any digits do."""
    when = datetime.now(UTC) - timedelta(seconds=age_s)
    scope = f"{id_}/{when:%Y%m%d}/eu-west-1/{service}/aws4_request"
    return {
        "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}",
        "x_amz_date": f"{when:%Y%m%dT%H%M%SZ}",
    }


def invoke(running: Running, model: str = HAIKU, role: str = "bedrock") -> httpx.Response:
    return post(running, role, f"/model/{model}/invoke", AT_BEDROCK, **BEARER)


def test_every_frame_has_both_of_its_checksums() -> None:
    """A reader that checks lengths and sums takes every frame, whatever is in it; with one bit
    changed it takes none."""
    events: list[dict[str, object]] = [{"type": "ping"}, {"type": "x", "text": "é" * 500}]
    for event in events:
        frame = eventstream.chunk(event)
        headers, payload = parse(frame)
        assert ("event", "chunk") == (headers[":message-type"], headers[":event-type"])
        assert event == json.loads(base64.b64decode(json.loads(payload)["bytes"]))
        reader = Frames()
        assert [] == list(reader.feed(frame[:-1] + bytes([frame[-1] ^ 1])))
        assert reader.broken
    headers, payload = parse(eventstream.exception("ThrottlingException", "Slow down."))
    assert ("exception", "throttlingException") == (
        headers[":message-type"],
        headers[":exception-type"],
    )
    assert {"message": "Slow down."} == json.loads(payload)


def test_botocore_reads_the_frames() -> None:
    """AWS's own reader finds the same events and exceptions in them."""
    botocore = pytest.importorskip("botocore.eventstream")
    buffer = botocore.EventStreamBuffer()
    sent = eventstream.chunk({"type": "ping"}) + eventstream.exception("A", "b")
    buffer.add_data(sent[:7])
    buffer.add_data(sent[7:])
    kinds = [event.to_response_dict()["status_code"] for event in buffer]
    assert [200, 400] == kinds


def test_bedrock_answers_whole_and_streamed() -> None:
    """InvokeModel gives the message; the stream's chunks are the Messages API's events, the last
    with Bedrock's metrics; both have AWS's request id and none of Anthropic's."""
    with served() as running:
        whole = invoke(running)
        path = f"/model/{HAIKU}/invoke-with-response-stream"
        streamed = post(running, "bedrock", path, AT_BEDROCK, **BEARER)
    assert "end_turn" == whole.json()["stop_reason"]
    assert whole.json()["id"].startswith("msg_bdrk_")
    assert "application/vnd.amazon.eventstream" == streamed.headers["content-type"]
    for reply in (whole, streamed):
        assert 36 == len(reply.headers["x-amzn-requestid"])
        assert "request-id" not in reply.headers
    events = [json.loads(raw) for raw in Frames().feed(streamed.content)]
    assert ("message_start", "message_stop") == (events[0]["type"], events[-1]["type"])
    assert "outputTokenCount" in events[-1]["amazon-bedrock-invocationMetrics"]


@pytest.mark.parametrize(
    ("model", "status", "words"),
    [
        (HAIKU, 200, ""),
        ("global.anthropic.claude-opus-4-6-v1", 200, ""),
        ("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1", 200, ""),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", 400, "on-demand throughput isn’t supported"),
        ("claude-haiku-4-5", 400, "identifier is invalid"),
        ("us.anthropic.claude-haiku-4-5-20251002-v1:0", 400, "identifier is invalid"),
        ("eu.anthropic.claude-haiku-4-5-20251001-v1:0", 400, "identifier is invalid"),
        ("us.anthropic.claude-3-5-haiku-20241022-v1:0", 404, "end of its life"),
    ],
)
def test_bedrock_knows_models_by_inference_profile(model: str, status: int, words: str) -> None:
    """An id needs the prefix of a profile that the region has; a bare one is told so, one of
    Anthropic's or with a wrong date is none, a retired one is gone."""
    with served(bedrock=Cloud(serves=("us", "global"))) as running:
        reply = invoke(running, model.replace("/", "%2F"))
    assert status == reply.status_code, reply.text
    assert words in reply.json().get("message", "")
    if status != 200:
        kind = reply.headers["x-amzn-errortype"].partition(":")[0]
        assert kind == ("ValidationException" if status == 400 else "ResourceNotFoundException")


def test_bedrock_lists_its_inference_profiles() -> None:
    """Claude Code asks a configured address for them; what is listed can be invoked."""
    with served(bedrock=Cloud(serves=("eu",))) as running:
        url = running.urls["bedrock"] + "/inference-profiles?type=SYSTEM_DEFINED"
        rows = httpx.get(url, headers=BEARER, trust_env=False).json()["inferenceProfileSummaries"]
        assert 403 == httpx.get(url, trust_env=False).status_code
        answers = {invoke(running, row["inferenceProfileId"]).status_code for row in rows}
    assert len(rows) > 5
    assert {200} == answers


@pytest.mark.parametrize(
    ("headers", "status", "words"),
    [
        ({}, 403, "Authorization header is missing"),
        ({"authorization": "Bearer sk-ant-api03-x"}, 403, "make sure your API Key is valid"),
        ({"authorization": "Basic eA=="}, 403, "'Credential'"),
        (signature(), 200, ""),
        (signature("s3"), 403, "correct service: 'bedrock'"),
        (signature(age_s=400), 403, "Signature expired: "),
        (signature(id_="ASIADEMO"), 403, "security token included in the request is invalid"),
        ({**signature(id_="ASIADEMO"), "x_amz_security_token": "demo"}, 200, ""),
    ],
)
def test_bedrock_looks_at_the_form_of_a_login(
    headers: dict[str, str], status: int, words: str
) -> None:
    """A key is taken as it is; of a signature the parts, the service, the age and the session's
    token count, its digits do not."""
    with served() as running:
        reply = post(running, "bedrock", f"/model/{HAIKU}/invoke", AT_BEDROCK, **headers)
    assert status == reply.status_code, reply.text
    told = reply.json()
    assert words in (told.get("Message") or told.get("message") or "")
    assert status == 200 or "Exception:http" in reply.headers["x-amzn-errortype"]


def test_bedrock_fails_before_and_inside_the_stream() -> None:
    """The same exception is an HTTP error of a whole request and a frame inside a stream."""
    with served(bedrock=Cloud(stream_error=refusals.THROTTLED)) as running:
        whole = invoke(running)
        path = f"/model/{HAIKU}/invoke-with-response-stream"
        streamed = post(running, "bedrock", path, AT_BEDROCK, **BEARER)
    assert (429, 200) == (whole.status_code, streamed.status_code)
    assert whole.headers["x-amzn-errortype"].startswith("ThrottlingException:")
    last = [json.loads(raw) for raw in Frames().feed(streamed.content)][-1]
    assert ("error", "throttlingException") == (last["type"], last["error"]["type"])


@pytest.mark.parametrize("ends", [Stream.CUT, Stream.ENDED])
def test_a_bedrock_stream_that_ends_badly_never_stops(ends: Stream) -> None:
    """Cut: the connection closes inside a frame. Ended: the body is whole, and no message_stop."""
    with served(bedrock=Cloud(stream=ends)) as running:
        url = running.urls["bedrock"] + f"/model/{HAIKU}/invoke-with-response-stream"
        reader, events = Frames(), []
        with httpx.stream("POST", url, json=AT_BEDROCK, headers=BEARER, trust_env=False) as reply:
            try:
                for part in reply.iter_raw():
                    events += [json.loads(raw)["type"] for raw in reader.feed(part)]
            except httpx.RemoteProtocolError:
                assert ends is Stream.CUT
    assert "content_block_delta" in events
    assert "message_stop" not in events


def test_vertex_answers_whole_streamed_and_counted() -> None:
    """rawPredict, streamRawPredict with server-sent events, and the tokens of a request."""
    with served() as running:
        login = {"authorization": "Bearer ya29.demo"}
        whole = post(running, "vertex", f"{VERTEX}:rawPredict", AT_VERTEX, **login)
        body = {**AT_VERTEX, "stream": True}
        streamed = post(running, "vertex", f"{VERTEX}:streamRawPredict", body, **login)
        path = VERTEX.rpartition("/")[0] + "/count-tokens:rawPredict"
        body = {**AT_VERTEX, "model": "claude-haiku-4-5@20251001"}
        counted = post(running, "vertex", path, body, **login)
    assert whole.json()["id"].startswith("msg_vrtx_")
    assert whole.headers["request-id"].startswith("req_vrtx_")
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.text.startswith("event: message_start\n")
    assert streamed.text.rstrip().splitlines()[-2] == "event: message_stop"
    assert whole.json()["usage"]["input_tokens"] == counted.json()["input_tokens"]


def test_vertex_wraps_its_own_errors_and_passes_on_anthropics() -> None:
    """Google's error is an object, in an array where a stream was asked for; Anthropic's keeps its
    shape; a path without /v1 is the web server's page."""
    with served() as running:
        whole = post(running, "vertex", f"{VERTEX}:rawPredict", AT_VERTEX)
        streamed = post(running, "vertex", f"{VERTEX}:streamRawPredict", AT_VERTEX)
        page = post(running, "vertex", VERTEX.removeprefix("/v1") + ":rawPredict", AT_VERTEX)
        login = {"authorization": "Bearer ya29.demo"}
        bad = post(
            running, "vertex", f"{VERTEX}:rawPredict", {**AT_VERTEX, "max_tokens": 0}, **login
        )
    told = whole.json()["error"]
    assert (401, "UNAUTHENTICATED") == (told["code"], told["status"])
    assert "CREDENTIALS_MISSING" == told["details"][0]["reason"]
    assert [401] == [one["error"]["code"] for one in streamed.json()]
    assert "accounts.google.com" in whole.headers["www-authenticate"]
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    assert ("invalid_request_error", 400) == (bad.json()["error"]["type"], bad.status_code)
    assert bad.json()["request_id"].startswith("req_vrtx_")


def test_vertex_tells_a_region_from_a_model() -> None:
    """A location that does not have the model, an id that is none, and a filled-in project."""
    login = {"authorization": "Bearer ya29.demo"}
    with served(vertex=Cloud(serves=("global",))) as running:
        place = post(running, "vertex", f"{VERTEX}:rawPredict", AT_VERTEX, **login)
        path = VERTEX.replace("us-east5", "global").replace("20251001", "20251002")
        model = post(running, "vertex", f"{path}:rawPredict", AT_VERTEX, **login)
    assert "is not servable in region us-east5" in place.json()["error"]["message"]
    assert (400, "FAILED_PRECONDITION") == (place.status_code, place.json()["error"]["status"])
    assert "projects/p/locations/global" in model.json()["error"]["message"]
    assert (404, "NOT_FOUND") == (model.status_code, model.json()["error"]["status"])


def test_foundry_speaks_azures_words_before_anthropics() -> None:
    """No key, no deployment and no such path are Azure's; an answer and its faults Anthropic's."""
    with served() as running:
        body = {**ASK, "model": "claude-haiku-4-5"}
        path, version = "/anthropic/v1/messages", {"anthropic_version": "2023-06-01"}
        key, token = {**version, "api_key": "demo"}, {**version, "authorization": "Bearer demo"}
        replies = [
            post(running, "foundry", path, body),
            post(running, "foundry", path, {**body, "model": "ours"}, **key),
            post(running, "foundry", "/anthropic/v1/models", body, **key),
            post(running, "foundry", path, {**body, "max_tokens": 0}, **key),
            post(running, "foundry", path, body, **key),
            post(running, "foundry", path, body, **token),
        ]  # fmt: skip
    assert [401, 404, 404, 400, 200, 200] == [reply.status_code for reply in replies]
    codes = [reply.json()["error"].get("code") for reply in replies[:4]]
    assert ["401", "DeploymentNotFound", "api_not_supported", None] == codes
    assert all("apim-request-id" in reply.headers for reply in replies)
    assert replies[4].headers["request-id"].startswith("req_")


def test_mantle_and_claude_on_aws_are_the_messages_api_with_awss_login() -> None:
    """Mantle wants ids with `anthropic.` before them, Claude on AWS a workspace and its key."""
    version = {"anthropic_version": "2026-10-21"}
    with served() as running:
        bare = {**ASK, "model": "claude-haiku-4-5"}
        body = {**ASK, "model": "anthropic.claude-haiku-4-5"}
        path = "/anthropic/v1/messages"
        got = [
            post(running, "mantle", path, body, **version),
            post(
                running, "mantle", path, {**ASK, "model": "claude-haiku-4-5"}, **version, **BEARER
            ),
            post(running, "mantle", path, body, **version, **BEARER),
            post(running, "mantle", path, body, **version, **signature("bedrock-mantle")),
        ]
        body, path = bare, "/v1/messages"
        place = {"anthropic_workspace_id": "wrkspc_01Demo"}
        got += [
            post(running, "anthropic_aws", path, body, **version, **place),
            post(running, "anthropic_aws", path, body, **version, x_api_key="demo"),
            post(running, "anthropic_aws", path, body, **version, **place, x_api_key="demo"),
            post(running, "anthropic_aws", path, body, **version, **place,
                 **signature("aws-external-anthropic")),
            post(running, "anthropic_aws", path, body, **version, **place, **signature("bedrock")),
        ]  # fmt: skip
    assert [401, 404, 200, 200, 401, 400, 200, 200, 403] == [reply.status_code for reply in got]
    assert all(reply.json()["type"] == "error" for reply in got if reply.status_code != 200)


def test_a_gateway_speaks_like_each_cloud_and_needs_no_login_of_it() -> None:
    """The relay answers on every cloud's path with a header of its own, and passes refusals on."""
    asks: list[tuple[str, object]] = [
        (f"/model/{HAIKU}/invoke", AT_BEDROCK),
        (f"{VERTEX}:rawPredict", AT_VERTEX),
        ("/anthropic/v1/messages", {**ASK, "model": "claude-haiku-4-5"}),
    ]
    version = {"anthropic_version": "2023-06-01"}
    with served() as running:
        good = [post(running, "relay", path, body, **version) for path, body in asks]
    with served(relay=Cloud(refusal=refusals.EXHAUSTED, adds_login=True)) as running:
        bad = post(running, "relay", f"{VERTEX}:rawPredict", AT_VERTEX)
    assert [200] * 3 == [reply.status_code for reply in good]
    assert {"1.108.7"} == {reply.headers["x-litellm-version"] for reply in (*good, bad)}
    assert "RESOURCE_EXHAUSTED" == bad.json()["error"]["status"]


def test_files_of_a_login_are_planted_where_the_environment_says() -> None:
    """`{home}` is the same folder in variables and files; times lie behind and ahead of now."""
    files = (("aws/cache/x.json", '{"a": "{expired}", "b": "{valid}", "at": "{bedrock}"}'),)
    env = (("AWS_CONFIG_FILE", "{home}/aws"), ("CLAUDE_CODE_USE_BEDROCK", "1"), ("HOME", "{home}"))
    with served(files=files, env=env, cloud="bedrock") as running:
        set_ = running.environ()
        told = json.loads((Path(set_["AWS_CONFIG_FILE"]) / "cache/x.json").read_text())
        lines = running.exports()
    now = datetime.now(UTC)
    assert told["at"] == running.urls["bedrock"] == set_["CLAUDE_DOCTOR_CLOUD_URL"]
    assert datetime.fromisoformat(told["a"]) < now < datetime.fromisoformat(told["b"])
    assert any(line.startswith("export CLAUDE_CODE_USE_BEDROCK=1") for line in lines)
    assert not any(line.startswith("export HOME=") for line in lines)  # the user's shell keeps its
