"""TLS, proxies, clocks and gateways that are broken, real ones, through the command line."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from claude_doctor.chaos import Running, Scenario, by_name, serve
from claude_doctor.chaos.roles import Api, Control, Proxy
from claude_doctor.chaos.wire import Instead, Reply, Wire
from tests.conftest import Run
from tests.peers import certificate, proxy

Check = Callable[..., dict[str, Any]]

HEALTHY = by_name("healthy")
NOW, DAY = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
PASSWORD = "planted-proxy-password"


@pytest.fixture
def checked(run: Run, tmp_path: Path) -> Check:
    """`check --json` in this world; the exit code, the text and the command of the first fix."""

    def check(running: Running, *options: str, **env: str) -> dict[str, Any]:
        done = run("check", "--json", *options, env={**running.environ(), **env})
        report: dict[str, Any] = json.loads(done.stdout)
        saved = tmp_path / "report.json"
        saved.write_text(done.stdout)
        text = run("check", "--replay", str(saved))
        assert PASSWORD not in done.stdout + done.stderr + text.stdout
        assert text.returncode == done.returncode
        assert report["verdict"]["summary"].split()[0] in text.stdout
        return {
            **report["verdict"],
            "exit": done.returncode,
            "facts": {p["name"]: p["facts"] for p in report["probes"]},
            "commands": {fix["id"]: fix["command"] for fix in report["fixes"]},
        }

    return check


@contextlib.contextmanager
def https(folder: Path, name: str = "127.0.0.1", trusted: bool = True, scenario: Scenario = HEALTHY,
          **validity: dt.datetime) -> Iterator[tuple[Running, dict[str, str]]]:  # fmt: skip
    """A world whose API has a certificate of a throw-away CA, and the variables that trust it."""
    ca = trustme.CA(organization_name="Example Interception Inc")
    pem = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(pem))
    with serve(scenario, tls={"api": certificate(ca, name, **validity)}) as running:
        yield running, {"SSL_CERT_FILE": str(pem)} if trusted else {}


TLS = [
    ({"trusted": False}, "signed by Example Interception Inc", "trust-ca"),
    (
        {"not_before": NOW - 9 * DAY, "not_after": NOW - 2 * DAY},
        "is expired; signed by Example Interception Inc",
        "see-certificate",
    ),
    ({"not_before": NOW + 2 * DAY, "not_after": NOW + 9 * DAY}, "not-yet-valid", "see-certificate"),
    ({"name": "api.example"}, "another host's certificate", "see-certificate"),
]


@pytest.mark.parametrize(("how", "says", "fix"), TLS, ids=["untrusted", "old", "early", "other"])
def test_a_certificate_that_does_not_verify(
    how: dict[str, Any], says: str, fix: str, checked: Check, tmp_path: Path
) -> None:
    """network / tls-failure, exit 13: what is wrong, who signed, and what to type."""
    with https(tmp_path, **how) as (running, env):
        found = checked(running, **env)
    assert (13, "network", "tls-failure") == (found["exit"], found["side"], found["cause"])
    assert says in found["summary"]
    assert fix == next(iter(found["commands"]))
    port = running.api_url.rpartition(":")[2]
    assert f"-connect 127.0.0.1:{port} " in found["commands"]["see-certificate"]


@pytest.mark.parametrize(("wire", "says"), [(Wire.MUTE, "(silent)"), (Wire.CLOSE, "handshake")])
def test_a_handshake_that_does_not_come_about(wire: Wire, says: str, checked: Check) -> None:
    """Silence and hanging up are TLS failures too, told without OpenSSL's own words."""
    with serve(replace(HEALTHY, api=Api(wire), base_url="https://{api_host}")) as running:
        found = checked(running, "--timeout", "5")
    assert (13, "tls-failure") == (found["exit"], found["cause"])
    assert says in found["summary"]
    assert "_ssl.c" not in str(found)


