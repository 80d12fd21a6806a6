"""The rule about the gateway that is configured: it fails, or tells what is wrong with it."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..fixes.vendors import RENEW
from ..probes import environment, error, network, ping
from ..sources.api import own_models, scheme
from ..sources.conflicts import look
from . import cloud_way
from .clouds import NO_DIRECT_LOGIN
from .gateway_words import ANSWERED, GATEWAY, ITS_OWN, SHOWS, TOLD_BY_GATEWAY, UNVERIFIED
from .signs import ELSEWHERE_TOLD, passing, told

DOWN = Severity.DOWN

_UNREACHABLE = any_of(
    network.DNS.is_("failed"), network.TCP.is_("failed"), network.TLS.is_("failed")
)
#: What a relay gives when it fails by itself, and does not pass on an error of Anthropic's.
_NO_RELAY = ping.ANSWER.in_("web-page", "empty", "relay-error", "none", "unreached")


#: The user's text is of a relay before several providers, or came through the gateway set here.
_TOLD_BY_RELAY = any_of(
    told("gateway-failure"),
    all_of(
        ELSEWHERE_TOLD,
        any_of(error.SPEAKER.is_("gateway"), environment.GATEWAY.is_(True)),
    ),
)


GATEWAY_FAILURE = Rule(
    "gateway-failure",
    Side.NETWORK,
    (
        Case(
            DOWN,
            870,
            all_of(scheme.SPEAKS.is_("http"), ping.WORKS.is_(False)),
            "It's the scheme of your gateway's address: "
            "{environment.base_url_from|ANTHROPIC_BASE_URL} starts with https://, but "
            "{environment.base_url|the gateway} speaks plain http://.",
            fixes=("other-scheme", "check-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(scheme.SPEAKS.is_("https"), ping.WORKS.is_(False)),
            "It's the scheme of your gateway's address: "
            "{environment.base_url_from|ANTHROPIC_BASE_URL} starts with http://, but "
            "{environment.base_url|the gateway} speaks TLS: use https://.",
            fixes=("other-scheme", "check-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(
                *ITS_OWN,
                UNVERIFIED,
                network.CURE_KIND.in_("other-variable", "file", "without-store"),
            ),
            "It's your gateway's certificate: that of {environment.base_url|the gateway} is "
            "signed by {network.tls_issuer|an unknown CA}; "
            "{network.cure_words|another store trusts it}.",
            fixes=("apply-cure", "trust-ca", "see-certificate"),
        ),
        Case(
            DOWN,
            870,
            all_of(*ITS_OWN, UNVERIFIED),
            "It's your gateway: the certificate of {environment.base_url|it} does not verify "
            "({ping.tls_fault|untrusted}; signed by {network.tls_issuer|an unknown CA}). "
            "Anthropic's API endpoint is up.",
            fixes=("trust-ca", "see-certificate", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(look.CLOUD_GATEWAY.is_("dead"), NO_DIRECT_LOGIN),
            "It's your gateway: {ping.cloud_gateway_words|the one in front of the cloud fails}. "
            "Bypassing it needs a cloud login: {environment.cloud_direct_words|none is here}.",
            fixes=("check-cloud-gateway", "drop-cloud-gateway", *RENEW),
        ),
        Case(
            DOWN,
            870,
            look.CLOUD_GATEWAY.is_("dead"),
            "It's your gateway: {ping.cloud_gateway_words|the one in front of the cloud fails}.",
            # An error of the cloud's that it passes on shows that it lives.
            explained_by=("overloaded", "server-error"),
            fixes=("drop-cloud-gateway",),
        ),
        Case(
            DOWN,
            870,
            all_of(
                environment.PROGRAM.is_("code"),
                *ITS_OWN,
                ping.ANSWER.is_("unreached"),
                no(UNVERIFIED),
            ),
            "It's your gateway: {environment.base_url_from|ANTHROPIC_BASE_URL} sends Claude Code "
            "to {environment.base_url|it}, which is unreachable ({ping.detail|no connection}). "
            "Anthropic's API endpoint is up.",
            fixes=("fix-base-url", "check-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(*ITS_OWN, ping.ANSWER.is_("unreached")),
            "It's your gateway: {environment.base_url|it} is unreachable "
            "({ping.detail|no connection}). Anthropic's API endpoint is up.",
            fixes=("check-gateway", "fix-base-url", "bypass-gateway"),
        ),
        *TOLD_BY_GATEWAY,
        *cloud_way.GATEWAY,
        Case(
            DOWN,
            870,
            all_of(
                *ITS_OWN,
                ping.KEYED.is_(False),
                ping.KEY_WITHHELD.is_("none"),
                ping.ANSWER.is_("relay-error"),
            ),
            f"It's your gateway: {GATEWAY} answers {SHOWS} to a request without a key, and no key "
            "is set. That may be the whole cause.",
            Confidence.MEDIUM,
            fixes=("gateway-key", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(*ITS_OWN, ANSWERED, ping.HTTP_STATUS.in_(301, 302, 303, 307, 308)),
            f"It's your gateway: {GATEWAY} redirects programs elsewhere ({SHOWS}), and keys do "
            "not follow a redirect. Anthropic's API endpoint is up.",
            fixes=("fix-base-url", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(*ITS_OWN, ANSWERED, ping.HTTP_STATUS.in_(404, 405)),
            f"It's your gateway: {GATEWAY} has no Messages API at that path ({SHOWS}). "
            "Anthropic's API endpoint is up.",
            fixes=("fix-base-url", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(*ITS_OWN, ANSWERED),
            f"It's your gateway: {GATEWAY} answers {SHOWS}. Anthropic's API endpoint is up.",
        ),
        Case(
            DOWN,
            870,
            all_of(*ITS_OWN, _NO_RELAY),
            "It's your gateway: {environment.base_url|it} fails ({ping.detail|no usable answer}). "
            "Anthropic's API endpoint is up.",
        ),
        Case(
            DOWN,
            870,
            all_of(ping.GATEWAY.is_(True), ping.FRONT_DOOR_UP.is_(True), _NO_RELAY),
            "It's your gateway: {environment.base_url|it} fails ({ping.detail|no usable answer}). "
            "Anthropic's API endpoint answers with an error, too "
            "({ping.front_door_error|unknown}): it may not work behind the gateway either.",
            Confidence.MEDIUM,
        ),
        Case(
            DOWN,
            465,
            all_of(ping.GATEWAY.is_(True), ping.ANSWER.in_("web-page", "relay-error")),
            f"It's probably your gateway: {GATEWAY} fails ({SHOWS}). Anthropic's API endpoint "
            "could not be compared.",
            Confidence.LOW,
        ),
        Case(
            DOWN,
            465,
            all_of(
                ping.GATEWAY.is_(True),
                ping.WORKS.is_(True),
                own_models.MODEL_ANSWER.in_("web-page", "relay-error"),
            ),
            "It's your gateway: it fails for {ping.failed_model|your model} "
            "({ping.failed_model_status|no answer}); {ping.model|another model} works.",
        ),
        Case(
            DOWN,
            870,
            all_of(
                ping.GATEWAY.is_(True),
                any_of(ping.FRONT_DOOR.is_(True), ping.FRONT_DOOR_UP.is_(True)),
                _UNREACHABLE,
            ),
            "It's your gateway: {environment.base_url|it} is unreachable. Anthropic's API "
            "endpoint is up.",
        ),
        *passing("gateway-failure", "a gateway failure", shown=_TOLD_BY_RELAY),
    ),
    fixes=("check-gateway", "check-cloud-gateway", "bypass-gateway"),
    explained_by=("offline", "proxy-failure", "wrong-endpoint", "insecure-endpoint"),
    retryable=True,
)
