"""Rules about TLS on the way to the API, and what this machine believes."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, any_of, no
from ..engine.model import Case, Rule, Severity, Side
from ..probes import environment, network, ping
from ..sources.conflicts import flaws
from .signs import NO_ANSWER, lasting

DOWN = Severity.DOWN


def _tls(*faults: str) -> Expr:
    """The handshake fails in one of these ways, for the ping or for the probe of the path."""
    return any_of(ping.TLS_FAULT.in_(*faults), all_of(network.TLS_FAULT.in_(*faults), NO_ANSWER))


_TRIED_STORE = (
    Case(
        DOWN,
        850,
        all_of(_tls("untrusted-issuer"), network.CURE_KIND.is_("without-store")),
        "It's this machine's settings: the certificate of {network.host|the API's host} is signed "
        "by {network.tls_issuer|an unknown CA}; {network.cure_words|a variable is in the way}.",
        fixes=("apply-cure", "see-certificate"),
    ),
    Case(
        DOWN,
        850,
        all_of(_tls("untrusted-issuer"), network.CURE_KIND.in_("other-variable", "file")),
        "It's the TLS connection: the certificate of {network.host|the API's host} is signed by "
        "{network.tls_issuer|an unknown CA}; {network.cure_words|another store trusts it}.",
        fixes=("apply-cure", "trust-ca", "see-certificate"),
    ),
    Case(
        DOWN,
        850,
        all_of(
            network.TLS_FAULT.is_("untrusted-issuer"),
            network.STORE_EMPTY.is_(True),
            network.TLS_BUNDLE.is_(True),
            NO_ANSWER,
        ),
        "It's this machine's certificate store: it is empty (the package ca-certificates is "
        "missing).",
        fixes=("fill-store",),
    ),
    Case(
        DOWN,
        850,
        all_of(
            network.TLS.is_("ok"),
            network.STORE_EMPTY.is_(True),
            network.TLS_BUNDLE.is_(True),
            environment.SURFACE.is_("api"),
            environment.GATEWAY.is_(False),
        ),
        "It's this machine's certificate store: it is empty (the package ca-certificates is "
        "missing), and the Python SDK uses only that store. This check and Claude Code bring "
        "their own certificates and work.",
        fixes=("fill-store",),
    ),
    Case(
        DOWN,
        850,
        all_of(_tls("untrusted-issuer"), no(flaws.CA_FLAW.is_("none"))),
        "It's the TLS connection: the certificate of {network.host|the API's host} is signed by "
        "{network.tls_issuer|an unknown CA}. {environment.ca_flaw|A variable} and so cannot make "
        "it trusted, and nothing else here trusts it.",
        fixes=("mend-store", "trust-ca", "see-certificate"),
    ),
    Case(
        DOWN,
        850,
        all_of(_tls("untrusted-issuer"), network.PROXY.is_("works")),
        "It's the TLS connection: the certificate of {network.host|the API's host} behind the "
        "proxy {network.proxy_host|of the environment} is signed by "
        "{network.tls_issuer|an unknown CA}, and nothing here trusts it.",
    ),
    Case(
        DOWN,
        850,
        all_of(network.TLS_FAULT.is_("reset"), NO_ANSWER),
        "It's most likely a filter on the path: the connection to {network.host|the API's host} "
        "is reset during the TLS handshake, where the host name is sent.",
        fixes=("check-firewall", "fix-proxy"),
    ),
    Case(
        DOWN,
        850,
        all_of(network.TLS_FAULT.is_("silent"), network.CURE_KIND.is_("small-packets"), NO_ANSWER),
        "It's the path: {network.host|the API's host} is reachable, but the TLS handshake stays "
        "silent; {network.cure_words|small packets pass}.",
        fixes=("apply-cure", "check-firewall"),
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "tls-failure",
        Side.NETWORK,
        (
            *_TRIED_STORE,
            Case(
                DOWN,
                850,
                _tls("untrusted-issuer"),
                "It's the TLS connection: the certificate of {network.host|the API's host} is "
                "signed by {network.tls_issuer|an unknown CA}, and nothing here trusts it.",
            ),
            Case(
                DOWN,
                850,
                all_of(_tls("expired"), network.TLS_EXPIRES.at_least(1)),
                "It's the TLS connection: the certificate of {network.host|the API's host} is "
                "valid, but here the CA certificate of {network.tls_issuer|its issuer} has "
                "expired. Install the new one.",
                fixes=("trust-ca", "see-certificate", "set-clock"),
            ),
            Case(
                DOWN,
                850,
                _tls("expired", "not-yet-valid"),
                "It's the TLS connection: the certificate of {network.host|the API's host} is "
                "{network.tls_fault|not valid now}; signed by {network.tls_issuer|an unknown CA}.",
                fixes=("see-certificate", "set-clock"),
            ),
            Case(
                DOWN,
                850,
                _tls("wrong-host"),
                "It's the TLS connection: {network.host|the API's host} shows another host's "
                "certificate, signed by {network.tls_issuer|an unknown CA}.",
                fixes=("see-certificate", "check-dns", "fix-base-url"),
            ),
            Case(
                DOWN,
                850,
                _tls("malformed", "weak"),
                "It's the TLS connection: the certificate of {network.host|the API's host}, signed "
                "by {network.tls_issuer|an unknown CA}, is {network.tls_fault|malformed}: this "
                "machine's OpenSSL refuses it.",
                fixes=("see-certificate", "fix-proxy"),
            ),
            Case(
                DOWN,
                850,
                _tls("not-tls"),
                "It's the TLS connection: {network.host|the API's host} does not speak TLS.",
                fixes=("fix-base-url", "fix-proxy", "see-certificate"),
            ),
            Case(
                DOWN,
                850,
                any_of(
                    ping.TRANSPORT.is_("tls"),
                    all_of(network.TLS.is_("failed"), NO_ANSWER),
                ),
                "It's the TLS connection: the handshake with {network.host|the API's host} fails "
                "({network.tls_fault|no answer}).",
                fixes=("check-firewall", "fix-proxy", "see-certificate"),
            ),
            lasting(
                "tls-failure",
                "It's TLS between that program and the API: the certificate check failed.",
            ),
        ),
        fixes=("trust-ca", "see-certificate", "fix-proxy"),
        explained_by=(
            "clock-skew",
            "captive-portal",
            "dns-failure",
            "gateway-failure",
            "offline",
            "proxy-failure",
        ),
        retryable=False,
    ),
)
