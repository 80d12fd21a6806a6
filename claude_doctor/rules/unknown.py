"""Healthy, and not knowing: what holds when no cause does."""

from __future__ import annotations

from ..border.programs import CLOUD_NAMES
from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..failures.classify import with_cause
from ..probes import environment, network, ping, status
from ..sources.api import own_models, served
from ..sources.clouds.facts import Said
from . import cloud_way
from .routes import SERVICE, alike, at_anthropic, on_cloud, said
from .signs import ELSEWHERE_TOLD, FAILS, PAGE_GREEN, PAGE_READ, REACHED, WORKS, undecided

_CHAT = environment.SURFACE.is_("chat")
#: A gateway does not serve the check's own model, and the user has named none.
_NOT_SERVED = all_of(
    ping.GATEWAY.is_(True),
    ping.ERROR.in_(*with_cause("model-not-found")),
    own_models.MODEL_ERROR.is_("none"),
)
#: The gateway is known to be there. What Anthropic's own front door says tells nothing of it.
_GATEWAY_THERE = any_of(
    ping.GATEWAY_ANSWERS.is_(True),
    all_of(
        ping.KEY_WITHHELD.is_("no-ping"),
        any_of(network.TCP.is_("ok"), network.PROXY.is_("works")),
    ),
)
_ODD = ("error", "foreign", "empty", "web-page", "relay-error", "unreached")

_UNHEARD = no(ping.UNHEARD.is_(""))
_NOTHING = (
    "I can't tell: nothing was heard from {environment.base_url|the API} before the deadline "
    "({ping.unheard}), and "
)
#: A request failed, and nothing else shows why. Each says what is not known, and for what reason.
_FAILURES = (
    Case(
        Severity.DOWN,
        10,
        all_of(FAILS, _UNHEARD, network.BUSY.is_(True)),
        f"{_NOTHING}this machine was too busy to call that a silence. Raise --timeout, or try "
        "again when it is idle.",
        Confidence.LOW,
        fixes=("wait-it-out", "add-evidence"),
    ),
    Case(
        Severity.DOWN,
        10,
        all_of(FAILS, _UNHEARD),
        f"{_NOTHING}too little of that was listened to for a silence. Raise --timeout.",
        Confidence.LOW,
        fixes=("wait-it-out", "add-evidence"),
    ),
    *at_anthropic(
        Case(
            Severity.DOWN,
            10,
            all_of(FAILS, ping.GATEWAY.is_(False), ping.ANSWERED_BY.is_("unknown")),
            "I can't tell: the answer from {environment.base_url|the API's address} is not in the "
            "API's format ({ping.failure|no usable answer}). Either the service fails, or "
            "something on the path answers instead.",
            Confidence.LOW,
            fixes=("see-certificate", "wait-it-out", "add-evidence"),
        ),
    ),
    Case(
        Severity.DOWN,
        10,
        FAILS,
        "I can't tell: the request failed ({ping.failure|no more is known}), and nothing else "
        "shows why.",
        Confidence.LOW,
    ),
    Case(
        Severity.DOWN,
        10,
        own_models.MODEL_ANSWER.in_(*_ODD),
        "I can't tell: the request for {ping.failed_model|your model} failed "
        "({ping.failed_model_shows|no more is known}), and nothing else shows why.",
        Confidence.LOW,
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "healthy",
        Side.HEALTHY,
        cloud_way.HEALTHY
        + at_anthropic(
            Case(
                Severity.NONE,
                0,
                all_of(WORKS, own_models.DECLINED.is_(True)),
                "Claude works from here: {ping.model|one model} answers. "
                "{ping.declined_model|Another} was not tested: it does not accept the test "
                "request.",
                Confidence.MEDIUM,
            ),
            Case(
                Severity.NONE,
                0,
                all_of(WORKS, no(own_models.UNHEARD_MODEL.is_("none"))),
                "Claude works from here: {ping.model|one model} answers. Whether "
                "{ping.unheard_model|another} does could not be measured in time.",
                Confidence.MEDIUM,
            ),
            Case(
                Severity.NONE,
                0,
                all_of(_CHAT, REACHED, status.CHAT_COMPONENT.is_("operational"), PAGE_GREEN),
                "No trouble found: the API answers, and the status page shows claude.ai "
                "operational. claude.ai itself was not tested.",
                Confidence.MEDIUM,
            ),
            Case(
                Severity.NONE,
                0,
                all_of(_CHAT, WORKS),
                "The API answers from here. claude.ai itself was not tested, and the status page "
                "does not show its state.",
                Confidence.LOW,
            ),
            Case(
                Severity.NONE,
                0,
                all_of(WORKS, PAGE_GREEN),
                "Claude works from here: the test request succeeded.",
            ),
            Case(
                Severity.NONE,
                0,
                all_of(WORKS, PAGE_READ),
                "Claude works from here: the test request succeeded. The status page was read, "
                "but does not show the API's current state.",
                Confidence.MEDIUM,
            ),
            Case(
                Severity.NONE,
                0,
                WORKS,
                "Claude works from here: the test request succeeded. The status page could not be "
                "read.",
                Confidence.MEDIUM,
            ),
            *(
                Case(
                    Severity.NONE,
                    0,
                    all_of(ping.FRONT_DOOR.is_(True), PAGE_GREEN, way),
                    "No trouble found: the API endpoint answers and the status page is green. No "
                    "completion was tested: {ping.untested|no API key is set}.",
                    Confidence.LOW,
                )
                for way in (ping.GATEWAY.is_(False), _GATEWAY_THERE)
            ),
        ),
    ),
)


