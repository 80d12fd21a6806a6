"""What each cloud's answers are about, over real sockets: asked itself, and through a gateway that
passes them on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from claude_doctor.border import settings as settings_module
from claude_doctor.border.settings import Asked
from claude_doctor.chaos.wire import Reply as Wired
from claude_doctor.outside.world import World
from claude_doctor.sources import _cloud_calls as calls
from claude_doctor.sources._cloud_replies import said, words
from claude_doctor.sources.api.reply import Reply
from tests.peers import Peer, peer
from tests.sources.clouds.answers import (
    AMZN,
    BETWEEN,
    CASES,
    DELTA,
    START,
    WHOLE,
    Case,
    answer,
    aws,
    litellm,
)
from tests.sources.clouds.frames import chunk

SWITCHES = {
    "bedrock": ("CLAUDE_CODE_USE_BEDROCK", "ANTHROPIC_BEDROCK_BASE_URL"),
    "vertex": ("CLAUDE_CODE_USE_VERTEX", "ANTHROPIC_VERTEX_BASE_URL"),
    "foundry": ("CLAUDE_CODE_USE_FOUNDRY", "ANTHROPIC_FOUNDRY_BASE_URL"),
    "mantle": ("CLAUDE_CODE_USE_MANTLE", "ANTHROPIC_BEDROCK_MANTLE_BASE_URL"),
    "anthropic-aws": ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "ANTHROPIC_AWS_BASE_URL"),
}
KEYS = {
    "AWS_BEARER_TOKEN_BEDROCK": "key-of-bedrock",
    "ANTHROPIC_FOUNDRY_API_KEY": "key-of-foundry",
    "ANTHROPIC_AWS_API_KEY": "key-of-aws",
}
PLACES = {
    "AWS_REGION": "eu-west-1",
    "CLOUD_ML_REGION": "us-east5",
    "ANTHROPIC_VERTEX_PROJECT_ID": "project-1",
    "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1",
    "HOME": "/nonexistent",
}
MODEL = "claude-haiku-4-5"


class Place:
    """A peer whose next answer is set from outside, and a run for each cloud that asks it."""

    def __init__(self, runner: asyncio.Runner, at: Peer) -> None:
        self.next = Wired()
        self.at = at
        self.runner = runner
        self.worlds: dict[tuple[str, ...], World] = {}

    def world(self, cloud: str, *, keyed: bool, gateway: bool, **more: str) -> World:
        """The run of Claude Code on this cloud's route; `gateway`: what is asked stands before the
        cloud."""
        known = (cloud, str(keyed), str(gateway), *more.values())
        if known not in self.worlds:
            switch, base = SWITCHES[cloud]
            env = {**PLACES, switch: "1", base: self.at.url, **(KEYS if keyed else {}), **more}
            if not gateway:
                env["CLAUDE_DOCTOR_CLOUD_URL"] = self.at.url
            if cloud == "vertex" and keyed:
                # Nothing is sent to it as it stands, so a gateway that adds the token is asked.
                env |= {"CLAUDE_CODE_SKIP_VERTEX_AUTH": "1", "ANTHROPIC_AUTH_TOKEN": "gateways"}
            asked = Asked(models=(MODEL,))
            self.worlds[known] = self.runner.run(self._made(env, asked))
        return self.worlds[known]

    async def _made(self, env: dict[str, str], asked: Asked) -> World:
        return World(settings_module.read(env, asked), time.monotonic() + 3600)

    def asked(
        self, cloud: str, answer: Wired, *, keyed: bool = True, gateway: bool = False
    ) -> Reply:
        """The one reply of a ping."""
        got = self.calls(cloud, answer, keyed=keyed, gateway=gateway)
        assert len(got.replies) == 1
        return got.replies[0]

    def calls(
        self, cloud: str, answer: Wired, *, keyed: bool = True, gateway: bool = False
    ) -> calls.Calls:
        """What a ping asked, and what came of it."""
        self.next = answer
        if cloud == "vertex" and keyed:
            gateway = True
        got = self.runner.run(calls.ask(self.world(cloud, keyed=keyed, gateway=gateway)))
        assert keyed == got.metered
        return got


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with asyncio.Runner() as runner:
        held: list[Place] = []
        with peer(lambda _: held[0].next) as at:
            held.append(Place(runner, at))
            yield held[0]
            for world in held[0].worlds.values():
                runner.run(world.close())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("gateway", [False, True], ids=["itself", "passed on"])
def test_what_a_clouds_error_is_about(place: Place, case: Case, gateway: bool) -> None:
    """Its own words decide, whatever the status; through a gateway that passes it on as well."""
    reply = place.asked(case.cloud, case.answer, gateway=gateway)
    assert (case.said, case.row, "cloud") == (
        said(reply),
        reply.error.id if reply.error else None,
        reply.answered_by,
    )


@pytest.mark.parametrize("cloud", WHOLE)
def test_a_whole_completion_works(place: Place, cloud: str) -> None:
    """With its tokens, its end, and the cloud as who served it."""
    reply = place.asked(cloud, WHOLE[cloud])
    assert ("works", "cloud", 9, 4, "end_turn") == (
        said(reply),
        reply.answered_by,
        reply.input_tokens,
        reply.output_tokens,
        reply.stop_reason,
    )


TORN = {
    "without its end": chunk(START) + chunk(DELTA),
    "inside a frame": chunk(START) + chunk(DELTA)[:40],
    "with a broken frame": chunk(START) + chunk(DELTA)[:-1] + b"\0",
}


@pytest.mark.parametrize("body", TORN.values(), ids=TORN)
def test_a_stream_that_stops_is_cut(place: Place, body: bytes) -> None:
    """However it is torn."""
    assert "cut" == said(place.asked("bedrock", answer(200, body)))


STRANGE = {
    "server-sent events": b'data: {"type":"message_start"}\n\n',
    "a web page": b"<!DOCTYPE html><html><title>Log in</title></html>",
    "nothing": b"",
    "another API's": b'{"object": "chat.completion"}',
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("gateway", [False, True])
def test_what_is_no_event_stream_is_not_bedrocks(place: Place, body: bytes, gateway: bool) -> None:
    """A 200 proves nothing: the SDK reads no other form there either."""
    reply = place.asked("bedrock", answer(200, body), gateway=gateway)
    assert "foreign" == said(reply)
    assert "cloud" != reply.answered_by


BARE = {
    "nginx": b"<html><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></html>",
    "Envoy": b"upstream connect error or disconnect/reset before headers",
    "nothing": b"",
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", BARE.values(), ids=BARE)
@pytest.mark.parametrize("cloud", ["bedrock", "foundry", "mantle"])
def test_a_5xx_at_the_clouds_own_address_is_its_failure(
    place: Place, cloud: str, body: bytes, status: int
) -> None:
    """Whatever its servers put into it; who wrote it is not claimed."""
    reply = place.asked(cloud, answer(status, body))
    assert ("failed", "unknown") == (said(reply), reply.answered_by)


@pytest.mark.parametrize("status", [200, 403, 500])
@pytest.mark.parametrize("gateway", [False, True])
def test_bytes_that_are_no_text_are_not_shown(place: Place, status: int, gateway: bool) -> None:
    """They are told as what they are."""
    body = bytes(range(128, 256)) * 3 + b"\0" * 40
    reply = place.asked("bedrock", answer(status, body), gateway=gateway)
    assert f"{status} with a binary body" == reply.shows
    assert not reply.message


REPEATED = {
    "LiteLLM on Bedrock's 503": ("bedrock", litellm(503, 'litellm.ServiceUnavailableError: '
        'BedrockException - {"message":"Bedrock is unable to process your request."}'), "failed"),
    "LiteLLM on a timeout of the model": ("bedrock", litellm(408, "litellm.Timeout: "
        'BedrockException - {"message":"Model has timed out in processing the request."}'),
        "failed"),
    "LiteLLM on Bedrock's limit": ("bedrock", litellm(429, "litellm.RateLimitError: "
        'BedrockException - {"message":"Too many tokens, please wait before trying again."}'),
        "throttled"),
    "a program with botocore": ("bedrock", litellm(500, "An error occurred (ServiceUnavailable"
        "Exception) when calling the InvokeModelWithResponseStream operation (reached max retries: "
        "4): Too many connections, please wait before trying again."), "overloaded"),
    "botocore on a model": ("bedrock", litellm(500, "An error occurred (ValidationException) when "
        "calling the ConverseStream operation: The provided model identifier is invalid."),
        "model"),
    "LiteLLM on Vertex": ("vertex", litellm(503, 'litellm.ServiceUnavailableError: VertexAI'
        'Exception - {"error": {"code": 503, "message": "The service is currently unavailable.", '
        '"status": "UNAVAILABLE"}}'), "failed"),
    "LiteLLM on Azure": ("foundry", litellm(500, "litellm.InternalServerError: AzureException - "
        "Internal server error"), "failed"),
}  # fmt: skip


@pytest.mark.parametrize(("cloud", "wired", "about"), REPEATED.values(), ids=REPEATED)
def test_what_a_gateway_repeats_of_the_clouds_error_is_that_error(
    place: Place, cloud: str, wired: Wired, about: str
) -> None:
    """In an answer of its own, with the cloud's words inside: the gateway lives."""
    reply = place.asked(cloud, wired, gateway=True)
    assert (about, "cloud") == (said(reply), reply.answered_by)


