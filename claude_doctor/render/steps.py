"""The four steps and your own side: what each shows, before anybody draws it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
from ..sources.crowd import all_sources
from ..sources.crowd._counting import LEVELS
from ..sources.crowd._source import Facts as CrowdFacts
from ..sources.crowd._source import facts_of as shared_facts


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `mark`: good, warn, bad, unknown; `state` two or three words; `seconds` its time."""

    key: str
    title: str
    mark: str
    state: str
    detail: str
    seconds: float | None = None
    link: str = ""

    @property
    def words(self) -> str:
        """State and detail in one, the state only where the detail does not say it."""
        if not self.state or self.state.lower() in self.detail.lower() or self.mark == "good":
            return self.detail or self.state
        between = " " if self.state.isdigit() else ": "
        return f"{self.state}{between}{self.detail}" if self.detail else self.state


#: Every source's title by its name, those with posts to look at first.
_CROWD = {one.name: one for one in sorted(all_sources(), key=lambda one: one.charted)}
#: What the probes of the crowd are called.
TITLES = {name: source.title for name, source in _CROWD.items()}
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
        _own(report, get("environment"), get("network"), get("transcripts")),
        *([_error(get("error"), facts)] if get("error").outcome is Outcome.MEASURED else []),
    )


def _seconds(*probes: Evidence) -> float | None:
    times = [p.duration_ms for p in probes if p.outcome is not Outcome.SKIPPED]
    return max(times) / 1000 if times else None


def _unmeasured(key: str, title: str, probe: Evidence) -> Step:
    state = "not asked" if probe.outcome is Outcome.SKIPPED else "not measured"
    return Step(key, title, "unknown", state, probe.note or "", _seconds(probe))


def _status(probe: Evidence, facts: Facts) -> Step:
    component = status.API_COMPONENT.of(facts)
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("status", "Status page", probe)
    if not isinstance(component, str):  # read, but it does not tell how the API is
        trouble = status.UNPLACED.of(facts) not in (None, "none")
        mark, state = ("warn", "trouble") if trouble else ("unknown", "cannot tell")
        return Step("status", "Status page", mark, state, probe.summary, _seconds(probe))
    bad = component in ("partial_outage", "major_outage")
    incidents = (status.API_INCIDENT, status.MODEL_INCIDENT)
    warn = component != "operational" or any(one.of(facts) is True for one in incidents)
    mark = "bad" if bad else "warn" if warn else "good"
    state = component.replace("_", " ").replace("performance", "").strip()
    if component == "operational" and warn:
        state = "incident open"
    return Step("status", "Status page", mark, state, probe.summary, _seconds(probe))


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
    return Step("cloud", "Cloud status", mark, word, probe.summary, _seconds(probe))


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
    return Step("crowd", "Crowd", mark, state, "; ".join(parts), seconds)


def _reported(levels: Collection[str]) -> tuple[str, str]:
    """All sources in a mark and a word. What is no level weighs nothing, neither way."""
    ranks = [rank for rank, level in enumerate(LEVELS) for one in levels if one == level]
    if max(ranks, default=0) > 0:
        return "warn", "reports rising" if max(ranks) > 1 else "a few reports"
    return ("good", "quiet") if len(ranks) > 1 else ("unknown", "not known")


def _ping(probe: Evidence, facts: Facts) -> Step:
    seconds = _seconds(probe)
    works, failed = ping.WORKS.of(facts), own_models.MODEL_FAILED.of(facts)
    if works is True and failed:
        said = f"{failed}: {own_models.MODEL_STATUS.of(facts) or 'no answer'}"
        return Step("ping", "API ping", "bad", "model fails", f"{said}; {probe.summary}", seconds)
    if works is True:
        slow = ping.SLOW.of(facts) is True
        state = "slow" if slow else "works"
        return Step("ping", "API ping", "warn" if slow else "good", state, probe.summary, seconds)
    if works is False:
        detail = probe.summary or probe.note or ""
        state = str(ping.HTTP_STATUS.of(facts) or "no answer")
        if ping.ANSWER.of(facts) == "cut":
            state = "cut off"
        return Step("ping", "API ping", "bad", state, detail, seconds)
    if ping.FRONT_DOOR.of(facts) is True or CLOUD_ANSWER.of(facts) == Said.ANSWERS:
        return Step("ping", "API ping", "good", "answers", probe.summary, seconds)
    return _unmeasured("ping", "API ping", probe)


def _quota(probe: Evidence, facts: Facts) -> Step:
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("quota", "Quota", probe)
    low = quota.LOW.of(facts)
    if low is None and quota.HEADROOM.of(facts) is None:
        return Step("quota", "Quota", "unknown", "partly known", probe.summary, _seconds(probe))
    mark, state = ("warn", "low") if low else ("good", "OK")
    return Step("quota", "Quota", mark, state, probe.summary, _seconds(probe))


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
    seconds = _seconds(own, path, records)
    if places.place(verdict.cause, facts) in _OWN_PLACES and verdict.severity in _FAULTY:
        return Step(
            "own",
            "Your side",
            _FAULTY[verdict.severity],
            places.name(verdict.cause),
            detail,
            seconds,
        )
    if _broken(facts):
        return Step("own", "Your side", "bad", "trouble", detail, seconds)
    if environment.CONFLICT.of(facts) is True or network.CLOCK_OFF.of(facts) is True:
        return Step("own", "Your side", "warn", "look here", detail, seconds)
    if path.outcome is not Outcome.MEASURED:
        return Step("own", "Your side", "unknown", "partly known", detail, seconds)
    return Step("own", "Your side", "good", "fine", detail, seconds)


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


_BARS = "▁▂▃▄▅▆▇█"


def crowd(report: Report, everything: bool = False) -> tuple[Step, ...]:
    """A row for each source that reports more trouble than is usual: how many people against what
    is usual, its last hours as bars, and where to look. With `everything` for each that was
    read."""
    rows = []
    probes = {probe.name: probe for probe in report.probes}
    facts = facts_of(report.probes)
    for name, source in _CROWD.items():
        probe, shared = probes.get(name, _NOT_MEASURED), shared_facts(name)
        level = str(source.level.of(facts) or "none")
        if probe.outcome is not Outcome.MEASURED or (level == "none" and not everything):
            continue
        words = " ".join(filter(None, (probe.summary, _hours(shared, facts))))
        mark = "good" if level == "none" else "warn"
        link = str(shared.link.of(facts) or "")
        rows.append(Step("crowd", source.title, mark, "", words, _seconds(probe), link))
    return tuple(rows)


def reports(report: Report, everything: bool) -> tuple[str, ...]:
    """The same as lines of text, without bars: for who has no picture."""
    return tuple(
        f"{row.title}: {row.detail.split('  ')[0]}" + (f" · {row.link}" if row.link else "")
        for row in crowd(report, everything)
    )


def _hours(shared: CrowdFacts, facts: Facts) -> str:
    """The bars, and how long they are."""
    bars, minutes = sparkline(shared.spark.of(facts)), shared.spark_min.of(facts)
    if not bars.strip(_BARS[0]) or not isinstance(minutes, int | float):
        return ""
    return f" {bars} {len(bars) * minutes / 60:.0f} h"


def sparkline(counts: object) -> str:
    """Counts as bars, oldest first; the highest is full. Empty for what is no list of counts."""
    if not isinstance(counts, list) or not all(isinstance(n, int | float) for n in counts):
        return ""
    top = max([*counts, 1])
    return "".join(_BARS[min(7, max(0, round(7 * n / top)))] for n in counts)
