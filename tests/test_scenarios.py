"""Every scenario of the loopback world gives its verdict by the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claude_doctor.chaos import SCENARIOS, Scenario, by_name
from claude_doctor.commands import _run
from claude_doctor.engine import saved as reports
from tests.conftest import Run, busy
from tests.contradictions import contradictions
from tests.render import cards

#: Of each side: these also run from end to end.
END_TO_END = (
    "healthy", "overloaded", "incomplete-response-loop", "incident-posted", "key-rejected",
    "rate-limited", "offline", "proxy-failure", "gateway-failure", "green-page-alone",
)  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=[s.name for s in SCENARIOS])
def test_scenario(scenario: Scenario, run: Run, tmp_path: Path) -> None:
    """`demo NAME --json` gives the expected verdict; judged again without any network it is the
    same report, and as text it has the same sentence and exit code."""
    gives(scenario, run, run, tmp_path / "report.json")


@pytest.mark.parametrize("name", END_TO_END)
def test_scenario_from_end_to_end(name: str, process: Run, run: Run, tmp_path: Path) -> None:
    """The same in a process of its own, as a user starts it."""
    gives(by_name(name), process, run, tmp_path / "report.json")


def gives(scenario: Scenario, demo: Run, run: Run, saved: Path) -> None:
    for _ in range(3):  # a machine that calls itself too busy to judge may be asked again
        done = demo("demo", scenario.name, "--json")
        report = json.loads(done.stdout)
        verdict = report["verdict"]
        if verdict["cause"] == scenario.cause or not busy(report):
            break
        assert verdict["side"] in ("healthy", "unknown"), verdict  # busy is not down
    else:
        pytest.skip("this machine calls itself too busy to judge, three times")
    assert (scenario.side, scenario.severity, scenario.cause) == (
        verdict["side"],
        verdict["severity"],
        verdict["cause"],
    )
    assert scenario.confidence in (None, verdict["confidence"])
    assert (scenario.exit_code, "") == (done.returncode, done.stderr)
    assert [] == [p for p in report["probes"] if p["outcome"] == "failed"]
    assert [] == contradictions(report)
    saved.write_text(done.stdout)
    again = run("check", "--replay", str(saved), "--json")
    report.pop("fallback", None)  # other routes are asked, not judged: a replay asks nobody
    assert (done.returncode, report) == (again.returncode, json.loads(again.stdout))
    text = run("check", "--replay", str(saved))
    assert (done.returncode, "") == (text.returncode, text.stderr)
    assert verdict["summary"].split()[0] in text.stdout
    cards.looked_at(_run.conclude(*reports.read(done.stdout)))
