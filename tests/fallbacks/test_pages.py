"""Each kind of page: what is trouble, what is not, and what cannot be told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from claude_doctor.border.settings import read as settings
from claude_doctor.chaos.providers import answer, local
from claude_doctor.chaos.roles import Local, Provider
from claude_doctor.chaos.wire import Seen
from claude_doctor.fallbacks import claude, mistral, openrouter
from claude_doctor.fallbacks._local import read as read_local
from claude_doctor.fallbacks._provider import Said
from claude_doctor.fallbacks._statuspage import read as read_statuspage
from claude_doctor.fallbacks.aws import region
from claude_doctor.fallbacks.groq import VENDOR as GROQ
from claude_doctor.fallbacks.lm_studio import SERVER as LM_STUDIO
from claude_doctor.fallbacks.ollama import SERVER as OLLAMA
from claude_doctor.fallbacks.openai import VENDOR as OPENAI
from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources.clouds.feeds import aws, azure, google
from claude_doctor.sources.statuspage.parse import read as read_page
from tests.sources.statuspage.pages import API, CHAT, CODE, NOW, Post, State, as_json

THEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
READERS = {
    "openai": ("/api/v2/summary.json", lambda body: read_statuspage(body, OPENAI)),
    "groq": ("/api/v2/summary.json", lambda body: read_statuspage(body, GROQ)),
    "google": ("/incidents.json", google.read),
    "aws": ("/public/currentevents", lambda body: aws.read(body, "us-east-1")),
    "azure": ("/en-us/status/", azure.read_rows),
    "openrouter": ("/config.json", openrouter.read),
    "mistral": ("/api/status-page/mistral-ai/uptime", lambda b: mistral.read(b, None, THEN)),
}


def page(role: str, state: str = "up", path: str | None = None, changed: bool = False) -> bytes:
    """A page of the loopback world."""
    seen = Seen(role, "GET", path or READERS[role][0], {})
    return answer(Provider(state=state, changed=changed), seen, THEN).body


def changed(body: bytes, *path: Any, to: Any) -> bytes:
    """The JSON with one value replaced."""
    data = json.loads(body)
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return json.dumps(data).encode()


@pytest.mark.parametrize("state", ["up", "degraded", "down"])
@pytest.mark.parametrize("role", READERS)
def test_each_state_is_read(role: str, state: str) -> None:
    """Up, degraded and down of every provider are told apart."""
    assert state == READERS[role][1](page(role, state)).state


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"null", b"7", b'"up"', b'{"status":"ok"}', b"<html>Welcome</html>",
        b"\xff\xfe\x00", b"[" * 100_000, b'{"components":{}}', b"[1,2]", b'[{"status":"great"}]',
    ],
    ids=["empty", "object", "null", "number", "string", "ok", "html", "bytes", "deep", "odd",
         "numbers", "word"],
)  # fmt: skip
def test_another_shape_is_never_up(role: str, body: bytes) -> None:
    """What is none of the known shapes cannot be read: Unavailable, with a reason."""
    with pytest.raises(Unavailable, match=r"."):
        READERS[role][1](body)


@pytest.mark.parametrize("role", READERS)
def test_a_page_of_tomorrow_is_never_up(role: str) -> None:
    """A page that was rebuilt says nothing, however friendly its words."""
    with pytest.raises(Unavailable):
        READERS[role][1](page(role, changed=True))


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("state", ["up", "down"])
def test_half_a_page_is_never_up(role: str, state: str) -> None:
    """Cut off anywhere, a page cannot be read."""
    body = page(role, state)
    for at in range(0, len(body) - 1, 7):
        with pytest.raises(Unavailable):
            READERS[role][1](body[:at])


def test_the_missing_component_needs_a_green_page() -> None:
    """OpenAI's page lists 25 components of many: without ours, only an all-green page is up."""
    for state, expected in (("up", "up"), ("degraded", None)):
        data = json.loads(page("openai", state))
        data["components"] = data["components"][2:]
        body = json.dumps(data).encode()
        if expected:
            assert expected == read_statuspage(body, OPENAI).state
        else:
            assert "up" != read_statuspage(body, OPENAI).state
    foreign = changed(page("groq"), "components", to=[{"name": "Web", "status": "operational"}])
    with pytest.raises(Unavailable, match="not OpenAI's"):
        read_statuspage(foreign, OPENAI)


