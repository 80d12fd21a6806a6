"""The phases of a connection, one by one, on loopback."""

from __future__ import annotations

import asyncio
import errno
import socket
import time

import pytest

from claude_doctor.engine import patience
from claude_doctor.sources.network import names, phases, tunnel


def address(host: str, port: int) -> phases.Address:
    """An address by number."""
    six = ":" in host
    family = socket.AF_INET6 if six else socket.AF_INET
    return phases.Address(family, (host, port, 0, 0) if six else (host, port))


def attempt(at: phases.Address, fault: str | None = None, no_route: bool = False) -> phases.Attempt:
    """An attempt that has ended so."""
    return phases.Attempt(at, 1, fault, no_route)


FOUR, SIX = address("127.0.0.1", 1), address("::1", 1)


@pytest.mark.parametrize(
    ("tries", "word"),
    [
        ([], "none"),
        ([attempt(SIX)], "ok"),
        ([attempt(SIX, "connection refused")], "failed"),
        ([attempt(SIX, "connection refused"), attempt(SIX)], "ok"),
        ([attempt(SIX, "network is unreachable", no_route=True)], "none"),
    ],
)
def test_ipv6_in_one_word(tries: list[phases.Attempt], word: str) -> None:
    """A machine without IPv6 has none; one whose IPv6 does not connect has it half up."""
    assert phases.ipv6_word(tries) == word


@pytest.mark.parametrize(
    ("addresses", "official"),
    [
        (["160.79.104.10"], True),
        (["160.79.105.255", "2607:6bc0::10"], True),
        (["160.79.106.1"], False),
        (["160.79.104.10", "10.0.0.1"], False),
        (["fe80::1%eth0"], False),
        (["64:ff9b::a04f:680a"], True),
        (["64:ff9b::a04f:6a01"], False),
    ],
)
def test_official_addresses(addresses: list[str], official: bool) -> None:
    """Every address must lie in a range that Anthropic publishes."""
    assert names.official(addresses) is official


@pytest.mark.parametrize(
    ("addresses", "inside"),
    [
        (["160.79.104.10", "2607:6bc0::10"], False),
        (["8.8.8.8"], False),
        (["10.1.2.3"], True),
        (["160.79.104.10", "127.0.0.1"], True),
        (["100.64.0.9"], True),
        (["fd00::5"], True),
        (["fe80::1%eth0"], True),
        (["64:ff9b::a04f:680a"], False),
        (["64:ff9b::a01:203"], True),
    ],
)
def test_addresses_that_are_not_of_the_internet(addresses: list[str], inside: bool) -> None:
    """Private, loopback and carrier-grade NAT, also behind NAT64."""
    assert names.inside(addresses) is inside


def test_one_dead_family_does_not_hold_up_the_other() -> None:
    """IPv6 that swallows packets is overtaken by IPv4, and told when its own bound has passed."""

    async def go() -> tuple[float, phases.Attempt, str]:
        # A listener with a full backlog: a real port of loopback that answers no further SYN.
        with socket.socket(socket.AF_INET6) as full:
            full.bind(("::1", 0))
            full.listen(0)
            port = full.getsockname()[1]
            fillers = [socket.socket(socket.AF_INET6) for _ in range(4)]
            for one in fillers:
                one.setblocking(False)
                one.connect_ex(("::1", port))
            server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
            there = server.sockets[0].getsockname()[1]
            started = time.monotonic()
            tries = phases.attempts((address("::1", port), address("127.0.0.1", there)))
            winner = await phases.first(tries)
            took = time.monotonic() - started
            word = phases.ipv6_word([await tries[0][1]])
            server.close()
            for one in fillers:
                one.close()
            return took, winner, word

    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback ({errno.errorcode[error.errno]})")
    took, winner, word = asyncio.run(go())
    assert took < patience.TCP - 0.5
    assert winner.address.text == "127.0.0.1"
    assert word == "failed"


def test_every_address_fails() -> None:
    """The fault that is told is one of the path, not a protocol that this machine lacks."""

    async def ended(one: phases.Attempt) -> phases.Attempt:
        return one

    async def go() -> phases.Attempt:
        no_six = attempt(SIX, "network is unreachable", no_route=True)
        tries = [(a.address, asyncio.create_task(ended(a)))
                 for a in (no_six, attempt(FOUR, "connection refused"))]  # fmt: skip
        return await phases.first(tuple(tries))

    assert asyncio.run(go()).fault == "connection refused"


@pytest.mark.parametrize("host", ["x" * 70, "a..b", "\x00", "ü" * 80])
def test_names_that_are_none(host: str) -> None:
    """What cannot be a name has a fault, and raises nothing. None of these leaves the machine."""
    assert asyncio.run(phases.resolve(host, 443)).fault


@pytest.mark.parametrize(
    ("value", "login"),
    [
        ("http://anna:secret@proxy.example:3128", "anna:secret"),
        ("anna:p%40ss@proxy.example:3128", "anna:p@ss"),
        ("http://proxy.example:3128", None),
        ("http://anna:secret@other.example:3128", None),
        ("http://[", None),
    ],
)
def test_the_login_of_a_proxy(value: str, login: str | None) -> None:
    """The variable that names this proxy holds its login."""
    assert tunnel.login_of("http://proxy.example:3128", {"https_proxy": value}) == login


def test_a_proxys_login_is_not_in_its_repr() -> None:
    """A proxy may be printed."""
    assert "secret" not in repr(tunnel.Proxy("http", "h", 1, "anna:secret"))
