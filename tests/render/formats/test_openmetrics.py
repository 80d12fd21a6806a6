"""`--format openmetrics` by Prometheus's own parsers, in every verdict."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.commands import _run
from claude_doctor.engine import saved as documents
from claude_doctor.engine.model import Confidence, Outcome, Severity, Side
from claude_doctor.probes import all_probes
from claude_doctor.render.formats import openmetrics
from claude_doctor.render.screen import Screen
from claude_doctor.rules import all_rules
from tests.conftest import Run
from tests.render.hostile import CASES, MARK, WORDS, case, saved

client = pytest.importorskip("prometheus_client", reason="prometheus_client is not installed")
PROMTOOL = shutil.which("promtool")

Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


def parsed(text: str) -> Samples:
    """Every series, the same by the parsers of both formats; AssertionError where one is unlike
    what both of them want."""
    from prometheus_client.openmetrics.parser import text_string_to_metric_families as newer
    from prometheus_client.parser import text_string_to_metric_families as older

    assert text.endswith("\n# EOF\n") and 1 == text.count("# EOF")
    found: Samples = {}
    for parser in (newer, older):
        again: Samples = {}
        for family in parser(text):
            assert "gauge" == family.type and family.documentation
            for sample in family.samples:
                assert sample.timestamp is None
                series = again.setdefault(sample.name, {})
                labels = tuple(sorted(sample.labels.items()))
                assert labels not in series
                series[labels] = sample.value
        assert not found or found == again
        found = again
    return found


def state(found: Samples, name: str, label: str) -> str:
    """The value of a state set that is 1; exactly one is."""
    series = found[f"claude_doctor_{name}"]
    assert {0.0, 1.0} >= set(series.values())
    (labels,) = (dict(labels) for labels, value in series.items() if value)
    return labels[label]


def values(found: Samples, name: str, label: str) -> set[str]:
    return {dict(labels)[label] for labels in found[f"claude_doctor_{name}"]}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_each_verdict_is_read_by_both_parsers(path: Path, run: Run) -> None:
    """Every value of every state set is there, and the one that is 1 is the report's."""
    document = json.loads(path.read_text(encoding="utf-8"))
    found = parsed(run("check", "--replay", str(path), "--format", "openmetrics").stdout)
    verdict = document["verdict"]
    for name, kind in (("side", Side), ("severity", Severity), ("confidence", Confidence)):
        assert {str(one) for one in kind} == values(found, name, name)
        assert verdict[name] == state(found, name, name)
    assert {rule.id for rule in all_rules()} == values(found, "cause", "cause")
    assert verdict["cause"] == state(found, "cause", "cause")
    outcomes = {dict(labels)["probe"] for labels in found["claude_doctor_probe_outcome"]}
    assert {probe.name for probe in all_probes()} == outcomes
    assert len(outcomes) == sum(found["claude_doctor_probe_outcome"].values())
    assert len(outcomes) * len(Outcome) == len(found["claude_doctor_probe_outcome"])


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("overloaded", "seen"),
        ("opus-overloaded", "seen"),
        ("incomplete-response-loop", "seen"),
        ("healthy", "not_seen"),
        ("key-rejected", "not_seen"),
        ("healthy-keyless", "not_measured"),
        ("offline", "not_measured"),
        ("silence", "not_measured"),
        ("pasted-overload", "not_seen"),
    ],
)
def test_529_has_three_states(name: str, seen: str, run: Run) -> None:
    """What could not be looked at is not what was not there."""
    printed = run("check", "--replay", f"{CASES / name}.json", "--format", "openmetrics").stdout
    assert seen == state(parsed(printed), "http_529", "state")


@pytest.mark.parametrize(
    ("scenario", "seen"),
    [("overloaded", "seen"), ("overloaded-in-stream", "seen"), ("gateway-wraps-overload", "seen"),
     ("server-error", "not_seen"), ("healthy", "not_seen")],
)  # fmt: skip
def test_529_of_a_real_check(scenario: str, seen: str, run: Run) -> None:
    """Over sockets: also inside a stream, and wrapped into a gateway's own 500."""
    found = parsed(run("demo", scenario, "--format", "openmetrics").stdout)
    assert seen == state(found, "http_529", "state")
    began = scenario in ("healthy", "overloaded-in-stream")
    assert began is ("claude_doctor_ping_first_token_seconds" in found)


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")
@pytest.mark.parametrize("name", ["overloaded", "healthy", "offline", "healthy-keyless"])
def test_promtool_finds_no_fault(name: str, tmp_path: Path, run: Run) -> None:
    """`promtool check metrics` reads the file that `--output` wrote, and has nothing to say."""
    goal = tmp_path / "claude.prom"
    run("check", "--replay", f"{CASES / name}.json", "--format", "openmetrics",
        "--output", str(goal))  # fmt: skip
    done = subprocess.run(
        [str(PROMTOOL), "check", "metrics"],
        stdin=goal.open("rb"), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("words", WORDS)
def test_no_stranger_is_quoted(words: str, tmp_path: Path, run: Run) -> None:
    """Not a word of theirs is in it."""
    for name in ("overloaded", "incident-posted", "gateway-failure"):
        path = saved(tmp_path / "report.json", words, name)
        printed = run("check", "--replay", path, "--format", "openmetrics").stdout
        assert MARK not in printed
        parsed(printed)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=80)
@given(value=_ANY, at=st.datetimes(), name=st.sampled_from(["overloaded", "healthy"]))
def test_any_facts_give_an_exposition(value: object, at: object, name: str) -> None:
    """Whatever a saved report holds in the place of what it writes."""
    document = case("words", name)
    document["checked_at"] = f"{at}Z".replace(" ", "T")
    for probe in document["probes"]:
        for key in re.findall(r"ttft_ms|total_ms|cost_usd|http_status|level|api_component|models"
                              r"|input_tokens|retry_after_s|works|error_type",
                              " ".join([*probe["facts"], "models retry_after_s"])):  # fmt: skip
            probe["facts"][key] = value
    report = _run.conclude(*documents.read(json.dumps(document)))
    parsed(openmetrics.render(report, Screen()))
