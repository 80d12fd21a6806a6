"""Rules whose verdict is the path between here and the API."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..probes import network, ping
from ..sources.clouds.facts import Said
from ..sources.network import large
from .routes import alike, at_anthropic, on_cloud, said
from .signs import FAILS, NO_WAY_OUT, lasting, live, passing

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED


# A clock that is ahead makes certificates look expired, one that is behind makes them look early.
_AHEAD = network.CLOCK_SKEW.at_least(0)
_LOOKS_EXPIRED = all_of(
    _AHEAD, any_of(network.TLS_FAULT.is_("expired"), ping.TLS_FAULT.is_("expired"))
)
_LOOKS_EARLY = all_of(
    no(_AHEAD), any_of(network.TLS_FAULT.is_("not-yet-valid"), ping.TLS_FAULT.is_("not-yet-valid"))
)

#: Every control host failed or stayed silent, and nobody else answered either.
_NOBODY = all_of(network.CONTROL.is_("failed"), network.OTHERS_ANSWERED.is_(False))

_NO_NAME_AT_ALL = all_of(_NOBODY, network.DNS.is_("failed"), network.OTHER_NAMES.is_("none"))

RULES: tuple[Rule, ...] = (
    Rule(
        "offline",
        Side.NETWORK,
        (
            Case(
                DOWN,
                900,
                all_of(
                    _NOBODY,
                    network.WAY_OUT.is_("no-route"),
                ),
                "It's your connection: this machine is offline. It has no route out, and nothing "
                "outside answers. Tried: {network.tried|everything}.",
            ),
            Case(
                DOWN,
                900,
                all_of(
                    _NOBODY,
                    network.WAY_OUT.is_("silent"),
                ),
                "It's your connection: this machine is offline. Nothing outside answers. Tried: "
                "{network.tried|everything}.",
                fixes=("check-internet", "check-dns", "ask-for-proxy"),
            ),
            Case(
                DOWN,
                900,
                all_of(_NO_NAME_AT_ALL, network.WAY_OUT.is_("rejected")),
                "It's your connection: this machine is offline. No name resolves "
                "({network.resolver_words|no nameserver answers}), and every connection is "
                "rejected at once ({network.way_fault|no}): by the router, or by a firewall.",
                fixes=("check-internet", "check-dns", "check-local-firewall", "ask-for-proxy"),
            ),
            Case(
                DOWN,
                900,
                all_of(_NO_NAME_AT_ALL, network.WAY_OUT.is_("closed")),
                "It's your connection: this machine is offline. No name resolves "
                "({network.resolver_words|no nameserver finds one}), and nothing outside answers. "
                "Tried: {network.tried|everything}.",
                fixes=("check-internet", "check-dns", "ask-for-proxy"),
            ),
            Case(
                DOWN,
                900,
                all_of(_NOBODY, network.DNS.is_("failed")),
                "It's your connection: this machine is offline. Nothing outside answers, and no "
                "name resolves.",
                fixes=("check-internet", "check-dns"),
            ),
            Case(
                DOWN,
                900,
                _NOBODY,
                "It's your connection: this machine is offline. Nothing outside answers.",
            ),
        ),
        fixes=("check-internet", "other-network"),
        explained_by=("proxy-failure",),
        retryable=False,
    ),
    Rule(
        "captive-portal",
        Side.NETWORK,
        (
            # A portal catches every page; where others open, it is something else.
            Case(
                DOWN,
                890,
                all_of(
                    ping.GATEWAY.is_(False),
                    ping.ANSWER.is_("web-page"),
                    network.CONTROL.is_("open"),
                ),
                "It's your network: something on the path answers instead of the API "
                "({ping.shows|a web page}), while other pages open: a filter or a proxy.",
                Confidence.MEDIUM,
                fixes=("ask-exception", "fix-proxy", "other-network"),
            ),
            Case(
                DOWN,
                890,
                all_of(ping.GATEWAY.is_(False), ping.ANSWER.is_("web-page")),
                "It's your network: a web page answers instead of the API "
                "({ping.message:80|a login page or a filter}).",
            ),
            Case(
                DOWN,
                890,
                all_of(
                    network.CONTROL.is_("portal"),
                    any_of(FAILS, network.OTHERS_ANSWERED.is_(False)),
                ),
                "It's your network: it requires a login in the browser first.",
            ),
            lasting("captive-portal", "It's the network: a web page answered instead of the API."),
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
                all_of(network.CLOCK_OFF.is_(True), any_of(_LOOKS_EXPIRED, _LOOKS_EARLY)),
                "It's this machine's clock: it is {network.clock_words|off}, so certificates look "
                "invalid.",
            ),
            *on_cloud(
                Case(
                    DOWN,
                    885,
                    ping.ERROR.is_("clock-skew"),
                    "It's this machine's clock: {environment.service|the cloud} rejects the time "
                    "in its signatures ({ping.cloud_words:60|too old or too early}).",
                ),
            ),
            lasting("clock-skew", "It's the clock of the machine that printed this."),
        ),
        fixes=("set-clock",),
        retryable=False,
    ),
    Rule(
        "region-blocked",
        Side.NETWORK,
        at_anthropic(
            Case(
                DOWN,
                830,
                all_of(ping.REFUSAL.is_("challenge"), ping.GATEWAY.is_(False)),
                "It's your IP address: Anthropic's edge (Cloudflare) answers "
                "{ping.http_status|403} with a browser-only challenge (cf-ray "
                "{ping.cf_ray|not sent}).",
                fixes=("leave-address", "report-ray"),
            ),
            Case(
                DOWN,
                830,
                all_of(ping.REFUSAL.is_("edge-block"), ping.GATEWAY.is_(False)),
                "It's your IP address: Anthropic's edge (Cloudflare) blocks it ({ping.shows|403}; "
                "cf-ray {ping.cf_ray|not sent}).",
                fixes=("leave-address", "report-ray"),
            ),
        )
        + alike(
            Case(
                DOWN,
                830,
                live("region-blocked"),
                "It's where you connect from: Anthropic's edge answers 403 “Request not allowed”.",
            ),
            live("region-blocked"),
            "It's the country: {environment.service|the cloud} does not serve Claude where you "
            "connect from, or where the account is ({ping.cloud_words:60|403}).",
        )
        + passing("region-blocked", "a block on the place you connected from"),
        fixes=("change-region", "cloud-country", "fix-proxy"),
        retryable=False,
    ),
    Rule(
        "connection-failed",
        Side.NETWORK,
        (
            *NO_WAY_OUT,
            Case(
                DOWN,
                870,
                all_of(large.LARGE.is_("lost"), FAILS),
                "It's the path: {network.host|the API's host} answers only small requests. Those "
                "larger than one packet (long prompts, all of Claude Code's) get lost: "
                "{ping.large_words|an MTU problem}.",
                fixes=("shrink-packets", "check-firewall"),
            ),
            Case(
                DOWN,
                870,
                all_of(large.LARGE.is_("held"), FAILS),
                "It's the path: {network.host|the API's host} answers small requests, but larger "
                "ones get no answer: {ping.large_words|whatever is tried}. A filter or proxy on "
                "the path holds them back.",
                Confidence.MEDIUM,
                fixes=("check-firewall", "fix-proxy"),
            ),
            Case(
                DOWN,
                650,
                ping.TRANSPORT.is_("connect"),
                "It's the path to {environment.provider|the API}: no connection to "
                "{network.host|its host} ({ping.detail|refused}).",
            ),
            Case(
                DOWN,
                650,
                ping.TRANSPORT.is_("dropped"),
                "It's the path to {environment.provider|the API}: the connection closes before an "
                "answer ({ping.detail|reset}).",
                Confidence.MEDIUM,
            ),
            *on_cloud(
                Case(
                    DOWN,
                    650,
                    said(Said.UNREACHED),
                    "It's the path to {environment.service|the cloud}: no connection to "
                    "{network.host|its host} ({ping.detail|no answer}).",
                    Confidence.MEDIUM,
                ),
            ),
            *passing("connection-failed", "a connection that could not be made"),
        ),
        fixes=("check-firewall", "check-internet", "other-network", "wait-it-out"),
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
