"""The path in words: one line for the reader, and a sentence for each thing that is odd.

Takes the network probe's facts by their short names.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from .names import inside, official

SLOW_DNS_MS = 500  # a resolver in reach answers within some tens; one lost packet costs seconds
SOON_DAYS = 7  # a certificate that is not renewed by then will not be in time


def summary(facts: Mapping[str, object]) -> str:
    """One line: the phases, what is odd, then the internet."""
    parts = []
    proxy = facts.get("proxy")
    if proxy is not None and proxy != "none":
        parts.append(f"proxy {str(proxy).replace('-', ' ')}")
    for label, word in (("DNS", "dns"), ("TCP", "tcp"), ("TLS", "tls")):
        if facts.get(word) == "failed":
            fault = str(facts.get(f"{word}_fault")).replace("-", " ")
            parts.append(f"{label} failed: {fault}")
        elif facts.get(word) == "ok" and not (word == "tcp" and "tls_ms" in facts):
            slow = ", slow" if word == "dns" and facts.get("dns_slow") is True else ""
            parts.append(f"{label} {facts.get(f'{word}_ms')} ms{slow}")
    if facts.get("dns_official") is False:
        where = "a private address" if facts.get("dns_private") is True else "not Anthropic's"
        parts.append(f"the name resolves to {_odd(facts)} ({where})")
    if facts.get("ipv6") == "failed" and facts.get("tcp") == "ok":
        parts.append("IPv6 fails")
    if known_here_only(facts):
        parts.append(f"certificate by {facts.get('tls_issuer')}, trusted by the system store only")
    control = {
        "open": "internet works", "portal": "a login page answers instead of the internet",
        "failed": "the internet does not answer",
    }.get(str(facts.get("control")))  # fmt: skip
    return " · ".join([*parts, control] if control else parts)


def other_names(names: Mapping[str, bool], facts: Mapping[str, object]) -> str | None:
    """Whether other names than the API's resolve: some, or none; None where no other was asked for.
    `names`: each host that was, by whether it did. A number is no name."""
    others = [
        found for host, found in names.items() if host != facts.get("host") and _is_name(host)
    ]
    if not others:
        return None
    return "some" if any(others) else "none"


def _is_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host not in ("", "localhost")
    return False


def known_here_only(facts: Mapping[str, object]) -> bool:
    """Whether the system's store believes the certificate and the programs' bundle does not."""
    only = facts.get("tls_system") is True and facts.get("tls_bundle") is False
    return only and facts.get("tls_named") is not True


def remarks(facts: Mapping[str, object]) -> list[str]:
    """What is odd though it may work, each with a command that shows or mends it."""
    host, said = facts.get("host"), []
    if facts.get("clock_off") is True and facts.get("tls") != "failed":
        said.append(
            f"this machine's clock is {facts.get('clock_words')}: certificates and signatures are "
            "checked against it (claude-doctor fixes set-clock)"
        )
    if facts.get("resolver") in ("first-dead", "one-dead"):
        said.append(f"{facts.get('resolver_words')} (cat /etc/resolv.conf)")
    if facts.get("dns_slow") is True:
        said.append(
            f"name resolution is slow: {facts.get('dns_ms')} ms, and every new connection waits "
            f"for it; compare another resolver (time nslookup {host} 1.1.1.1)"
        )
    if facts.get("dns_official") is False and facts.get("name_kind", "none") == "none":
        inside = "in a private network: a company's own DNS, a VPN or /etc/hosts"
        outside = "outside the ranges that Anthropic publishes"
        where = inside if facts.get("dns_private") is True else outside
        said.append(
            f"{host} resolves to {_odd(facts)}, {where} (nslookup {host}; nslookup {host} 1.1.1.1)"
        )
    if facts.get("ipv6") == "failed" and facts.get("tcp") == "ok":
        said.append(
            "IPv6 fails: the name has IPv6 addresses, but connections to them fail, so programs "
            "that try them first are slow or fail (sudo sysctl -w "
            "net.ipv6.conf.all.disable_ipv6=1 turns it off until the next restart)"
        )
    if known_here_only(facts):
        said.append(
            f"the certificate is signed by {facts.get('tls_issuer')}, which this machine's store "
            "trusts and the programs' own bundles do not (claude-doctor fixes use-system-store)"
        )
    days = facts.get("tls_expires_days")
    if isinstance(days, int) and facts.get("tls") == "ok" and days < SOON_DAYS:
        said.append(
            f"the certificate expires in {days} day{'s' if days != 1 else ''} (claude-doctor "
            "fixes see-certificate)"
        )
    return said


def _odd(facts: Mapping[str, object]) -> str:
    """The address that does not belong to the name: a private one, else a foreign one."""
    addresses = facts.get("addresses")
    given = [str(address) for address in addresses] if isinstance(addresses, list) else []
    private = [address for address in given if inside([address])]
    foreign = [address for address in given if not official([address])]
    return next(iter(private + foreign), "elsewhere")
