"""The four steps and your own side: what each shows, before anybody draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..engine.judge import facts_of
from ..engine.model import Evidence, Outcome, Report, State
from ..sources.crowd.fusion import fused


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `mark`: good, warn, bad, unknown; `state` two or three words; `seconds` its time."""

    number: str
    title: str
    mark: str
    state: str
    detail: str
    seconds: float | None


_CROWD = {
    "github": "GitHub",
    "reddit": "Reddit",
    "hackernews": "Hacker News",
    "downdetector": "Downdetector",
}
_CROWD_STATES = {
    "confirmed": ("warn", "reports up"),
    "likely": ("warn", "reports up"),
    "hint": ("warn", "a few reports"),
    "quiet": ("good", "quiet"),
    "no-data": ("unknown", "not known"),
}
_NOT_MEASURED = Evidence("", Outcome.SKIPPED, note="not asked")


def steps(report: Report) -> tuple[Step, ...]:
    """Status page, crowd, ping, quota, your side."""
    probes = {probe.name: probe for probe in report.probes}

    def get(name: str) -> Evidence:
        return probes.get(name, _NOT_MEASURED)

    return (
        _status(get("status")),
        _crowd({name: get(name) for name in _CROWD}),
        _ping(get("ping")),
        _quota(get("quota")),
        _own(get("environment"), get("network"), get("transcripts")),
        *([_error(get("error"))] if get("error").outcome is Outcome.MEASURED else []),
    )


def _seconds(*probes: Evidence) -> float | None:
    times = [p.duration_ms for p in probes if p.outcome is not Outcome.SKIPPED]
    return max(times) / 1000 if times else None


def _unmeasured(number: str, title: str, probe: Evidence) -> Step:
    state = "not asked" if probe.outcome is Outcome.SKIPPED else "not measured"
    return Step(number, title, "unknown", state, probe.note or "", _seconds(probe))


def _status(probe: Evidence) -> Step:
    component = probe.facts.get("api_component")
    if probe.outcome is not Outcome.MEASURED or not isinstance(component, str):
        return _unmeasured("1", "Status page", probe)
    bad = component in ("partial_outage", "major_outage")
    warn = component != "operational" or probe.facts.get("api_incident") is True
    mark = "bad" if bad else "warn" if warn else "good"
    state = component.replace("_", " ").replace("performance", "").strip()
    if component == "operational" and warn:
        state = "incident open"
    return Step("1", "Status page", mark, state, probe.summary, _seconds(probe))


def _crowd(probes: Mapping[str, Evidence]) -> Step:
    """Who was asked, who reports more than usual, who could not be asked and why."""
    level = {
        name: str(probe.facts.get("level", "none"))
        for name, probe in probes.items()
        if probe.outcome is Outcome.MEASURED
    }
    up = [name for name in _CROWD if level.get(name, "none") != "none"]
    quiet = [_CROWD[name] for name in _CROWD if level.get(name) == "none"]
    parts = [f"{_CROWD[name]} {probes[name].summary}" for name in up]
    if quiet:
        parts.append("quiet: " + ", ".join(quiet))
    reasons: dict[str, list[str]] = {}
    for name in _CROWD:
        if name not in level:
            reasons.setdefault(probes[name].note or probes[name].outcome, []).append(_CROWD[name])
    parts += [f"{', '.join(names)}: {why}" for why, names in reasons.items()]
    seconds = _seconds(*probes.values())
    mark, state = _CROWD_STATES[fused(level)]
    if all(probe.outcome is Outcome.SKIPPED for probe in probes.values()):
        state = "not asked"
    return Step("2", "Crowd", mark, state, "; ".join(parts), seconds)


def _ping(probe: Evidence) -> Step:
    facts = probe.facts
    status = facts.get("http_status")
    seconds = _seconds(probe)
    if facts.get("failed_model") and facts.get("works") is True:
        failed = f"{facts['failed_model']}: {facts.get('failed_model_status') or 'no answer'}"
        return Step("3", "API ping", "bad", "model fails", f"{failed}; {probe.summary}", seconds)
    if facts.get("works") is True:
        slow = facts.get("slow") is True
        state = "slow" if slow else "works"
        return Step("3", "API ping", "warn" if slow else "good", state, probe.summary, seconds)
    if facts.get("works") is False:
        detail = probe.summary or probe.note or ""
        state = str(status or "no answer")
        if facts.get("answer") == "cut":
            state = "cut off"
        return Step("3", "API ping", "bad", state, detail, seconds)
    if facts.get("front_door") is True:
        return Step("3", "API ping", "good", "answers", probe.summary, seconds)
    return _unmeasured("3", "API ping", probe)


