"""What must always hold (section 5 of the contract), through the real command line."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import DEMO_ADMIN_KEY, DEMO_KEY, Running, Scenario, by_name, serve
from claude_doctor.chaos.answers import Refusal, page
from claude_doctor.chaos.roles import ROLES, Api, Control, Crowd, Downdetector, Status
from claude_doctor.chaos.wire import Reply, Wire
from tests import clock
from tests.changing import until
from tests.conftest import Run, busy

HEALTHY = by_name("healthy")
ASKED = tuple(role for role in ROLES if role not in ("proxy", "elsewhere", "front_door", "admin"))
SLACK = 0.5  # seconds beyond --timeout, by the contract


@contextmanager
def world(scenario: Scenario) -> Iterator[Running]:
    """A served scenario."""
    with serve(scenario) as running:
        yield running


def checked(run: Run, running: Running, *options: str, **env: str) -> dict[str, Any]:
    """One `check --json` against a running world."""
    done = run("check", "--json", *options, env={**running.environ(), **env})
    assert "" == done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    report["exit"] = done.returncode
    return report


def instead(role: str, what: Wire | Reply) -> Scenario:
    """The healthy world with one peer that misbehaves."""
    kinds: dict[str, Any] = {
        "api": Api, "status": Status, "downdetector": Downdetector, "reddit": Crowd,
        "github": Crowd, "hn": Crowd, "control": Control,
    }  # fmt: skip
    if role == "status":  # both addresses, or the second would answer for the first
        both = Status(instead=what)
        return dataclasses.replace(HEALTHY, status=both, status_fallback=both)
    return dataclasses.replace(HEALTHY, **{role: kinds[role](instead=what)})


HANGS = (Wire.DEAF, Wire.MUTE, Wire.HANG, Wire.TRICKLE, Wire.TRICKLE_BODY)
PEERS = ("api", "status", "downdetector", "reddit", "github", "hn", "control")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("wire", HANGS)
@pytest.mark.parametrize("role", PEERS)
def test_one_hanging_peer_never_breaks_the_deadline(run: Run, role: str, wire: Wire) -> None:
    """Wherever one peer hangs, the process ends within --timeout + 0.5 s with a full report."""
    with world(instead(role, wire)) as running:
        started = time.monotonic()
        report = checked(run, running, "--timeout", "2")
        assert clock.soon(time.monotonic() - started, 2, SLACK)
    assert 12 == len(report["probes"])
    if role != "api":
        assert ("healthy", 0) == (report["verdict"]["cause"], report["exit"])


@pytest.mark.parametrize("wire", HANGS)
def test_everything_hanging_never_breaks_the_deadline(run: Run, wire: Wire) -> None:
    """All peers at once."""
    with world(dataclasses.replace(HEALTHY, everywhere=wire)) as running:
        started = time.monotonic()
        report = checked(run, running, "--timeout", "2")
        assert clock.soon(time.monotonic() - started, 2, SLACK)
    if wire is not Wire.HANG:  # there the stream reaches message_stop before it hangs
        assert report["verdict"]["side"] in ("network", "unknown", "server")
        assert report["exit"] != 0


@pytest.mark.parametrize(
    "wire", [Wire.CLOSE, Wire.RESET, Wire.GARBAGE, Wire.BOMB, Wire.WRONG_LENGTH]
)
def test_no_broken_wire_is_health_or_a_crash(run: Run, wire: Wire) -> None:
    """However an answer is broken, every probe says why, and nothing counts as good."""
    with world(dataclasses.replace(HEALTHY, everywhere=wire)) as running:
        report = checked(run, running, "--timeout", "5")
    if wire is not Wire.WRONG_LENGTH:  # a stream has no length to lie about, so the ping is whole
        assert "healthy" != report["verdict"]["side"]
    assert [] == [p for p in report["probes"] if p["outcome"] == "failed"]
    noted = [p for p in report["probes"] if p["outcome"] in ("unavailable", "timed-out")]
    assert all(p["note"] for p in noted)
    assert {p["name"] for p in noted} == {entry.split(":")[0] for entry in report["missing"]}


HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J[red]markup[/red]\r\nsecond\u202eline "
    + DEMO_KEY[:40] + "\x1b[0m" + DEMO_KEY[40:] + " " + "A" * 5000
)  # fmt: skip


def test_hostile_text_reaches_no_output(run: Run) -> None:
    """Escape sequences, bidi controls, line ends, markup, an echoed key: none comes through."""
    refusal = Refusal(400, "invalid_request_error", HOSTILE)
    with world(dataclasses.replace(HEALTHY, api=Api(refusal=refusal))) as running:
        report = checked(run, running)
        text = run("check", "-v", env=running.environ()).stdout
    shown = json.dumps(report, ensure_ascii=False) + text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "demodemo" not in shown
    assert "[red]markup" in text  # shown as it is, never read as markup
    message = next(p for p in report["probes"] if p["name"] == "ping")["facts"]["message"]
    assert len(message) <= 300


PLANTED = {
    "ANTHROPIC_API_KEY": DEMO_KEY,
    "ANTHROPIC_ADMIN_KEY": DEMO_ADMIN_KEY,
    "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat01-" + "plantedoauth" * 5,
    "GITHUB_TOKEN": "ghp_" + "plantedgithub" * 3,
    "OPENAI_API_KEY": "sk-proj-" + "plantedopenai" * 3,
}
MARKS = ("demodemo", "plantedoauth", "plantedgithub", "plantedopenai", "plantedfile")


@pytest.mark.parametrize(
    "name", ["healthy", "key-rejected", "bad-request", "incomplete-response-loop"]
)
def test_no_secret_in_any_output_or_file(run: Run, name: str, tmp_path: Path) -> None:
    """Planted credentials are searched for in stdout, stderr and everything that was written."""
    with world(by_name(name)) as running:
        env = {**running.environ(), **PLANTED}
        claude = Path(env["CLAUDE_CONFIG_DIR"])
        claude.mkdir(exist_ok=True)
        stored = {"claudeAiOauth": {"accessToken": "sk-ant-oat01-plantedfile" * 3, "expiresAt": 1}}
        (claude / ".credentials.json").write_text(json.dumps(stored))
        for options in (("--json",), ("-v",), ("-q",), ("--error", f"401 for {DEMO_KEY}", "-v")):
            done = run("check", *options, env=env)
            assert [] == [mark for mark in MARKS if mark in done.stdout + done.stderr]
        for folder in ("CLAUDE_DOCTOR_CACHE_DIR", "CLAUDE_DOCTOR_DATA_DIR"):
            for file in Path(env[folder]).rglob("*"):
                if file.is_file():
                    content = file.read_text(errors="replace")
                    assert [] == [mark for mark in MARKS if mark in content], file
                    assert 0 == file.stat().st_mode & 0o077
        for seen in running.log:
            carried = json.dumps([seen.path, dict(seen.headers), seen.body.decode("latin-1")])
            allowed = {"api": (DEMO_KEY,), "admin": (DEMO_ADMIN_KEY,)}.get(seen.role, ())
            for secret in allowed:
                carried = carried.replace(secret, "")
            assert [] == [mark for mark in MARKS if mark in carried], seen.role


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_never_carries_the_key(run: Run, status: int) -> None:
    """The API's redirect to another origin is told, not followed."""
    with world(HEALTHY) as elsewhere:
        target = f"{elsewhere.api_url}/v1/messages"
        moved = page("<html>moved</html>", status, ("location", target))
        with world(dataclasses.replace(HEALTHY, api=Api(instead=moved))) as running:
            report = checked(run, running)
        assert not elsewhere.asked("api")
    assert "captive-portal" == report["verdict"]["cause"]


