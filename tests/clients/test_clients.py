"""The part of the table of real clients that needs only what the tests install: SDK and curl."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from claude_doctor.chaos import by_name
from tests.clients.clients import CLIENTS, Client
from tests.clients.expected import EXPECTED, expected
from tests.clients.kinds import kind, worlds
from tests.clients.table import fill, shown

SCENARIOS = [
    "healthy", "overloaded", "overloaded-in-stream", "cut-stream", "ended-stream", "key-rejected",
    "model-not-found", "spend-limit", "acceleration-limit", "billing-problem", "request-too-large",
    "captive-portal", "connection-failed", "proxy-failure", "bad-gateway",
]  # fmt: skip


@pytest.mark.parametrize("client", [c for c in CLIENTS if c.name in ("py-sdk", "curl")], ids=str)
def test_what_a_client_gets_is_what_the_api_would_give(client: Client) -> None:
    """In each of these scenarios the client does what its own source does with the API's answer,
    whole and streamed; of an overload it makes as many requests as it would there."""
    if client.program == "curl" and not shutil.which("curl"):
        pytest.skip("curl is not installed")
    rows = list(fill(client, None, SCENARIOS))
    assert {row.scenario for row in rows} == set(SCENARIOS)
    assert [row for row in rows if not row.ok] == [], shown(rows)


def test_every_scenario_is_expected_by_every_client() -> None:
    """A new kind of answer cannot be left out of the table."""
    unknown = [
        (client.name, name, kind(by_name(name), stream))
        for client in CLIENTS
        for name in worlds(client.cloud)
        for stream in client.ways
        if expected(client.name, "stream" if stream else "whole", kind(by_name(name), stream))
        == "?"
    ]
    assert unknown == []
    assert set(EXPECTED) == {client.name for client in CLIENTS}


def test_what_is_not_installed_is_no_client(tmp_path: Path) -> None:
    """Only curl needs nothing."""
    assert ["curl"] == [client.name for client in CLIENTS if client.installed(tmp_path)]
