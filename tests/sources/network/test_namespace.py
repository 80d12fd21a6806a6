"""No network, and resolvers that fail in every way, with the real thing: a network namespace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import clock
from tests.conftest import busy
from tests.rules.test_unknown import HOLLOW

HERE = Path(__file__).parent
UNSHARE = ("unshare", "--user", "--map-root-user", "--net", "--mount")


def _possible() -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    trial = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
    return trial.returncode == 0


pytestmark = pytest.mark.skipif(
    not _possible(), reason="this machine lets nobody make a network namespace"
)


def inside(what: str, *arguments: str, home: Path, **env: str) -> tuple[dict[str, Any], int, float]:
    """The report of `check --json` in a namespace, its exit code, and the seconds it took."""
    done = subprocess.run(
        [*UNSHARE, sys.executable, str(HERE / "namespace.py"), what, "check", "--json", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return json.loads(done.stdout), done.returncode, float(done.stderr.split()[-1])


def test_no_network_at_all(tmp_path: Path) -> None:
    """With the tool's own addresses and no network: network / offline, exit 13, under 3 s."""
    report, code, seconds = inside("none", home=tmp_path)
    assert (13, "network", "offline") == (
        code,
        report["verdict"]["side"],
        report["verdict"]["cause"],
    )
    assert clock.soon(seconds, 0, slack=3)


def test_a_resolver_that_knows_no_name(tmp_path: Path) -> None:
    """NXDOMAIN for every name is no network either; the fact names the fault."""
    report, code, _ = inside("nxdomain", home=tmp_path)
    assert (13, "offline") == (code, report["verdict"]["cause"])
    network = next(p["facts"] for p in report["probes"] if p["name"] == "network")
    assert ("failed", "the name does not exist") == (network["dns"], network["dns_fault"])


def test_a_dead_resolver_never_breaks_the_deadline(tmp_path: Path) -> None:
    """A resolver that would take 30 s: the process ends within --timeout + 0.5 s."""
    report, code, seconds = inside("silent", "--timeout", "4", home=tmp_path)
    assert clock.soon(seconds, 4)
    if busy(report):
        assert report["verdict"]["side"] in ("network", "unknown")
        return
    assert 13 == code
    assert "network" == report["verdict"]["side"]


def test_a_slow_resolver_is_told(tmp_path: Path) -> None:
    """Resolving takes its time, which is measured; a name that leads elsewhere is seen as such."""
    report, _, _ = inside("slow", "--only", "network", home=tmp_path)
    facts = next(p["facts"] for p in report["probes"] if p["name"] == "network")
    assert "ok" == facts["dns"]
    assert facts["dns_ms"] >= 750
    if not facts["busy"]:
        assert facts["dns_slow"] is True
        assert "slow" in facts["remarks"][0]
    assert facts["dns_official"] is False


def test_a_name_that_leads_to_this_machine(tmp_path: Path) -> None:
    """A resolver that answers 127.0.0.1 for everything: connections are refused, not "offline"
    by name; nothing answers."""
    report, code, _ = inside("loopback", home=tmp_path)
    facts = next(p["facts"] for p in report["probes"] if p["name"] == "network")
    assert (13, "ok", "failed") == (code, facts["dns"], facts["tcp"])


def test_a_name_that_leads_into_a_private_network(tmp_path: Path) -> None:
    """The internet answers, and the API's own name leads to this machine: it's name resolution,
    with the address; a command that shows it asks for that name."""
    report, code, _ = inside("private", "--timeout", "15", home=tmp_path)
    verdict = report["verdict"]
    assert (13, "dns-failure") == (code, verdict["cause"])
    assert "api.anthropic.com resolves to 127.0.0.1 (this machine)" in verdict["summary"]
    commands = {fix["id"]: fix["command"] for fix in report["fixes"]}
    assert commands["check-dns"].startswith("nslookup api.anthropic.com; ")


