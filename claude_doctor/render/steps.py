"""The four steps and your own side: what each shows, before anybody draws it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..engine.facts import Facts
from ..engine.judge import facts_of
from ..engine.model import Evidence, Outcome, Report
from ..probes import environment, error, network, ping, quota, status, transcripts
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
from ..sources.crowd import all_sources
from ..sources.crowd._counting import LEVELS
from ..sources.crowd._source import facts_of as shared_facts


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `mark`: good, warn, bad, unknown; `state` two or three words; `seconds` its time."""

    number: str
    title: str
    mark: str
    state: str
    detail: str
    seconds: float | None


#: Every source's title by its name, those with posts to look at first.
_CROWD = {one.name: one for one in sorted(all_sources(), key=lambda one: one.charted)}
_NOT_MEASURED = Evidence("", Outcome.SKIPPED, note="not asked")


def steps(report: Report) -> tuple[Step, ...]:
    """Status page, crowd, ping, quota, your side. On a cloud route the page is the cloud's own."""
    probes = {probe.name: probe for probe in report.probes}

    def get(name: str) -> Evidence:
        return probes.get(name, _NOT_MEASURED)

    facts = facts_of(report.probes)
    cloud = ROUTE.of(facts) in CLOUD_ROUTES
    return (
        _feed(get("cloud"), facts) if cloud else _status(get("status"), facts),
        _crowd({name: get(name) for name in _CROWD}, facts),
        _ping(get("ping"), facts),
        _NO_LIMITS if cloud else _quota(get("quota"), facts),
        _own(get("environment"), get("network"), get("transcripts"), facts),
        *([_error(get("error"), facts)] if get("error").outcome is Outcome.MEASURED else []),
    )


def _seconds(*probes: Evidence) -> float | None:
    times = [p.duration_ms for p in probes if p.outcome is not Outcome.SKIPPED]
    return max(times) / 1000 if times else None


def _unmeasured(number: str, title: str, probe: Evidence) -> Step:
    state = "not asked" if probe.outcome is Outcome.SKIPPED else "not measured"
    return Step(number, title, "unknown", state, probe.note or "", _seconds(probe))


def _status(probe: Evidence, facts: Facts) -> Step:
    component = status.API_COMPONENT.of(facts)
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("1", "Status page", probe)
    if not isinstance(component, str):  # read, but it does not tell how the API is
        trouble = status.UNPLACED.of(facts) not in (None, "none")
        mark, state = ("warn", "trouble") if trouble else ("unknown", "cannot tell")
        return Step("1", "Status page", mark, state, probe.summary, _seconds(probe))
    bad = component in ("partial_outage", "major_outage")
    warn = component != "operational" or status.API_INCIDENT.of(facts) is True
    mark = "bad" if bad else "warn" if warn else "good"
    state = component.replace("_", " ").replace("performance", "").strip()
    if component == "operational" and warn:
        state = "incident open"
    return Step("1", "Status page", mark, state, probe.summary, _seconds(probe))


#: A cloud's answers carry no headers about limits.
_NO_LIMITS = Step(
    "4", "Quota", "unknown", "not told", "a cloud's answers tell no limits; its console does", None
)
_FEED_MARKS: dict[str, str] = {Feed.UP: "good", Feed.DEGRADED: "warn", Feed.DOWN: "bad"}


def _feed(probe: Evidence, facts: Facts) -> Step:
    """What the cloud says of itself; Anthropic's page is about another service."""
    state = FEED.of(facts)
    if probe.outcome is not Outcome.MEASURED or not isinstance(state, str):
        return _unmeasured("1", "Cloud status", probe)
    mark = _FEED_MARKS.get(state, "unknown")
    word = "operational" if state == Feed.UP else state
    return Step("1", "Cloud status", mark, word, probe.summary, _seconds(probe))


def _crowd(probes: Mapping[str, Evidence], facts: Facts) -> Step:
    """Who was asked, who reports more than usual, who could not be asked and why."""
    level = {
        name: str(_CROWD[name].level.of(facts) or "none")
        for name, probe in probes.items()
        if probe.outcome is Outcome.MEASURED
    }
    up = [name for name in _CROWD if level.get(name, "none") != "none"]
    quiet = [_CROWD[name].title for name in _CROWD if level.get(name) == "none"]
    parts = [f"{_CROWD[name].title} {probes[name].summary}" for name in up]
    if quiet:
        parts.append("quiet: " + ", ".join(quiet))
    reasons: dict[str, list[str]] = {}
    for name in _CROWD:
        if name not in level:
            reasons.setdefault(probes[name].note or probes[name].outcome, []).append(
                _CROWD[name].title
            )
    parts += [f"{', '.join(names)}: {why}" for why, names in reasons.items()]
    seconds = _seconds(*probes.values())
    mark, state = _reported(level.values())
    if all(probe.outcome is Outcome.SKIPPED for probe in probes.values()):
        state = "not asked"
    return Step("2", "Crowd", mark, state, "; ".join(parts), seconds)


