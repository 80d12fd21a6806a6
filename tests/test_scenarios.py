"""Every scenario of the loopback world gives its verdict through the real command line."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from claude_doctor.chaos import SCENARIOS, Scenario
from tests.conftest import Run


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[s.name for s in SCENARIOS])
def test_scenario(scenario: Scenario, run: Run) -> None:
    """`demo NAME --json` gives the expected verdict, and text and JSON the same exit code."""
    with ThreadPoolExecutor(2) as both:
        as_json = both.submit(run, "demo", scenario.name, "--json")
        as_text = both.submit(run, "demo", scenario.name)
    report = json.loads(as_json.result().stdout)
    verdict = report["verdict"]
    assert (scenario.side, scenario.severity, scenario.cause) == (
        verdict["side"],
        verdict["severity"],
        verdict["cause"],
    )
    assert scenario.exit_code == as_json.result().returncode == as_text.result().returncode
    assert "" == as_json.result().stderr == as_text.result().stderr
    assert verdict["summary"].split()[0] in as_text.result().stdout
    failed = [p for p in report["probes"] if p["outcome"] == "failed"]
    assert [] == failed
