"""The expressions and cases that several rules share."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

from ..engine.facts import Expr, all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity
from ..failures.classify import CATALOGUE, with_cause
from ..probes import environment, error, network, ping, status
from ..sources.api import own_models
from ..sources.crowd import all_sources
from .routes import AT_ANTHROPIC, AWS, AZURE, GOOGLE, SERVICE, at_anthropic, on_cloud

WORKS = ping.WORKS.is_(True)
FAILS = ping.WORKS.is_(False)
REACHED = any_of(WORKS, ping.FRONT_DOOR.is_(True))
#: No ping works, or no front door answers.
NO_ANSWER = any_of(FAILS, ping.FRONT_DOOR.is_(False))

#: Connected or not, nothing came that could be called an answer of the API.
NO_USABLE_ANSWER = any_of(
    ping.ANSWER.in_("none", "empty", "foreign"), ping.TRANSPORT.in_("connect", "dropped")
)

_ILL = ("degraded_performance", "partial_outage", "major_outage", "under_maintenance")
#: The page itself says that the API is in trouble.
PAGE_RED = any_of(status.API_COMPONENT.in_(*_ILL), status.API_INCIDENT.is_(True))
PAGE_GREEN = all_of(status.API_COMPONENT.is_("operational"), no(status.API_INCIDENT.is_(True)))
#: The page was read, whether it tells the API's state or not.
PAGE_READ = status.SOURCE.in_("json", "second address", "html")
#: It does not tell the API's state, and shows trouble that may be the API's as well.
PAGE_UNPLACED = all_of(PAGE_READ, no(status.UNPLACED.is_("none")))

#: The page says that the product is in trouble which the user named with --surface.
CODE_RED = all_of(
    environment.SURFACE.is_("code"),
    any_of(status.CODE_COMPONENT.in_(*_ILL), status.CODE_INCIDENT.is_(True)),
)
CHAT_RED = all_of(
    environment.SURFACE.is_("chat"),
    any_of(status.CHAT_COMPONENT.in_(*_ILL), status.CHAT_INCIDENT.is_(True)),
)

_LEVELS = tuple(source.level for source in all_sources())

#: Two independent sources at spike, or one strong and another at least watch (the contract).
CROWD_CONFIRMS = any_of(
    *(
        all_of(one.in_("spike", "strong"), two.in_("spike", "strong"))
        for one, two in combinations(_LEVELS, 2)
    ),
    *(
        all_of(one.is_("strong"), two.in_("watch", "spike", "strong"))
        for one, two in permutations(_LEVELS, 2)
    ),
)


def live(cause: str) -> Expr:
    """The ping, or the one of the user's own models, failed in a way with this cause."""
    ids = with_cause(cause)
    return any_of(ping.ERROR.in_(*ids), own_models.MODEL_ERROR.in_(*ids))


#: A gateway wrote the answer, not the service behind it.
RELAY = ping.ANSWERED_BY.is_("relay")

#: A model of the user's is not there.
MODEL_LOST = own_models.MODEL_ERROR.in_(*with_cause("model-not-found"))

#: A bare 502, 503, 504 or 52x does not say whose gateway wrote it; where the ping went straight
#: to Anthropic, or the page names Anthropic's own host, it is theirs.
_BARE = tuple(e.id for e in CATALOGUE if e.category == "gateway_error" and e.cause is None)
SERVER_ERROR = any_of(
    live("server-error"),
    all_of(
        ping.ERROR.in_(*_BARE),
        any_of(ping.GATEWAY.is_(False), ping.ANSWERED_BY.in_("anthropic", "cdn")),
    ),
)


def told(cause: str) -> Expr:
    """The user's own text shows a failure with this cause."""
    return error.ERROR.in_(*with_cause(cause))


#: The same in the user's own text, where no gateway is configured that could have written it.
TOLD_SERVER_ERROR = any_of(
    told("server-error"), all_of(error.ERROR.in_(*_BARE), environment.GATEWAY.is_(False))
)


def undecided() -> Expr:
    """The user's own text shows a failure, and it alone does not say whose."""
    unsure = (e.id for e in CATALOGUE if e.cause is None and e.side in ("either", "unknown"))
    bare = all_of(error.ERROR.in_(*_BARE), no(environment.GATEWAY.is_(True)))
    return all_of(error.ERROR.in_(*unsure), no(bare))


#: An incident about billing, credits or spend limits is open: such incidents refuse calls while
#: all components are green (2026-09-01, 10-01, 10-07).
BILLING_TROUBLE = status.BILLING_INCIDENT.is_(True)

_WEAKER = {
    Confidence.HIGH: Confidence.MEDIUM,
    Confidence.MEDIUM: Confidence.LOW,
    Confidence.LOW: Confidence.LOW,
}


def doubted(rule: Rule) -> Rule:
    """The rule with each case less certain while Anthropic's own billing is in trouble: nobody
    should pay before the incident is over."""
    cases = (
        one
        for case in rule.cases
        for one in (
            replace(
                case,
                when=all_of(case.when, BILLING_TROUBLE),
                confidence=_WEAKER[case.confidence],
                fixes=("follow-status-page", *(case.fixes or rule.fixes)),
                on=AT_ANTHROPIC if case.on is None else case.on,
            ),
            case,
        )
    )
    return replace(rule, cases=tuple(cases))