def test_tls_that_only_the_systems_store_believes(tmp_path: Path) -> None:
    """Interception at the API's own name: who signed, that the system's store believes it and
    the bundle does not, that IPv6 fails, and what to type."""
    chosen = ("--only", "network", "--only", "environment")
    report, code, _ = inside("intercepted", *chosen, home=tmp_path)
    probe = next(p for p in report["probes"] if p["name"] == "network")
    facts = probe["facts"]
    assert "ok" == facts["tls"]
    assert (True, False) == (facts["tls_system"], facts["tls_bundle"])
    assert "Example Interception Inc" == facts["tls_issuer"]
    assert (False, True) == (facts["dns_official"], facts["dns_private"])
    assert "the name resolves to " in probe["summary"]
    assert "trusted by the system store only" in probe["summary"]
    assert ("environment-conflict", 0) == (report["verdict"]["cause"], code)
    assert "Example Interception Inc" in report["verdict"]["summary"]
    assert "use-system-store" == report["fixes"][0]["id"]
    if facts["ipv6"] != "none":  # this kernel has IPv6
        assert "failed" == facts["ipv6"]
        assert "IPv6 fails" in probe["summary"]
        assert any("IPv6 fails" in remark for remark in facts["remarks"])


needs_ip = pytest.mark.skipif(shutil.which("ip") is None, reason="there is no `ip` (iproute2)")


@needs_ip
@pytest.mark.parametrize(
    ("what", "says", "command"),
    [
        ("sinkhole", "resolves to 0.0.0.0, as a DNS blocker", "tee -a /etc/hosts"),
        ("hosts", "line 2 of /etc/hosts maps api.anthropic.com to 127.0.0.1", "-e '2d'"),
        ("deaf", "127.0.0.1 does not answer, so no name resolves. The connection", "tee -a"),
    ],
)
def test_only_the_name_is_wrong(what: str, says: str, command: str, tmp_path: Path) -> None:
    """The API answers under its number: dns-failure, never offline; who says so, with the address,
    and the change that worked comes first."""
    report, code, _ = inside(what, "--timeout", "60", home=tmp_path)
    verdict = report["verdict"]
    assert (13, "dns-failure") == (code, verdict["cause"])
    assert says in verdict["summary"]
    assert command in report["fixes"][0]["command"]
    assert not any("cable" in fix["title"] for fix in report["fixes"])


@needs_ip
def test_a_firewall_that_rejects_everything(tmp_path: Path) -> None:
    """Names resolve and every connection is refused at once: a firewall, never offline."""
    report, code, _ = inside("rejecting", home=tmp_path)
    verdict = report["verdict"]
    assert (13, "connection-failed") == (code, verdict["cause"])
    assert "It's a firewall: it rejects every connection from here at once" in verdict["summary"]


def test_offline_says_what_was_tried(tmp_path: Path) -> None:
    """Without a network: that there is no route out, and the address that was tried."""
    report, _, _ = inside("none", home=tmp_path)
    assert "no route out" in report["verdict"]["summary"]
    assert "network is unreachable" in report["verdict"]["summary"]


#: Resolvers and ways that swallow what they are asked, with the time-out of the check.
HOLES = {
    "late": "3", "no-a,usual": "3", "no-aaaa,usual": "3",
    "silent,search": "3", "nxdomain,search,quiet": "8", "hole,quiet": "5", "garbage,usual": "3",
    "another-id,usual": "3", "truncated,usual": "6", "looping,usual": "6", "half,usual": "6",
    "servfail,search": "6",
}  # fmt: skip
#: What is always played; the others only with --everything.
_SOME = ("late", "no-aaaa,usual", "silent,search", "hole,quiet", "truncated,usual")


@needs_ip
@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=() if what in _SOME else pytest.mark.thorough) for what in HOLES],
)
def test_a_black_hole_never_holds_the_process(what: str, tmp_path: Path) -> None:
    """Names that nobody resolves in time, that are answered with something else, or that lead into
    a hole: the process ends by its own deadline, its threads left behind, with a report in which
    the network is at fault; where this machine was too busy, with none."""
    seconds = int(HOLES[what])
    report, code, taken = inside(what, "--timeout", str(seconds), home=tmp_path)
    assert clock.soon(taken, seconds)
    assert [] == [one for one in report["probes"] if one["outcome"] == "failed"]
    if busy(report):
        assert report["verdict"]["side"] in ("network", "unknown")
        return
    assert (13, "network", "down") == (
        code, report["verdict"]["side"], report["verdict"]["severity"]
    )  # fmt: skip


