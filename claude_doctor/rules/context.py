"""What else is true beside the verdict: sentences for the reader, each with when it is said."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.judge import CAUSE, SEVERITY, SIDE, finding
from ..engine.model import Remark, Severity, Side, State
from ..probes import environment, error, network, ping, status, transcripts
from ..sources.api import lifecycle
from ..sources.clouds.facts import CLOUD_LOGIN, Login, Said
from .routes import AT_ANTHROPIC, ON_CLOUD, PROVIDER, SERVICE, said
from .signs import CROWD_CONFIRMS, PAGE_GREEN, PAGE_RED

_DOWN = SEVERITY.is_(Severity.DOWN)
_SERVER_DOWN = all_of(SIDE.is_(Side.SERVER), _DOWN)
_OPEN = network.CONTROL.is_("open")

#: In the order in which they are read.
REMARKS: tuple[Remark, ...] = (
    Remark(
        "path-is-fine",
        (
            (
                all_of(
                    _SERVER_DOWN,
                    _OPEN,
                    ping.KEYED.is_(True),
                    ping.ANSWERED_BY.in_("anthropic", "cdn", "cloud"),
                ),
                "Your network is fine; the request got through.",
            ),
            (all_of(_SERVER_DOWN, _OPEN), "Your network is fine."),
        ),
    ),
    Remark(
        "page-lags",
        (
            # The sentence about an overload says itself that the page is green.
            (
                all_of(AT_ANTHROPIC, _SERVER_DOWN, PAGE_GREEN, CAUSE.is_("overloaded")),
                "The status page typically lags 13 min.",
            ),
            (
                all_of(AT_ANTHROPIC, _SERVER_DOWN, PAGE_GREEN),
                "The status page still says “operational”; it typically lags 13 min.",
            ),
        ),
    ),
    Remark(
        "api-is-up",
        (
            (
                all_of(
                    SIDE.in_(Side.CLIENT, Side.ACCOUNT), _DOWN, ping.ANSWERED_BY.is_("anthropic")
                ),
                "Anthropic's API is up.",
            ),
            (
                all_of(SIDE.in_(Side.CLIENT, Side.ACCOUNT), _DOWN, ping.ANSWERED_BY.is_("cloud")),
                f"{SERVICE} is up.",
            ),
        ),
    ),
    Remark(
        "billing-incident",
        (
            (
                all_of(
                    SIDE.is_(Side.ACCOUNT),
                    status.BILLING_INCIDENT.is_(True),
                    finding("incident-posted").is_(State.CONTRIBUTING),
                ),
                "The status page has an open billing incident: it may not be your account.",
            ),
        ),
    ),
    Remark(
        "internet-answers",
        (
            (
                all_of(SIDE.is_(Side.NETWORK), _DOWN, _OPEN),
                "The rest of the internet is reachable.",
            ),
        ),
    ),
    Remark(
        "checked-for",
        (
            (
                environment.PROGRAM.is_("code"),
                "Checked for Claude Code (--surface api checks the SDK).",
            ),
        ),
    ),
    Remark(
        "conflict-beside",
        (
            (
                all_of(
                    finding("environment-conflict").is_(State.CONTRIBUTING),
                    environment.CONFLICT.is_(True),
                ),
                "Also: {environment.first_conflict}.",
            ),
        ),
    ),
    Remark(
        "more-conflicts",
        (
            (
                all_of(
                    CAUSE.is_("environment-conflict"), no(environment.MORE_CONFLICTS.is_("none"))
                ),
                "Also: {environment.more_conflicts}.",
            ),
        ),
    ),
    Remark(
        "failed-on-the-way",
        (
            (
                all_of(
                    SIDE.is_(Side.HEALTHY),
                    transcripts.WAY_FAILURES.at_least(1),
                ),
                "Claude Code failed here {transcripts.latest_min|some} min ago before anything "
                "answered ({transcripts.latest_text|no connection}): this machine or its network, "
                f"not {PROVIDER}.",
            ),
        ),
    ),
    Remark(
        "anthropic-aside",
        (
            (
                all_of(ON_CLOUD, PAGE_RED),
                "Anthropic's own status page shows API trouble "
                f"({{status.incident_name|it is not operational}}); calls through {SERVICE} do "
                "not go there.",
            ),
            (
                all_of(ON_CLOUD, CROWD_CONFIRMS),
                "Many users report trouble with Claude now, most of them with Anthropic's own "
                f"API; calls through {SERVICE} do not go there.",
            ),
        ),
    ),
    Remark(
        "works-all-the-same",
        (
            (
                all_of(said(Said.WORKS), CLOUD_LOGIN.is_(Login.EXPIRED)),
                "By its dates {environment.cloud_login_words|the login has expired}, yet the "
                "request succeeded.",
            ),
        ),
    ),
    Remark(
        "model-deprecated",
        (
            (
                all_of(
                    SIDE.is_(Side.HEALTHY),
                    lifecycle.LIFECYCLE.is_("deprecated"),
                    no(lifecycle.RETIRES_ON.is_(lifecycle.NONE)),
                ),
                "{ping.lifecycle_model|A model} is deprecated and retires on {ping.retires_on}.",
            ),
            (
                all_of(SIDE.is_(Side.HEALTHY), lifecycle.LIFECYCLE.is_("deprecated")),
                "{ping.lifecycle_model|A model} is deprecated; no retirement date is published "
                "yet.",
            ),
        ),
    ),
    Remark(
        "lists-differ",
        (
            (
                all_of(
                    any_of(SIDE.is_(Side.HEALTHY), CAUSE.in_("model-retiring", "model-not-found")),
                    no(lifecycle.DIFFERS.is_(lifecycle.NONE)),
                ),
                "{ping.lifecycle_differs}.",
            ),
        ),
    ),
    Remark(
        "text-is-no-failure",
        (
            (
                all_of(CAUSE.is_("healthy"), error.SIDE.is_("none")),
                "The text that you gave is not a failure of the Claude API.",
            ),
        ),
    ),
)
