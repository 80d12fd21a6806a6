"""The probe `cloud` through the real command line: each cloud's own page, for its own region."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.answers import CHALLENGE
from claude_doctor.chaos.roles import Provider
from claude_doctor.chaos.wire import Reply, Wire
from tests import clock
from tests.conftest import Run
from tests.fallbacks.test_command import KEYS, world

#: How Claude Code is turned to each cloud, and the role whose page speaks for it.
ROUTES: dict[str, tuple[str, dict[str, str]]] = {
    "bedrock": ("aws", {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "us-east-1"}),
    "mantle": ("aws", {"CLAUDE_CODE_USE_MANTLE": "1", "AWS_REGION": "us-east-1"}),
    "anthropic-aws": ("aws", {"CLAUDE_CODE_USE_ANTHROPIC_AWS": "1", "AWS_REGION": "us-east-1"}),
    "vertex": ("google", {"CLAUDE_CODE_USE_VERTEX": "1", "CLOUD_ML_REGION": "us-east5"}),
    "foundry": ("azure", {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_RESOURCE": "acme"}),
}
PAGES = ("aws", "google", "azure")


def asked(run: Run, running: Running, *options: str, **env: str) -> dict[str, Any]:
    """What `check --only cloud` says of the probe."""
    done = run("check", "--json", "--only", "cloud", "--surface", "code", *options,
               env={**running.environ(), **env})  # fmt: skip
    assert "" == done.stderr and [] == running.faults
    return of(done.stdout)


def of(document: str) -> dict[str, Any]:
    """The probe in a report."""
    found: dict[str, Any] = next(
        one for one in json.loads(document)["probes"] if one["name"] == "cloud"
    )
    return found


@pytest.mark.parametrize("state", ["up", "degraded", "down"])
@pytest.mark.parametrize("route", [one for one in ROUTES if one != "anthropic-aws"])
def test_each_cloud_is_asked_for_its_region(run: Run, route: str, state: str) -> None:
    """Its page's state, its words and the region; only that vendor's page is asked."""
    role, env = ROUTES[route]
    with world(**{role: Provider(state=state)}) as running:
        found = asked(run, running, **env)
    assert ("measured", state) == (found["outcome"], found["facts"]["state"])
    assert found["facts"]["words"] in found["summary"]
    region = env.get("AWS_REGION") or env.get("CLOUD_ML_REGION")
    assert region == found["facts"].get("region")
    assert {role} == {seen.role for seen in running.log}


def test_another_regions_event_is_nobodys_here(run: Run) -> None:
    """The world has an event in me-central-1: down there, up here, unknown nowhere."""
    with world() as running:
        env = {"CLAUDE_CODE_USE_BEDROCK": "1"}
        here = asked(run, running, **env, AWS_REGION="eu-west-1")
        there = asked(run, running, **env, AWS_REGION="me-central-1")
        odd = asked(run, running, **env, AWS_REGION="mars")
    assert ("up", "down") == (here["facts"]["state"], there["facts"]["state"])
    assert "me-central-1" in there["summary"]
    assert ("unavailable", None) == (odd["outcome"], odd["facts"].get("state"))


DAMAGED: dict[str, Wire | Reply] = {
    "huge": Wire.BOMB, "garbage": Wire.GARBAGE, "cut": Wire.CUT, "refused": Wire.REFUSED,
    "wall": CHALLENGE, "gone": Reply(404, (), b"gone"), "empty": Reply(200, (), b""),
    "words": Reply(200, (), b'{"status":"all good"}'),
}  # fmt: skip


@pytest.mark.parametrize("how", DAMAGED)
@pytest.mark.parametrize("route", ["bedrock", "vertex", "foundry"])
def test_a_page_that_cannot_be_read_says_nothing(run: Run, route: str, how: str) -> None:
    """Unavailable with a reason, and no state: neither green nor red."""
    role, env = ROUTES[route]
    with world(**{role: Provider(DAMAGED[how])}) as running:
        found = asked(run, running, **env)
    assert ("unavailable", None) == (found["outcome"], found["facts"].get("state"))
    assert found["note"]


@pytest.mark.parametrize("wire", [Wire.DEAF, Wire.MUTE, Wire.TRICKLE_BODY])
@pytest.mark.parametrize("route", ["bedrock", "vertex", "foundry"])
def test_a_late_page_keeps_the_deadline(run: Run, route: str, wire: Wire) -> None:
    """No state, and the run ends in time."""
    role, env = ROUTES[route]
    with world(**{role: Provider(wire)}) as running:
        started = time.monotonic()
        found = asked(run, running, "--timeout", "2", **env)
        assert clock.soon(time.monotonic() - started, 2, 0.5)
    assert found["outcome"] in ("unavailable", "timed-out") and found["note"]
    assert "state" not in found["facts"]


def test_off_a_cloud_route_it_is_skipped(run: Run) -> None:
    """No page is asked, nothing is missing, and nothing of the clouds' pages is imported."""
    with serve(by_name("healthy")) as running:
        done = run("check", "--json", env=running.environ())
        assert [] == [seen for seen in running.log if seen.role in PAGES]
        program = (
            "import sys; from claude_doctor.cli import main\n"
            "sys.argv = ['claude-doctor', 'check', '--quiet']\n"
            "try: main()\nexcept SystemExit: pass\n"
            "print([m for m in sys.modules if 'clouds.feeds' in m])"
        )
        kept = {"PATH": "/usr/bin:/bin", "HOME": str(running.folder), **running.environ()}
        loaded = subprocess.run(
            [sys.executable, "-c", program], env=kept, capture_output=True, encoding="utf-8",
            check=True,
        )  # fmt: skip
    report = json.loads(done.stdout)
    assert "skipped" == of(done.stdout)["outcome"]
    assert [] == [one for one in report["missing"] if one.startswith("cloud")]
    assert loaded.stdout.endswith("[]\n")


def test_it_can_be_left_out_and_an_unknown_name_lists_it(run: Run) -> None:
    """`--skip cloud`, and the list of names."""
    _, env = ROUTES["bedrock"]
    with world() as running:
        there = {"ANTHROPIC_BEDROCK_BASE_URL": running.api_url,
                 "CLAUDE_DOCTOR_CLOUD_URL": running.api_url}  # fmt: skip
        done = run("check", "--json", "--skip", "cloud", "--surface", "code",
                   env={**running.environ(), **env, **there})  # fmt: skip
        assert [] == running.asked("aws")
    assert "not asked for (--skip)" == of(done.stdout)["note"]
    wrong = run("check", "--only", "clouds")
    assert 2 == wrong.returncode and "cloud," in " ".join(wrong.stderr.split())


@pytest.mark.parametrize("route", ROUTES)
def test_no_credential_travels_to_a_page(run: Run, route: str) -> None:
    """Planted keys of every kind: in no request to a page, and in no output."""
    role, env = ROUTES[route]
    with world() as running:
        done = run("check", "--json", "--only", "cloud", "--surface", "code",
                   env={**running.environ(), **KEYS, **env})  # fmt: skip
    assert running.asked(role) and "planted" not in done.stdout
    for seen in running.log:
        assert "planted" not in json.dumps([seen.path, dict(seen.headers)])
        assert "authorization" not in seen.headers and b"" == seen.body