@pytest.mark.parametrize(
    ("name", "impact", "status", "state"),
    [
        ("Elevated errors on the API", "minor", "investigating", "degraded"),
        ("Elevated errors on the API", "minor", "monitoring", "up"),
        ("Elevated errors on the API", "none", "investigating", "up"),
        ("Support chat unavailable", "minor", "investigating", "up"),
    ],
)
def test_openais_incidents_speak_by_their_words(
    name: str, impact: str, status: str, state: str
) -> None:
    """They name no component: one that names the API weighs, others do not."""
    incident = {"id": "1", "name": name, "impact": impact, "status": status}
    body = json.loads(page("openai")) | {"incidents": [incident]}
    assert state == read_statuspage(json.dumps(body).encode(), OPENAI).state


def test_google_needs_its_list_and_its_products() -> None:
    """An empty list, or an open incident without products, cannot be read; ended ones can."""
    with pytest.raises(Unavailable, match="empty"):
        google.read(b"[]")
    open_ = changed(page("google"), 0, "affected_products", to=None)
    with pytest.raises(Unavailable, match="touches"):
        google.read(open_)
    assert "up" == google.read(changed(open_, 0, "end", to="2026-11-22T11:00:00+00:00")).state
    renamed = changed(page("google", "down"), 0, "affected_products", 0, "id", to="0" * 20)
    assert "down" == google.read(renamed).state  # by its title
    titled = changed(page("google", "down"), 0, "affected_products", 0, "title", to="Agents")
    assert "down" == google.read(titled).state  # by its id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
def test_aws_in_any_encoding(encoding: str) -> None:
    """UTF-16 with its mark is what AWS sends; other encodings of JSON are read as well."""
    text = page("aws", "down").decode("utf-16")
    assert "down" == aws.read(text.encode(encoding), "us-east-1").state
    assert b"\xfe\xff" == page("aws", "down")[:2]


def test_aws_is_judged_by_region() -> None:
    """Another region's trouble is nobody's here; a region that cannot be is not up."""
    body = page("aws", "up")
    assert "up" == aws.read(body, "us-east-1").state
    assert "down" == aws.read(body, "me-central-1").state
    for odd in ("", "mars", "us-east-1; DROP", "https://x"):
        with pytest.raises(Unavailable):
            aws.read(body, odd)
    assert "us-east-1" == region(settings({}))
    assert "eu-west-3" == region(settings({"AWS_REGION": " ", "AWS_DEFAULT_REGION": "eu-west-3"}))
    assert "eu-west-1" == region(settings({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "x"}))


def test_aws_events_that_do_not_name_bedrock() -> None:
    """A disruption in the own region is a warning, information is not, an unreadable one neither
    way."""
    event = json.loads(page("aws", "down").decode("utf-16"))[1]
    event["impacted_services"] = {"ec2-us-east-1": {"current": "3", "max": "3"}}

    def read(**more: Any) -> Said:
        return aws.read(json.dumps([{**event, **more}]).encode(), "us-east-1")

    assert "degraded" == read().state
    assert "up" == read(status="1").state
    assert "up" == read(status="0", impacted_services=None).state
    assert "degraded" == read(arn=None).state  # the service's name ends in the region
    for odd in ({"impacted_services": None}, {"status": 3}, {"arn": None, "service": None}):
        with pytest.raises(Unavailable):
            read(**odd)


def test_azures_signs() -> None:
    """Ill somewhere is degraded, ill everywhere is down; an unknown sign is another shape."""
    html = page("azure").decode()
    assert "degraded" == azure.read_rows(html.replace("Good", "Critical", 1).encode()).state
    assert "down" == azure.read_rows(html.replace("Good", "Critical").encode()).state
    assert "degraded" == azure.read_rows(html.replace("Good", "Warning").encode()).state
    for odd in (html.replace("Good", "Splendid", 1), html.replace("Good", "Not available")):
        with pytest.raises(Unavailable):
            azure.read_rows(odd.encode())


def test_azures_feed() -> None:
    """No item is no wide incident; another feed, another part or a declaration is not read."""
    quiet = page("azure", path="/en-us/status/feed/")
    assert "up" == azure.read_feed(quiet).state
    assert "degraded" == azure.read_feed(page("azure", "down", "/en-us/status/feed/")).state
    for odd in (
        quiet.replace(b"Azure Status", b"Weather"),
        quiet.replace(b"</channel>", b"<entry/></channel>"),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + quiet,
        quiet[:-12],
    ):
        with pytest.raises(Unavailable):
            azure.read_feed(odd)