def test_what_only_ssl_cert_file_knows(checked: Check, tmp_path: Path) -> None:
    """It works for Python; Node lacks the CA: degraded, the issuer and the command are named."""
    with https(tmp_path) as (running, env):
        found = checked(running, **env)
        assert ("environment-conflict", "degraded", 0) == (
            found["cause"], found["severity"], found["exit"],
        )  # fmt: skip
        assert "Example Interception Inc" in found["summary"]
        assert 'export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"' == found["commands"]["share-ca"]
        mended = checked(running, **env, NODE_EXTRA_CA_CERTS=env["SSL_CERT_FILE"])
        assert "healthy" == mended["cause"]
        assert mended["facts"]["network"]["tls_named"] is True
        assert "remarks" not in mended["facts"]["network"]  # the system's store was not asked


PROXIES: list[tuple[Instead, str, str]] = [
    (proxy(f"anna:{PASSWORD}"), "rejected the proxy credentials", "proxy-login"),
    (Reply(403, (("x-deny-reason", "host_not_allowed"),)), "host_not_allowed", "allow-host"),
    (Reply(502), "502", "fix-proxy"),
]
ROUND = 'export NO_PROXY="127.0.0.1${NO_PROXY:+,$NO_PROXY}"'


@pytest.mark.parametrize(("how", "says", "fix"), PROXIES, ids=["407", "403", "502"])
def test_a_proxy_that_opens_no_tunnel(
    how: Instead, says: str, fix: str, checked: Check, tmp_path: Path
) -> None:
    """A real proxy on the way to real TLS: proxy-failure, exit 13, why, what to type. The direct
    way is open, so to go round the proxy, which was tried, comes first."""
    with https(tmp_path, scenario=replace(HEALTHY, proxy=Proxy(how))) as (running, env):
        url = running.urls["proxy"]
        found = checked(running, **env, HTTPS_PROXY=url, NO_PROXY="localhost")
    assert (13, "network", "proxy-failure") == (found["exit"], found["side"], found["cause"])
    assert says in found["summary"]
    assert url.removeprefix("http://") in found["summary"]
    assert ["apply-cure", fix] == list(found["commands"])[:2]
    assert ROUND == found["commands"]["apply-cure"]


def test_a_proxy_with_its_login(checked: Check, tmp_path: Path) -> None:
    """With the right login in the variable the tunnel opens; with a wrong one it is named, and
    neither shows anywhere."""
    scenario = replace(HEALTHY, proxy=Proxy(proxy(f"anna:{PASSWORD}")))
    with https(tmp_path, scenario=scenario) as (running, env):
        env = {**env, "NODE_EXTRA_CA_CERTS": env["SSL_CERT_FILE"], "NO_PROXY": "localhost"}
        host = running.urls["proxy"].removeprefix("http://")
        right = checked(running, **env, HTTPS_PROXY=f"http://anna:{PASSWORD}@{host}")
        assert ("healthy", "works") == (right["cause"], right["facts"]["network"]["proxy"])
        wrong = checked(running, **env, HTTPS_PROXY=f"http://anna:not-{PASSWORD}@{host}")
        assert "proxy-failure" == wrong["cause"]
        assert f"export HTTPS_PROXY=http://USER:PASSWORD@{host}" == wrong["commands"]["proxy-login"]


@pytest.mark.parametrize(
    ("where", "fix", "command"),
    [
        ("http://127.0.0.1:9", "apply-cure", "unset HTTPS_PROXY"),
        # A proxy elsewhere, and the address is this machine: it need not be asked at all.
        ("http://no-such-proxy.invalid:3128", "set-no-proxy", "export NO_PROXY="),
    ],
)
def test_a_proxy_that_is_not_there(
    where: str, fix: str, command: str, checked: Check, tmp_path: Path
) -> None:
    """Nobody at its address, and the direct way is open: its variable is taken away."""
    with https(tmp_path) as (running, env):
        found = checked(running, **env, HTTPS_PROXY=where, NO_PROXY="localhost")
    assert (13, "proxy-failure") == (found["exit"], found["cause"])
    assert fix == next(iter(found["commands"]))
    assert found["commands"][fix].startswith(command)
    if fix == "apply-cure":
        assert "without it the API answers" in found["summary"]


