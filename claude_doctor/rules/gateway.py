"""The rule about the gateway that is configured: it fails, or tells what is wrong with it."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..probes import environment, error, network, ping
from ..sources.api import own_models
from ..sources.conflicts import look
from .signs import ELSEWHERE_TOLD, passing, told

DOWN = Severity.DOWN

_UNVERIFIED = ("untrusted-issuer", "expired", "not-yet-valid", "wrong-host")
_UNREACHABLE = any_of(
    network.DNS.is_("failed"), network.TCP.is_("failed"), network.TLS.is_("failed")
)
#: What a relay gives when it fails by itself, and does not pass on an error of Anthropic's.
_NO_RELAY = ping.ANSWER.in_("web-page", "empty", "relay-error", "none", "unreached")
_ANSWERED = ping.ANSWER.in_("web-page", "empty", "relay-error")
_GATEWAY = "{environment.base_url|it}"
_SHOWS = "{ping.shows|no usable answer}"


#: The user's text is of a relay before several providers, or came through the gateway set here.
_TOLD_BY_RELAY = any_of(
    told("gateway-failure"),
    all_of(
        ELSEWHERE_TOLD,
        any_of(error.SPEAKER.is_("gateway"), environment.GATEWAY.is_(True)),
    ),
)


def _of_gateway(refusal: str, says: str, *fixes: str) -> Case:
    """The gateway says itself what is wrong with it: no comparison is needed."""
    when = all_of(ping.GATEWAY.is_(True), ping.REFUSAL.is_(refusal), ping.WORKS.is_(False))
    return Case(DOWN, 870, when, says, fixes=fixes)


#: What a gateway tells of itself, its provider, or the edge before it.
_TOLD_BY_GATEWAY: tuple[Case, ...] = (
    _of_gateway(
        "upstream-key",
        f"It's your gateway: the key that {_GATEWAY} itself has for its provider is refused "
        f"({_SHOWS}). Your own key is not at fault.",
        "mend-gateway-key", "bypass-gateway",
    ),
    _of_gateway(
        "upstream-account",
        f"It's your gateway: the account that {_GATEWAY} itself uses cannot pay or is at its "
        f"limit ({_SHOWS}). Your own account is not at fault.",
        "mend-gateway-account", "bypass-gateway",
    ),
    _of_gateway(
        "upstream-limit",
        f"It's your gateway: its own account is at the provider's rate limit, not yours "
        f"({_GATEWAY} answers {_SHOWS}).",
        "wait-for-gateway", "check-gateway", "bypass-gateway",
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True),
            ping.REFUSAL.is_("no-deployment"),
            ping.FRONT_DOOR.is_(False),
            ping.FRONT_DOOR_UP.is_(True),
        ),
        f"It's your gateway: {_GATEWAY} has no deployment left for {{ping.model|the model}} "
        f"({_SHOWS}). Anthropic's own front door answers with an error as well "
        "({ping.front_door_error|unknown}), which may be why.",
        Confidence.MEDIUM,
        fixes=("wait-for-gateway", "follow-status-page", "check-gateway"),
    ),
    _of_gateway(
        "no-deployment",
        f"It's your gateway: {_GATEWAY} has no deployment left for {{ping.model|the model}}: "
        f"those that it had have failed, or there is none ({_SHOWS}).",
        "wait-for-gateway", "mend-gateway-key", "bypass-gateway",
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True),
            ping.FRONT_DOOR.is_(True),
            any_of(
                ping.REFUSAL.is_("upstream-down"), all_of(_ANSWERED, ping.HTTP_STATUS.in_(502, 504))
            ),
        ),
        f"It's your gateway: {_GATEWAY} does not reach what is behind it ({_SHOWS}) while "
        "Anthropic's own front door answers.",
        fixes=("start-upstream", "check-gateway", "bypass-gateway"),
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True),
            ping.REFUSAL.in_("challenge", "edge-block"),
            ping.ANSWERED_BY.is_("cdn"),
        ),
        f"It's your gateway: Anthropic's edge (Cloudflare) refuses the address of {_GATEWAY} "
        f"({_SHOWS}; cf-ray {{ping.cf_ray|not sent}}).",
        fixes=("check-gateway", "bypass-gateway", "report-ray"),
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True),
            ping.REFUSAL.in_("challenge", "edge-block"),
            ping.ANSWERED_BY.is_("relay"),
        ),
        f"It's your gateway: Cloudflare in front of {_GATEWAY} lets no program through "
        f"({_SHOWS}; cf-ray {{ping.cf_ray|not sent}}).",
        fixes=("exempt-programs", "check-gateway", "bypass-gateway"),
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True), ping.REFUSAL.is_("login"), ping.HTTP_STATUS.is_(401)
        ),
        f"It's your gateway: {_GATEWAY} wants a user name and a password ({_SHOWS}).",
        fixes=("gateway-password", "check-gateway", "bypass-gateway"),
    ),
    _of_gateway(
        "login",
        f"It's your gateway: {_GATEWAY} wants a person to log in ({_SHOWS}), which a program "
        "cannot.",
        "gateway-login", "check-gateway", "bypass-gateway",
    ),
)  # fmt: skip


GATEWAY_FAILURE = Rule(
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
                network.CURE_KIND.in_("other-variable", "file", "without-store"),
            ),
            "It's your gateway's certificate: {network.tls_issuer|nobody known} signed that of "
            "{environment.base_url|the gateway}; {network.cure_words|another store trusts it}.",
            fixes=("apply-cure", "trust-ca", "see-certificate"),
        ),
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
            look.CLOUD_GATEWAY.is_("dead"),
            "It's your gateway: {ping.cloud_gateway_words|the one before the cloud fails}.",
            fixes=("drop-cloud-gateway",),
        ),
        Case(
            DOWN,
            870,
            all_of(
                environment.PROGRAM.is_("code"),
                ping.GATEWAY.is_(True),
                ping.FRONT_DOOR.is_(True),
                ping.ANSWER.is_("unreached"),
                no(ping.TLS_FAULT.in_(*_UNVERIFIED)),
            ),
            "It's your gateway: {environment.base_url_from|ANTHROPIC_BASE_URL} sends Claude "
            "Code to {environment.base_url|it}, which cannot be reached "
            "({ping.detail|no connection}), while Anthropic's own front door answers.",
            fixes=("fix-base-url", "check-gateway"),
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
        *_TOLD_BY_GATEWAY,
        Case(
            DOWN,
            870,
            all_of(
                ping.GATEWAY.is_(True),
                ping.FRONT_DOOR.is_(True),
                ping.KEYED.is_(False),
                ping.KEY_WITHHELD.is_("none"),
                ping.ANSWER.is_("relay-error"),
            ),
            f"It's your gateway: {_GATEWAY} answers {_SHOWS} to a request without a key, and "
            "none is set here. It may be only that.",
            Confidence.MEDIUM,
            fixes=("gateway-key", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(
                ping.GATEWAY.is_(True),
                ping.FRONT_DOOR.is_(True),
                _ANSWERED,
                ping.HTTP_STATUS.in_(301, 302, 303, 307, 308),
            ),
            f"It's your gateway: {_GATEWAY} sends programs elsewhere ({_SHOWS}), and no key "
            "follows a redirect, while Anthropic's own front door answers.",
            fixes=("fix-base-url", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(
                ping.GATEWAY.is_(True),
                ping.FRONT_DOOR.is_(True),
                _ANSWERED,
                ping.HTTP_STATUS.in_(404, 405),
            ),
            f"It's your gateway: {_GATEWAY} has no Messages API at that path ({_SHOWS}) while "
            "Anthropic's own front door answers.",
            fixes=("fix-base-url", "check-gateway", "bypass-gateway"),
        ),
        Case(
            DOWN,
            870,
            all_of(ping.GATEWAY.is_(True), ping.FRONT_DOOR.is_(True), _ANSWERED),
            f"It's your gateway: {_GATEWAY} answers {_SHOWS}, while Anthropic's own front door "
            "answers.",
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
            f"It's probably your gateway: {_GATEWAY} fails ({_SHOWS}). Anthropic's front door "
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
            "It's your gateway: {environment.base_url|it} cannot be reached while Anthropic's "
            "own front door answers.",
        ),
        *passing("gateway-failure", "a gateway's failure", shown=_TOLD_BY_RELAY),
    ),
    fixes=("check-gateway", "bypass-gateway"),
    explained_by=("offline", "proxy-failure", "wrong-endpoint", "insecure-endpoint"),
    retryable=True,
)