def test_a_gateways_key_never_goes_to_the_front_door(run: Run) -> None:
    """With a gateway configured, Anthropic's own address is asked without any credential."""
    with world(by_name("gateway-healthy")) as running:
        assert "healthy" == checked(run, running)["verdict"]["cause"]
        assert running.asked("front_door")
        for seen in running.asked("front_door"):
            assert not {"x-api-key", "authorization"} & seen.headers.keys()
        assert DEMO_KEY == running.asked("api")[0].headers["x-api-key"]


@pytest.mark.parametrize(
    ("variable", "side"), [("ANTHROPIC_API_KEY", "client"), ("ANTHROPIC_AUTH_TOKEN", "healthy")]
)
def test_a_subscriptions_token_is_never_sent(run: Run, variable: str, side: str) -> None:
    """sk-ant-oat… belongs to the vendor's own programs: the check is keyless and says so. As an
    API key nobody takes it, whoever sends it."""
    token = "sk-ant-oat01-" + "abcd" * 20
    with world(by_name("healthy-keyless")) as running:
        report = checked(run, running, **{variable: token})
        assert "abcdabcd" not in repr(running.log)
    assert side == report["verdict"]["side"]
    assert "subscription" in next(p for p in report["probes"] if p["name"] == "ping")["summary"]


