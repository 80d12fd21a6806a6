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
_ODD = ("error", "foreign", "empty", "web-page", "relay-error", "unreached")

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
                "{ping.declined_model|Another} was not tested: it does not take the request of "
                "this ping.",
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
                "does not tell how it is.",
                Confidence.LOW,
            ),
            Case(
                Severity.NONE,
                0,
                all_of(WORKS, PAGE_GREEN),
                "Claude works from here: a real answer came back whole.",
            ),
            Case(
                Severity.NONE,
                0,
                all_of(WORKS, PAGE_READ),
                "Claude works from here: a real answer came back whole. The status page was read, "
                "but does not tell the API's state now.",
                Confidence.MEDIUM,
            ),
            Case(
                Severity.NONE,
                0,
                WORKS,
                "Claude works from here: a real answer came back whole. The status page could not "
                "be read.",
                Confidence.MEDIUM,
            ),
            Case(
                Severity.NONE,
                0,
                all_of(ping.FRONT_DOOR.is_(True), PAGE_GREEN),
                "No trouble found: the API's front door answers and the status page is green. No "
                "completion was tested: {ping.untested|no API key is set}.",
                Confidence.LOW,
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
                        "I can't tell: {environment.provider|the API} takes the connection and "
                        "then says nothing, and nothing else confirms a cause.",
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
                    "{ping.model|the model} that this check uses where none is chosen. It serves "
                    "{ping.served_models}: set ANTHROPIC_MODEL to the one that you use.",
                    Confidence.MEDIUM,
                    fixes=("choose-model", "ask-gateway"),
                ),
                Case(
                    Severity.NONE,
                    10,
                    _NOT_SERVED,
                    "Your gateway {environment.base_url|here} answers, but does not serve "
                    "{ping.model|the model} that this check uses where none is chosen "
                    "({ping.shows|404}). Set ANTHROPIC_MODEL to a model that it serves.",
                    Confidence.MEDIUM,
                    fixes=("choose-model", "ask-gateway"),
                ),
                # At the cloud's own address it is no setting of the user's.
                *on_cloud(
                    Case(
                        Severity.DOWN,
                        11,
                        all_of(ping.GATEWAY.is_(False), said(Said.FOREIGN)),
                        f"I can't tell: what came back from the address of {SERVICE} is not in "
                        "its words ({ping.shows|no usable answer}). Either the service fails, or "
                        "something on the way answers in its place.",
                        Confidence.LOW,
                        fixes=("see-certificate", "wait-it-out", "add-evidence"),
                    ),
                ),
                Case(
                    Severity.DOWN,
                    10,
                    any_of(FAILS, own_models.MODEL_ANSWER.in_(*_ODD)),
                    "I can't tell: the request failed in a way that I do not know "
                    "({ping.http_status|no status}: {ping.message|no message}).",
                    Confidence.LOW,
                ),
                Case(
                    Severity.DOWN,
                    10,
                    ELSEWHERE_TOLD,
                    "What you saw is another provider's message, not Anthropic's: "
                    "{error.meaning|it failed.} Nothing that was measured here judges that one.",
                    Confidence.LOW,
                    fixes=("ask-other-provider", "add-evidence"),
                ),
                Case(
                    Severity.DOWN,
                    10,
                    undecided(),
                    "I can't tell what you saw: the text alone does not say whose fault it was, "
                    "and nothing measured now does.",
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
                    "I can't tell: {environment.cloud_words}, and what was asked here does not "
                    "show whether that works.",
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
                    "I can't tell: this machine was too busy with other work to listen for "
                    "answers. Give it longer (--timeout), or try again when it is idle.",
                    Confidence.LOW,
                    explained_by=("healthy",),
                ),
            ),
            fixes=("add-evidence", "set-key", "wait-it-out"),
            explained_by=(*causes, "silence"),
        ),
    )
