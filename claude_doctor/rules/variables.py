"""The cases in which a single variable is at fault, most of them of `proxy-failure`."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Severity
from ..probes import environment, network, ping
from ..sources.conflicts import flaws, key_flaw, proxies
from ..sources.network.phases import NOT_TLS
from .signs import FAILS, MODEL_LOST, NO_ANSWER, WORKS

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

_PROXY = flaws.BROKEN_KIND.is_("proxy")
_SOCKS = flaws.BROKEN_SORT.is_("socks")
_LEADS_OUT = any_of(WORKS, network.CONTROL.is_("open"))
_NO_WAY = any_of(
    ping.TRANSPORT.in_("connect", "dns", "silent", "dropped"),
    network.TCP.is_("failed"),
    network.DNS.is_("failed"),
)
# A reason was measured: nobody answered there, with whatever status.
_FAILED = all_of(network.PROXY.is_("failed"), no(network.PROXY_REASON.is_("")), NO_ANSWER)

#: Before the rule's own cases: the first that holds speaks.
CASES = (
    Case(
        DOWN,
        930,
        all_of(_PROXY, _SOCKS, _LEADS_OUT),
        "It's your proxy variable: {environment.broken_what|it names a SOCKS proxy}. Without it "
        "the internet is reachable.",
        fixes=("mend-variable", "socks-support"),
    ),
    Case(
        DOWN,
        930,
        all_of(_PROXY, _SOCKS),
        "It's your proxy variable: {environment.broken_what|it names a SOCKS proxy}. This check "
        "cannot use it and found no other way out.",
        fixes=("socks-support", "http-proxy", "mend-variable"),
    ),
    Case(
        DOWN,
        930,
        _PROXY,
        "It's your proxy variable: {environment.broken_what|it is malformed}.",
        fixes=("mend-variable", "fix-proxy"),
    ),
    Case(
        DOWN,
        905,
        all_of(flaws.PROXY_IGNORED.is_(True), NO_ANSWER),
        "It's probably your proxy variable: this check cannot use it "
        "({environment.first_conflict|run with -v}), and nothing answers without it.",
        Confidence.MEDIUM,
        fixes=("mend-environment", "fix-proxy"),
    ),
    Case(
        DOWN,
        909,
        all_of(proxies.PROXY_KEPT.is_(True), _NO_WAY, NO_ANSWER),
        "It's NO_PROXY: {environment.proxy_kept_by|an entry} keeps {network.host|the API's host} "
        "away from the proxy in {environment.proxy_variable|HTTPS_PROXY}, and a direct connection "
        "fails.",
        fixes=("shorten-no-proxy", "check-firewall"),
    ),
    Case(
        DOWN,
        912,
        all_of(
            environment.GATEWAY.is_(True),
            environment.CAUGHT.is_(False),
            no(proxies.NO_PROXY_NEAR.is_("none")),
            network.PROXY.in_("refused", "failed"),
            FAILS,
        ),
        "It's your proxy variables: {network.host|your gateway} goes through the proxy "
        "{network.proxy_host|there}, which cannot reach it ({network.proxy_status|no answer}), "
        "and {environment.no_proxy_near|NO_PROXY} does not match that host.",
        fixes=("set-no-proxy", "fix-proxy"),
    ),
    Case(
        DOWN,
        912,
        all_of(
            environment.GATEWAY.is_(True),
            environment.CAUGHT.is_(False),
            any_of(network.PROXY.is_("refused"), network.PROXY_STATUS.at_least(500)),
            FAILS,
        ),
        "It's your proxy variables: {network.host|your gateway} goes through the proxy "
        "{network.proxy_host|there}, which blocks it ({network.proxy_status|refused}). To reach "
        "the gateway directly, add it to NO_PROXY.",
        fixes=("set-no-proxy", "fix-proxy"),
    ),
    Case(
        DOWN,
        911,
        all_of(
            network.PROXY.is_("failed"),
            proxies.PROXY_SECURE.is_(True),
            network.PROXY_REASON.in_(NOT_TLS, "no TLS there"),
            NO_ANSWER,
        ),
        "It's your proxy variable: {environment.proxy_variable|HTTPS_PROXY} starts with https://, "
        "but the proxy {network.proxy_host|there} speaks plain http.",
        fixes=("plain-proxy", "fix-proxy"),
    ),
    Case(
        DOWN,
        911,
        all_of(_FAILED, no(proxies.PROXY_RIVAL.is_("none")), no(environment.CAUGHT.is_(True))),
        "It's your proxy variable: {environment.proxy_variable|one} overrides "
        "{environment.proxy_rival|the other}, and {network.proxy_host|its proxy} is not a working "
        "proxy ({network.proxy_reason|no answer}).",
        fixes=("drop-one-proxy", "fix-proxy"),
    ),
)

_EMPTY = no(environment.EMPTY.is_("none"))

#: Of `environment-conflict`.
CONFLICT = (
    Case(
        DOWN,
        930,
        flaws.BROKEN_KIND.in_("file", "headers"),
        "It's your configuration: {environment.broken_what|a variable is malformed}.",
        fixes=("mend-variable",),
    ),
    Case(
        DOWN,
        791,
        all_of(
            flaws.BROKEN_KIND.is_("model"),
            any_of(WORKS, MODEL_LOST),
        ),
        "It's your configuration: {environment.broken_what|the model's id is malformed}.",
        fixes=("mend-variable",),
    ),
    Case(
        DOWN,
        790,
        all_of(key_flaw.KEY_STRIPPED.is_(True), WORKS),
        "It's your configuration: "
        "{environment.first_conflict|the key has surrounding whitespace}. Without that it works.",
        fixes=("mend-environment",),
    ),
    Case(
        DEGRADED,
        425,
        all_of(_EMPTY, environment.CI.is_(True)),
        "{environment.empty} is set but empty, so calls from here have no credential: CI gives no "
        "secrets to runs of forks, and a misspelled secret is empty, too. No completion was "
        "tested.",
        fixes=("set-secret", "check-key"),
    ),
    Case(
        DEGRADED,
        425,
        all_of(_EMPTY, environment.CI.is_(False)),
        "{environment.empty} is set but empty, so programs here have no key. No completion was "
        "tested.",
        fixes=("check-key",),
    ),
)
