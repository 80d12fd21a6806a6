"""Where a name leads to: a line of the hosts file, a blocker, a private or a foreign address."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from ...records import dataclass

HOSTS = Path(r"C:\Windows\System32\drivers\etc\hosts" if sys.platform == "win32" else "/etc/hosts")

# Inbound addresses of the API, docs page "IP addresses" (platform.claude.com, read 2026-08).
_OFFICIAL = (ip_network("160.79.104.0/23"), ip_network("2607:6bc0::/48"))

_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052

# Where blockers lead names that they block, besides 0.0.0.0 and loopback: the block pages of
# OpenDNS and Umbrella (hit-*.opendns.com) and of FortiGuard.
_BLOCK_PAGES = (ip_network("146.112.61.104/29"), ip_network("208.91.112.52/30"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a hosts file: its number, the address, and how many names it holds."""

    number: int
    address: str
    names: int


def official(addresses: Iterable[str]) -> bool:
    """Whether all are inside the ranges that Anthropic publishes for its API."""
    return all(any(number in network for network in _OFFICIAL) for number in _numbers(addresses))


def inside(addresses: Iterable[str]) -> bool:
    """Whether one of them is no address of the internet: private, loopback, carrier-grade NAT."""
    return any(not number.is_global for number in _numbers(addresses))


def _numbers(addresses: Iterable[str]) -> Iterator[IPv4Address | IPv6Address]:
    for text in addresses:
        # A link-local answer has a zone, "fe80::1%eth0".
        number = ip_address(text.partition("%")[0])
        if number in _NAT64:  # IPv6-only networks reach IPv4 so; the address is in the last bits
            yield IPv4Address(int(number) & 0xFFFFFFFF)
        else:
            yield number


def kind(addresses: Iterable[str]) -> tuple[str, str] | None:
    """What is odd about the addresses of the API's own name, and the first that is: sinkhole,
    loopback, private or foreign. None where all are Anthropic's."""
    given = tuple(addresses)
    for word, is_it in (("sinkhole", _sinkhole), ("loopback", _loopback),
                        ("private", lambda one: inside([one])),
                        ("foreign", lambda one: not official([one]))):  # fmt: skip
        odd = next((one for one in given if is_it(one)), None)
        if odd is not None:
            return word, odd
    return None


def lines(host: str, path: Path = HOSTS) -> tuple[Line, ...]:
    """The lines of the hosts file that speak of the name."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        address, *names = line.partition("#")[0].split() or [""]
        if host.lower() in (name.lower() for name in names):
            found.append(Line(number, address, len(names)))
    return tuple(found)


def without(host: str, found: Iterable[Line]) -> str:
    """The command that takes the name out of those lines. It writes into the file that is there:
    in a container that file is a mount, which cannot be replaced."""
    name = host.lower().replace(".", r"\.")
    edits = [
        f"{one.number}d" if one.names == 1 else rf"{one.number}s/[[:space:]]{name}//I"
        for one in found
    ]
    script = " ".join(f"-e '{edit}'" for edit in edits)
    return (
        f"{sudo()}cp /etc/hosts /etc/hosts.old && sed {script} /etc/hosts.old | "
        f"{sudo()}tee /etc/hosts >/dev/null"
    )


def pinned(host: str, address: str) -> str:
    """The command that writes the address into the hosts file by hand."""
    return f"echo '{address} {host}' | {sudo()}tee -a /etc/hosts"


def sudo() -> str:
    """What stands before a command that only root may give; root's containers have no sudo."""
    return "" if getattr(os, "geteuid", lambda: 1)() == 0 else "sudo "


def _sinkhole(address: str) -> bool:
    number = ip_address(address.partition("%")[0])
    return number.is_unspecified or any(
        number in network for network in _BLOCK_PAGES if number.version == network.version
    )


def _loopback(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_loopback
