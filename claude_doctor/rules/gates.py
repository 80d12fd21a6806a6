"""What contradicts a fix, as data: a fix is shown unless its expression holds.

What nobody measured contradicts nothing, but for the few facts whose absence says something: there
is no request id to give where none was measured. The text of a failure that the user gives may be
another machine's: where it decided, what holds here contradicts nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from ..engine.facts import Expr, Fact, all_of, any_of, no
from ..engine.judge import CAUSE, REQUEST, SIDE, TOLD, WAIT
from ..engine.model import Side
from ..failures.classify import with_cause
from ..fixes.table import FIXES
from ..probes import environment, error, network, ping, quota, status
from ..sources.api import alternative, gone, lifecycle, models, own_models, scheme
from ..sources.clouds import facts as cloud
from ..sources.clouds.facts import Lack, Login, Said
from ..sources.conflicts import flaws, key_flaw, look, proxies
from ..sources.network import large
from .routes import AWS, GOOGLE, ON_CLOUD
from .signs import MODEL_LOST, WORKS

T = TypeVar("T")

NONE = "none"


def _or(fact: Fact[T], usual: T) -> Fact[T]:
    """The fact, with what its absence says here."""
    return replace(fact, usual=usual)


def _here(*parts: Expr) -> Expr:
    """All of these, where what was measured here decided."""
    return all_of(TOLD.is_(False), *parts)


_CURED = no(_or(network.CURE, NONE).is_(NONE))
_OFFLINE = all_of(network.CONTROL.is_("failed"), network.OTHERS_ANSWERED.is_(False))
_ONLINE = any_of(network.CONTROL.is_("open"), network.OTHERS_ANSWERED.is_(True))
#: Who uses a product of Anthropic's does not write the requests.
_NO_AUTHOR = all_of(environment.SURFACE.in_("code", "chat"), no(ON_CLOUD))

#: The key was taken: a request with it worked, or was answered, and not with 401.
_ANSWERED = all_of(ping.KEYED.is_(True), ping.ANSWERED_BY.is_("anthropic"))
_KEY_TAKEN = any_of(WORKS, all_of(_ANSWERED, no(ping.HTTP_STATUS.is_(401))))
_ERROR = _or(ping.ERROR, NONE)
_NO_KEY = environment.KEY_FROM.is_(NONE)
_NO_PROXY = proxies.PROXY_SET.is_(False)
#: One that no variable names: it speaks for itself.
_PROXY_ON_THE_WAY = any_of(
    _or(ping.ANSWERED_BY, NONE).is_("proxy"),
    _or(ping.TRANSPORT, NONE).is_("proxy"),
    _ERROR.in_(*with_cause("proxy-failure")),
    _or(own_models.MODEL_ERROR, NONE).in_(*with_cause("proxy-failure")),
)
_NO_GATEWAY = environment.GATEWAY.is_(False)
_NO_TLS = any_of(network.TLS.is_(NONE), network.TLS_FAULT.is_("not-tls"))
_TLS_FINE = all_of(network.TLS.in_("ok", NONE), _or(ping.TLS_FAULT, NONE).is_(NONE))
#: A connection to the host comes about, and requests of any size get through it.
_CONNECTED = all_of(
    network.TCP.is_("ok"), _TLS_FINE, no(_or(large.LARGE, "pass").in_("lost", "held"))
)
_NAME_FINE = all_of(
    network.DNS.is_("ok"),
    _or(network.NAME_KIND, NONE).is_(NONE),
    no(_or(network.DNS_PRIVATE, False).is_(True)),
)

#: The page was read, and shows nothing that is open for what is used here.
_ALL_GREEN = all_of(
    status.API_COMPONENT.is_("operational"),
    *(
        no(_or(one, False).is_(True))
        for one in (status.API_INCIDENT, status.BILLING_INCIDENT, status.MODEL_INCIDENT)
    ),
    no(all_of(environment.SURFACE.is_("code"), _or(status.CODE_INCIDENT, False).is_(True))),
    no(all_of(environment.SURFACE.is_("chat"), _or(status.CHAT_INCIDENT, False).is_(True))),
)
_FEED_GREEN = cloud.FEED.is_(cloud.Feed.UP)

#: The best other model answered, where it was asked (`--fallbacks`).
_OTHER_ANSWERS = _or(alternative.OTHER_WORKS, False).is_(True)
#: All that was asked answers; a gateway's or a proxy's fault may stand beside that.
_ALL_WORKS = any_of(
    all_of(WORKS, _or(own_models.MODEL_ANSWER, "complete").is_("complete")),
    cloud.CLOUD_ANSWER.is_(Said.WORKS),
)
_MODEL_FOUND = all_of(
    no(ping.ERROR.in_(*with_cause("model-not-found"))),
    no(MODEL_LOST),
    no(_or(lifecycle.LIFECYCLE, NONE).in_("retired", "overdue", "retiring", "deprecated")),
)
#: It is gone, so no date lies ahead.
_PAST = any_of(
    CAUSE.is_("model-not-found"),
    gone.FAILED_END.in_("retired", "unlisted"),
    lifecycle.LIFECYCLE.in_("retired", "overdue"),
)
_OWN_SPEND, _TIER = "spend-limit-reached", "spend-cap-reached"

#: The id is near one that there is, which is named instead of the newest of a line.
_MISTYPED = no(_or(gone.MEANT, NONE).is_(NONE))


def _lacks_other(*lacks: Lack) -> Expr:
    """The cloud denies the call for another reason than these."""
    return cloud.CLOUD_LACK.in_(*(one for one in Lack if one not in (*lacks, Lack.OTHER)))


def _seen(row: str) -> Expr:
    """The failure that was seen, live or in the text, is this row of the catalogue."""
    return any_of(ping.ERROR.is_(row), own_models.MODEL_ERROR.is_(row), error.ERROR.is_(row))


#: By the fix's id: when it is contradicted.
GATES: Mapping[str, Expr] = MappingProxyType(
    {
        # The service's own trouble.
        "backoff": _here(_NO_AUTHOR),
        "streaming": _here(_NO_AUTHOR),
        "shorter-output": _here(_NO_AUTHOR),
        "monitor-529": any_of(
            _here(_NO_AUTHOR),
            _here(
                no(ping.HTTP_STATUS.in_(200, 529)),
                no(_or(ping.ERROR_TYPE, NONE).is_("overloaded_error")),
            ),
        ),
        "lighter-model": any_of(
            ping.WORKS.is_(False),
            _OTHER_ANSWERS,  # which is the better one
            status.MODEL_NAMED.is_(models.DEFAULT),
            _here(any_of(ping.SLOW.is_(True), quota.LOW.is_(True))),
        ),
        # Not needed where the check's own model answers; no help where the edge fails before any.
        "other-model": any_of(
            alternative.OTHER_WORKS.is_(False),
            alternative.OTHER_MODEL.is_(alternative.NONE),
            all_of(no(_OTHER_ANSWERS), any_of(WORKS, ping.ANSWERED_BY.is_("cdn"))),
            _here(_OFFLINE),
        ),
        **dict.fromkeys(
            ("fallback-route", "other-aws-region", "other-google-region", "keep-watching"),
            _here(_OFFLINE),
        ),
        "say-continue": _here(
            environment.SURFACE.is_("api"), no(CAUSE.in_("recent-failures", "subscription-limit"))
        ),
        "follow-status-page": _ALL_GREEN,
        "follow-aws-health": _FEED_GREEN,
        "follow-google-status": _FEED_GREEN,
        "follow-azure-status": _FEED_GREEN,
        "wait-it-out": any_of(SIDE.is_(Side.CLIENT), _ALL_WORKS),
        "report-request-id": _or(REQUEST, NONE).is_(NONE),
        # The request, the key, the model.
        "check-key": _here(_KEY_TAKEN),
        "login-again": _here(environment.CREDENTIAL.in_("api-key", "auth-token", "cloud")),
        "fix-model-id": _here(_MODEL_FOUND),
        "own-model-id": _here(own_models.MODEL_CLOUD.is_(own_models.NONE)),
        "choose-successor": _here(any_of(_MODEL_FOUND, _MISTYPED)),
        "migrate-model": any_of(_PAST, _here(_MODEL_FOUND)),
        "ask-permission": _here(WORKS),
        "fix-request": _here(WORKS),
        "shrink-request": _here(WORKS),
        "shrink-context": _here(any_of(WORKS, ping.HTTP_STATUS.is_(400))),
        "drop-credential": _here(_NO_KEY),
        "replace-credential": _here(_NO_KEY),
        "move-subscription-token": _here(environment.SUBSCRIPTION_KEY.is_(False)),
        "mend-key": _here(key_flaw.KEY_FLAWED.is_(False)),
        "set-key": any_of(no(environment.CREDENTIAL.is_(NONE)), _KEY_TAKEN),
        "add-evidence": no(
            _or(error.ERROR, NONE).in_(
                NONE, "unknown", "unexplained", "cause-hidden", "no-failure", "no-call",
                "code-400-4",
            )
        ),
        # Limits, credit, billing.
        "wait-retry-after": no(_or(WAIT, 0).at_least(1)),
        "add-credit": _here(WORKS),
        "fix-billing": _here(WORKS),
        "contact-support": _here(WORKS),
        "switch-model": _here(environment.SURFACE.is_("api")),
        "raise-limit": _seen(_TIER),
        "raise-tier": _seen(_OWN_SPEND),
        # Settings.
        "fix-base-url": _here(_or(environment.BASE_URL_FROM, "").is_("")),
        "use-https": _here(environment.INSECURE.is_(False)),
        "mend-environment": _here(environment.CONFLICT.is_(False)),
        "mend-other-program": _here(no(look.OTHER.is_("dead"))),
        "mend-variable": _here(flaws.BROKEN.is_(False)),
        "set-secret": _here(any_of(environment.CI.is_(False), environment.EMPTY.is_(NONE))),
        # Names, connections, certificates, the clock.
        "check-internet": _here(_ONLINE),
        "check-dns": _here(_NAME_FINE),
        "apply-cure": no(_CURED),
        "drop-hosts-line": _here(any_of(no(_CURED), no(network.NAME_KIND.is_("hosts-file")))),
        "pin-name": _here(no(_CURED)),
        "unblock-name": _here(_NAME_FINE),
        "mend-resolver": _here(any_of(_NAME_FINE, network.RESOLVER.is_("ok"))),
        "check-local-firewall": _here(network.TCP.is_("ok")),
        "check-firewall": _here(_CONNECTED),
        "open-portal": _here(network.CONTROL.is_("open")),
        "trust-ca": _here(any_of(_NO_TLS, _TLS_FINE)),
        "reissue-ca": _here(network.TLS_FORM.is_("none")),
        "use-system-store": _here(network.TLS_SYSTEM.is_(False)),
        "share-ca": _here(any_of(environment.PYTHON_CA.is_(False), environment.NODE_CA.is_(True))),
        "see-certificate": _here(_NO_TLS),
        "fill-store": _here(network.STORE_EMPTY.is_(False)),
        "mend-store": _here(flaws.CA_FLAW.is_(NONE)),
        "set-clock": _here(network.CLOCK_OFF.is_(False), no(_ERROR.is_("clock-skew"))),
        "shrink-packets": _here(large.LARGE.is_("pass")),
        **dict.fromkeys(
            ("change-region", "leave-address", "ask-exception", "other-network"), _here(WORKS)
        ),
        "report-ray": _or(ping.CF_RAY, NONE).is_(NONE),
        # Proxies.
        "allow-host": _here(any_of(WORKS, all_of(_NO_PROXY, no(_PROXY_ON_THE_WAY)))),
        "fix-proxy": _here(_NO_PROXY),
        "proxy-login": _here(_NO_PROXY),
        "drop-proxy": _here(any_of(_NO_PROXY, network.DIRECT.is_("failed"))),
        "ask-for-proxy": _here(proxies.PROXY_SET.is_(True)),
        "start-proxy": _here(_NO_PROXY),
        "drop-one-proxy": _here(any_of(_NO_PROXY, proxies.PROXY_RIVAL.is_(NONE))),
        "plain-proxy": _here(any_of(_NO_PROXY, proxies.PROXY_SECURE.is_(False))),
        "shorten-no-proxy": _here(any_of(_NO_PROXY, proxies.PROXY_KEPT.is_(False))),
        "socks-support": _here(any_of(_NO_PROXY, no(flaws.BROKEN_SORT.is_("socks")))),
        "http-proxy": _here(any_of(_NO_PROXY, no(flaws.BROKEN_SORT.is_("socks")))),
        "set-no-proxy": _here(_NO_PROXY),
        # Gateways.
        **dict.fromkeys(
            (
                "check-gateway", "messages-path", "choose-model", "ask-gateway", "gateway-key",
                "mend-gateway-key", "mend-gateway-account", "wait-for-gateway", "start-upstream",
                "exempt-programs", "gateway-password", "gateway-login", "gateway-body-size",
            ),
            _here(_NO_GATEWAY),
        ),
        "bypass-gateway": _here(any_of(_NO_GATEWAY, ping.FRONT_DOOR.is_(False))),
        "nginx-body-size": _here(
            any_of(_NO_GATEWAY, no(ping.PROGRAM.in_("nginx", "OpenResty")))
        ),
        "encrypt-gateway": _here(any_of(_NO_GATEWAY, environment.UNENCRYPTED.is_(False))),
        "key-as-token": _here(any_of(_NO_GATEWAY, no(ping.CARRIED.is_("x-api-key")))),
        "token-as-key": _here(any_of(_NO_GATEWAY, no(ping.CARRIED.is_("authorization")))),
        "other-scheme": _here(any_of(_NO_GATEWAY, _or(scheme.SPEAKS, NONE).is_(NONE))),
        "drop-url-login": _here(no(ping.CARRIED.is_("login"))),
        "check-cloud-gateway": _here(_NO_GATEWAY),
        "drop-cloud-gateway": _here(_NO_GATEWAY),
        # Clouds.
        **dict.fromkeys(
            ("renew-aws", "renew-google", "renew-azure", "azure-login"),
            _here(cloud.CLOUD_ANSWER.is_(Said.WORKS)),
        ),
        **dict.fromkeys(
            ("aws-sso-login", "aws-login", "marketplace-rights", "use-case-form"), _here(no(AWS))
        ),
        **dict.fromkeys(("google-login", "google-quota"), _here(no(GOOGLE))),
        "cloud-access": _here(no(ON_CLOUD)),
        "mend-login-file": _here(no(cloud.CLOUD_LOGIN.is_(Login.BROKEN))),
        "new-bedrock-key": _here(no(environment.KEY_FROM.is_("AWS_BEARER_TOKEN_BEDROCK"))),
        "azure-no-keys": _here(no(cloud.CLOUD_LOGIN.is_(Login.KEY))),
        "mend-place": _here(cloud.PLACE_FLAW.is_(NONE), cloud.PLACE_DOUBT.is_(NONE)),
        "fix-cloud-base": _here(_or(environment.BASE_URL_FROM, "").is_("")),
        "cloud-model-id": _here(own_models.MODEL_CLOUD.is_(own_models.NONE)),
        "beta-off": _here(no(cloud.CLOUD_FIELD.is_("anthropic-beta"))),
        "aws-role": _here(_lacks_other(Lack.ROLE)),
        "google-role": _here(_lacks_other(Lack.ROLE)),
        "azure-role": _here(_lacks_other(Lack.ROLE, Lack.KEYS_OFF)),
        "aws-organization-policy": _here(_lacks_other(Lack.ORGANIZATION)),
        "aws-overruling-policy": _here(_lacks_other(Lack.OVERRULED)),
        "aws-payment": _here(_lacks_other(Lack.PAYMENT)),
        "aws-support-case": _here(_lacks_other(Lack.SUPPORT)),
        "google-enable-api": _here(_lacks_other(Lack.API)),
        "google-billing": _here(_lacks_other(Lack.BILLING)),
        "azure-firewall": _here(_lacks_other(Lack.FIREWALL)),
        "azure-private-network": _here(_lacks_other(Lack.PRIVATE, Lack.FIREWALL)),
        "azure-tenant": _here(_lacks_other(Lack.TENANT)),
    }
)  # fmt: skip


def gates() -> Mapping[str, Expr]:
    """By the fix's id: when the facts contradict it. A fix for some routes is contradicted on the
    others as well."""
    found: dict[str, Expr] = dict(GATES)
    for fix in FIXES:
        if fix.routes:
            elsewhere = _here(no(cloud.ROUTE.in_(*fix.routes)))
            found[fix.id] = any_of(elsewhere, GATES[fix.id]) if fix.id in GATES else elsewhere
    return MappingProxyType(found)
