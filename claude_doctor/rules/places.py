"""Where each cause sits on the way of a call, and its name in two or three words there."""

from __future__ import annotations

from enum import StrEnum

from ..engine.facts import Expr, Facts, all_of, holds, no
from ..probes import ping
from ..sources.network import facts as network
from .signs import WORKS


class Place(StrEnum):
    """A stop on the way from the user's program to the model."""

    YOU = "you"  # the request, the key, the settings, the account, this machine's clock
    INTERNET = "internet"
    PROXY = "proxy"
    GATEWAY = "gateway"
    SERVICE = "service"  # the API endpoint: Anthropic's or a cloud's
    MODEL = "model"


#: The first place of a cause whose condition holds; None: always.
Places = tuple[tuple[Expr | None, Place], ...]

_YOU: Places = ((None, Place.YOU),)
_INTERNET: Places = ((None, Place.INTERNET),)
_SERVICE: Places = ((None, Place.SERVICE),)
_MODEL: Places = ((None, Place.MODEL),)
_PROXIED = network.PROXY.in_("works", "failed", "refused", "login-required")
_PATH: Places = ((_PROXIED, Place.PROXY), (None, Place.INTERNET))

#: Every cause by its id: its short name, and where it sits.
PLACES: dict[str, tuple[str, Places]] = {
    # server
    "overloaded": ("overloaded", _MODEL),
    "incomplete-response-loop": ("retry storm", _MODEL),
    "server-error": (
        "server error",
        (
            (all_of(ping.ANSWERED_BY.is_("cdn"), no(WORKS)), Place.SERVICE),
            (None, Place.MODEL),
        ),
    ),
    "incomplete-stream": ("answer cut off", _MODEL),
    "slow-response": ("slow", _MODEL),
    "model-incident": ("incident", _MODEL),
    "incident-confirmed": ("incident", _SERVICE),
    "incident-posted": ("incident", _SERVICE),
    "crowd-outage": ("outage reported", _SERVICE),
    "crowd-reports": ("trouble reported", _SERVICE),
    "recent-failures": ("recent failures", _SERVICE),
    # client
    "key-rejected": ("key rejected", _YOU),
    "key-forbidden": ("no permission", _YOU),
    "model-not-found": ("unknown model", _YOU),
    "model-retiring": ("model retires", _YOU),
    "bad-request": ("invalid request", _YOU),
    "request-too-large": ("request too large", _YOU),
    "wrong-endpoint": ("wrong address", _YOU),
    "insecure-endpoint": ("unencrypted", _YOU),
    "environment-conflict": ("settings", _YOU),
    # account
    "rate-limited": ("rate limit", _YOU),
    "spend-limit-reached": ("spend limit", _YOU),
    "credit-exhausted": ("no credit left", _YOU),
    "billing-problem": ("billing", _YOU),
    "organization-disabled": ("access denied", _YOU),
    "subscription-limit": ("plan limit", _YOU),
    "quota-low": ("quota low", _YOU),
    # network
    "offline": ("offline", _INTERNET),
    "dns-failure": ("DNS fails", _INTERNET),
    "connection-failed": ("no connection", _INTERNET),
    "tls-failure": ("TLS fails", _PATH),
    "captive-portal": ("login page", _INTERNET),
    "region-blocked": ("region blocked", _INTERNET),
    "proxy-failure": ("refuses", _PATH),
    "gateway-failure": ("fails", ((None, Place.GATEWAY),)),
    "clock-skew": ("clock is off", _YOU),
    # unknown
    "silence": ("silent", _SERVICE),
}


def place(cause: str, facts: Facts) -> Place | None:
    """Where this cause sits; None where nothing is at fault."""
    _, places = PLACES.get(cause, ("", ()))
    return next((at for when, at in places if when is None or holds(when, facts) is True), None)


def name(cause: str) -> str:
    """The cause in two or three words; empty where nothing is at fault."""
    return PLACES.get(cause, ("", ()))[0]