def dated(at: dt.datetime) -> Scenario:
    """A healthy world with a control host that is open, and of another time."""
    date = format_datetime(at, usegmt=True)
    return replace(HEALTHY, control=Control(Reply(204, (("date", date),))))


@pytest.mark.parametrize(("off", "way"), [(40 * DAY, "behind"), (-40 * DAY, "ahead")])
def test_a_clock_that_is_off(off: dt.timedelta, way: str, checked: Check, tmp_path: Path) -> None:
    """Peers agree on another date, and the certificate is of their time: it's the clock here."""
    theirs = {"not_before": NOW + off - DAY, "not_after": NOW + off + DAY}
    with https(tmp_path, scenario=dated(NOW + off), **theirs) as (running, env):
        found = checked(running, **env)
    assert (13, "clock-skew") == (found["exit"], found["cause"])
    assert f"40 days {way}" in found["summary"]
    assert "timedatectl" in found["commands"]["set-clock"]


def test_a_clock_that_cannot_be_why(checked: Check, tmp_path: Path) -> None:
    """The clock is behind, and the certificate has expired even so: it's the certificate."""
    theirs = {"not_before": NOW - 9 * DAY, "not_after": NOW - DAY}
    with https(tmp_path, scenario=dated(NOW + DAY), **theirs) as (running, env):
        found = checked(running, **env)
    assert (13, "tls-failure") == (found["exit"], found["cause"])


def test_a_certificate_file_that_nobody_writes(checked: Check, tmp_path: Path) -> None:
    """SSL_CERT_FILE names a pipe: the check does not wait for it, as the SDK would for ever, and
    says what is wrong."""
    os.mkfifo(tmp_path / "pipe")
    with serve(by_name("healthy")) as running:
        found = checked(running, SSL_CERT_FILE=str(tmp_path / "pipe"))
    assert (11, "environment-conflict") == (found["exit"], found["cause"])
    assert "SSL_CERT_FILE names something that is not a file" in found["summary"]


def test_a_gateway_with_a_foreign_certificate(checked: Check, tmp_path: Path) -> None:
    """The front door answers, the gateway's certificate does not verify: the CA is what lacks."""
    with https(tmp_path, scenario=replace(HEALTHY, front_door=Api())) as (running, _):
        found = checked(running)
    assert (13, "gateway-failure") == (found["exit"], found["cause"])
    assert "signed by Example Interception Inc" in found["summary"]
    assert "trust-ca" == next(iter(found["commands"]))


@pytest.mark.parametrize("name", ["gateway-refused", "gateway-failure", "gateway-silent"])
def test_a_gateway_beside_an_overloaded_front_door(name: str, checked: Check) -> None:
    """A 529 of the front door's is an answer: the gateway fails all the same, less surely."""
    other = by_name("gateway-refused-overloaded").front_door
    with serve(replace(by_name(name), front_door=other)) as running:
        found = checked(running, "--timeout", "3")
    if name == "gateway-silent" and found["facts"]["network"]["busy"]:
        return  # three seconds may be too short a silence on a busy machine
    assert (13, "gateway-failure", "medium") == (found["exit"], found["cause"], found["confidence"])
    assert "(overloaded)" in found["summary"]
    assert found["facts"]["ping"]["front_door"] is False


def test_the_way_round_a_gateway_sends_no_key(checked: Check, nowhere: dict[str, str]) -> None:
    """What bypass-gateway says to type, typed: the front door is asked, and sees no credential."""
    with serve(by_name("gateway-refused")) as running:
        command = checked(running)["commands"]["bypass-gateway"]
        typed = command.replace("claude-doctor", f"{sys.executable} -m claude_doctor")
        env = {**nowhere, **running.environ(), "ANTHROPIC_AUTH_TOKEN": "the-gateways-token"}
        env["CLAUDE_DOCTOR_FRONT_DOOR_URL"] = "https://api.anthropic.com"
        done = subprocess.run(
            ["sh", "-c", f"{typed} --json --only environment"],
            env=env, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    facts = json.loads(done.stdout)["probes"]
    shown = next(p["facts"] for p in facts if p["name"] == "environment")
    assert ("none", False) == (shown["credential"], shown["gateway"])
