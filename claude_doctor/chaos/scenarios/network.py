"""The path: what lies between this machine and Anthropic."""

from __future__ import annotations

from ...engine.model import Severity, Side
from ..answers import (
    CHALLENGE,
    EGRESS,
    OVERLOADED_DOOR,
    PORTAL,
    PORTAL_REDIRECT,
    PROXY_DENIES,
    REGION,
    RELAY_DOWN,
)
from ..between import (
    BASIC_LOGIN,
    BLOCK_PAGE,
    EDGE_RESTRICTED,
    MAINTENANCE,
    NO_DEPLOYMENT,
    SINGLE_SIGN_ON,
    UPSTREAM_KEY,
)
from ..roles import Api, Proxy, Scenario
from ..wire import Wire

# More than 255 characters of valid labels: the resolver refuses it without sending a packet.
_NO_NAME = "https://" + ".".join(["no-such-host-" + "x" * 40] * 5) + ".invalid"
_ELSEWHERE = (
    "CLAUDE_DOCTOR_STATUS_URL", "CLAUDE_DOCTOR_STATUS_FALLBACK_URL", "CLAUDE_DOCTOR_CONTROL_URL",
    "CLAUDE_DOCTOR_DOWNDETECTOR_URL", "CLAUDE_DOCTOR_REDDIT_URL", "CLAUDE_DOCTOR_REDDIT_OAUTH_URL",
    "CLAUDE_DOCTOR_GITHUB_URL", "CLAUDE_DOCTOR_HN_URL", "CLAUDE_DOCTOR_ADMIN_URL",
)  # fmt: skip
# What speaks plain HTTP on loopback, called by the name of what does not.
_TLS_API = "https://{api_host}"

ROWS = (
    Scenario(
        "offline",
        "Nothing answers anywhere: the cable is unplugged.",
        Side.NETWORK, Severity.DOWN, "offline",
        everywhere=Wire.REFUSED,
    ),
    Scenario(
        "offline-silent",
        "Everything connects and stays silent, as behind a dead router.",
        Side.NETWORK, Severity.DOWN, "offline", timeout_s=3,
        everywhere=Wire.MUTE,
    ),
    Scenario(
        "dns-failure",
        "The API's name does not resolve; the internet answers.",
        Side.NETWORK, Severity.DOWN, "dns-failure",
        base_url=_NO_NAME,
    ),
    Scenario(
        "no-name-resolves",
        "No name resolves, neither the API's nor any other, and nothing answers.",
        Side.NETWORK, Severity.DOWN, "offline",
        base_url=_NO_NAME, env=tuple((name, _NO_NAME) for name in _ELSEWHERE),
    ),
    Scenario(
        "connection-failed",
        "The API's port refuses the connection; the internet answers.",
        Side.NETWORK, Severity.DOWN, "connection-failed",
        api=Api(Wire.REFUSED),
    ),
    Scenario(
        "tls-failure",
        "The API's address does not speak TLS.",
        Side.NETWORK, Severity.DOWN, "tls-failure",
        base_url=_TLS_API,
    ),
    Scenario(
        "proxy-failure",
        "The proxy on the path requires a login.",
        Side.NETWORK, Severity.DOWN, "proxy-failure",
        base_url=_TLS_API, env=(("HTTPS_PROXY", "{proxy}"),),
    ),
    Scenario(
        "proxy-dead",
        "The proxy named in the environment is not there.",
        Side.NETWORK, Severity.DOWN, "proxy-failure",
        base_url=_TLS_API, env=(("HTTPS_PROXY", "{proxy}"),), proxy=Proxy(Wire.REFUSED),
    ),
    Scenario(
        "proxy-denies",
        "The proxy does not allow the API's host.",
        Side.NETWORK, Severity.DOWN, "proxy-failure",
        base_url=_TLS_API, env=(("HTTPS_PROXY", "{proxy}"),), proxy=Proxy(PROXY_DENIES),
    ),
    Scenario(
        "egress-denied",
        "A cloud sandbox answers 403 with x-deny-reason instead of the API.",
        Side.NETWORK, Severity.DOWN, "proxy-failure",
        api=Api(EGRESS),
    ),
    Scenario(
        "captive-portal",
        "A hotel's login page answers instead of every host.",
        Side.NETWORK, Severity.DOWN, "captive-portal",
        everywhere=PORTAL,
    ),
    Scenario(
        "captive-portal-redirect",
        "Every address redirects to a login page.",
        Side.NETWORK, Severity.DOWN, "captive-portal",
        everywhere=PORTAL_REDIRECT,
    ),
    Scenario(
        "region-blocked",
        "The edge blocks this address: 403 Request not allowed.",
        Side.NETWORK, Severity.DOWN, "region-blocked",
        api=Api(REGION),
    ),
    Scenario(
        "gateway-failure",
        "The company gateway answers 502; Anthropic's API endpoint answers.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(RELAY_DOWN), front_door=Api(),
    ),
    Scenario(
        "gateway-refused",
        "The company gateway is not there; Anthropic's API endpoint answers.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(Wire.REFUSED), front_door=Api(),
    ),
    Scenario(
        "gateway-refused-overloaded",
        "The gateway is not there, and Anthropic's API endpoint answers 529.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(Wire.REFUSED), front_door=Api(OVERLOADED_DOOR),
    ),
    Scenario(
        "gateway-silent",
        "The company gateway never answers; Anthropic's API endpoint does.",
        Side.NETWORK, Severity.DOWN, "gateway-failure", timeout_s=3,
        api=Api(Wire.MUTE), front_door=Api(),
    ),
    Scenario(
        "gateway-key-refused",
        "Anthropic rejects the key of the company's LiteLLM.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(UPSTREAM_KEY), front_door=Api(),
    ),
    Scenario(
        "gateway-cooldown",
        "The company's LiteLLM has paused its only deployment and answers 429.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(NO_DEPLOYMENT), front_door=Api(),
    ),
    Scenario(
        "gateway-maintenance",
        "A maintenance page answers instead of the company gateway.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(MAINTENANCE), front_door=Api(),
    ),
    Scenario(
        "gateway-wants-password",
        "The web server in front of the company gateway requires a username and password.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(BASIC_LOGIN), front_door=Api(),
    ),
    Scenario(
        "gateway-wants-login",
        "The company gateway redirects to single sign-on.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        api=Api(SINGLE_SIGN_ON), front_door=Api(),
    ),
    Scenario(
        "filter-blocks",
        "The company's filter shows its block page instead of the API.",
        Side.NETWORK, Severity.DOWN, "proxy-failure",
        api=Api(BLOCK_PAGE),
    ),
    Scenario(
        "edge-challenge",
        "Anthropic's edge requires a browser from this address.",
        Side.NETWORK, Severity.DOWN, "region-blocked",
        api=Api(CHALLENGE),
    ),
    Scenario(
        "edge-restricted",
        "Anthropic's edge blocks this address: Edge IP Restricted.",
        Side.NETWORK, Severity.DOWN, "region-blocked",
        api=Api(EDGE_RESTRICTED),
    ),
)  # fmt: skip
