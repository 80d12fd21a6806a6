"""Rules about what stands between here and the API: proxies and filters."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..probes import environment, network, ping
from ..sources.clouds.facts import Said
from . import variables
from .gateway import GATEWAY_FAILURE
from .routes import alike, said
from .signs import FAILS, NO_ANSWER, REACHED, cured, lasting, live

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

_BAD_PROXY = network.PROXY.in_("failed", "login-required", "refused")


# Changes that worked when they were tried after the failure (`network.cure_kind`).
_OTHER_PROXY = ("proxy-scheme", "proxy-variable", "direct", "round-proxy")

_TRIED_PROXY = (
    *cured(
        _OTHER_PROXY,
        "apply-cure",
        Case(
            DOWN,
            910,
            all_of(network.PROXY.is_("login-required"), NO_ANSWER),
            "It's your proxy: {network.proxy_host|it} rejected the proxy credentials "
            "({network.proxy_status|407}).",
            fixes=("proxy-login", "fix-proxy"),
        ),
        Case(
            DOWN,
            910,
            all_of(network.PROXY.is_("refused"), NO_ANSWER),
            "It's your proxy: {network.proxy_host|it} blocks {network.host|the API's host} "
            "({network.proxy_status|refused} {network.proxy_reason|without a reason}). Its rules "
            "must allow that host.",
            fixes=("allow-host", "fix-proxy"),
        ),
        Case(
            DOWN,
            910,
            all_of(network.PROXY.is_("failed"), network.PROXY_STATUS.at_least(500), NO_ANSWER),
            "It's your proxy: {network.proxy_host|it} answers {network.proxy_status|5xx} and does "
            "not reach {network.host|the API}.",
            fixes=("fix-proxy",),
        ),
    ),
    *cured(
        _OTHER_PROXY,
        "apply-cure",
        Case(
            DOWN,
            910,
            all_of(network.PROXY.is_("failed"), network.DIRECT.is_("failed"), NO_ANSWER),
            "It's your proxy: {network.proxy_host|its address} is not a working proxy "
            "({network.proxy_reason|no answer}), and a direct connection fails, too.",
            fixes=("start-proxy", "fix-proxy"),
        ),
        Case(
            DOWN,
            910,
            all_of(network.PROXY.is_("failed"), NO_ANSWER),
            "It's your proxy: {network.proxy_host|its address} is not a working proxy "
            "({network.proxy_reason|no answer}).",
            fixes=("fix-proxy", "drop-proxy"),  # whether there is another way out is not known
        ),
    ),
    Case(
        DOWN,
        910,
        all_of(
            any_of(network.DNS.is_("failed"), network.TCP.is_("failed")),
            network.CURE_KIND.is_("no-proxy"),
            NO_ANSWER,
        ),
        "It's your NO_PROXY: {network.cure_words|an entry keeps the API away from its proxy}; a "
        "direct connection gets no answer.",
        fixes=("apply-cure", "fix-proxy"),
    ),
)

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
                "It's your proxy variables: they route {environment.base_url|the address} (this "
                "machine) through the proxy {network.proxy_host|there}, which is unusable "
                "({network.proxy|it fails}).",
                fixes=("set-no-proxy", "drop-proxy"),
            ),
            *_TRIED_PROXY,
            Case(
                DOWN,
                910,
                all_of(ping.REFUSAL.is_("block-page"), no(ping.PROGRAM.is_("none")), FAILS),
                "It's a filter on your network: {ping.program|it} blocks "
                "{network.host|the API's host} ({ping.shows|a block page}; category: "
                "{ping.category|not given}).",
                fixes=("ask-exception", "other-network"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.REFUSAL.is_("block-page"), FAILS),
                "It's a filter on your network: a block page answers instead of "
                "{network.host|the API's host} ({ping.shows|a block page}; category: "
                "{ping.category|not given}).",
                fixes=("ask-exception", "other-network"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.ANSWERED_BY.is_("proxy"), ping.REFUSAL.is_("host")),
                "It's a proxy on the path: it blocks {network.host|the API's host} "
                "({ping.shows|refused}).",
                fixes=("allow-host", "fix-proxy"),
            ),
            Case(
                DOWN,
                910,
                all_of(ping.ANSWERED_BY.is_("proxy"), ping.REFUSAL.is_("upstream-down")),
                "It's a proxy on the path: it does not reach {network.host|the API's host} "
                "({ping.shows|it fails}).",
            ),
            Case(
                DOWN,
                910,
                live("proxy-failure"),
                "It's a proxy on the path: it blocks the request ({ping.message:80|refused}).",
            ),
            Case(
                DOWN,
                910,
                ping.TRANSPORT.is_("proxy"),
                "It's your proxy: {network.proxy_host|it} blocks the request "
                "({ping.detail|refused}).",
            ),
            *alike(
                Case(
                    DEGRADED,
                    460,
                    all_of(_BAD_PROXY, REACHED),
                    "{environment.provider|The API} answers, but the proxy "
                    "{network.proxy_host|in the environment} is unusable: "
                    "{network.proxy|it fails}.",
                    Confidence.LOW,
                ),
                all_of(_BAD_PROXY, said(Said.WORKS, Said.ANSWERS)),
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
        fixes=("fix-proxy", "allow-host", "other-network"),
        retryable=False,
    ),
    GATEWAY_FAILURE,
)