@pytest.mark.parametrize(
    ("name", "options", "models"),
    [
        ("healthy", (), ["claude-haiku-5-5"]),
        ("healthy", ("--model", "claude-opus-5-5"), ["claude-haiku-5-5", "claude-opus-5-5"]),
        ("overloaded", (), ["claude-haiku-5-5"]),
        ("server-error", (), ["claude-haiku-5-5"]),
        ("default-model-gone", (), ["claude-haiku-4-5", "claude-haiku-5-5"]),
    ],
)
def test_one_metered_request_a_model(
    run: Run, name: str, options: tuple[str, ...], models: list[str]
) -> None:
    """One Messages request for each model, 10 tokens at most, never a retry; one more only when
    the default model is unknown."""
    with world(by_name(name)) as running:
        checked(run, running, *options)
        sent = [json.loads(s.body) for s in running.asked("api") if s.path == "/v1/messages"]
    assert models == sorted(re.sub(r"-\d{8}$", "", body["model"]) for body in sent)
    assert all(body["max_tokens"] == 10 for body in sent)
    off = {body["model"] for body in sent if body.get("thinking") == {"type": "disabled"}}
    assert off == {body["model"] for body in sent if "haiku" in body["model"]}


def test_nothing_is_read_from_the_current_directory(run: Run, tmp_path: Path) -> None:
    """No .env, no praw.ini, no project settings: a hostile folder changes nothing."""
    with world(HEALTHY) as trap, world(HEALTHY) as running:
        (tmp_path / ".env").write_text(f"ANTHROPIC_BASE_URL={trap.api_url}\n")
        (tmp_path / "praw.ini").write_text(f"[DEFAULT]\noauth_url={trap.api_url}\n")
        (tmp_path / ".claude").mkdir()
        (tmp_path / ".claude" / "settings.json").write_text(
            json.dumps({"env": {"ANTHROPIC_BASE_URL": trap.api_url}})
        )
        env = {**os.environ, **running.environ(), "HOME": str(tmp_path / "home")}
        done = subprocess.run(
            [sys.executable, "-m", "claude_doctor", "check", "--json"],
            cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert "healthy" == json.loads(done.stdout)["verdict"]["cause"]
        assert not trap.log


HEAVY: dict[str, Wire | Reply] = {
    "bombs": Wire.BOMB,
    "objects": Reply(body=b"[" + b"{}," * 690_000 + b"{}]"),
    "lists": Reply(body=b"[" + b"[]," * 690_000 + b"[]]"),
    "numbers": Reply(body=b"[" + b"1," * 1_000_000 + b"1]"),
    "tags": Reply(headers=(("content-type", "text/html"),), body=b"<a><b>" * 340_000),
    "xml": Reply(headers=(("content-type", "application/atom+xml"),), body=b"<a/>" * 500_000),
    "events": Reply(
        headers=(("content-type", "text/event-stream"),), body=b"data: {}\n\n" * 180_000
    ),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", HEAVY)
def test_memory_stays_bounded(name: str) -> None:
    """Every peer sends two megabytes of the costliest kind; the process stays under 150 MiB."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'claude_doctor', 'check', '--json'])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
    )
    with world(dataclasses.replace(HEALTHY, everywhere=HEAVY[name])) as running:
        env = {**os.environ, **running.environ()}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8", check=True
        )
    json.loads(done.stdout)
    assert int(done.stderr) < 150 * 1024


def interrupted(nowhere: dict[str, str], *options: str) -> str:
    """What a check prints that gets SIGINT when its ping has arrived and the page has answered; it
    ends with 130."""
    with world(dataclasses.replace(HEALTHY, api=Api(instead=Wire.MUTE))) as running:
        process = subprocess.Popen(
            [sys.executable, "-m", "claude_doctor", "check", *options],
            env={**nowhere, **running.environ()}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip
        until(lambda: all(running.asked(one) for one in ("api", "status")))
        clock.pause(0.2)  # to read the page's answer
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (130, "") == (process.returncode, err)
    return out


def test_ctrl_c_prints_a_partial_report(run: Run, nowhere: dict[str, str], tmp_path: Path) -> None:
    """SIGINT in the middle: one JSON document that says so, judged again too, and what was known by
    then; no machine is called busy for it."""
    report = json.loads(out := interrupted(nowhere, "--json"))
    probes = {p["name"]: p for p in report["probes"]}
    assert "timed-out" == probes["ping"]["outcome"]
    assert probes["ping"]["note"].startswith("interrupted after ")
    assert "measured" in {p["outcome"] for p in report["probes"]}
    assert report["interrupted"] is True
    assert "interrupted" in report["verdict"]["summary"]
    saved = tmp_path / "report.json"
    saved.write_text(out)
    again = json.loads(run("check", "--replay", str(saved), "--json").stdout)
    assert again["interrupted"] is True
    assert report["verdict"] == again["verdict"]


def test_ctrl_c_is_told_to_people(nowhere: dict[str, str]) -> None:
    """The text says after how long it was interrupted."""
    said = " ".join(interrupted(nowhere).split())
    assert re.search(r"Interrupted after \d+\.\d s: this is what was known by then\.", said)
    assert "exit" not in said


@pytest.mark.parametrize("delay", [0.03, 0.1, 0.2, 0.4])
def test_an_early_ctrl_c_prints_its_report(nowhere: dict[str, str], delay: float) -> None:
    """SIGINT while everything is still being loaded: one JSON document, exit code 130."""
    with world(dataclasses.replace(HEALTHY, everywhere=Wire.MUTE)) as running:
        # The interpreter's own start cannot be protected; ours begins with this line.
        program = (
            "import claude_doctor.outside.interrupt as i; i.take(); print(flush=True)\n"
            "import sys; sys.argv = ['claude-doctor', 'check', '--json']\n"
            "from claude_doctor.cli import main; main()\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program], env={**nowhere, **running.environ()},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (130, "") == (process.returncode, err)
    assert 12 == len(json.loads(out)["probes"])


def test_a_gateway_that_refuses_is_found_without_a_ping(run: Run) -> None:
    """--no-ping sends the gateway nothing, but its closed port is no health."""
    with world(by_name("gateway-refused")) as running:
        report = checked(run, running, "--no-ping")
    assert ("gateway-failure", 13) == (report["verdict"]["cause"], report["exit"])


@pytest.mark.parametrize("timeout", ["1", "2", "5"])
def test_the_verdict_does_not_hang_on_the_time_out(run: Run, timeout: str) -> None:
    """Everything silent is offline, however short the run; TLS that hangs is tls-failure. A busy
    machine may not know."""
    with world(dataclasses.replace(HEALTHY, everywhere=Wire.MUTE)) as running:
        report = checked(run, running, "--timeout", timeout)
        assert "offline" == report["verdict"]["cause"] or busy(report)
    with world(instead("api", Wire.DEAF)) as running:
        url = running.api_url.replace("http://", "https://")
        addresses = dict.fromkeys(("ANTHROPIC_BASE_URL", "CLAUDE_DOCTOR_FRONT_DOOR_URL"), url)
        report = checked(run, running, "--timeout", timeout, **addresses)
    assert "tls-failure" == report["verdict"]["cause"] or busy(report)


def test_a_list_of_models_that_hangs_guesses_nothing(run: Run) -> None:
    """The default model is unknown and the list silent: the 404 stays what was measured, or the
    second request tells more; never a failure of the path."""
    gone = Api(gone=("claude-haiku-5-5",))
    with world(dataclasses.replace(HEALTHY, api=gone)) as running:
        report = checked(run, running, "--timeout", "3")
    assert "healthy" == report["verdict"]["cause"]


def test_cost_is_told(run: Run) -> None:
    """Tokens and price of the ping are in the text and in the JSON."""
    with world(HEALTHY) as running:
        facts = next(p["facts"] for p in checked(run, running)["probes"] if p["name"] == "ping")
        text = run("check", env=running.environ()).stdout
    cost = (facts["input_tokens"] * 0.10 + facts["output_tokens"] * 0.50) / 1_000_000
    assert pytest.approx(cost, abs=1e-9) == facts["cost_usd"]
    assert f"{facts['input_tokens']} + {facts['output_tokens']} tokens" in text


def test_a_portals_session_is_not_shown(run: Run) -> None:
    """Where a redirect leads is told, what stands behind its question mark is not."""
    for form in ((), ("--json",)):
        done = run("demo", "captive-portal-redirect", *form)
        assert "/login" in done.stdout
        assert "planted" not in done.stdout + done.stderr
