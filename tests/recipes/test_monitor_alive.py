"""The rules and the route of monitor-529 in a real Prometheus and Alertmanager, which read a real
node_exporter, whose file a real check wrote."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.fixes import recipe
from tests.changing import turn, until, world
from tests.conftest import Run
from tests.peers import kept_port

FILES = {one.language: one.path for one in recipe.of("monitor-529")}
NEEDED = ("prometheus", "prometheus-node-exporter", "prometheus-alertmanager")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason="Debian's prometheus packages are not installed"
)
PATIENCE_S = 90.0  # of a machine with much else to do


@contextlib.contextmanager
def daemon(place: Path, *command: str) -> Iterator[None]:
    """The program, until the block ends."""
    with (place / f"{command[0]}.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=place, stdout=log, stderr=log)
        try:
            yield
        finally:
            running.kill()
            running.wait()


def answer(address: str, path: str) -> Any:
    """The JSON at this path; None while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=5) as got:
            return json.load(got)
    except OSError:
        return None


class Monitoring:
    """The three programs, with every wait of the rules a second long."""

    def __init__(self, place: Path, *ports: int) -> None:
        self.place = place
        addresses = (f"127.0.0.1:{port}" for port in ports)
        self.prometheus, self.exporter, self.alertmanager = addresses
        rules = FILES["prometheus"].read_text(encoding="utf-8")
        (place / "rules.yml").write_text(re.sub(r"for: \d+m", "for: 1s", rules), encoding="utf-8")
        route = FILES["alertmanager"].read_text(encoding="utf-8")
        route = re.sub(r"  group_(wait|interval): \w+", r"  group_\1: 1s", route)
        (place / "route.yml").write_text(route, encoding="utf-8")
        targets = [{"targets": [self.exporter]}]
        config = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s",
                       "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            "scrape_configs": [{"job_name": "node", "static_configs": targets}],
            "alerting": {"alertmanagers": [
                {"static_configs": [{"targets": [self.alertmanager]}]}]},
        }  # fmt: skip
        (place / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """All three, in a folder of their own."""
        web = "--web.listen-address="
        with (
            daemon(self.place, "prometheus-node-exporter", f"{web}{self.exporter}",
                   "--collector.disable-defaults", "--collector.textfile",
                   f"--collector.textfile.directory={self.place}"),
            daemon(self.place, "prometheus-alertmanager", f"{web}{self.alertmanager}",
                   "--config.file=route.yml", "--storage.path=alerts", "--cluster.listen-address="),
            daemon(self.place, "prometheus", f"{web}{self.prometheus}",
                   "--config.file=prometheus.yml", "--storage.tsdb.path=series"),
        ):  # fmt: skip
            yield

    def firing(self) -> set[str] | None:
        """The names of the alerts that fire; None before the check was read at all."""
        if not self.query("claude_doctor_build_info"):
            return None
        return {one["metric"]["alertname"] for one in self.query('ALERTS{alertstate="firing"}')}

    def query(self, expression: str) -> list[Any]:
        """What Prometheus's own API answers."""
        asked = urllib.parse.urlencode({"query": expression})
        found = answer(self.prometheus, f"/api/v1/query?{asked}")
        return found["data"]["result"] if found else []

    def told(self) -> dict[str, tuple[str, list[str]]]:
        """Of each alert that Alertmanager holds: its state, and who receives it."""
        return {
            one["labels"]["alertname"]: (
                one["status"]["state"], [receiver["name"] for receiver in one["receivers"]],
            )
            for one in answer(self.alertmanager, "/api/v2/alerts") or []
        }  # fmt: skip


def test_an_overload_fires_and_resolves(run: Run, nowhere: dict[str, str], tmp_path: Path) -> None:
    """While the API is overloaded and its page green, three alerts fire; Alertmanager sends the
    overload to the quiet channel and holds the outage back as its symptom. Once the API is well,
    none fires, until the file is old."""
    place = tmp_path / "monitoring"
    place.mkdir()
    goal = str(place / "claude.prom")
    check = ("check", "--format", "openmetrics", "--output", goal)
    with contextlib.ExitStack() as stack:
        loopback = stack.enter_context(world("overloaded"))
        monitoring = Monitoring(place, *(stack.enter_context(kept_port()) for _ in range(3)))
        stack.enter_context(monitoring.running())
        env = nowhere | loopback.environ()
        assert 10 == run(*check, env=env).returncode
        seen = {"ClaudeOverloaded", "ClaudeDown", "ClaudePageGreen"}
        until(lambda: monitoring.firing() == seen, PATIENCE_S)
        until(lambda: monitoring.told() == {
            "ClaudeOverloaded": ("active", ["quiet"]),
            "ClaudeDown": ("suppressed", ["quiet"]),
            "ClaudePageGreen": ("active", ["quiet"]),
        }, PATIENCE_S)  # fmt: skip
        (mtime,) = monitoring.query("node_textfile_mtime_seconds")
        assert goal == mtime["metric"]["file"]
        turn(loopback, "healthy")
        assert 0 == run(*check, env=env).returncode
        until(lambda: monitoring.firing() == set(), PATIENCE_S)
        assert [] != monitoring.query('claude_doctor_side{side="healthy"} == 1')
        os.utime(goal, (0, 0))
        until(lambda: monitoring.firing() == {"ClaudeCheckStale"}, PATIENCE_S)
