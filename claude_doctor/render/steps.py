"""The four steps and your own side: what each shows, before anybody draws it."""

from __future__ import annotations

from ..engine.facts import Facts
from ..engine.judge import facts_of
from ..engine.model import Evidence, Outcome, Report, Severity
from ..probes import environment, error, network, ping, quota, status, transcripts
from ..rules import places
from ..rules.places import Place
from ..sources.api import own_models
from ..sources.clouds.facts import (
    CLOUD_ANSWER,
    CLOUD_LOGIN,
    CLOUD_LOGIN_WORDS,
    CLOUD_ROUTES,
    FEED,
    NONE,
    PLACE_FLAW,
    ROUTE,
    Feed,
    Login,
    Said,
)
from . import crowd
from .step import NOT_ASKED, Step, seconds


def steps(report: Report) -> tuple[Step, ...]:
    """Status page, crowd, ping, quota, your side. On a cloud route the page is the cloud's own."""
    probes = {probe.name: probe for probe in report.probes}

    def get(name: str) -> Evidence:
        return probes.get(name, NOT_ASKED)

    facts = facts_of(report.probes)
    cloud = ROUTE.of(facts) in CLOUD_ROUTES
    return (
        _feed(get("cloud"), facts) if cloud else _status(get("status"), facts),
        crowd.row({name: get(name) for name in crowd.TITLES}, facts),
        _ping(get("ping"), facts),
        _NO_LIMITS if cloud else _quota(get("quota"), facts),
        _own(report, get("environment"), get("network"), get("transcripts")),
        *([_error(get("error"), facts)] if get("error").outcome is Outcome.MEASURED else []),
    )


def _unmeasured(key: str, title: str, probe: Evidence) -> Step:
    state = "not asked" if probe.outcome is Outcome.SKIPPED else "not measured"
    return Step(key, title, "unknown", state, probe.note or "", seconds(probe))


def _status(probe: Evidence, facts: Facts) -> Step:
    component = status.API_COMPONENT.of(facts)
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("status", "Status page", probe)
    if not isinstance(component, str):  # read, but it does not tell how the API is
        trouble = status.UNPLACED.of(facts) not in (None, "none")
        mark, state = ("warn", "trouble") if trouble else ("unknown", "cannot tell")
        return Step("status", "Status page", mark, state, probe.summary, seconds(probe))
    bad = component in ("partial_outage", "major_outage")
    incidents = (status.API_INCIDENT, status.MODEL_INCIDENT)
    warn = component != "operational" or any(one.of(facts) is True for one in incidents)
    mark = "bad" if bad else "warn" if warn else "good"
    state = component.replace("_", " ").replace("performance", "").strip()
    if component == "operational" and warn:
        state = "incident open"
    return Step("status", "Status page", mark, state, probe.summary, seconds(probe))


#: A cloud's answers carry no headers about limits.
_NO_LIMITS = Step(
    "quota",
    "Quota",
    "unknown",
    "not told",
    "a cloud's answers tell no limits; its console does",
    None,
)
_FEED_MARKS: dict[str, str] = {Feed.UP: "good", Feed.DEGRADED: "warn", Feed.DOWN: "bad"}


def _feed(probe: Evidence, facts: Facts) -> Step:
    """What the cloud says of itself; Anthropic's page is about another service."""
    state = FEED.of(facts)
    if probe.outcome is not Outcome.MEASURED or not isinstance(state, str):
        return _unmeasured("cloud", "Cloud status", probe)
    mark = _FEED_MARKS.get(state, "unknown")
    word = "operational" if state == Feed.UP else state
    return Step("cloud", "Cloud status", mark, word, probe.summary, seconds(probe))


def _ping(probe: Evidence, facts: Facts) -> Step:
    took = seconds(probe)
    works, failed = ping.WORKS.of(facts), own_models.MODEL_FAILED.of(facts)
    if works is True and failed:
        said = f"{failed}: {own_models.MODEL_STATUS.of(facts) or 'no answer'}"
        return Step("ping", "API ping", "bad", "model fails", f"{said}; {probe.summary}", took)
    if works is True:
        slow = ping.SLOW.of(facts) is True
        state = "slow" if slow else "works"
        return Step("ping", "API ping", "warn" if slow else "good", state, probe.summary, took)
    if works is False:
        detail = probe.summary or probe.note or ""
        state = str(ping.HTTP_STATUS.of(facts) or "no answer")
        if ping.ANSWER.of(facts) == "cut":
            state = "cut off"
        return Step("ping", "API ping", "bad", state, detail, took)
    if ping.FRONT_DOOR.of(facts) is True or CLOUD_ANSWER.of(facts) == Said.ANSWERS:
        return Step("ping", "API ping", "good", "answers", probe.summary, took)
    return _unmeasured("ping", "API ping", probe)


def _quota(probe: Evidence, facts: Facts) -> Step:
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("quota", "Quota", probe)
    low = quota.LOW.of(facts)
    if low is None and quota.HEADROOM.of(facts) is None:
        return Step("quota", "Quota", "unknown", "partly known", probe.summary, seconds(probe))
    mark, state = ("warn", "low") if low else ("good", "OK")
    return Step("quota", "Quota", mark, state, probe.summary, seconds(probe))


def _own(report: Report, own: Evidence, path: Evidence, records: Evidence) -> Step:
    """Settings, path and this machine's own records in one row. What the verdict finds at fault
    here is named, and never fine."""
    facts, verdict = facts_of(report.probes), report.verdict
    parts = [p.summary for p in (own, path) if p.summary]
    parts += [str(words) for words in [CLOUD_LOGIN_WORDS.of(facts)] if words]
    parts += [path.note] if path.outcome is not Outcome.MEASURED and path.note else []
    if transcripts.FAILURES.of(facts):
        parts.append(records.summary)
    detail = " · ".join(part for part in parts if part)
    took = seconds(own, path, records)
    if places.place(verdict.cause, facts) in _OWN_PLACES and verdict.severity in _FAULTY:
        return Step(
            "own", "Your side", _FAULTY[verdict.severity], places.name(verdict.cause), detail, took
        )
    if _broken(facts):
        return Step("own", "Your side", "bad", "trouble", detail, took)
    if environment.CONFLICT.of(facts) is True or network.CLOCK_OFF.of(facts) is True:
        return Step("own", "Your side", "warn", "look here", detail, took)
    if path.outcome is not Outcome.MEASURED:
        return Step("own", "Your side", "unknown", "partly known", detail, took)
    return Step("own", "Your side", "good", "fine", detail, took)


_FAULTY = {Severity.DEGRADED: "warn", Severity.DOWN: "bad"}
_OWN_PLACES = (Place.YOU, Place.INTERNET, Place.PROXY, Place.GATEWAY)


def _broken(facts: Facts) -> bool:
    """Something on this side does not work, whatever the verdict is about."""
    login = CLOUD_LOGIN.of(facts) in (Login.EXPIRED, Login.ABSENT, Login.BROKEN)
    return (
        network.CONTROL.of(facts) in ("failed", "portal")
        or network.PROXY.of(facts) in ("failed", "login-required", "refused")
        or "failed" in (f.of(facts) for f in (network.DNS, network.TCP, network.TLS))
        or PLACE_FLAW.of(facts) not in (None, NONE)
        or (login and not ping.WORKS.of(facts))
        or environment.INSECURE.of(facts) is True
    )


def _error(probe: Evidence, facts: Facts) -> Step:
    category = str(error.CATEGORY.of(facts) or "").replace("_", " ")
    return Step("error", "You saw", "warn", category, probe.summary, None)
