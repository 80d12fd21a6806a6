"""The second look: what is tried only after something failed, and what it showed.

A machine on which all works never comes here. Keyless, a few connections, each of a few seconds;
the deadline cuts it off, and what was found until then stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ...border.addresses import origin
from ...border.programs import API
from ...engine.facts import Fact
from ...outside.world import World
from ...phrases import phrase
from . import names, resolvers, way_out
from .names import official
from .phases import Attempt
from .resolvers import Said
from .trials import WAITED_MS, Asked, bounded

#: The variables that may name a proxy for the API.
PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
_HOST = phrase(r"[a-z0-9.-]+")
_BAD_PROXY = ("failed", "login-required", "refused")


STORE_EMPTY: Fact[bool] = Fact(
    "network", "store_empty", "the system's store, which the Python SDK goes by, holds nothing"
)
BUNDLE_FILE: Fact[str] = Fact("network", "bundle_file", "the file of Python's bundled store")
NAME_KIND: Fact[str] = Fact(
    "network",
    "name_kind",
    "where the API's name leads: none (to Anthropic), hosts-file, sinkhole, loopback, private, "
    "foreign",
)
NAME_ADDRESS: Fact[str] = Fact("network", "name_address", "the address that does not belong to it")
NAME_PLACE: Fact[str] = Fact("network", "name_place", "the lines of the hosts file that say so")
RESOLVER: Fact[str] = Fact(
    "network",
    "resolver",
    "the nameservers, each asked by itself: ok, dead, first-dead, one-dead, denies, empty, broken, "
    "refuses, unusable",
)
RESOLVER_WORDS: Fact[str] = Fact("network", "resolver_words", "which of them did what")
WAY_OUT: Fact[str] = Fact(
    "network",
    "way_out",
    "an address without a name: works, rejected (at once), closed (only this network answers), "
    "no-route, silent",
)
WAY_FAULT: Fact[str] = Fact("network", "way_fault", "how that failed")
TRIED: Fact[str] = Fact("network", "tried", "what was tried in vain")
PROXY_VARIABLE: Fact[bool] = Fact("network", "proxy_variable", "a variable names a proxy")
PROXY_REACHED: Fact[bool] = Fact(
    "network", "proxy_reached", "a connection to the proxy came about", report_only=True
)
CA_MEND: Fact[str] = Fact("network", "ca_mend", "how to give programs a CA; overwrites nothing")
DIRECT: Fact[str] = Fact("network", "direct", "without the proxy that failed: works or failed")
CURE: Fact[str] = Fact("network", "cure", "the change that worked when it was tried, as a command")
CURE_KIND: Fact[str] = Fact(
    "network",
    "cure_kind",
    "what was changed: hosts-file, by-number, proxy-scheme, proxy-variable, direct, round-proxy, "
    "no-proxy, without-store, other-variable, file, small-packets",
)
CURE_WORDS: Fact[str] = Fact("network", "cure_words", "what worked, in words")
FACTS: tuple[Fact[Any], ...] = (
    NAME_KIND, NAME_ADDRESS, NAME_PLACE, RESOLVER, RESOLVER_WORDS, WAY_OUT, WAY_FAULT, TRIED,
    PROXY_VARIABLE, CA_MEND, DIRECT, CURE, CURE_KIND, CURE_WORDS,
)  # fmt: skip


@dataclass(slots=True)
class Second:
    """What was found, field by field a fact of the network probe; None: not looked for."""

    name_kind: str | None = None
    name_address: str | None = None
    name_place: str | None = None
    resolver: str | None = None
    resolver_words: str | None = None
    way_out: str | None = None
    way_fault: str | None = None
    tried: str | None = None
    proxy_variable: bool | None = None
    direct: str | None = None
    ca_mend: str | None = None
    cure: str | None = None
    cure_kind: str | None = None
    cure_words: str | None = None

    def found_cure(self, kind: str, words: str, command: str | None) -> None:
        """The first change that worked stays."""
        if self.cure_kind is None:
            self.cure_kind, self.cure_words, self.cure = kind, words, command

    def take(self, other: Second) -> None:
        """Take in what another look has found: its change, if it has one, and what was empty."""
        for one in fields(self):
            value = getattr(other, one.name)
            if value is not None and (other.cure_kind or getattr(self, one.name) is None):
                setattr(self, one.name, value)


def failed(facts: Mapping[str, object]) -> bool:
    """Whether the first look leaves something to be tried."""
    return (
        "failed" in (facts.get("dns"), facts.get("tcp"), facts.get("tls"))
        or facts.get("proxy") in _BAD_PROXY
        or waited(facts)
    )


def hopeless(facts: Mapping[str, object]) -> bool:
    """Whether no patience would help: a phase failed, and no nameserver is about to answer."""
    if facts.get("dns") == "failed":
        return facts.get("resolver") not in (None, "ok", "first-dead", "one-dead")
    return "failed" in (facts.get("tcp"), facts.get("tls"), facts.get("proxy"))


def waited(facts: Mapping[str, object]) -> bool:
    """Whether the name was found only after a silent server was given up."""
    taken = facts.get("dns_ms")
    return facts.get("dns") == "ok" and isinstance(taken, int) and taken >= WAITED_MS


async def look_at_names(
    world: World, facts: Mapping[str, object], asked: Asked, found: Second
) -> None:
    """The name, who answers for it, and whether anything gets out; where no proxy is used."""
    host = str(facts.get("host"))
    if facts.get("proxy") != "none" or not way_out.may_ask(world.settings):
        return
    bad_way = "failed" in (facts.get("dns"), facts.get("tcp"), facts.get("tls"))
    resolved = facts.get("dns") == "ok"
    if resolved and host == origin(API)[1] and bad_way:
        _where(host, facts, found)
    found.proxy_variable = any(world.env.get(name, "").strip() for name in PROXIES)
    unsure = facts.get("dns") == "failed" or waited(facts)
    unsure = unsure or found.name_kind not in (None, "none")
    said: tuple[Said, ...] = ()
    tried: Attempt | None = None
    if bad_way and facts.get("control") != "portal" and (unsure or facts.get("tcp") != "ok"):
        said, tried = await asyncio.gather(_servers(asked, unsure), _by_literal(asked, facts))
    elif unsure:
        said = await _servers(asked, unsure)
    found.resolver, found.resolver_words = resolvers.in_words(said)
    if found.name_kind == "hosts-file":
        _without_lines(host, said, found)
    if tried is None:
        return
    others = facts.get("control") == "open" or world.answers > 0
    found.way_out = "works" if others else way_out.word(tried, resolved, said)
    found.way_fault = tried.fault
    found.tried = _tried(host, facts, said, tried)
    if tried.fault is None and host == origin(API)[1] and (not resolved or unsure):
        await _by_number(world, host, tried, found)


def from_known(world: World, facts: Mapping[str, object], asked: Asked, found: Second) -> None:
    """The same from what was asked already, where the first look was cut off: a name that
    resolved, or a number that was tried, tells a closed network and a dead resolver from a dead
    line."""
    host, resolved = str(facts.get("host")), facts.get("dns") == "ok"
    said: tuple[Said, ...] = asked.known("servers") or ()
    tried: Attempt | None = asked.known("literal")
    if tried is None and resolved and "tls" not in facts and not names.lines(host):
        tried = Attempt(way_out.LITERALS[0], 0, "no answer before the deadline")
    if tried is None or facts.get("tcp") == "ok":
        return
    found.resolver, found.resolver_words = resolvers.in_words(said)
    found.proxy_variable = any(world.env.get(name, "").strip() for name in PROXIES)
    others = facts.get("control") == "open" or world.answers > 0
    found.way_out = "works" if others else way_out.word(tried, resolved, said)
    found.way_fault = tried.fault
    found.tried = _tried(host, facts, said, tried)


def _where(host: str, facts: Mapping[str, object], found: Second) -> None:
    """What is odd about the address, and the line of the hosts file that says so."""
    addresses = facts.get("addresses")
    odd = names.kind(addresses) if isinstance(addresses, list) else None
    found.name_kind, found.name_address = odd or ("none", None)
    lines = [one for one in names.lines(host) if odd is not None]
    if not lines:
        return
    found.name_kind, found.name_address = "hosts-file", lines[0].address
    numbers = ", ".join(str(one.number) for one in lines)
    found.name_place = f"line{'s' if len(lines) > 1 else ''} {numbers} of {names.HOSTS}"


def _without_lines(host: str, said: tuple[Said, ...], found: Second) -> None:
    """A nameserver leads to Anthropic: then the line in the hosts file is all that is wrong."""
    good = next((one for one in said if one.addresses and official(one.addresses)), None)
    if good is not None and _HOST.fullmatch(host):
        words = f"without that, the nameserver {good.server} resolves it to {good.addresses[0]}"
        found.found_cure("hosts-file", words, names.without(host, names.lines(host)))


async def _by_literal(asked: Asked, facts: Mapping[str, object]) -> Attempt:
    """The API's number; where the name led to it and it was silent, that is known already."""
    fault, taken = str(facts.get("tcp_fault")), facts.get("tcp_ms")
    if facts.get("dns_official") is True and fault.startswith("no answer"):
        return Attempt(way_out.LITERALS[0], taken if isinstance(taken, int) else 0, fault)
    return await asked.literal()


async def _servers(asked: Asked, unsure: bool) -> tuple[Said, ...]:
    return await asked.servers() if unsure else ()


async def _by_number(world: World, host: str, tried: Attempt, found: Second) -> None:
    """The API answers under its number: then it is the name alone that is wrong."""
    stores = await world.stores()
    if await bounded(way_out.believed, tried.address, stores):
        number = tried.address.text
        words = f"at its IP address {number} the API answers"
        found.found_cure("by-number", words, names.pinned(host, number))


def _tried(host: str, facts: Mapping[str, object], said: tuple[Said, ...], tried: Attempt) -> str:
    """What was tried in vain, for the reader."""
    parts = []
    if facts.get("dns") == "failed":
        parts.append(f"the name {host} ({facts.get('dns_fault')})")
    parts += [f"the nameserver {one.server} ({one.word})" for one in said]
    if facts.get("tcp") == "failed":
        parts.append(f"{host} ({facts.get('tcp_fault')})")
    parts.append(f"the API's IP address {tried.address.text} ({tried.fault or 'connects'})")
    return "; ".join(parts)
