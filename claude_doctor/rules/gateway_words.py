"""What a gateway tells of itself, its provider, or the edge before it: cases of its rule."""

from __future__ import annotations

from ..engine.facts import all_of, any_of
from ..engine.model import Case, Confidence, Severity
from ..probes import ping
from .signs import RELAY

DOWN = Severity.DOWN

#: What fails is configured as a gateway, and Anthropic's own API works meanwhile.
ITS_OWN = (ping.GATEWAY.is_(True), ping.FRONT_DOOR.is_(True))
#: Its certificate does not verify.
UNVERIFIED = ping.TLS_FAULT.in_("untrusted-issuer", "expired", "not-yet-valid", "wrong-host")
#: It gave an answer of its own.
ANSWERED = ping.ANSWER.in_("web-page", "empty", "relay-error")
GATEWAY = "{environment.base_url|it}"
SHOWS = "{ping.shows:60|no usable answer}"


def _of_gateway(
    refusal: str, says: str, *fixes: str, confidence: Confidence = Confidence.HIGH
) -> Case:
    """The gateway says itself what is wrong with it: no comparison is needed."""
    when = all_of(ping.GATEWAY.is_(True), ping.REFUSAL.is_(refusal), ping.WORKS.is_(False))
    return Case(DOWN, 870, when, says, confidence, fixes=fixes)


#: What a gateway tells of itself, its provider, or the edge before it.
TOLD_BY_GATEWAY: tuple[Case, ...] = (
    _of_gateway(
        "upstream-key",
        f"It's your gateway: its provider rejects the key of {GATEWAY} ({SHOWS}). Your own key is "
        "not at fault.",
        "mend-gateway-key", "bypass-gateway",
    ),
    _of_gateway(
        "upstream-account",
        f"It's your gateway: the provider account of {GATEWAY} cannot pay or is at its limit "
        f"({SHOWS}). Your own account is not at fault.",
        "mend-gateway-account", "bypass-gateway",
    ),
    _of_gateway(
        "upstream-limit",
        f"It's your gateway: its own account hit the provider's rate limit, not yours ({GATEWAY} "
        f"answers {SHOWS}).",
        "wait-for-gateway", "check-gateway", "bypass-gateway",
    ),
    _of_gateway(
        "torn",
        f"It's probably your gateway: the answer that {GATEWAY} passes on starts like the API's "
        "and stops midway. The answer alone does not show where it was cut.",
        "check-gateway", "bypass-gateway",
        confidence=Confidence.MEDIUM,
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
        f"It's your gateway: {GATEWAY} has no deployment left for {{ping.model|the model}} "
        f"({SHOWS}). Anthropic's API endpoint answers with an error, too "
        "({ping.front_door_error|unknown}), which may be why.",
        Confidence.MEDIUM,
        fixes=("wait-for-gateway", "follow-status-page", "check-gateway"),
    ),
    _of_gateway(
        "no-deployment",
        f"It's your gateway: {GATEWAY} has no deployment left for {{ping.model|the model}}: all "
        f"failed, or there is none ({SHOWS}).",
        "wait-for-gateway", "mend-gateway-key", "bypass-gateway",
    ),
    Case(
        DOWN,
        870,
        all_of(
            *ITS_OWN,
            any_of(
                ping.REFUSAL.is_("upstream-down"), all_of(ANSWERED, ping.HTTP_STATUS.in_(502, 504))
            ),
        ),
        f"It's your gateway: {GATEWAY} does not reach its upstream ({SHOWS}). Anthropic's API "
        "endpoint is up.",
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
        f"It's your gateway: Anthropic's edge (Cloudflare) blocks the address of {GATEWAY} "
        f"({SHOWS}; cf-ray {{ping.cf_ray|not sent}}).",
        fixes=("check-gateway", "bypass-gateway", "report-ray"),
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True),
            ping.REFUSAL.in_("challenge", "edge-block"),
            RELAY,
        ),
        f"It's your gateway: Cloudflare in front of {GATEWAY} blocks all programs ({SHOWS}; "
        "cf-ray {ping.cf_ray|not sent}).",
        fixes=("exempt-programs", "check-gateway", "bypass-gateway"),
    ),
    Case(
        DOWN,
        870,
        all_of(
            ping.GATEWAY.is_(True), ping.REFUSAL.is_("login"), ping.HTTP_STATUS.is_(401)
        ),
        f"It's your gateway: {GATEWAY} requires a username and password ({SHOWS}).",
        fixes=("gateway-password", "check-gateway", "bypass-gateway"),
    ),
    _of_gateway(
        "login",
        f"It's your gateway: {GATEWAY} requires a person to log in ({SHOWS}), which a program "
        "cannot.",
        "gateway-login", "check-gateway", "bypass-gateway",
    ),
)  # fmt: skip