def _reported(levels: Collection[str]) -> tuple[str, str]:
    """All sources in a mark and a word. What is no level weighs nothing, neither way."""
    ranks = [rank for rank, level in enumerate(LEVELS) for one in levels if one == level]
    if max(ranks, default=0) > 0:
        return "warn", "reports up" if max(ranks) > 1 else "a few reports"
    return ("good", "quiet") if len(ranks) > 1 else ("unknown", "not known")


def _ping(probe: Evidence, facts: Facts) -> Step:
    seconds = _seconds(probe)
    works, failed = ping.WORKS.of(facts), own_models.MODEL_FAILED.of(facts)
    if works is True and failed:
        said = f"{failed}: {own_models.MODEL_STATUS.of(facts) or 'no answer'}"
        return Step("3", "API ping", "bad", "model fails", f"{said}; {probe.summary}", seconds)
    if works is True:
        slow = ping.SLOW.of(facts) is True
        state = "slow" if slow else "works"
        return Step("3", "API ping", "warn" if slow else "good", state, probe.summary, seconds)
    if works is False:
        detail = probe.summary or probe.note or ""
        state = str(ping.HTTP_STATUS.of(facts) or "no answer")
        if ping.ANSWER.of(facts) == "cut":
            state = "cut off"
        return Step("3", "API ping", "bad", state, detail, seconds)
    if ping.FRONT_DOOR.of(facts) is True or CLOUD_ANSWER.of(facts) == Said.ANSWERS:
        return Step("3", "API ping", "good", "answers", probe.summary, seconds)
    return _unmeasured("3", "API ping", probe)


def _quota(probe: Evidence, facts: Facts) -> Step:
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("4", "Quota", probe)
    low = quota.LOW.of(facts)
    if low is None and quota.HEADROOM.of(facts) is None:
        return Step("4", "Quota", "unknown", "partly known", probe.summary, _seconds(probe))
    mark, state = ("warn", "low") if low else ("good", "room left")
    return Step("4", "Quota", mark, state, probe.summary, _seconds(probe))


def _own(own: Evidence, path: Evidence, records: Evidence, facts: Facts) -> Step:
    """Settings, path and this machine's own records in one row."""
    parts = [p.summary for p in (own, path) if p.summary]
    parts += [str(words) for words in [CLOUD_LOGIN_WORDS.of(facts)] if words]
    parts += [path.note] if path.outcome is not Outcome.MEASURED and path.note else []
    if transcripts.FAILURES.of(facts):
        parts.append(records.summary)
    detail = " · ".join(part for part in parts if part)
    seconds = _seconds(own, path, records)
    broken = (
        network.CONTROL.of(facts) in ("failed", "portal")
        or network.PROXY.of(facts) in ("failed", "login-required", "refused")
        or "failed" in (f.of(facts) for f in (network.DNS, network.TCP, network.TLS))
    )
    login = CLOUD_LOGIN.of(facts) in (Login.EXPIRED, Login.ABSENT, Login.BROKEN)
    unfit = PLACE_FLAW.of(facts) not in (None, NONE) or (login and not ping.WORKS.of(facts))
    if broken or unfit or environment.INSECURE.of(facts) is True:
        return Step("", "Your side", "bad", "trouble", detail, seconds)
    if environment.CONFLICT.of(facts) is True or network.CLOCK_OFF.of(facts) is True:
        return Step("", "Your side", "warn", "look here", detail, seconds)
    if path.outcome is not Outcome.MEASURED:
        return Step("", "Your side", "unknown", "partly known", detail, seconds)
    return Step("", "Your side", "good", "fine", detail, seconds)


def _error(probe: Evidence, facts: Facts) -> Step:
    category = str(error.CATEGORY.of(facts) or "").replace("_", " ")
    return Step("", "What you saw", "warn", category, probe.summary, None)


_BARS = "▁▂▃▄▅▆▇█"


def reports(report: Report, everything: bool, bars: bool) -> tuple[str, ...]:
    """Where others report trouble: how many against what is usual, and a link to look. With
    `everything` every source that was read, and with `bars` its last hours."""
    lines = []
    probes = {probe.name: probe for probe in report.probes}
    facts = facts_of(report.probes)
    for name, source in _CROWD.items():
        probe, shared = probes.get(name, _NOT_MEASURED), shared_facts(name)
        quiet = (source.level.of(facts) or "none") == "none"
        if probe.outcome is not Outcome.MEASURED or (quiet and not everything):
            continue
        hours = sparkline(shared.spark.of(facts)) + " " if everything and bars else ""
        lines.append(f"{source.title}: {hours}{probe.summary} · {shared.link.of(facts) or ''}")
    return tuple(lines)


def sparkline(counts: object) -> str:
    """Counts as bars, oldest first; the highest is full. Empty for what is no list of counts."""
    if not isinstance(counts, list) or not all(isinstance(n, int | float) for n in counts):
        return ""
    top = max([*counts, 1])
    return "".join(_BARS[min(7, max(0, round(7 * n / top)))] for n in counts)
