"""The recipe monitor-529: what it names is what the check writes, and the tools that will read its
files take them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.fixes import recipe
from tests.conftest import Run
from tests.render.hostile import CASES

FILES = {one.language: one.path for one in recipe.of("monitor-529")}
#: One saved check of each side, and each severity.
SIDES = ("healthy", "overloaded", "key-rejected", "rate-limited", "offline", "silence",
         "incident-posted", "healthy-keyless")  # fmt: skip
#: What a check may have no number for; the rules may not use it.
MAYBE = {"claude_doctor_ping_first_token_seconds"}
_SELECTOR = re.compile(r'(?:series: \'|\b)(claude_doctor_\w+)(?:\{([^}]*)\})?')  # fmt: skip
_EQUAL = re.compile(r'(\w+)="([^"$]*)"')

tool = {name: shutil.which(name) for name in ("promtool", "amtool", "bash")}


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(tool[name] is None, reason=f"{name} is not installed")


def called(*command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, encoding="utf-8", cwd=cwd,
        timeout=60, check=False,
    )  # fmt: skip


def board() -> dict[str, Any]:
    """The dashboard."""
    found: dict[str, Any] = json.loads(FILES["grafana"].read_text(encoding="utf-8"))
    return found


def queries() -> list[str]:
    """Every expression of the dashboard."""
    return [target["expr"] for panel in board()["panels"] for target in panel["targets"]]


def without_comments(language: str) -> str:
    text = FILES[language].read_text(encoding="utf-8")
    return re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)


def selected(text: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each metric of the check that a text selects, with the labels that are to be equal."""
    return {
        (name, tuple(sorted(kv for kv in _EQUAL.findall(labels) if kv[0] != "instance")))
        for name, labels in _SELECTOR.findall(text)
    }


@pytest.mark.parametrize("name", SIDES)
def test_what_they_select_is_in_every_check(name: str, run: Run) -> None:
    """Each metric of the rules, the dashboard and the mappings, and each value of a label, has a
    series whatever the check found: no alert waits for a series that never comes."""
    case = CASES / f"{name}.json"
    assert case.exists()
    printed = run("check", "--replay", str(case), "--format", "openmetrics").stdout
    series = selected(re.sub(r"^#.*$", "", printed, flags=re.MULTILINE))
    names = {metric for metric, _ in series}
    for language in ("prometheus", "prometheus-test", "grafana", "datadog"):
        text = "\n".join(queries()) if language == "grafana" else without_comments(language)
        for metric, labels in selected(text):
            if metric in MAYBE:
                assert language in ("grafana", "datadog")
                continue
            assert metric in names, language
            assert not labels or any(
                metric == other and set(labels) <= set(has) for other, has in series
            ), (language, metric, labels)


def test_every_side_is_sent_somewhere() -> None:
    """The sides and severities that the rules and the route name are those of a verdict."""
    from claude_doctor.engine.model import Side

    named = re.findall(r'side=~?"([^"]*)"', without_comments("alertmanager"))
    assert {str(side) for side in Side} - {"healthy"} == set("|".join(named).split("|"))


@needs("promtool")
def test_promtool_takes_the_rules() -> None:
    """`check rules`, and the test of the rules that is a recipe, too."""
    for command in (("check", "rules", FILES["prometheus"]),
                    ("test", "rules", FILES["prometheus-test"])):  # fmt: skip
        done = called(tool["promtool"], *command)
        assert 0 == done.returncode, done.stdout + done.stderr


@needs("promtool")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("for: 6m", "for: 1m"),
        ("          and on (job, instance) claude_doctor:fresh == 1\n", ""),
        ("          unless on (job, instance) claude_doctor:fresh == 0\n", ""),
        ('          unless on (job, instance) claude_doctor_http_529{state="not_measured"} == 1\n',
         ""),
        ("on (job, instance) ", ""),
        ("abs(claude_doctor:check_age_seconds) > 900", "claude_doctor:check_age_seconds > 900"),
        ("node_textfile_mtime_seconds", "node_textfile_time"),
        ("[6h]", "[1m]"),
    ],
)  # fmt: skip
def test_the_rules_own_test_bites(old: str, new: str, tmp_path: Path) -> None:
    """Each of these mistakes in the rules makes it fail."""
    text = FILES["prometheus"].read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILES["prometheus"].name).write_text(text.replace(old, new), encoding="utf-8")
    shutil.copy(FILES["prometheus-test"], tmp_path)
    assert called(tool["promtool"], "test", "rules", FILES["prometheus-test"].name,
                  cwd=tmp_path).returncode  # fmt: skip


