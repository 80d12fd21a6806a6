"""Every scenario of the loopback world gives its verdict through the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claude_doctor.chaos import SCENARIOS, Scenario
from tests.conftest import Run


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[s.name for s in SCENARIOS])
def test_scenario(scenario: Scenario, run: Run, tmp_path: Path) -> None:
    """`demo NAME --json` gives the expected verdict; its text, made of the same evidence, the same
    sentence and exit code."""
    done = run("demo", scenario.name, "--json")
    report = json.loads(done.stdout)
    verdict = report["verdict"]
    assert (scenario.side, scenario.severity, scenario.cause) == (
        verdict["side"],
        verdict["severity"],
        verdict["cause"],
    )
    assert scenario.confidence in (None, verdict["confidence"])
    assert (scenario.exit_code, "") == (done.returncode, done.stderr)
    assert [] == [p for p in report["probes"] if p["outcome"] == "failed"]
    saved = tmp_path / "report.json"
    saved.write_text(done.stdout)
    text = run("check", "--replay", str(saved))
    assert (done.returncode, "") == (text.returncode, text.stderr)
    assert verdict["summary"].split()[0] in text.stdout