def rules(causes: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of last resort; every known cause explains them away."""
    return (
        Rule(
            "silence",
            Side.UNKNOWN,
            (
                *alike(
                    Case(
                        Severity.DOWN,
                        20,
                        any_of(ping.ANSWER.is_("none"), own_models.MODEL_ANSWER.is_("none")),
                        "I can't tell: {environment.provider|the API} accepts the connection, "
                        "then stays silent, and nothing else shows a cause.",
                        Confidence.LOW,
                    ),
                    said(Said.SILENT),
                ),
            ),
            fixes=("wait-it-out", "fallback-route", "add-evidence", "check-firewall"),
            explained_by=causes,
            retryable=True,
        ),
        Rule(
            "not-enough-evidence",
            Side.UNKNOWN,
            (
                Case(
                    Severity.NONE,
                    10,
                    all_of(_NOT_SERVED, no(served.SERVED.is_("none"))),
                    "Your gateway {environment.base_url|here} answers, but does not serve "
                    "{ping.model|the model}, this check's default. It serves "
                    "{ping.served_models}: set ANTHROPIC_MODEL to yours.",
                    Confidence.MEDIUM,
                    fixes=("choose-model", "ask-gateway"),
                ),
                Case(
                    Severity.NONE,
                    10,
                    _NOT_SERVED,
                    "Your gateway {environment.base_url|here} answers, but does not serve "
                    "{ping.model|the model}, this check's default. Set ANTHROPIC_MODEL to a model "
                    "that it serves.",
                    Confidence.MEDIUM,
                    fixes=("choose-model", "ask-gateway"),
                ),
                # At the cloud's own address it is no setting of the user's.
                *on_cloud(
                    Case(
                        Severity.DOWN,
                        11,
                        all_of(ping.GATEWAY.is_(False), said(Said.FOREIGN)),
                        f"I can't tell: the answer from the address of {SERVICE} is not in its "
                        "format ({ping.shows|no usable answer}). Either the service fails, or "
                        "something on the path answers instead.",
                        Confidence.LOW,
                        fixes=("see-certificate", "wait-it-out", "add-evidence"),
                    ),
                ),
                *_FAILURES,
                Case(
                    Severity.DOWN,
                    10,
                    ELSEWHERE_TOLD,
                    "What you saw is another provider's message, not Anthropic's. "
                    "{error.meaning|It failed.} Nothing measured here can judge it.",
                    Confidence.LOW,
                    fixes=("ask-other-provider", "add-evidence"),
                ),
                Case(
                    Severity.DOWN,
                    10,
                    undecided(),
                    "I can't tell whose fault it was: neither the text nor anything measured now "
                    "shows it.",
                    Confidence.LOW,
                    # A bare time-out beside an open incident: the incident is the better answer.
                    explained_by=(
                        "incident-posted",
                        "model-incident",
                        "crowd-reports",
                        "slow-response",
                        "recent-failures",
                    ),
                ),
                Case(
                    Severity.NONE,
                    1,
                    environment.CLOUD_ROUTE.in_(*CLOUD_NAMES),
                    "I can't tell: {environment.cloud_words}, and nothing measured here shows "
                    "whether that works.",
                    Confidence.LOW,
                    explained_by=("healthy",),
                    fixes=("add-evidence",),
                ),
                Case(
                    Severity.NONE,
                    0,
                    network.INTERRUPTED.is_(True),
                    "I can't tell: the check was interrupted before there was enough evidence.",
                    Confidence.LOW,
                    explained_by=("healthy",),
                    fixes=("wait-it-out",),
                ),
                Case(
                    Severity.NONE,
                    -1,
                    network.BUSY.is_(True),
                    "I can't tell: this machine was too busy to listen for answers. Raise "
                    "--timeout, or try again when it is idle.",
                    Confidence.LOW,
                    explained_by=("healthy",),
                ),
            ),
            fixes=("add-evidence", "set-key", "wait-it-out"),
            explained_by=(*causes, "silence"),
        ),
    )