@needs("amtool")
def test_amtool_routes_each_side() -> None:
    """The service's faults go to the quiet channel, all others to the own team."""
    routes = (tool["amtool"], "config", "routes", "test",
              f"--config.file={FILES['alertmanager']}")  # fmt: skip
    done = called(tool["amtool"], "check-config", FILES["alertmanager"])
    assert 0 == done.returncode, done.stderr
    for side, goal in (("server", "quiet"), ("client", "own-team"), ("unknown", "own-team")):
        done = called(*routes, "alertname=ClaudeDown", f"side={side}")
        assert goal == done.stdout.strip(), done.stderr
    done = called(*routes, "alertname=DiskFull")
    assert "own-team" == done.stdout.strip()


def test_the_dashboard_is_one() -> None:
    """Panels with ids of their own that do not lie on each other, a data source that is chosen,
    and a panel for each thing that it is for."""
    panels = board()["panels"]
    assert len(panels) == len({panel["id"] for panel in panels})
    places = [panel["gridPos"] for panel in panels]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for a, b in combinations(places, 2):
        beside = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        assert beside or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
    variables = {one["name"]: one["type"] for one in board()["templating"]["list"]}
    assert {"datasource": "datasource", "instance": "query"} == variables
    used = set(re.findall(r'"uid": "([^"]*)"', json.dumps(panels)))
    assert {"${datasource}"} == used
    assert all(panel["description"] and panel["targets"] for panel in panels)
    titles = " ".join(panel["title"] for panel in panels)
    for word in ("Verdict", "529", "first token", "Status page against API", "Age"):
        assert word in titles


@needs("promtool")
def test_the_dashboards_queries_are_promql(tmp_path: Path) -> None:
    """promtool reads each as a rule."""
    rules = [{"record": f"a:b{n}", "expr": query.replace("$instance", ".*")}
             for n, query in enumerate(queries())]  # fmt: skip
    file = tmp_path / "queries.yml"  # JSON is YAML, too
    file.write_text(json.dumps({"groups": [{"name": "queries", "rules": rules}]}), encoding="utf-8")
    done = called(tool["promtool"], "check", "rules", file)
    assert 0 == done.returncode, done.stdout + done.stderr


def laid_out(place: Path) -> subprocess.CompletedProcess[str]:
    """The script's run with this folder as its goal, and the real command line on its PATH."""
    programs = place / "bin"
    programs.mkdir(exist_ok=True)
    command = programs / "claude-doctor"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m claude_doctor "$@"\n')
    command.chmod(0o755)
    return subprocess.run(
        ["bash", str(FILES["bash"]), str(place / "claude"), str(place)], capture_output=True,
        env={"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(place)}, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip


@needs("bash")
def test_the_script_lays_the_files_out(tmp_path: Path, run: Run) -> None:
    """Each as it is printed, none over another; cron's line is a check that writes its metrics."""
    done = laid_out(tmp_path)
    assert 0 == done.returncode, done.stderr
    there = {path.name: path.read_text("utf-8") for path in (tmp_path / "claude").iterdir()}
    files = [FILES[one] for one in ("prometheus", "prometheus-test", "alertmanager", "grafana")]
    assert {path.name: path.read_text("utf-8") for path in files} == there
    (line,) = (one for one in done.stdout.splitlines() if "*/5" in one)
    assert r"sleep $((RANDOM \% 240)); claude-doctor check" in line
    arguments = line.split("; claude-doctor ")[1].split()
    assert 0 == run("demo", "healthy", *arguments[3:]).returncode
    assert (tmp_path / "claude.prom").read_text("utf-8").endswith("# EOF\n")
    assert 2 == laid_out(tmp_path).returncode
