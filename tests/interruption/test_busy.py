"""A machine that gives this program no processor: what was not listened for is no health, and no
fault of anybody's."""

from __future__ import annotations

import json

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.engine.judge import judge
from claude_doctor.engine.model import Evidence, Outcome
from claude_doctor.outside.pulse import Pulse
from claude_doctor.rules import all_rules
from tests.conftest import Run

GREEN = {"api_component": "operational", "api_incident": False, "source": "json"}
#: What the ping may have noted when the time was over before its own answer was heard.
UNHEARD = {
    "a gateway, with a key": {"gateway": True, "keyed": True, "key_withheld": "none"},
    "a gateway, without": {"gateway": True, "keyed": False, "key_withheld": "none",
                           "untested": "no API key is set"},
    "another's key": {"gateway": True, "keyed": False, "key_withheld": "foreign",
                      "untested": "the key may be another's"},
    "a gateway that nobody reached": {"gateway": True, "keyed": False, "key_withheld": "no-ping",
                                      "untested": "--no-ping"},
    "nothing": {},
}  # fmt: skip


@pytest.mark.parametrize("name", UNHEARD)
def test_the_front_doors_answer_is_none_of_the_gateways(name: str) -> None:
    """Anthropic's own address answers and its page is green: a gateway that was not heard is not
    healthy for that."""
    facts = UNHEARD[name] | {"front_door": True, "front_door_up": True}
    ping = Evidence("ping", Outcome.TIMED_OUT, note="no answer within 3.0 s", facts=facts)
    status = Evidence("status", Outcome.MEASURED, facts=GREEN)
    verdict = judge((ping, status), all_rules()).verdict
    assert ("unknown", "not-enough-evidence") == (verdict.side, verdict.cause)


def test_a_gateway_that_answered_without_a_key_is_there() -> None:
    """Its 401 to a request without a key is an answer, as that of Anthropic's own front door is."""
    facts = UNHEARD["a gateway, without"] | {"front_door": True, "gateway_answers": True}
    ping = Evidence("ping", Outcome.MEASURED, facts=facts)
    verdict = judge((ping, Evidence("status", Outcome.MEASURED, facts=GREEN)), all_rules()).verdict
    assert ("healthy", "low") == (verdict.side, verdict.confidence)


def test_a_model_that_nobody_listened_for_is_told() -> None:
    """The check's own model answers and the time for the user's is over: that is said by its name,
    and the verdict is less sure."""
    facts = {"works": True, "gateway": False, "model": "claude-haiku-5-5",
             "declined": False, "unheard_model": "claude-opus-5-5"}  # fmt: skip
    ping = Evidence("ping", Outcome.MEASURED, facts=facts)
    verdict = judge((ping, Evidence("status", Outcome.MEASURED, facts=GREEN)), all_rules()).verdict
    assert ("healthy", "medium") == (verdict.side, verdict.confidence)
    assert "claude-opus-5-5" in verdict.summary


@pytest.mark.parametrize("name", ["gateway-silent", "silence", "offline-silent", "stalled-stream"])
def test_no_silence_is_judged_without_a_processor(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The whole check where every second counts for nothing: `unknown`, with the reason."""
    monkeypatch.setattr(Pulse, "share", 0.0)
    with serve(by_name(name)) as running:
        done = run("check", "--json", "--timeout", "2", env=running.environ())
    report = json.loads(done.stdout)
    assert ("unknown", 14) == (report["verdict"]["side"], done.returncode)
    assert any("too busy" in (probe["note"] or "") for probe in report["probes"])
