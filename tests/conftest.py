"""What the tests share: the real command line in a scrubbed environment, on loopback only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from claude_doctor.fallbacks import all_providers
from claude_doctor.sources.crowd import all_sources
from tests.command import inside

# A busy machine is no finding, and CI must not fail on an example that nobody has seen yet: there
# the examples are always the same, at a desk they are new each time.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
hypothesis.settings.load_profile("house")

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
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


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
