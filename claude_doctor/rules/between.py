"""Rules about what stands between here and the API: proxies and filters, TLS."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..probes import environment, network, ping
from . import variables
from .gateway import GATEWAY_FAILURE
from .signs import FAILS, NO_ANSWER, REACHED, lasting, live

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

_BAD_PROXY = network.PROXY.in_("failed", "login-required", "refused")


def _tls(*faults: str) -> Expr:
    """The handshake fails in one of these ways, for the ping or for the probe of the path."""
    return any_of(ping.TLS_FAULT.in_(*faults), all_of(network.TLS_FAULT.in_(*faults), NO_ANSWER))


RULES: tuple[Rule, ...] = (
    Rule(
        "proxy-failure",
        Side.NETWORK,
        (
            *variables.CASES,
            Case(
                DOWN,
                910,
                all_of(environment.CAUGHT.is_(True), _BAD_PROXY, FAILS),
                "It's your proxy variables: they catch {environment.base_url|the address}, which "
                "is this machine, and the proxy {network.proxy_host|there} is unusable "
                "({network.proxy|it fails}).",
                fixes=("set-no-proxy", "drop-proxy"),
            ),
            Case(
                DOWN,
                910,
                all_of(network.PROXY.is_("login-required"), FAILS),
                "It's your proxy: {network.proxy_host|it} wants a login, or another one than it "
                "gets ({network.proxy_status|407}).",
                fixes=("proxy-login", "fix-proxy"),
            ),
            Case(
                DOWN,
                910,
                all_of(network.PROXY.is_("refused"), FAILS),
                "It's your proxy: {network.proxy_host|it} does not let {network.host|the API's "
                "host} through ({network.proxy_status|refused} "
                "{network.proxy_reason|without a reason}): its rules have to allow that host.",
                fixes=("allow-host", "fix-proxy"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.REFUSAL.is_("block-page"), no(ping.PROGRAM.is_("none")), FAILS),
                "It's a filter on your network: {ping.program|it} blocks "
                "{network.host|the API's host} ({ping.shows|a block page}; category: "
                "{ping.category|not told}).",
                fixes=("ask-exception", "other-network"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.REFUSAL.is_("block-page"), FAILS),
                "It's a filter on your network: a block page answers in place of "
                "{network.host|the API's host} ({ping.shows|a block page}; category: "
                "{ping.category|not told}).",
                fixes=("ask-exception", "other-network"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.ANSWERED_BY.is_("proxy"), ping.REFUSAL.is_("host")),
                "It's a proxy on the way: it does not let {network.host|the API's host} through "
                "({ping.shows|refused}).",
                fixes=("allow-host", "fix-proxy"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.ANSWERED_BY.is_("proxy"), ping.REFUSAL.is_("upstream-down")),
                "It's a proxy on the way: it does not reach {network.host|the API's host} "
                "({ping.shows|it fails}).",
            ),
            Case(
                DOWN,
                910,
                all_of(network.PROXY.is_("failed"), network.PROXY_STATUS.at_least(500), FAILS),
                "It's your proxy: {network.proxy_host|it} answers {network.proxy_status|5xx} and "
                "does not get through to the API.",
            ),
            Case(
                DOWN,
                910,
                all_of(network.PROXY.is_("failed"), FAILS),
                "It's your proxy: {network.proxy_host|its address} is not a working proxy "
                "({network.proxy_reason|no answer}).",
                fixes=("drop-proxy", "fix-proxy"),
            ),
            Case(
                DOWN,
                910,
                live("proxy-failure"),
                "It's a proxy on the way: it does not let the request through "
                "({ping.message|refused}).",
            ),
            Case(
                DOWN,
                910,
                ping.TRANSPORT.is_("proxy"),
                "It's your proxy: {network.proxy_host|it} does not let the request through "
                "({ping.detail|refused}).",
            ),
            Case(
                DEGRADED,
                460,
                all_of(_BAD_PROXY, REACHED),
                "The API answers, but the proxy {network.proxy_host|in the environment} is "
                "unusable: {network.proxy|it fails}.",
                Confidence.LOW,
            ),
            Case(
                DOWN,
                455,
                _BAD_PROXY,
                "It's your proxy: {network.proxy_host|it} is unusable: {network.proxy|it fails}.",
                Confidence.MEDIUM,
            ),
            lasting("proxy-failure", "It's the proxy between that program and the API."),
        ),
        fixes=("fix-proxy",),
        retryable=False,
    ),
    GATEWAY_FAILURE,
    Rule(
        "tls-failure",
        Side.NETWORK,
        (
            Case(
                DOWN,
                850,
                _tls("untrusted-issuer"),
                "It's TLS on the way: {network.tls_issuer|nobody known} signed the certificate of "
                "{network.host|the API's host}, and nothing here trusts that.",
            ),
            Case(
                DOWN,
                850,
                _tls("expired", "not-yet-valid"),
                "It's TLS on the way: the certificate of {network.host|the API's host} is "
                "{network.tls_fault|not valid now}; {network.tls_issuer|nobody known} signed it.",
                fixes=("see-certificate", "set-clock"),
            ),
            Case(
                DOWN,
                850,
                _tls("wrong-host"),
                "It's TLS on the way: {network.host|the API's host} shows another host's "
                "certificate; {network.tls_issuer|nobody known} signed it.",
                fixes=("see-certificate", "check-dns", "fix-base-url"),
            ),
            Case(
                DOWN,
                850,
                _tls("not-tls"),
                "It's TLS on the way: what answers at {network.host|the API's host} does not "
                "speak TLS.",
                fixes=("fix-base-url", "fix-proxy", "see-certificate"),
            ),
            Case(
                DOWN,
                850,
                any_of(
                    ping.TRANSPORT.is_("tls"),
                    all_of(network.TLS.is_("failed"), NO_ANSWER),
                ),
                "It's TLS on the way: no handshake with {network.host|the API's host} "
                "({network.tls_fault|it fails}).",
                fixes=("check-firewall", "fix-proxy", "see-certificate"),
            ),
            lasting(
                "tls-failure",
                "It's TLS between that program and the API: its certificate check failed.",
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
