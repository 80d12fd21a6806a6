"""Rules about the key: where it would travel, whether it is taken, and what it may do."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..fixes import vendors
from ..probes import environment, ping
from ..sources.api import own_models, served
from ..sources.conflicts import key_flaw
from . import cloud_way
from .routes import at_anthropic
from .signs import FAILS, RELAY, WORKS, live, passing

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

_CREDENTIALS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")

#: A subscription's login stands behind a token or key that is refused: without that it works.
_BEFORE_A_LOGIN = all_of(
    live("key-rejected"),
    environment.LOGIN.is_(True),
    environment.LOGIN_EXPIRED.is_(False),
    environment.GATEWAY.is_(False),
    environment.KEY_FROM.in_(*_CREDENTIALS),
)
#: The refused key is not in the variable where a new one is put, but in another, or in a file.
_ELSEWHERE = all_of(
    live("key-rejected"),
    ping.ANSWERED_BY.is_("anthropic"),
    no(environment.KEY_FROM.in_("ANTHROPIC_API_KEY", "none")),
)
#: The gateway names the models that it serves.
_SERVED = no(served.SERVED.is_("none"))

#: The key itself is malformed.
_FLAWED = (
    Case(
        DOWN,
        801,
        all_of(live("key-rejected"), key_flaw.KEY_FLAWED.is_(True)),
        "It's your API key: {environment.key_flaw|it is malformed}, so it is rejected "
        "({ping.http_status|401}).",
        fixes=("mend-key", "check-key"),
    ),
    Case(
        DOWN,
        801,
        all_of(key_flaw.KEY_FLAWED.is_(True), ping.KEY_WITHHELD.is_("malformed")),
        "It's your API key: {environment.key_flaw|it is malformed}. It was not sent; other "
        "programs fail on it or are rejected.",
        fixes=("mend-key", "check-key"),
    ),
)


def _denied(when: Expr, says: str) -> tuple[Case, Case]:
    """The gateway keeps a model from this key; whether the user wants just that model is sure only
    where it was chosen."""
    denied = all_of(ping.REFUSAL.is_("model-access"), FAILS, when)
    fixes = ("choose-model", "ask-gateway")
    chosen = all_of(denied, no(own_models.MODEL_ERROR.is_("none")))
    return (
        Case(DOWN, 795, chosen, says, fixes=fixes),
        Case(DOWN, 795, denied, says, Confidence.MEDIUM, fixes=fixes),
    )


_MODEL_DENIED = (
    *_denied(
        _SERVED,
        "It's your key's permissions at the gateway: {environment.base_url|it} allows "
        "{ping.served_models}, not {ping.model|this model}.",
    ),
    *_denied(
        no(_SERVED),
        "It's your key's permissions at the gateway: {environment.base_url|it} does not allow "
        "{ping.model|this model} ({ping.shows|refused}).",
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "insecure-endpoint",
        Side.CLIENT,
        (
            Case(
                DOWN,
                931,  # settings alone show it: above what follows from a proxy that is dead, too
                all_of(environment.INSECURE.is_(True), environment.CAUGHT.is_(True)),
                "It's your proxy variables: they route {environment.base_url|the address} (this "
                "machine) through {environment.proxy_host|the proxy}, so the key would travel "
                "over plain http. It was not sent.",
                fixes=("set-no-proxy",),
            ),
            Case(
                DOWN,
                860,
                any_of(environment.INSECURE.is_(True), ping.KEY_WITHHELD.is_("insecure")),
                "It's your configuration: a key would travel over plain http "
                "({environment.insecure_what|to another host}). It was not sent.",
            ),
            Case(
                DEGRADED,
                440,
                all_of(environment.UNENCRYPTED.is_(True), WORKS),
                "It works, but your key travels unencrypted inside a private network "
                "({environment.insecure_what|over plain http}): anyone on the path can read it.",
                fixes=("encrypt-gateway",),
            ),
        ),
        fixes=("use-https", "fix-base-url"),
        retryable=False,
    ),
    Rule(
        "key-rejected",
        Side.CLIENT,
        cloud_way.REJECTED
        + at_anthropic(
            Case(
                DOWN,
                802,
                all_of(ping.CARRIED.is_("login"), live("key-rejected")),
                "It's the login inside ANTHROPIC_BASE_URL: programs send it as Authorization "
                "instead of ANTHROPIC_AUTH_TOKEN, so {environment.base_url|the gateway} never "
                "gets your token ({ping.http_status|401}).",
                fixes=("drop-url-login", "gateway-key"),
            ),
            *_FLAWED,
            Case(
                DOWN,
                800,
                all_of(ping.REFUSAL.is_("missing-key"), ping.CARRIED.is_("x-api-key"), RELAY),
                "It's where your key is set: {environment.base_url|your gateway} finds none "
                "({ping.shows|401}). It seems to read only Authorization, not x-api-key: use "
                "ANTHROPIC_AUTH_TOKEN.",
                Confidence.MEDIUM,
                fixes=("key-as-token", "gateway-key"),
            ),
            Case(
                DOWN,
                800,
                all_of(ping.REFUSAL.is_("missing-key"), ping.CARRIED.is_("authorization"), RELAY),
                "It's where your key is set: {environment.base_url|your gateway} finds none "
                "({ping.shows|401}). It seems to read only x-api-key, not Authorization: use "
                "ANTHROPIC_API_KEY (not with the Python SDK 2.0 or later).",
                Confidence.MEDIUM,
                fixes=("token-as-key", "gateway-key"),
            ),
            Case(
                DOWN,
                800,
                all_of(live("key-rejected"), RELAY),
                "It's the key for your gateway: {environment.base_url|it} rejects it "
                "({ping.shows|401}).",
                fixes=("gateway-key", "check-gateway"),
            ),
            Case(
                DOWN,
                800,
                all_of(
                    live("key-rejected"),
                    ping.ANSWERED_BY.is_("anthropic"),
                    ping.GATEWAY.is_(True),
                ),
                "It's the key behind your gateway: {environment.base_url|it} passes on "
                "Anthropic's {ping.http_status|401} ({ping.message:80|the key is not valid}). The "
                "key is yours if the gateway forwards it, else the gateway's own.",
                Confidence.MEDIUM,
                fixes=("gateway-key", "check-gateway"),
            ),
            Case(
                DOWN,
                800,
                all_of(_BEFORE_A_LOGIN, ping.ANSWERED_BY.is_("anthropic")),
                "It's {environment.key_from}: the API rejects its value ({ping.http_status|401}: "
                "{ping.message:80|not valid}), and it overrides the Claude subscription that is "
                "logged in here.",
                fixes=("drop-credential", "check-key"),
            ),
            Case(
                DOWN,
                800,
                environment.SUBSCRIPTION_KEY.is_(True),
                "It's ANTHROPIC_API_KEY: it holds a subscription token, which works only as "
                "Claude Code's own login, never as a key. It was not sent.",
                fixes=("move-subscription-token", "check-key"),
            ),
            Case(
                DOWN,
                800,
                all_of(_ELSEWHERE, environment.KEY_BESIDE.is_(True)),
                "It's {environment.key_from}: the API rejects its value ({ping.http_status|401}: "
                "{ping.message:80|not valid}), and it overrides the other key that is set.",
                fixes=("drop-credential", "check-key"),
            ),
            Case(
                DOWN,
                800,
                _ELSEWHERE,
                "It's {environment.key_from}: the API rejects its value ({ping.http_status|401}: "
                "{ping.message:80|not valid}).",
                fixes=("replace-credential", "check-key"),
            ),
            Case(
                DOWN,
                800,
                all_of(live("key-rejected"), ping.ANSWERED_BY.is_("anthropic")),
                "It's your API key: the API answers 401 ({ping.message:80|the key is not valid}).",
            ),
            Case(
                DOWN,
                800,
                live("key-rejected"),
                "It's probably your API key: {ping.http_status|401} came back, but not in the "
                "API's own format.",
                Confidence.LOW,
            ),
        )
        + passing("key-rejected", "a rejected key or login")
        + cloud_way.ABSENT,
        fixes=("check-key", *vendors.LOGINS, "login-again"),
        retryable=False,
    ),
    Rule(
        "key-forbidden",
        Side.CLIENT,
        (
            *_MODEL_DENIED,
            Case(
                DOWN,
                795,
                all_of(live("key-forbidden"), RELAY),
                "It's your permissions at the gateway: {environment.base_url|it} refuses the "
                "request ({ping.shows|403}).",
                Confidence.MEDIUM,
                fixes=("ask-gateway", "gateway-key"),
            ),
            *at_anthropic(
                Case(
                    DOWN,
                    795,
                    live("key-forbidden"),
                    "It's your key's permissions: the API answers {ping.http_status|403} "
                    "({ping.message:80|permission denied}).",
                ),
            ),
            *passing("key-forbidden", "a missing permission of the key"),
        ),
        fixes=("ask-permission", "check-key"),
        retryable=False,
    ),
)