GATEWAYS_OWN = {
    "its key": litellm(401, 'litellm.AuthenticationError: BedrockException - {"message":"The '
                       'security token included in the request is invalid."}'),
    "its rights": litellm(403, "litellm.PermissionDeniedError: BedrockException - User is not "
                          "authorized to perform: bedrock:InvokeModel"),
    "its way": litellm(500, "litellm.APIConnectionError: BedrockException - Cannot connect to "
                       "host bedrock-runtime.eu-west-1.amazonaws.com:443"),
    "no deployment": litellm(429, "No deployments available for selected model. BedrockException "
                             "- {}"),
    "another provider": litellm(503, "litellm.ServiceUnavailableError: OpenAIException - busy"),
}  # fmt: skip


@pytest.mark.parametrize("wired", GATEWAYS_OWN.values(), ids=GATEWAYS_OWN)
def test_a_gateways_own_credential_and_way_stay_its_own(place: Place, wired: Wired) -> None:
    """What it repeats of them is about the gateway and not about its callers."""
    assert "relay" == place.asked("bedrock", wired, gateway=True).answered_by


@pytest.mark.parametrize(("wired", "author", "refusal", "about"), BETWEEN.values(), ids=BETWEEN)
def test_what_stands_before_the_cloud_speaks_for_itself(
    place: Place, wired: Wired, author: str, refusal: str, about: str
) -> None:
    """The cloud is not blamed for it."""
    reply = place.asked("bedrock", wired, gateway=True)
    assert (about, author, refusal) == (
        said(reply), reply.answered_by, reply.refusal
    )  # fmt: skip


