"""What the tests share: the real command line in a scrubbed environment, on loopback only."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from claude_doctor.fallbacks import all_providers
from claude_doctor.sources.crowd import all_sources
from tests.command import inside
from tests.peers import refusing_port

# A busy machine is no finding, and CI must not fail on an example that nobody has seen yet: there
# the examples are always the same, at a desk they are new each time.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
hypothesis.settings.load_profile("house")

# Whoever runs the tests behind others (`&`, nohup) has Ctrl-C or a lost terminal ignored, by all
# that is started here too; the tests send such signals on purpose. What is started inherits no
# handler.
# Python itself ignores two, and subprocess gives those back.
for _number in signal.valid_signals():
    if signal.getsignal(_number) is signal.SIG_IGN and (
        getattr(_number, "name", "") not in ("SIGPIPE", "SIGXFSZ")
    ):
        with contextlib.suppress(ValueError):  # not the main thread
            signal.signal(
                _number,
                signal.default_int_handler if _number == signal.SIGINT else lambda *_: None,
            )

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

#: Every address that a check may ask, by the name of its variable.
ADDRESSES = (
    "ANTHROPIC_BASE_URL",
    "CLAUDE_DOCTOR_FRONT_DOOR_URL",
    "CLAUDE_DOCTOR_ADMIN_URL",
    "CLAUDE_DOCTOR_STATUS_URL",
    "CLAUDE_DOCTOR_STATUS_FALLBACK_URL",
    "CLAUDE_DOCTOR_CONTROL_URL",
    *(variable for source in all_sources() for variable in source.variables),
    *(provider.variable for provider in all_providers()),
)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--everything` also runs what a usual run leaves out or samples."""
    parser.addoption("--everything", action="store_true", help="leave nothing out, sample nothing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A usual run takes no test marked `thorough`, and of one marked `sampled(n)` every n-th set of
    parameters: what the others add is little, and CI asks for it on each Python."""
    if config.getoption("everything"):
        return
    seen: Counter[str] = Counter()
    kept, left = [], []
    for item in items:
        sampled = item.get_closest_marker("sampled")
        name = item.nodeid.partition("[")[0]
        out = item.get_closest_marker("thorough") is not None
        if sampled is not None:
            out = out or seen[name] % sampled.args[0] != 0
            seen[name] += 1
        (left if out else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def busy(report: dict[str, Any]) -> bool:
    """Whether, by the report's own word, this machine was too busy to hear a short silence, or the
    run too short."""
    return any(
        probe["facts"].get("busy") is True or (probe["note"] or "").startswith("too short")
        for probe in report["probes"]
    )


@pytest.fixture
def closed_port() -> int:
    """A loopback port that refuses connections."""
    return refusing_port()


@pytest.fixture
def nowhere(tmp_path: Path, closed_port: int) -> dict[str, str]:
    """An environment in which every peer refuses: no test can reach anything but loopback."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "TMPDIR")}
    return {
        **kept,
        **dict.fromkeys(ADDRESSES, f"http://127.0.0.1:{closed_port}"),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "CLAUDE_CONFIG_DIR": str(tmp_path / "claude"),
        "CLAUDE_DOCTOR_CACHE_DIR": str(tmp_path / "cache"),
        "CLAUDE_DOCTOR_DATA_DIR": str(tmp_path / "data"),
    }


@pytest.fixture
def run(nowhere: dict[str, str]) -> Run:
    """The real command line, in this process: `run("check", "--json", env={...}, input="…")`."""

    def call(
        *arguments: str, env: dict[str, str] | None = None, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        return inside(arguments, {**nowhere, **(env or {})}, input)

    return call


@pytest.fixture
def process(nowhere: dict[str, str]) -> Run:
    """The same, from end to end: in a process of its own, as a user starts it."""

    def call(
        *arguments: str, env: dict[str, str] | None = None, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "claude_doctor", *arguments],
            env={**nowhere, **(env or {})},
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return call


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A loopback port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield int(listener.getsockname()[1])
