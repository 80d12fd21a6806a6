"""The ping as a probe: what it sends for which model, and what a refusal of its own form means."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from claude_doctor.border import settings
from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.answers import Refusal
from claude_doctor.chaos.roles import Api
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.transport import Unavailable
from claude_doctor.outside.world import World
from claude_doctor.probes import ping
from claude_doctor.sources.api.models import DEFAULT, MODELS
from tests.conftest import Run

#: Ids that refuse to have their thinking switched off, written out so that the table can fail.
ALWAYS = [
    "claude-opus-5-5", "claude-sonnet-5-5", "claude-fable-5", "claude-fable-5-1",
    "claude-fable-5-2", "claude-mythos-5", "claude-mythos-5-1", "claude-mythos-5-2",
]  # fmt: skip
WORDS = (
    '"thinking.type.disabled" is not supported for this model. Use "thinking.type.adaptive" and '
    '"output_config.effort" to control thinking behavior.',
    "thinking: Extra inputs are not permitted",
    "thinking.type: thinking may not be turned off here",
)
OTHER = "claude-sonnet-4-6"


@pytest.fixture(scope="module")
def healthy() -> Iterator[Running]:
    """A world in which all is well."""
    with serve(by_name("healthy")) as running:
        yield running


def pinged(running: Running, *models: str) -> dict[str, Any]:
    """The facts of a ping in this world, with its summary and, where it ended so, its note."""

    async def go() -> dict[str, Any]:
        read = settings.read(running.environ(), settings.Asked(models=models))
        world = World(read, time.monotonic() + 10)
        sheet = Sheet("ping", world.secrets)
        note = None
        try:
            await ping.run(world, sheet)
        except Unavailable as why:
            note = str(why)
        await world.close()
        return {**sheet.facts, "summary": sheet.summary, "note": note}

    return asyncio.run(go())


def sent(running: Running) -> list[dict[str, Any]]:
    """The body of every Messages request."""
    return [json.loads(s.body) for s in running.log if s.path == "/v1/messages"]


@pytest.mark.parametrize("model", ALWAYS)
def test_a_model_that_always_thinks_works(healthy: Running, model: str) -> None:
    """Its ping leaves thinking alone: all ten tokens may be thought, and the stream is whole."""
    healthy.log.clear()
    facts = pinged(healthy, model)
    bodies = {body["model"]: body for body in sent(healthy)}
    assert {DEFAULT, model} == bodies.keys()
    assert "thinking" not in bodies[model]
    assert {"type": "disabled"} == bodies[DEFAULT]["thinking"]
    assert ("complete", "none", False) == (
        facts["failed_model_answer"],
        facts["failed_model_error"],
        facts["declined"],
    )
    row = next(row for row in facts["models"] if row["model"] == model)
    assert ("complete", "max_tokens", True) == (
        row["answer"],
        row["stop_reason"],
        row["stream_complete"],
    )


@pytest.mark.parametrize("model", [m for m in MODELS if m.id not in ALWAYS], ids=lambda m: m.id)
def test_any_other_model_of_the_table_thinks_nothing(healthy: Running, model: Any) -> None:
    """Where thinking can be switched off the ten tokens are for the answer."""
    if model.retires and model.retires[0] < World.now().date():
        pytest.skip("it is retired")
    facts = pinged(healthy, model.id)
    rows = facts.get("models", [facts])
    assert ["end_turn"] * len(rows) == [row["stop_reason"] for row in rows]


@pytest.mark.parametrize("model", ["claude-opus-9", "anthropic.claude-opus-5-5", "claude-haiku-9"])
def test_an_unknown_id_is_asked_for_nothing_special(healthy: Running, model: str) -> None:
    """Only a Haiku is taken to let its thinking be switched off."""
    healthy.log.clear()
    pinged(healthy, model)
    (body,) = [body for body in sent(healthy) if body["model"] == model]
    assert ("haiku" in model) == ("thinking" in body)


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize("words", WORDS)
def test_what_the_ping_chose_is_not_the_users_fault(status: int, words: str) -> None:
    """A model that refuses the ping's thinking is not tested: no failure of it is known, and no
    second request is sent."""
    api = Api(refusals=((OTHER, Refusal(status, "invalid_request_error", words)),))
    with serve(replace(by_name("healthy"), api=api)) as running:
        facts = pinged(running, OTHER)
        assert sorted([OTHER, DEFAULT]) == sorted(body["model"] for body in sent(running))
    assert (True, True, OTHER) == (facts["works"], facts["declined"], facts["declined_model"])
    assert not {"failed_model", "failed_model_answer", "failed_model_error"} & facts.keys()
    assert f"{OTHER} was not tested" in facts["summary"]
    row = next(row for row in facts["models"] if row["model"] == OTHER)
    assert ("declined", status, "invalid_request_error") == (
        row["answer"],
        row["http_status"],
        row["error_type"],
    )


def test_another_models_failure_is_still_seen() -> None:
    """Beside a model that could not be tested, one that is overloaded is the one that failed."""
    refusals = (
        (OTHER, Refusal(400, "invalid_request_error", WORDS[0])),
        ("claude-opus-5", Refusal(529, "overloaded_error", "Overloaded")),
    )
    with serve(replace(by_name("healthy"), api=Api(refusals=refusals))) as running:
        facts = pinged(running, OTHER, "claude-opus-5")
    assert ("claude-opus-5", OTHER) == (facts["failed_model"], facts["declined_model"])
    assert "overloaded" == facts["failed_model_error"]


def test_a_default_that_declines_measured_nothing() -> None:
    """The probe could not measure: neither works nor fails, and the note says why."""
    api = Api(refusals=((DEFAULT, Refusal(400, "invalid_request_error", WORDS[0])),))
    with serve(replace(by_name("healthy"), api=api)) as running:
        facts = pinged(running)
    assert not {"works", "error"} & facts.keys()
    assert ("declined", 400) == (facts["answer"], facts["http_status"])
    assert facts["note"] == facts["untested"]
    assert DEFAULT in facts["note"]


@pytest.mark.parametrize(
    ("model", "refused", "verdict"),
    [
        ("claude-opus-5-5", None, ("healthy", "none", "high")),
        (OTHER, OTHER, ("healthy", "none", "medium")),
        (OTHER, DEFAULT, ("not-enough-evidence", "none", "low")),
    ],
)
def test_the_check_blames_nobody_for_it(
    run: Run, model: str, refused: str | None, verdict: tuple[str, str, str]
) -> None:
    """The verdict, the routes and the screen know what was not tested, and nothing is `down`."""
    refusal = Refusal(400, "invalid_request_error", WORDS[0])
    api = Api(refusals=((refused, refusal),) if refused else ())
    with serve(replace(by_name("healthy"), api=api)) as running:
        env = running.environ()
        report = json.loads(run("check", "--json", "--fallbacks", "--model", model, env=env).stdout)
        text = " ".join(run("check", "-v", "--model", model, env=env).stdout.split())
    said = report["verdict"]
    assert verdict == (said["cause"], said["severity"], said["confidence"])
    assert ("was not tested" in text) == (refused is not None)
    assert "has just failed" not in json.dumps(report["fallback"])
