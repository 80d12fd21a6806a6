"""Who speaks, and whether it is about a call of a model: asked before anything is judged."""

from __future__ import annotations

import re

import pytest

from claude_doctor.failures.reader import read
from claude_doctor.failures.reading import speaker
from claude_doctor.failures.row import PATTERN, Sign, holds, loosened, parts, squeezed
from claude_doctor.failures.rows import speakers

ALL = {
    "other": speakers.OTHER,
    "programs": speakers.PROGRAMS,
    "gateway": speakers.GATEWAY,
    "bedrock": speakers.BEDROCK,
    "vertex": speakers.VERTEX,
    "foundry": speakers.FOUNDRY,
    "anthropic": speakers.ANTHROPIC,
    "claude-code": speakers.CLAUDE_CODE,
}


@pytest.mark.parametrize("name", ALL)
def test_a_sign_is_in_its_own_example(name: str) -> None:
    """Each sign of a speaker is found in what it was written for."""
    for sign in ALL[name]:
        assert _found(sign), sign


def _found(sign: Sign) -> bool:
    if sign.look == PATTERN:
        return re.search(sign.what, loosened(sign.example)) is not None
    return holds(parts(sign.what), squeezed(sign.example))


@pytest.mark.parametrize("sign", speakers.OTHER, ids=lambda sign: sign.example[:40])
def test_another_provider_is_no_failure_of_anthropics(sign: Sign) -> None:
    """Whatever the status and the words are, the message is somebody else's."""
    assert "other_provider" == read(sign.example).category


@pytest.mark.parametrize("sign", speakers.PROGRAMS, ids=lambda sign: sign.example[:40])
def test_other_programs_are_about_no_model_call(sign: Sign) -> None:
    """Words that the API uses, too, count for nothing where another program speaks."""
    reading = read(sign.example)
    assert ("none", speaker.NO_CALL) == (reading.side, reading.speaker)


@pytest.mark.parametrize(
    "text",
    [
        "Error setting up entry Claude for anthropic: 401 invalid x-api-key",
        "docker: anthropic.APIConnectionError: Connection error.",
        "GET https://api.anthropic.com/v1/messages failed: 529 Overloaded",
    ],
)
def test_a_call_of_claude_stays_one_inside_of_another_program(text: str) -> None:
    """The program that prints it is not whose call failed."""
    assert read(text).side not in ("none", "unknown")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("requests.exceptions.HTTPError: 401 Client Error for url: https://api.stripe.com/v1/x",
         "none"),
        ("Could not load the default credentials. Browse to https://cloud.google.com/docs",
         "client"),
        ("{\"message\":\"Bad credentials\",\"documentation_url\":\"https://docs.github.com/rest\"}",
         "none"),
    ],
)  # fmt: skip
def test_hosts_that_serve_no_model(text: str, side: str) -> None:
    """A call to a host where no model is at home is none; a link for the reader is no call."""
    assert side == read(text).side


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("API Error: 529 Overloaded. If it persists, check your inference gateway (r.example).",
         "overloaded"),
        ("API Error: api.anthropic.com | 502: Bad gateway. Check your inference gateway (r.ex)",
         "edge-error"),
        ("API Error: 502 status code (no body). Check your inference gateway (r.ex)",
         "relay-failure"),
    ],
)  # fmt: skip
def test_an_error_that_came_through_a_gateway_keeps_its_maker(text: str, row: str) -> None:
    """Claude Code names the gateway beside every failure; what failed is said before it."""
    reading = read(text)
    assert row == reading.entry.id
    assert "gateway" in reading.meaning or "relay" in reading.meaning.lower()


def test_a_list_of_models_that_failed_is_judged_by_claudes_entry() -> None:
    """What other models answered is beside the point."""
    text = (
        "All models failed (2): acme/x: Unknown model: acme/x (model_not_found) | "
        'anthropic/claude-x: No API key found for provider "anthropic".'
    )
    assert ("client", "auth") == (read(text).side, read(text).category)
