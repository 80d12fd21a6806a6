"""Rules whose verdict is the path between here and the API."""

from __future__ import annotations

from ..facts import all_of, any_of
from ..model import Case, Confidence, Rule, Severity, Side
from ..probes import network, ping
from .signs import FAILS, REACHED, lasting, live, passing

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

_UNVERIFIED = ("untrusted-issuer", "expired", "not-yet-valid", "wrong-host")
_UNREACHABLE = any_of(
    network.DNS.is_("failed"), network.TCP.is_("failed"), network.TLS.is_("failed")
)
_NO_ANSWER = any_of(FAILS, ping.FRONT_DOOR.is_(False))

RULES: tuple[Rule, ...] = (
    Rule(
        "proxy-failure",
        Side.NETWORK,
        (
            Case(
                DOWN,
                910,
                any_of(live("proxy-failure"), ping.TRANSPORT.is_("proxy")),
                "It's your proxy: {network.proxy_host|it} does not let the request through "
                "({ping.detail|refused}).",
            ),
            Case(
                DOWN,
                910,
                all_of(network.PROXY.in_("failed", "login-required", "refused"), FAILS),
                "It's your proxy: {network.proxy_host|it} is {network.proxy|not usable}.",
            ),
            Case(
                DEGRADED,
                460,
                all_of(network.PROXY.in_("failed", "login-required", "refused"), REACHED),
                "The API answers, but the proxy {network.proxy_host|in the environment} is "
                "{network.proxy|not usable}.",
                Confidence.LOW,
            ),
            Case(
                DOWN,
                455,
                network.PROXY.in_("failed", "login-required", "refused"),
                "It's your proxy: {network.proxy_host|it} is {network.proxy|not usable}.",
                Confidence.MEDIUM,
            ),
            lasting("proxy-failure", "It's the proxy between that program and the API."),
        ),
        fixes=("fix-proxy",),
        retryable=False,
    ),
    Rule(
        "offline",
        Side.NETWORK,
        (
            Case(
                DOWN,
                900,
                all_of(network.CONTROL.is_("failed"), network.OTHERS_ANSWERED.is_(False)),
                "It's your connection: this machine is offline. Nothing outside answers.",
            ),
        ),
        fixes=("check-internet",),
        explained_by=("proxy-failure",),
        retryable=False,
    ),
    Rule(
        "captive-portal",
        Side.NETWORK,
        (
            Case(
                DOWN,
                890,
                all_of(ping.GATEWAY.is_(False), ping.ANSWER.is_("web-page")),
                "It's your network: a web page answers in place of the API"
                " ({ping.message|a login page or a filter}).",
            ),
            Case(
                DOWN,
                890,
                all_of(
                    network.CONTROL.is_("portal"),
                    any_of(FAILS, network.OTHERS_ANSWERED.is_(False)),
                ),
                "It's your network: it wants a login in the browser first.",
            ),
            lasting("captive-portal", "It's the network: a web page answered in place of the API."),
        ),
        fixes=("open-portal", "fix-proxy"),
        explained_by=("proxy-failure",),
        retryable=False,
    ),
    Rule(
        "clock-skew",
        Side.NETWORK,
        (
            Case(
                DOWN,
                885,
                all_of(
                    network.CLOCK_OFF.is_(True),
                    any_of(
                        network.TLS_FAULT.in_("expired", "not-yet-valid"),
                        ping.TLS_FAULT.in_("expired", "not-yet-valid"),
                    ),
                ),
                "It's this machine's clock: it is {network.clock_words|off}, so certificates look "
                "invalid.",
            ),
            lasting("clock-skew", "It's the clock of the machine that printed this."),
        ),
        fixes=("set-clock",),
        retryable=False,
    ),
    Rule(
        "gateway-failure",
        Side.NETWORK,
        (
            Case(
                DOWN,
                870,
                all_of(
                    ping.GATEWAY.is_(True),
                    ping.FRONT_DOOR.is_(True),
                    ping.ANSWER.in_("web-page", "empty", "relay-error", "none", "unreached"),
                ),
                "It's your gateway: {environment.base_url|it} fails ({ping.detail|no usable "
                "answer}) while Anthropic's own front door answers.",
            ),
            Case(
                DOWN,
                465,
                all_of(ping.GATEWAY.is_(True), ping.ANSWER.in_("web-page", "relay-error")),
                "It's probably your gateway: {environment.base_url|it} fails ({ping.detail|no "
                "usable answer}). Anthropic's front door could not be compared.",
                Confidence.LOW,
            ),
            Case(
                DOWN,
                870,
                all_of(ping.GATEWAY.is_(True), ping.FRONT_DOOR.is_(True), _UNREACHABLE),
                "It's your gateway: {environment.base_url|it} cannot be reached while Anthropic's "
                "own front door answers.",
            ),
            *passing("gateway-failure", "a gateway's failure"),
        ),
        fixes=("check-gateway", "bypass-gateway"),
        explained_by=("offline", "proxy-failure", "wrong-endpoint", "insecure-endpoint"),
        retryable=True,
    ),
    Rule(
        "dns-failure",
        Side.NETWORK,
        (
            Case(
                DOWN,
                865,
                any_of(
                    ping.TRANSPORT.is_("dns"),
                    all_of(network.DNS.is_("failed"), _NO_ANSWER),
                ),
                "It's name resolution: {network.host|the API's host} does not resolve here.",
            ),
            *passing("dns-failure", "a name that did not resolve"),
        ),
        fixes=("check-dns", "check-internet", "fix-base-url"),
        explained_by=("offline", "proxy-failure", "captive-portal", "gateway-failure"),
        retryable=True,
    ),
    Rule(
        "tls-failure",
        Side.NETWORK,
        (
            Case(
                DOWN,
                850,
                any_of(
                    ping.TLS_FAULT.in_(*_UNVERIFIED),
                    all_of(network.TLS_FAULT.in_(*_UNVERIFIED), _NO_ANSWER),
                ),
                "It's TLS on the way: the certificate of {network.host|the API's host} does not "
                "verify ({ping.detail|untrusted}); {network.tls_issuer|nobody known} signed it.",
            ),
            Case(
                DOWN,
                850,
                any_of(
                    ping.TRANSPORT.is_("tls"),
                    all_of(network.TLS.is_("failed"), _NO_ANSWER),
                ),
                "It's TLS on the way: no handshake with {network.host|the API's host} "
                "({ping.detail|it fails}).",
            ),
            lasting(
                "tls-failure",
                "It's TLS between that program and the API: its certificate check failed.",
            ),
        ),
        fixes=("trust-ca", "fix-proxy", "set-clock"),
        explained_by=(
            "clock-skew",
            "captive-portal",
            "gateway-failure",
            "offline",
            "proxy-failure",
        ),
        retryable=False,
    ),
    Rule(
        "region-blocked",
        Side.NETWORK,
        (
            Case(
                DOWN,
                830,
                live("region-blocked"),
                "It's where you connect from: Anthropic's edge answers 403 “Request not allowed”.",
            ),
            *passing("region-blocked", "a refusal of the place you connected from"),
        ),
        fixes=("change-region", "fix-proxy"),
        retryable=False,
    ),
    Rule(
        "connection-failed",
        Side.NETWORK,
        (
            Case(
                DOWN,
                650,
                ping.TRANSPORT.is_("connect"),
                "It's the path to the API: no connection to {network.host|its host} "
                "({ping.detail|refused}).",
            ),
            Case(
                DOWN,
                650,
                ping.TRANSPORT.is_("dropped"),
                "It's the path to the API: the connection is closed before an answer "
                "({ping.detail|reset}).",
                Confidence.MEDIUM,
            ),
            *passing("connection-failed", "a connection that could not be made"),
        ),
        fixes=("check-firewall", "fix-proxy", "check-internet"),
        explained_by=(
            "offline",
            "proxy-failure",
            "captive-portal",
            "gateway-failure",
            "dns-failure",
            "tls-failure",
            "incident-confirmed",
            "crowd-outage",
        ),
        retryable=True,
    ),
)
