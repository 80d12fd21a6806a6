"""The part of the table of real clients that needs only what the tests install: SDK and curl."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from claude_doctor.chaos import SCENARIOS as EVERY
from claude_doctor.chaos import by_name
from tests.clients.clients import CLIENTS, CLOUDS, COMMANDS, Client
from tests.clients.expected import EXPECTED, expected
from tests.clients.kinds import kind, unshown, worlds
from tests.clients.readings import addressed, sides
from tests.clients.shown import grid, misread, outcomes, summary
from tests.clients.table import Row, fill, kept, loaded

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
    assert [row for row in rows if not row.ok] == [], outcomes(rows)


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


def test_no_scenario_is_left_out() -> None:
    """Each is shown to a client, as itself or by one that is the same to it, or it is listed with
    the reason why it cannot be; and whose fault it is, is known."""
    shown = {name for cloud in ("", *CLOUDS) for same in worlds(cloud).values() for name in same}
    far = unshown()["its calls go to a far host, and nothing is sent there"]
    assert {scenario.name for scenario in EVERY} == shown | set(far)
    assert not shown & set(far)
    failing = [
        (name, kind(by_name(name), True)) for cloud in ("", *CLOUDS) for name in worlds(cloud)
    ]
    assert [pair for pair in failing if pair[1] != "fine" and not sides(*pair)] == []


def test_kept_rows_print_the_same_table(tmp_path: Path) -> None:
    """In whatever order they were kept; of the same call the last one counts. What a text says is
    read anew, as at the real address where the world is the API itself."""
    words = "InternalServerError: Error code: 502 - Bad gateway, http://127.0.0.1:9/v1/messages"
    rows = [
        Row("curl", "8", "overloaded", "stream", "status 529", "exit 0 529", 1, ("Overloaded",)),
        Row("py-sdk", "2", "bad-gateway", "whole", "page 502", "none", 1, (words,)),
        Row(
            "py-sdk",
            "2",
            "bad-gateway",
            "whole",
            "page 502",
            "InternalServerError 502",
            1,
            (words,),
        ),
    ]
    (tmp_path / "rows").write_text(kept(rows), encoding="utf-8")
    got = loaded([tmp_path / "rows"])
    assert got == [rows[2], rows[0]]
    assert "https://api.anthropic.com/v1/messages" in addressed(words, "bad-gateway")
    assert "127.0.0.1" in addressed(words, "gateway-failure")
    last = summary(got).splitlines()[-1]
    assert [cell.strip() for cell in last.split("|")][3:7] == ["2", "2", "2", "0"]
    assert "bad-gateway" in grid(got)
    assert misread([rows[0]]) == ""


def test_what_is_not_installed_is_no_client(tmp_path: Path) -> None:
    """Only commands of the system need nothing."""
    there = {client.file for client in CLIENTS if client.installed(tmp_path)}
    assert there == {name for name in COMMANDS if shutil.which(name)}
