"""Saved reports: the evidence in them must give the verdict in them, and the screens in golden/.

`python -m tests.test_cases` writes the screens anew, for a look at the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import SCENARIOS
from claude_doctor.commands import _run
from claude_doctor.engine.facts import leaves
from claude_doctor.probes import all_probes
from claude_doctor.render.formats import text
from claude_doctor.render.screen import Screen
from claude_doctor.rules import all_rules
from tests.conftest import ROOT, Run

HERE = ROOT / "tests"
CASES = sorted((HERE / "cases").glob("*.json"))
#: Those of the clouds differ in their sentences; a few of them are looked at as a whole.
SHOWN = [
    path
    for path in CASES
    if not path.stem.startswith("cloud-")
    or path.stem
    in (
        "cloud-bedrock-healthy",
        "cloud-bedrock-login-expired",
        "cloud-foundry-incident",
        "cloud-vertex-quota",
    )
]
#: Name of a screen: width, and the options that `check --replay` gets.
SCREENS = {"40": (40, ()), "80": (80, ()), "120": (120, ()), "verbose": (80, ("-v",))}


def loaded(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_saved_report_keeps_its_verdict(path: Path, run: Run) -> None:
    """Judged again, every saved report gives the verdict that it was saved with."""
    again = json.loads(run("check", "--replay", str(path), "--json").stdout)
    assert loaded(path)["verdict"] == again["verdict"]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", SHOWN, ids=[path.stem for path in SHOWN])
def test_whole_screens(path: Path, screen: str, run: Run) -> None:
    """What the terminal shows is, letter by letter, what somebody has looked at."""
    width, options = SCREENS[screen]
    shown = run("check", "--replay", str(path), *options, env={"COLUMNS": str(width)}).stdout
    golden = HERE / "golden" / f"{path.stem}.{screen}.txt"
    assert golden.read_text(encoding="utf-8") == shown


def test_every_rule_decides_a_scenario_or_a_case() -> None:
    """Whoever adds a rule is told which file is missing."""
    decided = {s.cause for s in SCENARIOS} | {loaded(path)["verdict"]["cause"] for path in CASES}
    missing = [rule.id for rule in all_rules() if rule.id not in decided]
    assert [] == missing, f"no scenario in claude_doctor/chaos and no tests/cases/*.json: {missing}"


def test_every_probe_is_measured_in_a_scenario(run: Run) -> None:
    """Whoever adds a probe is told that no scenario lets it measure anything. What the first few do
    not measure is looked for where a rule that reads it decides."""
    missing = {probe.name for probe in all_probes()}
    reads = {
        rule.id: {leaf.fact.probe for case in rule.cases for leaf in leaves(case.when)}
        for rule in all_rules()
    }
    first = ("incomplete-response-loop", "recent-failures", "pasted-overload", "crowd-outage")
    for scenario in sorted(SCENARIOS, key=lambda one: one.name not in first):
        if missing & reads[scenario.cause] or (missing and scenario.name in first):
            report = json.loads(run("demo", scenario.name, "--json").stdout)
            missing -= {p["name"] for p in report["probes"] if p["outcome"] == "measured"}
    assert set() == missing, f"no scenario in claude_doctor/chaos measures {missing}"


if __name__ == "__main__":
    for case in SHOWN:
        report = _run.judged_again(case.read_text(encoding="utf-8"))
        for name, (columns, flags) in SCREENS.items():
            shown = text.render(report, Screen(width=columns, verbose="-v" in flags))
            target = HERE / "golden" / f"{case.stem}.{name}.txt"
            target.write_text(shown, encoding="utf-8")
            print(target.name)
