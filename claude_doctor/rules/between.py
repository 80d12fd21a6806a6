"""Rules about what stands between here and the API: proxies, TLS, gateways."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, any_of
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..probes import environment, network, ping
from .signs import FAILS, NO_ANSWER, REACHED, lasting, live, passing

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

_UNVERIFIED = ("untrusted-issuer", "expired", "not-yet-valid", "wrong-host")
_UNREACHABLE = any_of(
    network.DNS.is_("failed"), network.TCP.is_("failed"), network.TLS.is_("failed")
)
_BAD_PROXY = network.PROXY.in_("failed", "login-required", "refused")
#: What a relay gives when it fails by itself, and does not pass on an error of Anthropic's.
_NO_RELAY = ping.ANSWER.in_("web-page", "empty", "relay-error", "none", "unreached")


def _tls(*faults: str) -> Expr:
    """The handshake fails in one of these ways, for the ping or for the probe of the path."""
    return any_of(ping.TLS_FAULT.in_(*faults), all_of(network.TLS_FAULT.in_(*faults), NO_ANSWER))


RULES: tuple[Rule, ...] = (
    Rule(
        "proxy-failure",
        Side.NETWORK,
        (
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
                "It's your proxy: {network.proxy_host|it} does not allow the API's host "
                "({network.proxy_status|refused} {network.proxy_reason|without a reason}).",
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
                    ping.TLS_FAULT.in_(*_UNVERIFIED),
                ),
                "It's your gateway: the certificate of {environment.base_url|it} does not verify "
                "({ping.tls_fault|untrusted}; {network.tls_issuer|nobody known} signed it), while "
                "Anthropic's own front door answers.",
                fixes=("trust-ca", "see-certificate", "check-gateway", "bypass-gateway"),
            ),
            Case(
                DOWN,
                870,
                all_of(
                    ping.GATEWAY.is_(True),
                    ping.FRONT_DOOR.is_(True),
                    ping.ANSWER.is_("unreached"),
                ),
                "It's your gateway: {environment.base_url|it} cannot be reached "
                "({ping.detail|no connection}) while Anthropic's own front door answers.",
                fixes=("check-gateway", "fix-base-url", "bypass-gateway"),
            ),
            Case(
                DOWN,
                870,
                all_of(ping.GATEWAY.is_(True), ping.FRONT_DOOR.is_(True), _NO_RELAY),
                "It's your gateway: {environment.base_url|it} fails ({ping.detail|no usable "
                "answer}) while Anthropic's own front door answers.",
            ),
            Case(
                DOWN,
                870,
                all_of(ping.GATEWAY.is_(True), ping.FRONT_DOOR_UP.is_(True), _NO_RELAY),
                "It's your gateway: {environment.base_url|it} fails ({ping.detail|no usable "
                "answer}). Anthropic's own front door answers as well, though with an error of its "
                "own ({ping.front_door_error|unknown}): behind the gateway it may not work either.",
                Confidence.MEDIUM,
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
                all_of(
                    ping.GATEWAY.is_(True),
                    any_of(ping.FRONT_DOOR.is_(True), ping.FRONT_DOOR_UP.is_(True)),
                    _UNREACHABLE,
                ),
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