@pytest.mark.thorough
@needs_ip
def test_a_name_that_comes_late_is_no_fault(tmp_path: Path) -> None:
    """Each name takes 5 s and then leads to the API, which answers: the wait is told, and nothing
    is down. That a private CA signs is what this world has to tell of, where the time was enough
    to look; nor is it health, for nobody else answers there."""
    report, _, _ = inside("late,numbered", "--timeout", "12", home=tmp_path)
    verdict = report["verdict"]
    facts = {one["name"]: one["facts"] for one in report["probes"]}
    told = (verdict["severity"], verdict["cause"])
    assert told in (("degraded", "environment-conflict"), ("none", "not-enough-evidence"))
    assert facts["ping"]["front_door"] is True
    assert ("ok", "ok", "ok") == tuple(facts["network"][name] for name in ("dns", "tcp", "tls"))
    assert facts["network"]["dns_ms"] >= 5000
    assert busy(report) or "name resolution is slow" in facts["network"]["remarks"][0]


@pytest.mark.thorough
@pytest.mark.parametrize("timeout", ["1", "3"])
def test_a_name_that_hangs_on_a_busy_machine(timeout: str, tmp_path: Path) -> None:
    """On one processor with four busy loops: the network's fault, or unknown in words that say what
    was not heard and why."""
    usual, one = os.sched_getaffinity(0), min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {one})  # what is started from here has it, too
    loops = [subprocess.Popen([sys.executable, "-S", "-c", "while 1: 0"]) for _ in range(4)]
    try:
        report, _, _ = inside("silent", "--timeout", timeout, home=tmp_path)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
        os.sched_setaffinity(0, usual)
    verdict = report["verdict"]
    assert verdict["side"] in ("network", "unknown")
    assert [] == [words for words in HOLLOW if words in verdict["summary"]]
    if (verdict["side"], verdict["severity"]) == ("unknown", "down"):
        assert "nothing was heard from https://api.anthropic.com" in verdict["summary"]


NO_NAME_OFFLINE = "this machine is offline. No name resolves"


@pytest.mark.sampled(3)
@needs_ip
@pytest.mark.parametrize(
    ("what", "cause", "says", "fixes"),
    [
        # Somebody takes connections, so the line is there: the resolver, and no single name.
        ("nxdomain,connects", "dns-failure", "no name resolves here", ["mend-resolver"]),
        ("empty,near,connects", "dns-failure", "no name resolves here", ["mend-resolver"]),
        ("closed,connects", "dns-failure", "so no name resolves", ["mend-resolver"]),
        ("refused,near,numbered", "dns-failure", "One change makes it work", ["pin-name",
                                                                             "mend-resolver"]),
        # A resolver that says no to every name has found nobody.
        ("nxdomain,near,quiet", "offline", NO_NAME_OFFLINE, ["check-internet", "check-dns"]),
        ("servfail,quiet", "offline", "Nothing outside answers", ["check-internet", "check-dns"]),
        ("servfail,near,rejects", "offline", NO_NAME_OFFLINE, ["check-internet", "check-dns"]),
        ("closed", "offline", "no route out", ["check-internet"]),
    ],
)  # fmt: skip
def test_no_name_resolves(
    what: str, cause: str, says: str, fixes: list[str], tmp_path: Path
) -> None:
    """A resolver that knows no name at all, however it says so, is no list of blocked names:
    offline where nothing else answers, else the resolver's own failure; no blocker is named."""
    report, code, _ = inside(what, "--timeout", "60", home=tmp_path)
    verdict, given = report["verdict"], [fix["id"] for fix in report["fixes"]]
    assert (13, cause) == (code, verdict["cause"])
    assert says in verdict["summary"]
    assert fixes == given[: len(fixes)]
    assert "unblock-name" not in given
    network = next(p["facts"] for p in report["probes"] if p["name"] == "network")
    assert ("none", "failed") == (network["other_names"], network["control"])


@needs_ip
@pytest.mark.parametrize("what", ["blocked", "blocked,near,rejects"])
def test_one_name_is_denied_and_others_resolve(what: str, tmp_path: Path) -> None:
    """Only the API's name is denied, and other hosts answer: a blocker, with high confidence; that
    its number is rejected too makes no firewall of it that rejects everything."""
    report, code, _ = inside(what, "--timeout", "60", home=tmp_path)
    verdict = report["verdict"]
    assert (13, "dns-failure", "high") == (code, verdict["cause"], verdict["confidence"])
    assert "api.anthropic.com does not resolve here: the nameserver" in verdict["summary"]
    assert "unblock-name" == report["fixes"][0]["id"]
    network = next(p["facts"] for p in report["probes"] if p["name"] == "network")
    assert ("some", "open", "works") == tuple(
        network[name] for name in ("other_names", "control", "way_out")
    )