def test_a_captive_portal_is_not_the_cloud(place: Place) -> None:
    """A page in the cloud's place, where the cloud's own address was asked."""
    page = answer(200, b"<!DOCTYPE html><html><title>Hotel</title></html>")
    reply = place.asked("bedrock", page)
    assert ("foreign", "portal") == (said(reply), reply.answered_by)


REFUSED = (
    "no token",
    "no header",
    "google no token",
    "azure no token",
    "azure bad key",
    "mantle no key",
    "mantle bad key",
    "aws bad key",
)


@pytest.mark.parametrize("gateway", [False, True])
@pytest.mark.parametrize("name", REFUSED)
def test_the_refusal_of_a_keyless_request_shows_that_somebody_answers(
    place: Place, name: str, gateway: bool
) -> None:
    """It carries no credential and asks for nothing, and it is what each cloud documents."""
    cloud, wired, _, _ = CASES[name]
    place.at.running.log.clear()
    got = place.calls(cloud, wired, keyed=False, gateway=gateway)
    assert got.there
    assert "answers" == got.word(got.replies[0])
    (seen,) = place.at.asked
    assert b"{}" == seen.body
    assert not {"authorization", "x-api-key", "api-key"} & set(seen.headers)


@pytest.mark.parametrize("name", ["LiteLLM's keys", "an argument"])
def test_a_gateway_answers_a_request_that_carries_nothing(place: Place, name: str) -> None:
    """It wants a key of its own, or with a key that it has it misses what is asked for."""
    missing = answer(400, {"type": "error", "error": {"type": "invalid_request_error",
                     "message": "max_tokens: Field required"}}, AMZN)  # fmt: skip
    wired = BETWEEN[name][0] if name in BETWEEN else missing
    got = place.calls("bedrock", wired, keyed=False, gateway=True)
    assert "answers" == got.word(got.replies[0])


@pytest.mark.parametrize("name", ["unavailable", "azure firewall", "google unavailable"])
def test_a_keyless_request_also_meets_what_is_wrong(place: Place, name: str) -> None:
    """What is no refusal for the key is what it is."""
    cloud, wired, expected, _ = CASES[name]
    got = place.calls(cloud, wired, keyed=False)
    assert (False, expected) == (got.there, got.word(got.replies[0]))


NUMBERS: dict[str, tuple[str, Any]] = {
    "bedrock": ("x-amzn-requestid", "b-1"),
    "vertex": ("request-id", "req_vrtx_2"),
    "foundry": ("apim-request-id", "f-1"),
    "mantle": ("x-amzn-requestid", "m-1"),
    "anthropic-aws": ("request-id", "req_3"),
}


@pytest.mark.parametrize("cloud", NUMBERS)
def test_the_number_of_the_request_and_the_wait_are_read(place: Place, cloud: str) -> None:
    """Each cloud has a header of its own for its support."""
    wired = answer(429, {"message": "slow"}, NUMBERS[cloud], ("retry-after", "7"))
    reply = place.asked(cloud, wired)
    assert (NUMBERS[cloud][1], 7.0) == (reply.request_id, reply.retry_after_s)


def test_the_clouds_words_are_cut_and_cleaned(place: Place) -> None:
    """They may hold what was sent, and more than a line."""
    world = place.world("bedrock", keyed=True, gateway=False)
    wired = aws(
        403, "AccessDeniedException", f"\x1b[31m{KEYS['AWS_BEARER_TOKEN_BEDROCK']} " + "x" * 900
    )
    told = words(place.asked("bedrock", wired), world.settings.program, world.secrets)
    assert told is not None
    assert KEYS["AWS_BEARER_TOKEN_BEDROCK"] not in told
    assert "\x1b" not in told
    assert len(told) <= 201
