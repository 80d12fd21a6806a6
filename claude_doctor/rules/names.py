"""Rules about the API's name: where it leads, and who says so."""

from __future__ import annotations

from dataclasses import replace

from ..engine.facts import all_of, any_of
from ..engine.model import Case, Rule, Severity, Side
from ..probes import network, ping
from .routes import AT_ANTHROPIC
from .signs import NO_ANSWER, NO_WAY_OUT, cured, passing

DOWN = Severity.DOWN

_NO_NAME = any_of(ping.TRANSPORT.is_("dns"), all_of(network.DNS.is_("failed"), NO_ANSWER))

_BAD_WAY = all_of(any_of(network.TCP.is_("failed"), network.TLS.is_("failed")), NO_ANSWER)
_UNNAMED = network.DNS.is_("failed")

#: The name leads elsewhere, and where it leads nothing works.
_HOSTS_FILE = Case(
    DOWN,
    865,
    all_of(network.NAME_KIND.is_("hosts-file"), _BAD_WAY),
    "It's the hosts file: {network.name_place|a line of it} maps {network.host|the API's host} to "
    "{network.name_address|another address}, where no API answers.",
    fixes=("check-dns",),
)
_ELSEWHERE = (
    Case(
        DOWN,
        865,
        all_of(network.NAME_KIND.is_("sinkhole"), _BAD_WAY),
        "It's name resolution: {network.host|the API's host} resolves to "
        "{network.name_address|a dead end}, as a DNS blocker (Pi-hole, AdGuard, NextDNS, a "
        "filter) answers ({network.resolver_words|no nameserver is known}).",
        fixes=("unblock-name", "check-dns"),
    ),
    Case(
        DOWN,
        865,
        all_of(network.NAME_KIND.is_("loopback"), _BAD_WAY),
        "It's name resolution: {network.host|the API's host} resolves to "
        "{network.name_address|loopback} (this machine): a DNS blocker, or a leftover of a local "
        "proxy ({network.resolver_words|no nameserver is known}).",
        fixes=("unblock-name", "check-dns"),
    ),
    Case(
        DOWN,
        865,
        all_of(network.NAME_KIND.is_("private"), _BAD_WAY),
        "It's name resolution: {network.host|the API's host} resolves to "
        "{network.name_address|an address} in a private network (company DNS, a VPN), not to "
        "{environment.provider|Anthropic}, and nothing usable answers there.",
        fixes=("check-dns", "check-firewall", "fix-proxy"),
    ),
)
_FOREIGN = Case(
    DOWN,
    865,
    all_of(network.NAME_KIND.is_("foreign"), network.CURE_KIND.is_("by-number"), _BAD_WAY),
    "It's name resolution: {network.host|the API's host} resolves to "
    "{network.name_address|an address}, which is not Anthropic's. One change makes it work: "
    "{network.cure_words|as tried}.",
    fixes=("pin-name", "check-dns"),
    on=AT_ANTHROPIC,  # the addresses of a cloud are not published here
)

#: No name resolves, whichever was asked for: that is no list of blocked names.
_NO_NAMES = (
    Case(
        DOWN,
        865,
        all_of(
            _UNNAMED,
            network.OTHER_NAMES.is_("none"),
            network.RESOLVER.in_("denies", "empty", "broken", "refuses", "unusable"),
            NO_ANSWER,
        ),
        "It's the resolver: no name resolves here, neither {network.host|the API's host} nor any "
        "other that was asked for: {network.resolver_words|the resolver fails}.",
        fixes=("mend-resolver", "check-dns", "check-internet"),
    ),
)
#: The name does not resolve, and every nameserver was asked by itself.
_NO_RESOLVER = (
    Case(
        DOWN,
        865,
        all_of(_UNNAMED, network.RESOLVER.is_("dead"), network.WAY_OUT.is_("works")),
        "It's the resolver: {network.resolver_words|it does not answer}, so no name resolves. The "
        "connection itself works.",
        fixes=("mend-resolver", "check-dns"),
    ),
    Case(
        DOWN,
        865,
        all_of(_UNNAMED, network.RESOLVER.in_("denies", "empty"), NO_ANSWER),
        "It's name resolution: {network.host|the API's host} does not resolve here: "
        "{network.resolver_words|the resolver says so}.",
        fixes=("unblock-name", "check-dns"),
    ),
    Case(
        DOWN,
        865,
        all_of(_UNNAMED, network.RESOLVER.in_("broken", "refuses", "unusable"), NO_ANSWER),
        "It's the resolver: {network.resolver_words|it fails}, so {network.host|the API's host} "
        "does not resolve.",
        fixes=("mend-resolver", "check-dns"),
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "dns-failure",
        Side.NETWORK,
        (
            *cured(("by-number",), "pin-name", *_NO_NAMES),
            Case(
                DOWN,
                865,
                all_of(_NO_NAME, ping.GATEWAY.is_(True)),
                "It's name resolution: your gateway's host {network.host|there} does not resolve "
                "here ({network.dns_fault|no answer}).",
                fixes=("check-dns", "fix-base-url", "check-internet"),
            ),
            *(replace(case, when=all_of(case.when, _UNNAMED), rank=865) for case in NO_WAY_OUT),
            *cured(("hosts-file",), "drop-hosts-line", _HOSTS_FILE),
            *cured(("by-number",), "pin-name", *_NO_RESOLVER, *_ELSEWHERE),
            _FOREIGN,
            Case(
                DOWN,
                865,
                all_of(_NO_NAME, network.OTHER_NAMES.is_("none")),
                "It's name resolution: no name resolves here, neither {network.host|the API's "
                "host} nor any other that was asked for ({network.dns_fault|no answer}).",
                fixes=("check-dns", "check-internet", "mend-resolver"),
            ),
            Case(
                DOWN,
                865,
                _NO_NAME,
                "It's name resolution: {network.host|the API's host} does not resolve here "
                "({network.dns_fault|no answer}).",
            ),
            Case(
                DOWN,
                865,
                all_of(
                    network.DNS_PRIVATE.is_(True),
                    any_of(network.TCP.is_("failed"), network.TLS.is_("failed")),
                    NO_ANSWER,
                ),
                "It's name resolution: {network.host|the API's host} resolves to an address in a "
                "private network, not to {environment.provider|Anthropic}, and nothing usable "
                "answers there.",
                fixes=("check-dns", "check-firewall", "fix-proxy"),
            ),
            *passing("dns-failure", "a name that did not resolve"),
        ),
        fixes=("check-dns", "check-internet", "other-network"),
        explained_by=("offline", "proxy-failure", "captive-portal", "gateway-failure"),
        retryable=True,
    ),
)
