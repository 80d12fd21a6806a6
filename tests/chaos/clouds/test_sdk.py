"""The official SDK's cloud clients cannot tell the loopback clouds from the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import pytest

from claude_doctor.chaos.answers import OVERLOADED, Refusal
from claude_doctor.chaos.clouds import refusals
from claude_doctor.chaos.roles import DEMO_AWS_KEY, DEMO_WORKSPACE, Cloud, Stream
from tests.chaos.worlds import served

ASK: dict[str, Any] = {"max_tokens": 20, "messages": [{"role": "user", "content": "Say pong"}]}
#: Of each cloud: the client's class, its arguments, the path behind the role's address, the model.
CLIENTS: dict[str, tuple[str, dict[str, str], str, str]] = {
    "bedrock": ("AnthropicBedrock", {"aws_region": "us-east-1", "api_key": "demo"}, "",
                "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
    "vertex": ("AnthropicVertex", {"region": "us-east5", "project_id": "p", "access_token": "t"},
               "/v1", "claude-haiku-4-5@20251001"),
    "foundry": ("AnthropicFoundry", {"api_key": "demo"}, "/anthropic", "claude-haiku-4-5"),
    "mantle": ("AnthropicBedrockMantle", {"api_key": "demo"}, "/anthropic",
               "anthropic.claude-haiku-4-5"),
    "anthropic_aws": ("AnthropicAWS", {"api_key": "demo", "workspace_id": DEMO_WORKSPACE}, "",
                      "claude-haiku-4-5"),
}  # fmt: skip
BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


@contextmanager
def asked(role: str, stream: bool, cloud: Cloud, **more: str) -> Iterator[Any]:
    """One call of a cloud's client: the message, or the events. Nothing may have gone wrong inside
    the world itself."""
    name, given, path, model = CLIENTS[role]
    kind = getattr(anthropic, name)
    if role == "bedrock" and stream:
        pytest.importorskip("botocore")  # what the SDK's extra for Bedrock brings
    changes: dict[str, Any] = {role: cloud}
    with served(**changes) as running:
        client = kind(
            base_url=running.urls[role] + path, max_retries=0, timeout=5, **{**given, **more}
        )
        reply = client.messages.create(model=model, stream=stream, **ASK)
        yield list(reply) if stream else reply


@BOTH
@pytest.mark.parametrize("role", CLIENTS)
def test_a_healthy_call_arrives_whole(role: str, stream: bool) -> None:
    """Every cloud's client gets its message, and its stream to the end."""
    with asked(role, stream, Cloud()) as got:
        end = got[-1].type if stream else got.stop_reason
    assert ("message_stop" if stream else "end_turn") == end


@pytest.mark.parametrize("role", ["bedrock", "mantle", "anthropic_aws"])
def test_a_signed_call_is_taken(role: str) -> None:
    """With keys in the place of an API key the SDK signs, and the signature's form is right."""
    pytest.importorskip("boto3")
    name, given, path, model = CLIENTS[role]
    keys = {"aws_access_key": DEMO_AWS_KEY[0], "aws_secret_key": DEMO_AWS_KEY[1]}
    kept = {name: value for name, value in given.items() if name != "api_key"}
    with served() as running:
        url = running.urls[role] + path
        client = getattr(anthropic, name)(
            base_url=url, **{**kept, "aws_region": "us-east-1"}, **keys
        )
        assert "end_turn" == client.messages.create(model=model, **ASK).stop_reason


ERRORS = [
    ("bedrock", refusals.KEY_EXPIRED, "PermissionDeniedError", 403),
    ("bedrock", refusals.EXPIRED_SESSION, "PermissionDeniedError", 403),
    ("bedrock", refusals.MARKETPLACE, "PermissionDeniedError", 403),
    ("bedrock", refusals.USE_CASE_FORM, "NotFoundError", 404),
    ("bedrock", refusals.THROTTLED, "RateLimitError", 429),
    ("bedrock", refusals.SERVICE_QUOTA, "BadRequestError", 400),
    ("bedrock", refusals.UNAVAILABLE, "ServiceUnavailableError", 503),
    ("bedrock", refusals.INTERNAL, "InternalServerError", 500),
    ("vertex", refusals.TOKEN_EXPIRED, "AuthenticationError", 401),
    ("vertex", refusals.NOT_ALLOWED, "BadRequestError", 400),
    ("vertex", refusals.NO_PERMISSION, "PermissionDeniedError", 403),
    ("vertex", refusals.NEVER_GRANTED, "RateLimitError", 429),
    ("vertex", refusals.GOOGLE_UNAVAILABLE, "ServiceUnavailableError", 503),
    ("vertex", OVERLOADED, "OverloadedError", 529),
    ("foundry", refusals.AZURE_KEY, "AuthenticationError", 401),
    ("foundry", refusals.AZURE_ROLE, "PermissionDeniedError", 403),
    ("foundry", refusals.AZURE_RATE, "RateLimitError", 429),
    ("foundry", OVERLOADED, "OverloadedError", 529),
    ("mantle", OVERLOADED, "OverloadedError", 529),
    ("anthropic_aws", refusals.AWS_DENIED, "PermissionDeniedError", 403),
]


@BOTH
@pytest.mark.parametrize(("role", "refusal", "raised", "status"), ERRORS)
def test_a_refusal_raises_what_the_cloud_would_raise(
    role: str, refusal: Refusal, raised: str, status: int, stream: bool
) -> None:
    """The class and the status are the SDK's own for it, and the cloud's words are in its text."""
    cloud = Cloud(refusal=refusal)
    with pytest.raises(anthropic.APIStatusError) as caught, asked(role, stream, cloud):
        pass
    error = caught.value
    assert (raised, status) == (type(error).__name__, error.status_code)
    assert refusal.message.partition("{")[0][:40] in str(error).replace("\\'", "'")


@pytest.mark.parametrize(
    ("role", "refusal", "kind"),
    [
        ("bedrock", refusals.THROTTLED, "throttlingException"),
        ("bedrock", refusals.UNAVAILABLE, "serviceUnavailableException"),
        ("vertex", OVERLOADED, "overloaded_error"),
        ("foundry", OVERLOADED, "overloaded_error"),
        ("mantle", OVERLOADED, "overloaded_error"),
    ],
)
def test_an_error_inside_a_stream_is_a_status_error_on_200(
    role: str, refusal: Refusal, kind: str
) -> None:
    """The type is the cloud's own word in the stream."""
    cloud = Cloud(stream_error=refusal)
    with pytest.raises(anthropic.APIStatusError) as caught, asked(role, True, cloud):
        pass
    assert (200, kind) == (caught.value.status_code, caught.value.type)


@pytest.mark.parametrize("role", CLIENTS)
def test_a_cut_stream_breaks_the_connection(role: str) -> None:
    """No client takes half an answer for a whole one."""
    with (
        pytest.raises(Exception, match=r"incomplete chunked read|Connection error"),
        asked(role, True, Cloud(stream=Stream.CUT)),
    ):
        pass
