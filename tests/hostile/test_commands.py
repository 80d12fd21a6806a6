"""Whole commands where every peer behaves in one hostile way, as a user would start them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import clock

from .actors import ACTORS, MARKS
from .cells import ROOT, Peers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no `resource`")
TIMEOUT = 2
# Seconds beyond --timeout: those of the contract, which tests/test_promises.py watches, and two
# interpreters that start. Whatever holds a process here would hold it for much longer.
SLACK = 2.0
MOST = 150 * 1024  # kB of a whole process, by the contract
KEYED = next(one for one in ACTORS if one.name == "keyed")
#: One of each kind; the matrix has all of them.
CHECKED = (
    "hang-at-accept", "one-byte-a-second", "1xx-flood", "endless-events", "redirect-to-no-address",
    "50-mb", "gzip-bomb", "2-mb-of-objects", "2-mb-of-numbers", "2-mb-of-tags", "2-mb-of-elements",
    "2-mb-of-events", "json-deep-objects-below-the-bound", "json-half-a-pair", "10000-headers",
)  # fmt: skip
OTHERS = (
    (("fallbacks", "--json", "--ping", "--timeout", str(TIMEOUT)), "a-body-of-drips"),
    (("fallbacks", "--json", "--timeout", str(TIMEOUT)), "a-web-page-called-json"),
    (("wait", "--every", "0.2", "--timeout", str(TIMEOUT)), "hang-in-the-body"),
    (("wait", "--every", "0.2", "--timeout", str(TIMEOUT)), "429-retry-after-0"),
    (("watch", "--json", "--interval", "1", "--count", "2"), "json-deep-objects"),
    (("watch", "--json", "--interval", "1", "--count", "2", "--ping"), "closed-in-the-body"),
)
# Runs the command, then says how much memory it took at most.
_MEASURED = (
    "import resource, subprocess, sys\n"
    "code = subprocess.run([sys.executable, '-m', 'claude_doctor', *sys.argv[1:]]).returncode\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code, file=sys.stderr)\n"
)


@pytest.fixture(scope="module")
def peers() -> Iterator[Peers]:
    """The process of the peers."""
    running = Peers()
    yield running
    running.end()


def ended(peers: Peers, behavior: str, folder: Path, *words: str) -> tuple[str, int, float]:
    """Run a command before the behavior: what it printed, its exit code, its seconds. Nothing of it
    is on stderr, no key in it, and its memory bounded."""
    for name in ("home", "cache", "data", "claude"):
        (folder / name).mkdir(exist_ok=True)
    with peers.open(behavior) as urls:
        env = {**KEYED.environ(urls, folder), "PYTHONPATH": str(ROOT)}
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, *words], env=env, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        seconds = time.monotonic() - began
    *noise, last = done.stderr.strip().splitlines()
    memory, code = last.split()
    assert [] == [line for line in noise if "Traceback" in line or "Warning" in line], noise
    assert [] == [mark for mark in MARKS if mark in done.stdout + done.stderr]
    assert int(memory) < MOST
    assert [] == peers.seen()
    return done.stdout, int(code), seconds


@pytest.mark.sampled(4)
@pytest.mark.parametrize("behavior", CHECKED)
def test_a_check_ends_with_a_report(behavior: str, peers: Peers, tmp_path: Path) -> None:
    """In time, with one JSON document, no bug in a probe, and never healthy."""
    out, code, seconds = ended(peers, behavior, tmp_path, "check", "--json", "--fallbacks",
                               "--timeout", str(TIMEOUT))  # fmt: skip
    report = json.loads(out)
    assert clock.soon(seconds, TIMEOUT, SLACK)
    assert [] == [one for one in report["probes"] if one["outcome"] == "failed"]
    assert report["verdict"]["side"] != "healthy" and code not in (1, 2)
    assert report["verdict"]["side"] != "server", report["verdict"]["summary"]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("words", "behavior"), OTHERS, ids=lambda one: str(one)[:40])
def test_other_commands_end(
    words: tuple[str, ...], behavior: str, peers: Peers, tmp_path: Path
) -> None:
    """In time, in words of their own, and none of them says that Claude works."""
    out, code, seconds = ended(peers, behavior, tmp_path, *words)
    limit = TIMEOUT if "--timeout" in words else 20
    assert clock.soon(seconds, limit, SLACK)
    assert code not in (1, 2) and (code or words[0] != "wait")
    for line in out.splitlines() if "--json" in words and words[0] == "watch" else ():
        assert json.loads(line)["verdict"]["side"] != "healthy"
    if words[0] == "fallbacks":
        assert [] == [one for one in json.loads(out)["fallbacks"] if one["state"] == "up"]