def cured(kinds: tuple[str, ...], fix: str, *cases: Case) -> tuple[Case, ...]:
    """The cases, each before it the one where a change of these kinds worked when it was tried:
    its sentence says so, and `fix`, which holds the change as a command, comes first."""
    return tuple(
        one
        for case in cases
        for one in (
            replace(
                case,
                when=all_of(case.when, network.CURE_KIND.in_(*kinds)),
                says=case.says.rstrip(".")
                + ". One change makes it work: {network.cure_words|as tried}.",
                fixes=(fix, *(other for other in case.fixes if other != "drop-proxy")),
            ),
            case,
        )
    )


_NO_WAY = all_of(
    network.PROXY.is_("none"), any_of(network.DNS.is_("failed"), network.TCP.is_("failed"))
)
#: A way out was looked for without a name, and somebody near answered that there is none.
NO_WAY_OUT = (
    Case(
        Severity.DOWN,
        880,
        all_of(_NO_WAY, network.WAY_OUT.is_("rejected")),
        "It's a firewall: it rejects every connection from here at once ({network.way_fault|no}). "
        "It is on this machine, in its container or at the network's edge.",
        fixes=("check-local-firewall", "ask-for-proxy", "check-firewall"),
    ),
    Case(
        Severity.DOWN,
        880,
        all_of(_NO_WAY, network.WAY_OUT.is_("closed"), network.PROXY_VARIABLE.is_(False)),
        "It's your network: its resolver answers, but no direct connection gets out "
        "({network.way_fault|no answer}), and no proxy variable (HTTPS_PROXY) is set.",
        fixes=("ask-for-proxy", "check-firewall"),
    ),
    Case(
        Severity.DOWN,
        880,
        all_of(_NO_WAY, network.WAY_OUT.is_("closed")),
        "It's your network: its resolver answers, but no direct connection gets out "
        "({network.way_fault|no answer}), and the proxy that is set is not used for this address.",
        fixes=("fix-proxy", "ask-for-proxy", "check-firewall"),
    ),
)

# Below every live finding: an old text must not outvote what is measured now.
TOLD_RANK = 200
# Above them: no request that is sent here can contradict the text.
LASTING_RANK = 950

#: The user's text is another provider's message, or that of a relay before several.
ELSEWHERE_TOLD = all_of(no(error.ERROR.is_("none")), error.CATEGORY.is_("other_provider"))
#: A cloud made the message: a request to Anthropic says nothing about it.
CLOUD_TOLD = error.SPEAKER.in_(*error.CLOUDS)


#: Another cloud made it than the one that calls from here go to.
OTHER_CLOUD = any_of(
    all_of(error.SPEAKER.is_("bedrock"), any_of(GOOGLE, AZURE)),
    all_of(error.SPEAKER.is_("vertex"), any_of(AWS, AZURE)),
    all_of(error.SPEAKER.is_("foundry"), any_of(AWS, GOOGLE)),
)


def of_another_cloud(shown: Expr) -> Case:
    """The text is another cloud's: nothing that is measured here is about it."""
    return Case(
        Severity.DOWN,
        LASTING_RANK,
        all_of(shown, OTHER_CLOUD),
        "What you saw comes from {error.cloud|another cloud}, but calls from here go to "
        f"{SERVICE}. {{error.meaning|See the message.}}",
    )


def passing(
    cause: str, what: str, *nearer: Case, shown: Expr | None = None, there: str | None = None
) -> tuple[Case, ...]:
    """The user's text about something that a working ping contradicts: it happened, it works now.

    Without a working ping the text is the best evidence there is: `nearer` cases know more of it.
    A cloud's text is contradicted on the route through that cloud alone. `shown` replaces the
    question whether the text shows this cause; `there` is what it was on a cloud route."""
    shown = shown or told(cause)
    return (
        *at_anthropic(
            Case(
                Severity.DOWN,
                LASTING_RANK,
                all_of(shown, CLOUD_TOLD),
                "What you saw comes from {error.cloud|a cloud} that serves Claude. "
                "{error.meaning|See the message.}",
            ),
        ),
        *on_cloud(of_another_cloud(shown), *_told_of_cloud(shown, there or what, *nearer)),
        *at_anthropic(*_told(shown, what, *nearer)),
    )


def _told_of_cloud(shown: Expr, what: str, *nearer: Case) -> tuple[Case, ...]:
    """The same with the cloud's name, and where it works again with the text's own words."""
    works, *others = _told(shown, what, *nearer)
    says = f"What you saw was {what} ({{error.message:80|as the text says}}); {SERVICE} works now."
    named = (
        replace(one, says=one.says.replace("request here", f"request to {SERVICE}"))
        for one in others
    )
    return replace(works, says=says), *named


def _told(shown: Expr, what: str, *nearer: Case) -> tuple[Case, ...]:
    return (
        Case(
            Severity.DEGRADED,
            TOLD_RANK,
            all_of(shown, WORKS),
            f"What you saw was {what}; it works now.",
        ),
        Case(
            Severity.DOWN,
            TOLD_RANK,
            all_of(shown, error.CONFIDENCE.is_("low")),
            f"What you saw may be {what}. {{error.meaning|The text says little.}} No successful "
            "request here contradicts it.",
            Confidence.LOW,
        ),
        *nearer,
        Case(
            Severity.DOWN,
            TOLD_RANK,
            shown,
            f"What you saw is {what}. {{error.meaning|The text says no more.}} No successful "
            "request here contradicts it.",
            Confidence.MEDIUM,
        ),
    )


def lasting(cause: str, says: str) -> Case:
    """The user's text about something that no ping of ours can contradict.

    Above the weather: a malformed request stays malformed while the API is overloaded."""
    return Case(Severity.DOWN, LASTING_RANK, told(cause), says)
