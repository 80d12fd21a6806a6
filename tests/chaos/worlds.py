"""What the tests of the loopback world share: a served world, and clients without manners."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx

from claude_doctor.chaos import DEMO_KEY, Running, Scenario, by_name, serve

HEALTHY = by_name("healthy")
KEY = {"x-api-key": DEMO_KEY, "anthropic-version": "2023-06-01"}
PING: dict[str, Any] = {
    "model": "claude-haiku-5-5",
    "max_tokens": 10,
    "messages": [{"role": "user", "content": "Say pong"}],
    "thinking": {"type": "disabled"},
}


@contextmanager
def served(scenario: Scenario = HEALTHY, **changes: Any) -> Iterator[Running]:
    """A served scenario in which nothing of ours may go wrong."""
    with serve(replace(scenario, **changes)) as running:
        yield running
        assert running.faults == []


def raw(url: str, sent: bytes = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", wait: float = 2.0) -> bytes:
    """Everything that comes back on a plain socket until it closes or `wait` is over."""
    parts = urlsplit(url)
    got = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=wait) as peer:
        peer.sendall(sent)
        ends = time.monotonic() + wait
        while (left := ends - time.monotonic()) > 0:
            peer.settimeout(left)
            try:
                part = peer.recv(65536)
            except TimeoutError:
                break
            if not part:
                break
            got += part
    return got


def fetch(running: Running, role: str, path: str) -> httpx.Response:
    """One GET."""
    return httpx.get(running.urls[role] + path, trust_env=False, verify=False)