def test_openrouters_incidents() -> None:
    """An open one on chat weighs, on videos not; one without components cannot be read."""
    body = page("openrouter")
    open_ = {"title": "x", "resolved": False, "currentStatus": "investigating"}
    chat, video = ({"name": n} for n in ("Chat (/api/v1/chat/completions)", "Video"))
    for touched, state in (([chat, video], "degraded"), ([video], "up")):
        incidents = [{**open_, "componentsAffected": touched}]
        assert state == openrouter.read(changed(body, "incidents", to=incidents)).state
    for odd in ([open_], [{**open_, "componentsAffected": [{}]}], [3], None):
        with pytest.raises(Unavailable):
            openrouter.read(changed(body, "incidents", to=odd))


def test_mistrals_noise_and_unresolved() -> None:
    """Below a minute is noise; what is unresolved and not about another product counts."""
    uptime = page("mistral")
    old = {"name": "Completion API Degraded", "created_at": "2026-11-22T11:30:00Z"}

    def read(listed: Any) -> str:
        return mistral.read(uptime, json.dumps(listed).encode(), THEN).state.value

    assert "up" == read([])
    assert "up" == read({"incidents": []})
    assert "up" == read([{**old, "created_at": "2026-11-22T11:59:30Z"}])
    assert "up" == read([{**old, "name": "Embeddings API Degraded"}])
    assert "degraded" == read([old])
    assert "degraded" == read([{"severity": "MAJOR"}])
    assert "down" == read([{**old, "severity": "CRITICAL"}])
    for odd in ({"error": "no"}, None, 3):
        with pytest.raises(Unavailable):
            read(odd)
    with pytest.raises(Unavailable):
        mistral.read(changed(uptime, "partialError", to=True), None, THEN)


@pytest.mark.parametrize(("role", "server"), [("ollama", OLLAMA), ("lm_studio", LM_STUDIO)])
def test_local_models(role: str, server: Any) -> None:
    """The first model that can chat is named; none is told; another shape is not read."""

    def read(*models: str) -> Said:
        seen = Seen(role, "GET", server.path, {})
        return read_local(local(Local(models=models), seen, THEN).body, server)

    assert "llama4:8b" == read("nomic-embed-text", "llama4:8b", "qwen3").model
    assert None is read().model is read("nomic-embed-text").model
    assert "up" == read().state
    for odd in (b"{}", b"[]", b'{"models":[{}],"data":[{}]}', b'{"models":{},"data":7}', b"Ollama"):
        with pytest.raises(Unavailable):
            read_local(odd, server)


def test_a_model_that_runs_elsewhere_is_not_local() -> None:
    """Ollama lists its cloud's models beside those on the disk."""
    rows = [{"name": "big:cloud", "remote_host": "https://ollama.com"}, {"name": "small"}]
    assert "small" == read_local(json.dumps({"models": rows}).encode(), OLLAMA).model


GREEN = State()
ILL = State({API: "degraded_performance"}, (Post("Errors on Claude Opus 5.5", on=(API,)),))


@pytest.mark.parametrize(
    ("state", "model", "expected"),
    [
        (GREEN, "claude-haiku-5-5", "up"),
        (State({API: "major_outage"}), "claude-haiku-5-5", "down"),
        (State({API: "partial_outage"}), "claude-haiku-5-5", "degraded"),
        (ILL, "claude-haiku-5-5", "degraded"),
        (replace(ILL, ill={}), "claude-haiku-5-5", "up"),
        (replace(ILL, ill={}), "claude-opus-5-5", "degraded"),
        (State({}, (Post("Errors on Opus 4.8", on=(API,)),)), "claude-opus-5-5", "up"),
        (State({}, (Post("Errors on Opus and other models", on=(API,)),)), "claude-haiku-5-5",
         "degraded"),
        (State({}, (Post("Errors on all models", on=(API,)),)), "claude-haiku-5-5", "degraded"),
        (State({}, (Post("Elevated errors", on=(API,)),)), "claude-haiku-5-5", "degraded"),
        (State({}, (Post("Elevated errors", on=(CHAT, CODE)),)), "claude-haiku-5-5", "up"),
        (State({}, (Post("Notice", on=(API,), posted=(9000,)),)), "claude-haiku-5-5", "up"),
    ],
)  # fmt: skip
def test_claude_models_by_their_own_page(state: State, model: str, expected: str) -> None:
    """The API's state counts for all, an incident for the models that it names."""
    assert expected == claude.read(read_page(as_json(state), "", NOW), NOW, model).state


def test_an_old_copy_of_claudes_page_is_no_health() -> None:
    """A copy of an hour ago is green about an hour ago."""
    page = read_page(as_json(GREEN), "", NOW)
    assert "unknown" == claude.read(page, NOW, "claude-haiku-5-5", 3500).state