def _quota(probe: Evidence) -> Step:
    if probe.outcome is not Outcome.MEASURED:
        return _unmeasured("4", "Quota", probe)
    low = probe.facts.get("low")
    if low is None and probe.facts.get("headroom") is None:
        return Step("4", "Quota", "unknown", "partly known", probe.summary, _seconds(probe))
    mark, state = ("warn", "low") if low else ("good", "room left")
    return Step("4", "Quota", mark, state, probe.summary, _seconds(probe))


def _own(environment: Evidence, network: Evidence, transcripts: Evidence) -> Step:
    """Settings, path and this machine's own records in one row."""
    facts = network.facts
    parts = [p.summary for p in (environment, network) if p.summary]
    parts += [p.note or "" for p in (network,) if p.outcome is not Outcome.MEASURED and p.note]
    if transcripts.facts.get("failures"):
        parts.append(transcripts.summary)
    detail = " · ".join(part for part in parts if part)
    seconds = _seconds(environment, network, transcripts)
    broken = (
        facts.get("control") in ("failed", "portal")
        or facts.get("proxy") in ("failed", "login-required", "refused")
        or "failed" in (facts.get("dns"), facts.get("tcp"), facts.get("tls"))
    )
    if broken or environment.facts.get("insecure") is True:
        return Step("", "Your side", "bad", "trouble", detail, seconds)
    if environment.facts.get("conflict") is True or facts.get("clock_off") is True:
        return Step("", "Your side", "warn", "look here", detail, seconds)
    if network.outcome is not Outcome.MEASURED:
        return Step("", "Your side", "unknown", "partly known", detail, seconds)
    return Step("", "Your side", "good", "fine", detail, seconds)


def _error(probe: Evidence) -> Step:
    category = str(probe.facts.get("category", "")).replace("_", " ")
    return Step("", "What you saw", "warn", category, probe.summary, None)


_BARS = "▁▂▃▄▅▆▇█"


def reports(report: Report, everything: bool, bars: bool) -> tuple[str, ...]:
    """Where others report trouble: how many against what is usual, and a link to look. With
    `everything` every source that was read, and with `bars` its last hours."""
    lines = []
    probes = {probe.name: probe for probe in report.probes}
    for name, title in _CROWD.items():
        probe = probes.get(name, _NOT_MEASURED)
        quiet = probe.facts.get("level", "none") == "none"
        if probe.outcome is not Outcome.MEASURED or (quiet and not everything):
            continue
        hours = sparkline(probe.facts.get("spark")) + " " if everything and bars else ""
        lines.append(f"{title}: {hours}{probe.summary} · {probe.facts.get('link', '')}")
    return tuple(lines)


def sparkline(counts: object) -> str:
    """Counts as bars, oldest first; the highest is full. Empty for what is no list of counts."""
    if not isinstance(counts, list) or not all(isinstance(n, int | float) for n in counts):
        return ""
    top = max([*counts, 1])
    return "".join(_BARS[min(7, max(0, round(7 * n / top)))] for n in counts)


def context(report: Report) -> str:
    """What else is true, in a sentence or three, next to the verdict."""
    facts = facts_of(report.probes)
    verdict = report.verdict
    said = []
    control, answered = facts.get("network.control"), facts.get("ping.answered_by")
    if verdict.side == "server" and verdict.severity == "down":
        if control == "open" and facts.get("ping.keyed") and answered in ("anthropic", "cdn"):
            said.append("Your network is fine, and the request got through.")
        elif control == "open":
            said.append("Your network is fine.")
        if facts.get("status.api_component") == "operational" and verdict.cause != "overloaded":
            said.append("The status page still shows the API green.")
        if facts.get("status.api_component") == "operational":
            said.append("The page trails by 13 min in the median.")
    if (
        verdict.side in ("client", "account")
        and verdict.severity == "down"
        and answered == "anthropic"
    ):
        said.append("Anthropic's API is up: it is what answered.")
    if verdict.side == "network" and verdict.severity == "down" and control == "open":
        said.append("The rest of the internet answers.")
    beside = {f.id for f in report.findings if f.state is State.CONTRIBUTING}
    if "environment-conflict" in beside and facts.get("environment.first_conflict"):
        said.append(f"Beside that: {facts['environment.first_conflict']}.")
    more = facts.get("environment.conflicts")
    if verdict.cause == "environment-conflict" and isinstance(more, list) and len(more) > 1:
        said.append(f"Also: {'; '.join(map(str, more[1:4]))}.")
    if verdict.cause == "healthy" and facts.get("error.side") in ("none",):
        said.append("The text that you gave is no failure of the Claude API.")
    return " ".join(said)
