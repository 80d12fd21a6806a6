"""What other people report: the crowd's row, and one for each of its sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..engine.facts import Facts
from ..engine.judge import facts_of
from ..engine.model import Evidence, Outcome, Report
from ..sources.crowd import all_sources
from ..sources.crowd._counting import LEVELS
from ..sources.crowd._source import Facts as CrowdFacts
from ..sources.crowd._source import facts_of as shared_facts
from . import paint
from .step import NOT_ASKED, Step, seconds

#: Every source's title by its name, those with posts to look at first.
_SOURCES = {one.name: one for one in sorted(all_sources(), key=lambda one: one.charted)}
#: What the probes of the crowd are called.
TITLES = {name: source.title for name, source in _SOURCES.items()}


def row(probes: Mapping[str, Evidence], facts: Facts) -> Step:
    """Who was asked, who reports more than usual, who could not be asked and why."""
    level = {
        name: str(_SOURCES[name].level.of(facts) or "none")
        for name, probe in probes.items()
        if probe.outcome is Outcome.MEASURED
    }
    up = [name for name in _SOURCES if level.get(name, "none") != "none"]
    quiet = [_SOURCES[name].title for name in _SOURCES if level.get(name) == "none"]
    parts = [f"{_SOURCES[name].title} {probes[name].summary}" for name in up]
    if quiet:
        parts.append("quiet: " + ", ".join(quiet))
    reasons: dict[str, list[str]] = {}
    for name in _SOURCES:
        if name not in level:
            reasons.setdefault(probes[name].note or probes[name].outcome, []).append(
                _SOURCES[name].title
            )
    parts += [f"{', '.join(names)}: {why}" for why, names in reasons.items()]
    mark, state = _reported(level.values())
    if all(probe.outcome is Outcome.SKIPPED for probe in probes.values()):
        state = "not asked"
    return Step("crowd", "Crowd", mark, state, "; ".join(parts), seconds(*probes.values()))


def _reported(levels: Collection[str]) -> tuple[str, str]:
    """All sources in a mark and a word. What is no level weighs nothing, neither way."""
    ranks = [rank for rank, level in enumerate(LEVELS) for one in levels if one == level]
    if max(ranks, default=0) > 0:
        return "warn", "reports rising" if max(ranks) > 1 else "a few reports"
    return ("good", "quiet") if len(ranks) > 1 else ("unknown", "not known")


def rows(report: Report, everything: bool = False) -> tuple[Step, ...]:
    """A row for each source that reports more trouble than is usual: how many people against what
    is usual, its last hours as bars, and where to look. With `everything` for each that was
    read."""
    found = []
    probes = {probe.name: probe for probe in report.probes}
    facts = facts_of(report.probes)
    for name, source in _SOURCES.items():
        probe, shared = probes.get(name, NOT_ASKED), shared_facts(name)
        level = str(source.level.of(facts) or "none")
        if probe.outcome is not Outcome.MEASURED or (level == "none" and not everything):
            continue
        words = " ".join(filter(None, (probe.summary, _hours(shared, facts))))
        mark = "good" if level == "none" else "warn"
        link = str(shared.link.of(facts) or "")
        found.append(Step("crowd", source.title, mark, "", words, seconds(probe), link))
    return tuple(found)


def reports(report: Report, everything: bool) -> tuple[str, ...]:
    """The same as lines of text, without bars: for who has no picture."""
    return tuple(
        f"{one.title}: {one.detail.split('  ')[0]}" + (f" · {one.link}" if one.link else "")
        for one in rows(report, everything)
    )


def _hours(shared: CrowdFacts, facts: Facts) -> str:
    """The bars, and how long they are."""
    bars, minutes = sparkline(shared.spark.of(facts)), shared.spark_min.of(facts)
    if not bars.strip(paint.BARS[0]) or not isinstance(minutes, int | float):
        return ""
    return f" {bars} {len(bars) * minutes / 60:.0f} h"


def sparkline(counts: object) -> str:
    """Counts as bars, oldest first; the highest is full. Empty for what is no list of counts."""
    if not isinstance(counts, list) or not all(isinstance(n, int | float) for n in counts):
        return ""
    return paint.bars(counts, max([*counts, 1]))
